"""Two logs: `events` (changes of a case, disposed of with it) and `audit` (reads, logins, exports).

Both hold ids, codes and names of fields, never a text or an address: words are made when they are shown.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base, UTCDateTime


class Event(Base):
    __tablename__ = "events"
    __table_args__ = (
        Index(None, "case_id", "id"),
        Index(None, "at"),
        Index(
            "ix_events_agent",
            "agent_id",
            "at",
            postgresql_where=text("agent_id IS NOT NULL"),
            sqlite_where=text("agent_id IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    kind: Mapped[str] = mapped_column(String(30))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    data: Mapped[Any] = mapped_column(JSON, default=dict)


class Audit(Base):
    """Only ever added to: the database itself refuses anything else.

    `payload` is the SHA-256 of what the row says, so that a sealed chain can be added later.
    """

    __tablename__ = "audit"
    __table_args__ = (Index(None, "case_id", "at"), Index(None, "agent_id", "at"), Index(None, "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    action: Mapped[str] = mapped_column(String(30))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    data: Mapped[Any] = mapped_column(JSON, default=dict)
    payload: Mapped[str] = mapped_column(String(64))

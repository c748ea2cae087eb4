"""What changes of the municipality's own leave behind, and files that wait to be taken in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base, UTCDateTime


class Change(Base):
    """One saved form: `area` and `key` say of what, `before` and `after` hold only the fields that differ.

    Never anything about citizens or cases: names of units, hours, texts, members of groups.
    """

    __tablename__ = "changes"
    __table_args__ = (Index(None, "area", "key", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    area: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(80))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


class Upload(Base):
    """A file between its preview and the word "take it in"; only its own agent may go on with it."""

    __tablename__ = "uploads"
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes] = mapped_column(LargeBinary)

"""The plug-in's tables: forms that are half filled in, and the register of what came in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables import Base, UTCDateTime


class Steps(Base):
    """A form under way, under a random address of which only the hash is kept. Nothing says whose it is.

    `nonce` becomes the message's external id. Once sent, `answers` are erased and `receipt` is what may be shown again.
    """

    __tablename__ = "synpunkter_steps"
    __table_args__ = (Index(None, "expires_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(64), unique=True)
    nonce: Mapped[str] = mapped_column(String(64))
    answers: Mapped[Any] = mapped_column(JSON, default=dict)
    sent: Mapped[bool] = mapped_column(default=False)
    receipt: Mapped[Any] = mapped_column(JSON, default=dict)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)


class StepFile(Base):
    """A picture or file that waits for the form to be sent."""

    __tablename__ = "synpunkter_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    steps_id: Mapped[int] = mapped_column(ForeignKey("synpunkter_steps.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    content_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Entry(Base):
    """One row of the register. `answer_by` is what the sender was promised, whatever type the case has later.

    `wants_answer_by` email | sms | phone | none. `led_to_measure` is empty until somebody has said yes or no.
    """

    __tablename__ = "synpunkter_register"
    __table_args__ = (Index(None, "received_at", "case_id"),)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    plugin: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16))
    topic: Mapped[str] = mapped_column(String(60), default="")
    anonymous: Mapped[bool] = mapped_column(default=False)
    wants_answer_by: Mapped[str] = mapped_column(String(8), default="none")
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer_by: Mapped[datetime | None] = mapped_column(UTCDateTime)
    led_to_measure: Mapped[bool | None]
    measure: Mapped[str] = mapped_column(Text, default="")
    measure_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    measure_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))

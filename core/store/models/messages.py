"""What was said: messages in and out, notes, files; what came in raw; what is on its way out; what is half written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base, UTCDateTime

KINDS = (
    "message",
    "receipt",
    "official_note",
    "internal_note",
    "to_officer",
    "from_officer",
    "handed_over",
    "sent_outside",
    "one_time",
)
DELIVERY_STATES = ("queued", "claimed", "sending", "sent", "retry", "failed", "unknown", "todo", "done", "cancelled")


class Message(Base):
    """`direction` in | out | note. `fresh` is `text` without quoted history, which is only folded, never lost.

    `message_ref` is the id in the channel's world (Message-ID without brackets, Twilio's sid).
    `blocked_html` says that the HTML held pictures from elsewhere.
    `nonce` is of the page an answer was written on: a second press is the same answer, and one answer to `together`
    cases has it in each of their threads.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index(None, "case_id", "id"),
        Index(
            "ix_messages_nonce",
            "nonce",
            "case_id",
            unique=True,
            postgresql_where=text("nonce <> ''"),
            sqlite_where=text("nonce <> ''"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    direction: Mapped[str] = mapped_column(String(4))
    kind: Mapped[str] = mapped_column(String(14), default="message")
    channel: Mapped[str] = mapped_column(String(10))
    plugin: Mapped[str] = mapped_column(String(40), default="")
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    sender: Mapped[str] = mapped_column(String(320), default="")
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    recipients: Mapped[Any] = mapped_column(JSON, default=list)
    subject: Mapped[str] = mapped_column(String(998), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    fresh: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    message_ref: Mapped[str] = mapped_column(String(998), default="")
    automatic: Mapped[str] = mapped_column(String(12), default="")
    unproven: Mapped[bool] = mapped_column(default=False)
    inbound_id: Mapped[int | None] = mapped_column(ForeignKey("inbound.id"))
    nonce: Mapped[str] = mapped_column(String(40), default="")
    together: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Reference(Base):
    """A Message-ID of ours or theirs and the message it stands for: how an answer finds its case."""

    __tablename__ = "message_references"
    __table_args__ = (Index(None, "value"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    value: Mapped[str] = mapped_column(String(64))  # SHA-256 of the id: of fixed length, whatever was sent


class AttachmentRow(Base):
    __tablename__ = "attachments"
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    blob: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(120))
    content_id: Mapped[str] = mapped_column(String(255), default="")
    size: Mapped[int]


class Inbound(Base):
    """A raw message, durable before anybody parses it. `receiving_id` is the förvaltning it was sent to.

    `state` waiting | done | quarantined. Claims are by the database's clock, in epoch seconds.
    """

    __tablename__ = "inbound"
    __table_args__ = (
        UniqueConstraint("receiving_id", "external_id"),
        Index(
            "ix_inbound_waiting",
            "id",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        Index(None, "external_id"),
        Index(None, "plugin", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(String(40))
    receiving_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"))
    external_id: Mapped[str] = mapped_column(String(200))
    blob: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str] = mapped_column(String(60), default="")
    claimed_until: Mapped[float] = mapped_column(default=0)
    disposition: Mapped[str] = mapped_column(String(12), default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")


class Delivery(Base):
    """One outgoing message on its way, or a task for a person ("todo": ring up, write a letter).

    `way` email | sms | phone | letter. Times of claims are the database's epoch seconds.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(
            "ix_deliveries_due",
            "not_before",
            "id",
            postgresql_where=text("state IN ('queued','retry','claimed','sending')"),
            sqlite_where=text("state IN ('queued','retry','claimed','sending')"),
        ),
        Index(None, "message_ref"),
        Index(None, "plugin", "external_id"),
        Index(None, "to_value", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    way: Mapped[str] = mapped_column(String(8))
    plugin: Mapped[str] = mapped_column(String(40), default="")
    to_value: Mapped[str] = mapped_column(String(320), default="")
    to_name: Mapped[str] = mapped_column(String(200), default="")
    cc: Mapped[Any] = mapped_column(JSON, default=list)
    automatic: Mapped[bool] = mapped_column(default=False)
    message_ref: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(10), default="queued")
    reason: Mapped[str] = mapped_column(String(300), default="")
    refused: Mapped[Any] = mapped_column(JSON, default=list)
    external_id: Mapped[str] = mapped_column(String(200), default="")
    receipt: Mapped[str] = mapped_column(String(20), default="")
    not_before: Mapped[float] = mapped_column(default=0)
    first_try: Mapped[float] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str] = mapped_column(String(60), default="")
    claimed_until: Mapped[float] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Draft(Base):
    """Half-written text: seen only by its author. Two tabs make two rows, so that both texts live."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "agent_id", "case_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(14), default="reply")
    tab: Mapped[str] = mapped_column(String(32), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

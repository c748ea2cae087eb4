"""Messages, files, what comes in and goes out, as the first version has them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core.store.migrations.first.metadata import metadata

Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("direction", String(4), nullable=False),
    Column("kind", String(14), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("plugin", String(40), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id")),
    Column("sender", String(320), nullable=False),
    Column("sender_name", String(200), nullable=False),
    Column("recipients", JSON, nullable=False),
    Column("subject", String(998), nullable=False),
    Column("text", Text, nullable=False),
    Column("fresh", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("message_ref", String(998), nullable=False),
    Column("automatic", String(12), nullable=False),
    Column("unproven", Boolean, nullable=False),
    Column("inbound_id", Integer, ForeignKey("inbound.id")),
    Column("at", DateTime(timezone=True), nullable=False),
    Index(None, "case_id", "id"),
)

Table(
    "message_references",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", Integer, ForeignKey("messages.id"), nullable=False, index=True),
    Column("value", String(64), nullable=False),
    Index(None, "value"),
)

Table(
    "attachments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", Integer, ForeignKey("messages.id"), nullable=False, index=True),
    Column("blob", String(64), nullable=False),
    Column("name", String(255), nullable=False),
    Column("content_type", String(120), nullable=False),
    Column("content_id", String(255), nullable=False),
    Column("size", Integer, nullable=False),
)

Table(
    "inbound",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plugin", String(40), nullable=False),
    Column("receiving_id", Integer, ForeignKey("forvaltningar.id"), nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("blob", String(64), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("kept_at", DateTime(timezone=True), nullable=False),
    Column("state", String(12), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("claimed_by", String(60), nullable=False),
    Column("claimed_until", Double, nullable=False),
    Column("disposition", String(12), nullable=False),
    Column("case_id", Integer, ForeignKey("cases.id")),
    Column("reason", String(300), nullable=False),
    UniqueConstraint("receiving_id", "external_id"),
    Index(None, "external_id"),
    Index(None, "plugin", "id"),
    Index(
        "ix_inbound_waiting",
        "id",
        postgresql_where=text("state = 'waiting'"),
        sqlite_where=text("state = 'waiting'"),
    ),
)

Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False, index=True),
    Column("message_id", Integer, ForeignKey("messages.id"), nullable=False, index=True),
    Column("way", String(8), nullable=False),
    Column("plugin", String(40), nullable=False),
    Column("to_value", String(320), nullable=False),
    Column("to_name", String(200), nullable=False),
    Column("cc", JSON, nullable=False),
    Column("automatic", Boolean, nullable=False),
    Column("message_ref", String(120), nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", String(300), nullable=False),
    Column("refused", JSON, nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("receipt", String(20), nullable=False),
    Column("not_before", Double, nullable=False),
    Column("first_try", Double, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("claimed_by", String(60), nullable=False),
    Column("claimed_until", Double, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index(
        "ix_deliveries_due",
        "not_before",
        "id",
        postgresql_where=text("state IN ('queued','retry','claimed','sending')"),
        sqlite_where=text("state IN ('queued','retry','claimed','sending')"),
    ),
    Index(None, "message_ref"),
    Index(None, "plugin", "external_id"),
)

Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
    Column("case_id", Integer, ForeignKey("cases.id")),
    Column("kind", String(14), nullable=False),
    Column("tab", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Index(None, "agent_id", "case_id"),
)

"""The two logs, as the first version has them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Index, Integer, String, Table, text

from core.store.migrations.first.metadata import metadata

Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id")),
    Column("data", JSON, nullable=False),
    Index(None, "at"),
    Index(None, "case_id", "id"),
    Index(
        "ix_events_agent",
        "agent_id",
        "at",
        postgresql_where=text("agent_id IS NOT NULL"),
        sqlite_where=text("agent_id IS NOT NULL"),
    ),
)

Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id")),
    Column("action", String(30), nullable=False),
    Column("case_id", Integer, ForeignKey("cases.id")),
    Column("data", JSON, nullable=False),
    Column("payload", String(64), nullable=False),
    Index(None, "agent_id", "at"),
    Index(None, "at"),
    Index(None, "case_id", "at"),
)

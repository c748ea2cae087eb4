"""Changes of the municipality's own, and files on their way in, as the first version has them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Table

from core.store.migrations.first.metadata import metadata

Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id")),
    Column("area", String(40), nullable=False),
    Column("key", String(80), nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Index(None, "area", "key", "id"),
)

Table(
    "uploads",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("name", String(255), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

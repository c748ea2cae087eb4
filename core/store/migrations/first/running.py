"""What the running system knows of itself, as the first version has them."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Double, ForeignKey, Index, Integer, String, Table, Text

from core.store.migrations.first.metadata import metadata

Table(
    "leases",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("owner", String(60), nullable=False),
    Column("until", Double, nullable=False),
)

Table(
    "heartbeats",
    metadata,
    Column("worker", String(60), primary_key=True),
    Column("at", Double, nullable=False),
)

Table(
    "plugin_states",
    metadata,
    Column("plugin", String(40), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)

Table(
    "plugin_health",
    metadata,
    Column("plugin", String(40), primary_key=True),
    Column("state", String(8), nullable=False),
    Column("words", String(300), nullable=False),
    Column("at", DateTime(timezone=True)),
    Column("activity_at", DateTime(timezone=True)),
    Column("first_start", DateTime(timezone=True)),
)

Table(
    "alarms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    Column("state", String(12), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("words", String(300), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id")),
)

Table(
    "limits",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("until", Double, nullable=False),
    Index(None, "until"),
)

Table(
    "editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("value", String(36), nullable=False),
)

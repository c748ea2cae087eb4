"""Contact persons, agreements, those outside, and moves of units, as the first version has them."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, String, Table

from core.store.migrations.first.metadata import metadata

Table(
    "contact_persons",
    metadata,
    Column("forvaltning_id", Integer, ForeignKey("forvaltningar.id"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("email", String(254), nullable=False),
    Column("hours", String(200), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

Table(
    "agreements",
    metadata,
    Column("forvaltning_id", Integer, ForeignKey("forvaltningar.id"), primary_key=True),
    Column("first_response", String(200), nullable=False),
    Column("hand_back", String(200), nullable=False),
    Column("hours", String(200), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

Table(
    "outside_bodies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("purpose", String(300), nullable=False),
    Column("email", String(254), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("hours", String(200), nullable=False),
    Column("closed_on", Date),
)

Table(
    "unit_moves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", Integer, ForeignKey("units.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("closes", Boolean, nullable=False),
    Column("plan", JSON, nullable=False),
    Column("planned_at", DateTime(timezone=True), nullable=False),
    Column("planned_by", Integer, ForeignKey("agents.id")),
    Column("begun_at", DateTime(timezone=True)),
    Column("done_at", DateTime(timezone=True)),
    Column("undone_at", DateTime(timezone=True)),
    Index(None, "unit_id", "day"),
)

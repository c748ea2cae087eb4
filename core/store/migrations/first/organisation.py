"""The municipality, as the first version has them."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, String, Table, Text

from core.store.migrations.first.metadata import metadata

Table(
    "namnder",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(10), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
)

Table(
    "forvaltningar",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(10), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("short_name", String(60), nullable=False),
    Column("namnd_id", Integer, ForeignKey("namnder.id"), nullable=False),
    Column("contact_centre", Boolean, nullable=False),
    Column("mailbox", String(254), nullable=False),
    Column("closed_on", Date),
)

Table(
    "units",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("forvaltning_id", Integer, ForeignKey("forvaltningar.id"), nullable=False, index=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("mailbox", String(254), nullable=False),
    Column("opened_on", Date),
    Column("closed_on", Date),
)

Table(
    "svarsgrupper",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digit", String(2), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("closed_on", Date),
)

Table(
    "texts",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("text", Text, nullable=False),
)

Table(
    "settings",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("value", JSON, nullable=False),
)

_OWNER = ("forvaltning_id", "forvaltningar"), ("unit_id", "units")

Table(
    "opening_hours",
    metadata,
    Column("id", Integer, primary_key=True),
    *(Column(name, Integer, ForeignKey(f"{of}.id")) for name, of in _OWNER),
    Column("valid_from", Date, nullable=False),
    Column("value", JSON, nullable=False),
)

Table(
    "own_days",
    metadata,
    Column("id", Integer, primary_key=True),
    *(Column(name, Integer, ForeignKey(f"{of}.id")) for name, of in _OWNER),
    Column("day", Date, nullable=False),
    Column("closes", Integer),
    Column("reason", String(120), nullable=False),
)

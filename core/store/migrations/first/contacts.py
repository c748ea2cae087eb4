"""Contacts, as the first version has them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Table, UniqueConstraint

from core.store.migrations.first.metadata import metadata

Table(
    "contacts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("name", String(200), nullable=False),
    Column("language", String(12), nullable=False),
    Column("interpreter", String(12), nullable=False),
    Column("protected", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

Table(
    "contact_addresses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact_id", Integer, ForeignKey("contacts.id"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("value", String(320), nullable=False),
    Column("failed_at", DateTime(timezone=True)),
    UniqueConstraint("kind", "value"),
)

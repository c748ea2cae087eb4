"""Agents and what they may, as the first version has them."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from core.store.migrations.first.metadata import metadata

Table(
    "agents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(80), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False),
    Column("password", String(255), nullable=False),
    Column("stamp", String(32), nullable=False),
    Column("language", String(12), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("last_seen", DateTime(timezone=True)),
    Column("external", String(64), unique=True),
    Column("totp", String(255), nullable=False),
    Column("totp_step", Integer, nullable=False),
    Column("emergency", Boolean, nullable=False),
    Column("title", String(120), nullable=False),
    Column("duties", String(500), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("phone_words", String(200), nullable=False),
    Column("phone_hours", JSON, nullable=False),
    Column("phone_changed_at", DateTime(timezone=True)),
)

Table(
    "sessions",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False, index=True),
    Column("stamp", String(32), nullable=False),
    Column("how", String(12), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("checked_at", DateTime(timezone=True), nullable=False),
    Column("id_token", Text, nullable=False),
)

Table(
    "recovery_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
    Column("code", String(64), nullable=False),
    UniqueConstraint("agent_id", "code"),
)

Table(
    "agent_roles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False, index=True),
    Column("role", String(30), nullable=False),
    Column("forvaltning_id", Integer, ForeignKey("forvaltningar.id")),
    Column("unit_id", Integer, ForeignKey("units.id")),
    Column("namnd_id", Integer, ForeignKey("namnder.id")),
    Column("valid_from", DateTime(timezone=True)),
    Column("valid_until", DateTime(timezone=True)),
)

Table(
    "agent_svarsgrupper",
    metadata,
    Column("agent_id", Integer, ForeignKey("agents.id"), primary_key=True),
    Column("svarsgrupp_id", Integer, ForeignKey("svarsgrupper.id"), primary_key=True),
)

Table(
    "secrecy_classes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
)

Table(
    "agent_authorisations",
    metadata,
    Column("agent_id", Integer, ForeignKey("agents.id"), primary_key=True),
    Column("secrecy_class_id", Integer, ForeignKey("secrecy_classes.id"), primary_key=True),
    Column("granted_by", Integer, ForeignKey("agents.id")),
    Column("granted_at", DateTime(timezone=True)),
    Column("decision", String(200), nullable=False),
)

Table(
    "delegations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
    Column("case_type_id", Integer, ForeignKey("case_types.id"), nullable=False),
    Column("point", String(60), nullable=False),
    UniqueConstraint("agent_id", "case_type_id"),
)

Table(
    "absences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False, index=True),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), index=True),
    Column("why", String(20), nullable=False),
    Column("deputy_id", Integer, ForeignKey("agents.id")),
    Column("gives_back", Boolean, nullable=False),
    Column("given_back_at", DateTime(timezone=True)),
    Column("created_by", Integer, ForeignKey("agents.id")),
)

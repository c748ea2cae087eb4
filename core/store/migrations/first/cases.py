"""The case, as the first version has them."""

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
    UniqueConstraint,
    text,
)

from core.store.migrations.first.metadata import metadata

_WAITING = "closed_at IS NULL AND status IN ('waiting_citizen', 'waiting_internal')"


def _some(name: str, *columns: str, where: str, sqlite: str = "") -> Index:
    return Index(name, *columns, postgresql_where=text(where), sqlite_where=text(sqlite or where))


Table(
    "scopes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("forvaltning_id", Integer, ForeignKey("forvaltningar.id"), nullable=False),
    Column("unit_id", Integer, nullable=False),
    Column("svarsgrupp_id", Integer, nullable=False),
    Column("held_by", String(12), nullable=False),
    Column("secrecy_class_id", Integer, nullable=False),
    UniqueConstraint("forvaltning_id", "unit_id", "svarsgrupp_id", "held_by", "secrecy_class_id"),
)

Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String(12), nullable=False, unique=True),
    Column("subject", String(300), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("plugin", String(40), nullable=False),
    Column("case_type_id", Integer, ForeignKey("case_types.id"), nullable=False),
    Column("case_type_version_id", Integer, ForeignKey("case_type_versions.id"), nullable=False),
    Column("type_reason", String(200), nullable=False),
    Column("rosa_level", Integer, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("competence", Integer, nullable=False),
    Column("forvaltning_id", Integer, ForeignKey("forvaltningar.id"), nullable=False),
    Column("unit_id", Integer, ForeignKey("units.id")),
    Column("svarsgrupp_id", Integer, ForeignKey("svarsgrupper.id")),
    Column("held_by", String(12), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id")),
    Column("status", String(20), nullable=False),
    Column("priority", String(8), nullable=False),
    Column("contact_id", Integer, ForeignKey("contacts.id")),
    Column("counterpart", String(200), nullable=False),
    Column("place", String(200), nullable=False),
    Column("place_key", String(80), nullable=False),
    Column("language", String(12), nullable=False),
    Column("interpreter", String(12), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("activity_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("snoozed_until", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("closed_by", Integer, ForeignKey("agents.id")),
    Column("outcome", String(30), nullable=False),
    Column("reached_level", Integer),
    Column("outcome_detail", String(300), nullable=False),
    Column("first_contact", Boolean, nullable=False),
    Column("minutes", Double, nullable=False),
    Column("diary_number", String(60), nullable=False),
    Column("other_system", String(60), nullable=False),
    Column("other_number", String(60), nullable=False),
    Column("secrecy_provision", String(80), nullable=False),
    Column("secrecy_marked_at", DateTime(timezone=True)),
    Column("secrecy_namnd_id", Integer, ForeignKey("namnder.id")),
    Column("suspect", Boolean, nullable=False),
    Column("unread", Boolean, nullable=False),
    Column("owner_changes", Integer, nullable=False),
    Column("merged_into", Integer, ForeignKey("cases.id")),
    Column("joined_to", Integer, ForeignKey("cases.id")),
    Column("scope_id", Integer, ForeignKey("scopes.id"), nullable=False),
    Column("last_message", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "contact_id"),
    _some("ix_cases_closed_activity", "closed_at", "id", where="closed_at IS NOT NULL"),
    _some("ix_cases_closed_scope", "scope_id", "closed_at", "id", where="closed_at IS NOT NULL"),
    _some("ix_cases_closed_type", "case_type_id", "closed_at", "id", where="closed_at IS NOT NULL"),
    _some("ix_cases_due", "due_at", "id", where="closed_at IS NULL AND due_at IS NOT NULL"),
    _some("ix_cases_free_activity", "activity_at", "id", where="closed_at IS NULL AND agent_id IS NULL"),
    _some("ix_cases_free_scope", "scope_id", "activity_at", "id", where="closed_at IS NULL AND agent_id IS NULL"),
    _some("ix_cases_joined", "joined_to", where="joined_to IS NOT NULL"),
    _some("ix_cases_open_activity", "activity_at", "id", where="closed_at IS NULL"),
    _some("ix_cases_open_agent", "agent_id", "activity_at", "id", where="closed_at IS NULL AND agent_id IS NOT NULL"),
    _some("ix_cases_open_due", "scope_id", "due_at", "id", where="closed_at IS NULL AND due_at IS NOT NULL"),
    _some("ix_cases_open_place", "scope_id", "place_key", "id", where="closed_at IS NULL AND place_key <> ''"),
    _some("ix_cases_open_scope", "scope_id", "activity_at", "id", where="closed_at IS NULL"),
    _some("ix_cases_open_type", "case_type_id", "activity_at", "id", where="closed_at IS NULL"),
    _some("ix_cases_parked", "scope_id", "activity_at", "id", where="closed_at IS NULL AND snoozed_until IS NOT NULL"),
    _some("ix_cases_snoozed_until", "snoozed_until", where="snoozed_until IS NOT NULL"),
    _some(
        "ix_cases_suspect",
        "scope_id",
        "activity_at",
        "id",
        where="closed_at IS NULL AND suspect",
        sqlite="closed_at IS NULL AND suspect = 1",
    ),
    _some("ix_cases_waiting", "scope_id", "activity_at", "id", where=_WAITING),
    _some("ix_cases_waiting_activity", "activity_at", "id", where=_WAITING),
)

Table(
    "number_series",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

Table(
    "deadlines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("met_at", DateTime(timezone=True)),
    Column("why", JSON, nullable=False),
    Column("alarm", Boolean, nullable=False),
    _some("ix_deadlines_alarm", "due_at", where="alarm AND met_at IS NULL"),
)

Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False, index=True),
    Column("agent_id", Integer, ForeignKey("agents.id")),
    Column("decided_by", String(120), nullable=False),
    Column("decided_on", String(10), nullable=False),
    Column("delegation_point", String(60), nullable=False),
    Column("reopened_at", DateTime(timezone=True)),
)

Table(
    "case_links",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id"), primary_key=True),
    Column("other_id", Integer, ForeignKey("cases.id"), primary_key=True, index=True),
    Column("kind", String(10), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

Table(
    "case_shares",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id")),
    Column("forvaltning_id", Integer, ForeignKey("forvaltningar.id")),
    Column("unit_id", Integer, ForeignKey("units.id")),
    Column("reason", String(200), nullable=False),
    Column("message_id", Integer, ForeignKey("messages.id")),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Integer, ForeignKey("agents.id")),
    Column("due_at", DateTime(timezone=True)),
    Column("answered_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_by", Integer, ForeignKey("agents.id")),
    Index(None, "agent_id", "ended_at"),
    Index(None, "forvaltning_id", "ended_at"),
    Index(None, "created_by", "ended_at"),
)

Table(
    "secrecy_marks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False, index=True),
    Column("message_id", Integer, ForeignKey("messages.id")),
    Column("attachment_id", Integer, ForeignKey("attachments.id")),
    Column("provision", String(80), nullable=False),
    Column("namnd_id", Integer, ForeignKey("namnder.id"), nullable=False),
    Column("marked_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
)

Table(
    "supervised_units",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_type_id", Integer, ForeignKey("case_types.id"), nullable=False, index=True),
    Column("forvaltning_id", Integer, ForeignKey("forvaltningar.id"), nullable=False),
    Column("unit_id", Integer, ForeignKey("units.id")),
)

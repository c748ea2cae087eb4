"""The service catalogue, as the first version has them."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Double, ForeignKey, Index, Integer, String, Table, Text

from core.store.migrations.first.metadata import metadata

Table(
    "case_types",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(10), nullable=False, unique=True),
    Column("closed_on", Date),
    Column("successor_id", Integer, ForeignKey("case_types.id")),
    Column("cases_moved", Boolean, nullable=False),
)

Table(
    "case_type_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_type_id", Integer, ForeignKey("case_types.id"), nullable=False),
    Column("valid_from", DateTime(timezone=True), nullable=False),
    Column("forvaltning_id", Integer, ForeignKey("forvaltningar.id"), nullable=False),
    Column("unit_id", Integer, ForeignKey("units.id")),
    Column("svarsgrupp_id", Integer, ForeignKey("svarsgrupper.id"), nullable=False),
    Column("rosa_level", Integer, nullable=False),
    Column("transferred", String(6), nullable=False),
    Column("competence", Integer, nullable=False),
    Column("promise", String(20), nullable=False),
    Column("secrecy", String(6), nullable=False),
    Column("secrecy_class_id", Integer, ForeignKey("secrecy_classes.id")),
    Column("diary", String(20), nullable=False),
    Column("write_nothing", Boolean, nullable=False),
    Column("supervision", Boolean, nullable=False),
    Column("topic", String(60), nullable=False),
    Column("ask_for", Text, nullable=False),
    Column("eservice", String(300), nullable=False),
    Column("minutes_here", Double, nullable=False),
    Column("minutes_there", Double, nullable=False),
    Column("partial", Text, nullable=False),
    Column("delegation", String(60), nullable=False),
    Column("checklist", JSON, nullable=False),
    Column("review_on", Date),
    Column("review_owner", String(120), nullable=False),
    Column("retention", String(200), nullable=False),
    Column("volume", Integer, nullable=False),
    Index(None, "case_type_id", "valid_from"),
)

Table(
    "case_type_names",
    metadata,
    Column("case_type_id", Integer, ForeignKey("case_types.id"), primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("name", String(160), nullable=False),
)

Table(
    "answer_templates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_type_id", Integer, ForeignKey("case_types.id")),
    Column("language", String(12), nullable=False),
    Column("title", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("forvaltning_id", Integer, ForeignKey("forvaltningar.id")),
    Column("review_on", Date),
    Index(None, "case_type_id", "language"),
)

Table(
    "answer_uses",
    metadata,
    Column("template_id", Integer, ForeignKey("answer_templates.id", ondelete="CASCADE"), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("n", Integer, nullable=False),
)

Table(
    "case_type_words",
    metadata,
    Column("case_type_id", Integer, ForeignKey("case_types.id"), primary_key=True),
    Column("word", String(80), primary_key=True),
)

Table(
    "type_proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(10), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
    Column("forvaltning_id", Integer, ForeignKey("forvaltningar.id"), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("decided_at", DateTime(timezone=True)),
    Column("decided_by", Integer, ForeignKey("agents.id")),
    Column("answer", Text, nullable=False),
    Index(None, "state", "forvaltning_id"),
)

Table(
    "routing_rules",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("value", String(300), nullable=False),
    Column("within", String(10), nullable=False),
    Column("case_type_id", Integer, ForeignKey("case_types.id")),
    Column("svarsgrupp_id", Integer, ForeignKey("svarsgrupper.id")),
    Column("active", Boolean, nullable=False),
    Column("valid_from", Date, nullable=False),
)

Table(
    "case_ticks",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id"), primary_key=True),
    Column("version_id", Integer, ForeignKey("case_type_versions.id"), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("agent_id", Integer, ForeignKey("agents.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

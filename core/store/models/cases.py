"""The case and what belongs to it alone: its scope, number, deadlines, links and shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base, UTCDateTime

STATUSES = ("new", "open", "waiting_citizen", "waiting_internal", "closed", "spam", "void", "merged")
HELD_BY = ("kundtjanst", "forvaltning")


def _some(name: str, *columns: str, where: str, sqlite: str = "") -> Index:
    """An index over some of the cases only. Lists name it, so its words must be those of `access.views`."""
    return Index(name, *columns, postgresql_where=text(where), sqlite_where=text(sqlite or where))


_OPEN = "closed_at IS NULL"
_CLOSED = "closed_at IS NOT NULL"
_AT_PLACE = f"{_OPEN} AND place_key <> ''"
_WAITING = f"{_OPEN} AND status IN ('waiting_citizen', 'waiting_internal')"


class Scope(Base):
    """One combination that decides access. `svarsgrupp_id` 0 = never in the contact centre; `unit_id` 0 = none."""

    __tablename__ = "scopes"
    __table_args__ = (UniqueConstraint("forvaltning_id", "unit_id", "svarsgrupp_id", "held_by", "secrecy_class_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"))
    unit_id: Mapped[int] = mapped_column(default=0)
    svarsgrupp_id: Mapped[int] = mapped_column(default=0)
    held_by: Mapped[str] = mapped_column(String(12))
    secrecy_class_id: Mapped[int] = mapped_column(default=0)


class Case(Base):
    """`closed_at` is empty exactly while the case is open. `activity_at` orders every list.

    `confirmed`: a person has confirmed type, level and owner.
    `place_key` is what two reports of one place share; `joined_to` the lead case that this one is answered with.
    `version` counts changes of the case's own fields; a new message does not change it.
    """

    __tablename__ = "cases"
    __table_args__ = (
        _some("ix_cases_open_scope", "scope_id", "activity_at", "id", where=_OPEN),
        _some("ix_cases_open_activity", "activity_at", "id", where=_OPEN),
        _some("ix_cases_open_type", "case_type_id", "activity_at", "id", where=_OPEN),
        _some("ix_cases_open_due", "scope_id", "due_at", "id", where=f"{_OPEN} AND due_at IS NOT NULL"),
        _some("ix_cases_open_agent", "agent_id", "activity_at", "id", where=f"{_OPEN} AND agent_id IS NOT NULL"),
        _some("ix_cases_free_scope", "scope_id", "activity_at", "id", where=f"{_OPEN} AND agent_id IS NULL"),
        _some("ix_cases_free_activity", "activity_at", "id", where=f"{_OPEN} AND agent_id IS NULL"),
        _some("ix_cases_due", "due_at", "id", where=f"{_OPEN} AND due_at IS NOT NULL"),
        _some("ix_cases_open_place", "scope_id", "place_key", "id", where=_AT_PLACE),
        _some("ix_cases_joined", "joined_to", where="joined_to IS NOT NULL"),
        _some("ix_cases_waiting", "scope_id", "activity_at", "id", where=_WAITING),
        _some("ix_cases_waiting_activity", "activity_at", "id", where=_WAITING),
        _some("ix_cases_parked", "scope_id", "activity_at", "id", where=f"{_OPEN} AND snoozed_until IS NOT NULL"),
        _some(
            "ix_cases_suspect",
            "scope_id",
            "activity_at",
            "id",
            where=f"{_OPEN} AND suspect",
            sqlite=f"{_OPEN} AND suspect = 1",
        ),
        _some("ix_cases_closed_scope", "scope_id", "closed_at", "id", where=_CLOSED),
        _some("ix_cases_closed_activity", "closed_at", "id", where=_CLOSED),
        _some("ix_cases_closed_type", "case_type_id", "closed_at", "id", where=_CLOSED),
        _some("ix_cases_snoozed_until", "snoozed_until", where="snoozed_until IS NOT NULL"),
        Index(None, "contact_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    subject: Mapped[str] = mapped_column(String(300))
    channel: Mapped[str] = mapped_column(String(10))
    plugin: Mapped[str] = mapped_column(String(40), default="")
    case_type_id: Mapped[int] = mapped_column(ForeignKey("case_types.id"))
    case_type_version_id: Mapped[int] = mapped_column(ForeignKey("case_type_versions.id"))
    type_reason: Mapped[str] = mapped_column(String(200), default="")
    rosa_level: Mapped[int]
    confirmed: Mapped[bool] = mapped_column(default=False)
    competence: Mapped[int] = mapped_column(default=2)
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    svarsgrupp_id: Mapped[int | None] = mapped_column(ForeignKey("svarsgrupper.id"))
    held_by: Mapped[str] = mapped_column(String(12), default="kundtjanst")
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    status: Mapped[str] = mapped_column(String(20), default="new")
    priority: Mapped[str] = mapped_column(String(8), default="normal")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    counterpart: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    place_key: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(12), default="sv")
    interpreter: Mapped[str] = mapped_column(String(12), default="")
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    activity_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    snoozed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    outcome: Mapped[str] = mapped_column(String(30), default="")
    reached_level: Mapped[int | None]
    outcome_detail: Mapped[str] = mapped_column(String(300), default="")
    first_contact: Mapped[bool] = mapped_column(default=False)
    minutes: Mapped[float] = mapped_column(default=0)
    diary_number: Mapped[str] = mapped_column(String(60), default="")
    other_system: Mapped[str] = mapped_column(String(60), default="")
    other_number: Mapped[str] = mapped_column(String(60), default="")
    secrecy_provision: Mapped[str] = mapped_column(String(80), default="")
    secrecy_marked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    secrecy_namnd_id: Mapped[int | None] = mapped_column(ForeignKey("namnder.id"))
    suspect: Mapped[bool] = mapped_column(default=False)
    unread: Mapped[bool] = mapped_column(default=True)
    owner_changes: Mapped[int] = mapped_column(default=0)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    joined_to: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    scope_id: Mapped[int] = mapped_column(ForeignKey("scopes.id"))
    last_message: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class NumberSeries(Base):
    """The last number given in a year (Europe/Stockholm)."""

    __tablename__ = "number_series"
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class DeadlineRow(Base):
    """One promise of a case. `why` says how `due_at` was counted, as codes for the reader's language."""

    __tablename__ = "deadlines"
    __table_args__ = (_some("ix_deadlines_alarm", "due_at", where="alarm AND met_at IS NULL"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    met_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    why: Mapped[Any] = mapped_column(JSON, default=dict)
    alarm: Mapped[bool] = mapped_column(default=False)


class Decision(Base):
    """A decision made with the nämnd's delegation: what is reported to the nämnd (KL 7:5-8, practice 15).

    `reopened_at` is when the case was opened again: the decision then belongs to an earlier closing.
    """

    __tablename__ = "decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    decided_by: Mapped[str] = mapped_column(String(120))
    decided_on: Mapped[str] = mapped_column(String(10))
    delegation_point: Mapped[str] = mapped_column(String(60))
    reopened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CaseLink(Base):
    """`kind` sibling (same mail to two units) | possible (may belong to) | related | disclosed (utlämnande, from the
    first to the other). One row, read both ways."""

    __tablename__ = "case_links"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CaseShare(Base):
    """What adds to or takes from the rule for one case, for an agent, a unit or a förvaltning. Ended, never undone.

    `kind` question (fråga till enhet, with a date) | informed (för kännedom) | named (a person who may know of a
    protected identity) | block (jäv: takes, and always wins). `message_id` is the question.
    """

    __tablename__ = "case_shares"
    __table_args__ = (
        Index(None, "agent_id", "ended_at"),
        Index(None, "forvaltning_id", "ended_at"),
        Index(None, "created_by", "ended_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    forvaltning_id: Mapped[int | None] = mapped_column(ForeignKey("forvaltningar.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))


class SecrecyMark(Base):
    """A secrecy marking (OSL 5:5): provision, date and authority, of a case, a message or an attachment. A warning.

    A case's own fields say the same of the mark that holds for it now.
    """

    __tablename__ = "secrecy_marks"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"))
    provision: Mapped[str] = mapped_column(String(80))
    namnd_id: Mapped[int] = mapped_column(ForeignKey("namnder.id"))
    marked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SupervisedUnit(Base):
    """Tillsyn: who is supervised in cases of one type can never receive them (requirement 106)."""

    __tablename__ = "supervised_units"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_type_id: Mapped[int] = mapped_column(ForeignKey("case_types.id"), index=True)
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))

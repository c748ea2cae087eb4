"""Those who work with cases, what they are and what they are authorised for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base, UTCDateTime

ROLES = (
    "kommunvagledare",
    "gruppledare",
    "chef",
    "handlaggare",
    "kontaktperson",
    "registrator",
    "dataskydd",
    "arkiv",
    "kommunikator",
    "analytiker",
    "administrator",
    "revisor",
)

# Secrecy classes of a scope. MARKED: an ordinary type, but this case was marked secret. A type's own authorisation
# group has an id from FIRST_TYPE_CLASS on.
ORDINARY, SORTERING, PROTECTED, MARKED, FIRST_TYPE_CLASS = 0, 1, 2, 3, 10


class AgentRow(Base):
    """`stamp` changes with the password, a block or a lost role: every session of the agent ends with it.

    `external` is the provider's own identity of somebody who logs in through it; such an account has no password.
    `totp` is the sealed secret of the second step, `totp_step` the last time step used. `emergency` marks the one
    account that works when the provider does not.

    `duties` are words that colleagues search by ("bygglov, attefallshus"). `phone_hours` is weekday (mon … sun) → spans
    ("09:00-11:00"), `phone_words` the same freely; `phone_changed_at` when either was last changed.
    """

    __tablename__ = "agents"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")
    password: Mapped[str] = mapped_column(String(255), default="")
    stamp: Mapped[str] = mapped_column(String(32), default="")
    language: Mapped[str] = mapped_column(String(12), default="sv")
    active: Mapped[bool] = mapped_column(default=True)
    last_seen: Mapped[datetime | None] = mapped_column(UTCDateTime)
    external: Mapped[str | None] = mapped_column(String(64), unique=True)
    totp: Mapped[str] = mapped_column(String(255), default="")
    totp_step: Mapped[int] = mapped_column(default=0)
    emergency: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(120), default="")
    duties: Mapped[str] = mapped_column(String(500), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    phone_words: Mapped[str] = mapped_column(String(200), default="")
    phone_hours: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    phone_changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SessionRow(Base):
    """An open session. `key` is the hash of what its cookie holds; it ends with its row, or with the agent's stamp.

    `how` is password, link, emergency or oidc; `checked_at` when the provider last said who it is; `id_token` what the
    provider wants back when one leaves.
    """

    __tablename__ = "sessions"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    stamp: Mapped[str] = mapped_column(String(32))
    how: Mapped[str] = mapped_column(String(12))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    checked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    id_token: Mapped[str] = mapped_column(Text, default="")


class RecoveryCode(Base):
    """A way in for once, when the second step's device is lost; only its hash is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("agent_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    code: Mapped[str] = mapped_column(String(64))


class AgentRole(Base):
    """A role, and where it holds: in a förvaltning, in one of its units, or for a nämnd.

    It holds from `valid_from` (always, when empty) to `valid_until` (for ever, when empty).
    """

    __tablename__ = "agent_roles"
    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    forvaltning_id: Mapped[int | None] = mapped_column(ForeignKey("forvaltningar.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    namnd_id: Mapped[int | None] = mapped_column(ForeignKey("namnder.id"))
    valid_from: Mapped[datetime | None] = mapped_column(UTCDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AgentSvarsgrupp(Base):
    __tablename__ = "agent_svarsgrupper"
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    svarsgrupp_id: Mapped[int] = mapped_column(ForeignKey("svarsgrupper.id"), primary_key=True)


class SecrecyClass(Base):
    """A group of case types that the same people may know of; ids below 10 are the core's own classes."""

    __tablename__ = "secrecy_classes"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class AgentAuthorisation(Base):
    """`granted_by` wrote it down; `decision` is the nämnd's decision or the provision that it rests on."""

    __tablename__ = "agent_authorisations"
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    secrecy_class_id: Mapped[int] = mapped_column(ForeignKey("secrecy_classes.id"), primary_key=True)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    granted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decision: Mapped[str] = mapped_column(String(200), default="")


class Delegation(Base):
    """The nämnd's delegation to decide matters of one type (KL 7:5-8); `point` is its paragraph."""

    __tablename__ = "delegations"
    __table_args__ = (UniqueConstraint("agent_id", "case_type_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    case_type_id: Mapped[int] = mapped_column(ForeignKey("case_types.id"))
    point: Mapped[str] = mapped_column(String(60))


class AbsenceRow(Base):
    """When somebody is away, and who answers meanwhile. `why` is a code that says nothing about health.

    `ends_at` empty: until further notice. `gives_back`: open cases go back to their groups when it begins;
    `given_back_at` when that was done.
    """

    __tablename__ = "absences"
    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    why: Mapped[str] = mapped_column(String(20))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    gives_back: Mapped[bool] = mapped_column(default=False)
    given_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))

"""Those who work with cases, what they are and what they are authorised for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
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
    """`stamp` changes with the password or a block: every session of the agent ends with it."""

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


class AgentRole(Base):
    """A role, and where it holds: in a förvaltning, in one of its units, or for a nämnd; `valid_until` ends it."""

    __tablename__ = "agent_roles"
    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    forvaltning_id: Mapped[int | None] = mapped_column(ForeignKey("forvaltningar.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    namnd_id: Mapped[int | None] = mapped_column(ForeignKey("namnder.id"))
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
    __tablename__ = "agent_authorisations"
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    secrecy_class_id: Mapped[int] = mapped_column(ForeignKey("secrecy_classes.id"), primary_key=True)


class Delegation(Base):
    """The nämnd's delegation to decide matters of one type (KL 7:5-8); `point` is its paragraph."""

    __tablename__ = "delegations"
    __table_args__ = (UniqueConstraint("agent_id", "case_type_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    case_type_id: Mapped[int] = mapped_column(ForeignKey("case_types.id"))
    point: Mapped[str] = mapped_column(String(60))

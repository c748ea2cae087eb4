"""Whom one reaches in a förvaltning and outside the municipality, and what is to happen to a unit on a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base, UTCDateTime


class ContactPerson(Base):
    """Who brings new, changed and removed rules to the contact centre. `kind` contact | deputy; `hours` in words."""

    __tablename__ = "contact_persons"
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Agreement(Base):
    """What contact centre and förvaltning have agreed on (SLA), in the words of the agreement."""

    __tablename__ = "agreements"
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"), primary_key=True)
    first_response: Mapped[str] = mapped_column(String(200), default="")
    hand_back: Mapped[str] = mapped_column(String(200), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class OutsideBody(Base):
    """A contractor, company or kommunalförbund: outside the municipality, so sending there is översändande."""

    __tablename__ = "outside_bodies"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")
    closed_on: Mapped[date | None] = mapped_column(Date)


class UnitMove(Base):
    """What happens to a unit on `day`: it `closes`, or gives away a part. `plan` says where each kind of case, type
    and member goes, and which roles were written for it. `begun_at`, `done_at`: as far as it has come."""

    __tablename__ = "unit_moves"
    __table_args__ = (Index(None, "unit_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    day: Mapped[date] = mapped_column(Date)
    closes: Mapped[bool]
    plan: Mapped[Any] = mapped_column(JSON)
    planned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    planned_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    begun_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

"""The municipality: nämnder (each an authority of its own), förvaltningar, units, svarsgrupper, texts, settings."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base


class Namnd(Base):
    __tablename__ = "namnder"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class Forvaltning(Base):
    """`contact_centre` marks the one that works for all others; `mailbox` is read by officers without a login.

    `closed_on` is the first day without it. What is closed keeps its row: old cases and figures point at it.
    """

    __tablename__ = "forvaltningar"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(60))
    namnd_id: Mapped[int] = mapped_column(ForeignKey("namnder.id"))
    contact_centre: Mapped[bool] = mapped_column(default=False)
    mailbox: Mapped[str] = mapped_column(String(254), default="")
    closed_on: Mapped[date | None] = mapped_column(Date)


class Unit(Base):
    """`opened_on` is its first day when it is to come; `closed_on` the first day without it."""

    __tablename__ = "units"
    id: Mapped[int] = mapped_column(primary_key=True)
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    mailbox: Mapped[str] = mapped_column(String(254), default="")
    opened_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)


class Svarsgrupp(Base):
    """Who answers in the contact centre; `digit` is its choice in the phone menu."""

    __tablename__ = "svarsgrupper"
    id: Mapped[int] = mapped_column(primary_key=True)
    digit: Mapped[str] = mapped_column(String(2), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    closed_on: Mapped[date | None] = mapped_column(Date)


class TextRow(Base):
    """A text the municipality owns, in one language: names of levels, receipts, neutral texts."""

    __tablename__ = "texts"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class Setting(Base):
    """The municipality's own settings: name, colours, hours, limits."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class OpeningHours(Base):
    """The opening hours of a unit, a förvaltning, or (both empty) the municipality, from a date on.

    `value` is what `Hours.to_settings` writes; None when the owner follows the one above again from that date.
    """

    __tablename__ = "opening_hours"
    id: Mapped[int] = mapped_column(primary_key=True)
    forvaltning_id: Mapped[int | None] = mapped_column(ForeignKey("forvaltningar.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    valid_from: Mapped[date] = mapped_column(Date)
    value: Mapped[Any] = mapped_column(JSON)


class OwnDay(Base):
    """A date when the owner is closed, or closes early (`closes`, minutes after midnight), and why in words."""

    __tablename__ = "own_days"
    id: Mapped[int] = mapped_column(primary_key=True)
    forvaltning_id: Mapped[int | None] = mapped_column(ForeignKey("forvaltningar.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    day: Mapped[date] = mapped_column(Date)
    closes: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(120), default="")

"""The municipality: nämnder (each an authority of its own), förvaltningar, units, svarsgrupper, texts, settings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base


class Namnd(Base):
    __tablename__ = "namnder"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class Forvaltning(Base):
    """`contact_centre` marks the one that works for all others; `mailbox` is read by officers without a login."""

    __tablename__ = "forvaltningar"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(60))
    namnd_id: Mapped[int] = mapped_column(ForeignKey("namnder.id"))
    contact_centre: Mapped[bool] = mapped_column(default=False)
    mailbox: Mapped[str] = mapped_column(String(254), default="")


class Unit(Base):
    __tablename__ = "units"
    id: Mapped[int] = mapped_column(primary_key=True)
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    mailbox: Mapped[str] = mapped_column(String(254), default="")


class Svarsgrupp(Base):
    """Who answers in the contact centre; `digit` is its choice in the phone menu."""

    __tablename__ = "svarsgrupper"
    id: Mapped[int] = mapped_column(primary_key=True)
    digit: Mapped[str] = mapped_column(String(2), unique=True)
    name: Mapped[str] = mapped_column(String(120))


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

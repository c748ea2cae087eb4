"""A contact is a person, company or association as a set of addresses; it exists for an agent only through a case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base, UTCDateTime


class Contact(Base):
    """`protected`: neither address nor number is stored or shown. `unit_id` created it, when no case did."""

    __tablename__ = "contacts"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), default="person")
    name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(12), default="sv")
    interpreter: Mapped[str] = mapped_column(String(12), default="")
    protected: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ContactAddress(Base):
    """E-mail in lower case, phone in E.164. Unique: an address belongs to one contact."""

    __tablename__ = "contact_addresses"
    __table_args__ = (UniqueConstraint("kind", "value"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    value: Mapped[str] = mapped_column(String(320))
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

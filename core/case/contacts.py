"""Contacts are found or made by address. An address is unique; two contacts are never merged by a machine."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from core.clock import now
from core.contract.messages import Address
from core.store.models import Contact
from core.store.ready import Ready, insert

_WHO = """
    SELECT contact_id, protected FROM contact_addresses JOIN contacts ON contacts.id = contact_id
    WHERE contact_addresses.kind = :kind AND value = :value
"""
_TAKE = """
    INSERT INTO contact_addresses (contact_id, kind, value) VALUES (:contact_id, :kind, :value)
    ON CONFLICT DO NOTHING RETURNING contact_id
"""
_who, _take = Ready(lambda: text(_WHO)), Ready(lambda: text(_TAKE))


@dataclass(frozen=True, slots=True)
class Known:
    """A contact, and whether its identity is protected."""

    id: int
    protected: bool = False


def contact_for(address: Address, *, language: str = "sv") -> Known:
    """Whoever has this address, made in this transaction when it is new."""
    key = {"kind": address.kind, "value": address.value}
    if found := _who.run(key).first():
        return _known(*found)
    contact_id = new_contact(address.name, language=language)
    if _take.run({**key, "contact_id": contact_id}).rows:
        return Known(contact_id)
    return _known(*_who.run(key).rows[0])  # somebody was quicker


def _known(contact_id: int, protected: bool) -> Known:
    return Known(contact_id, bool(protected))


def new_contact(name: str, *, kind: str = "person", language: str = "sv", protected: bool = False) -> int:
    """A contact without an address yet."""
    values = {"kind": kind, "name": name[:200], "language": language, "protected": protected, "created_at": now()}
    return insert(Contact, values)

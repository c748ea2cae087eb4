"""Contacts are found or made by address. An address is unique; two contacts are never merged by a machine."""

from __future__ import annotations

from sqlalchemy import select, text

from core.clock import now
from core.contract.messages import Address
from core.store.db import insert, table, writing
from core.store.models import Contact

_WHO = text("SELECT contact_id FROM contact_addresses WHERE kind = :kind AND value = :value")
_TAKE = text(
    "INSERT INTO contact_addresses (contact_id, kind, value) VALUES (:contact_id, :kind, :value)"
    " ON CONFLICT DO NOTHING RETURNING contact_id"
)


def contact_for(address: Address, *, language: str = "sv") -> int:
    """The id of whoever has this address, made in this transaction when it is new."""
    key = {"kind": address.kind, "value": address.value}
    found = writing().execute(_WHO, key).scalar()
    if found is not None:
        return int(found)
    contact_id = new_contact(address.name, language=language)
    taken = writing().execute(_TAKE, {**key, "contact_id": contact_id}).scalar()
    return int(taken or writing().execute(_WHO, key).scalar_one())  # somebody was quicker


def new_contact(name: str, *, kind: str = "person", language: str = "sv", protected: bool = False) -> int:
    """A contact without an address yet."""
    values = {"kind": kind, "name": name[:200], "language": language, "protected": protected, "created_at": now()}
    return insert(Contact, values)


def is_protected(contact_id: int) -> bool:
    contacts = table(Contact)
    return bool(writing().execute(select(contacts.c.protected).where(contacts.c.id == contact_id)).scalar())

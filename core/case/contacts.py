"""Contacts are found or made by address. An address is unique; two contacts are never merged by a machine."""

from __future__ import annotations

from sqlalchemy import select

from core.clock import now
from core.contract.messages import Address
from core.store.db import table, upsert, writing
from core.store.models import Contact, ContactAddress


def contact_for(address: Address, *, language: str = "sv") -> int:
    """The id of whoever has this address, made in this transaction when it is new."""
    addresses, tx = table(ContactAddress), writing()
    where = select(addresses.c.contact_id).where(addresses.c.kind == address.kind, addresses.c.value == address.value)
    found = tx.execute(where).scalar()
    if found is not None:
        return int(found)
    contact_id = new_contact(address.name, language=language)
    tx.execute(
        upsert(ContactAddress)
        .values(contact_id=contact_id, kind=address.kind, value=address.value)
        .on_conflict_do_nothing()
    )
    return int(tx.execute(where).scalar_one())


def new_contact(name: str, *, kind: str = "person", language: str = "sv", protected: bool = False) -> int:
    """A contact without an address yet."""
    contacts = table(Contact)
    statement = contacts.insert().values(
        kind=kind, name=name[:200], language=language, protected=protected, created_at=now()
    )
    return int(writing().execute(statement.returning(contacts.c.id)).scalar_one())


def is_protected(contact_id: int) -> bool:
    contacts = table(Contact)
    return bool(writing().execute(select(contacts.c.protected).where(contacts.c.id == contact_id)).scalar())

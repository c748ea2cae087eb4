"""Finds contacts: a contact exists for an agent only through a case that the agent has full access to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from core.access.addresses import at_address
from core.access.agents import Agent
from core.access.filters import listed
from core.access.matches import matches
from core.access.scopes import Access, access_of
from core.access.stems import Term, query_terms, stems
from core.store.db import reading
from core.store.models import Case, Contact, ContactAddress
from core.store.search_index import OWN

MOST = 10
_HITS = 100


@dataclass(frozen=True, slots=True)
class ContactHit:
    """Who it is and how to reach them. `cases` counts those found among the agent's, `last_number` is the newest."""

    id: int
    name: str
    kind: str
    language: str
    addresses: tuple[str, ...]
    cases: int
    last_number: str


def find_contacts(
    text: str, agent: Agent, access: Access | None = None, *, limit: int = MOST
) -> tuple[ContactHit, ...]:
    """Contacts whose name, address or number begins as the text, by newest case. Protected ones never."""
    access = access or access_of(agent)
    terms = query_terms(text, typing=True)
    hits = [*matches(terms, access, None, _HITS, also=OWN), *at_address(text, terms, agent, access)] if terms else []
    if not hits:
        return ()
    numbers: dict[int, list[str]] = {}
    for contact_id, number in reading().execute(
        select(Contact.id, Case.number)
        .join(Contact, Contact.id == Case.contact_id)
        .where(Case.id.in_({hit.case_id for hit in hits}), listed(agent, access))
        .order_by(Case.id.desc())
    ):
        numbers.setdefault(contact_id, []).append(number)
    found = _contacts(numbers)
    return tuple(found[id] for id in numbers if id in found and _fits(found[id], terms))[:limit]


def _contacts(numbers: dict[int, list[str]]) -> dict[int, ContactHit]:
    addresses: dict[int, list[str]] = {}
    for contact_id, value in reading().execute(
        select(ContactAddress.contact_id, ContactAddress.value)
        .where(ContactAddress.contact_id.in_(numbers))
        .order_by(ContactAddress.id)
    ):
        addresses.setdefault(contact_id, []).append(value)
    rows = reading().execute(
        select(Contact.id, Contact.name, Contact.kind, Contact.language).where(
            Contact.id.in_(numbers), Contact.protected.is_(False)
        )
    )
    return {
        row.id: ContactHit(*row, tuple(addresses.get(row.id, ())), len(numbers[row.id]), numbers[row.id][0])
        for row in rows
    }


def _fits(contact: ContactHit, terms: Iterable[Term]) -> bool:
    """Whether it is the contact itself that the words are about, and not only its case."""
    own = stems(" ".join((contact.name, *contact.addresses)))
    return all(
        any(token.startswith(term.token) if term.prefix else token == term.token for token in own) for term in terms
    )

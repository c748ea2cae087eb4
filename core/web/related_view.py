"""The contact beside a case, and other cases: only those that the reader may read in full are there at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import ColumnElement, and_, or_, select

from core.access.agents import Agent
from core.access.filters import listed
from core.access.scopes import Access
from core.flow.wording import phone_words
from core.store.db import reading
from core.store.models import Case, ContactAddress
from core.store.models import CaseLink as LinkRow
from core.store.models import Contact as ContactRow
from core.web import words
from core.web.case_rows import CaseLink, Contact
from core.web.language import gettext as _
from core.web.rows import Link
from core.web.thread_rows import Verb

EARLIER = 5  # earlier cases shown beside a case


def contact_of(case: Case, by: Agent, access: Access, now: datetime) -> Contact | None:
    """Who the case is with. None for an anonymous case."""
    if case.contact_id is None:
        return Contact(case.counterpart) if case.counterpart else None
    row = reading().get(ContactRow, case.contact_id)
    assert row is not None
    name = row.name or case.counterpart or _("No name")
    if row.protected:
        return Contact(row.name or _("Protected contact"), protected=True)
    return Contact(
        name if not name.startswith("+") else phone_words(name),
        _kind(row.kind),
        addresses=_addresses(row.id, name),
        language=_language(case),
        earlier=_earlier(case, listed(by, access), now),
    )


def linked_to(
    case: Case, by: Agent, access: Access, now: datetime
) -> tuple[tuple[CaseLink, ...], tuple[CaseLink, ...]]:
    """What the case may belong to, and what it is linked with. A case that `by` may not read is in neither."""
    there = or_(
        and_(LinkRow.case_id == case.id, LinkRow.other_id == Case.id),
        and_(LinkRow.other_id == case.id, LinkRow.case_id == Case.id),
    )
    rows = reading().execute(
        select(Case.number, Case.subject, Case.received_at, LinkRow.kind)
        .join(LinkRow, there)
        .where(listed(by, access))
        .order_by(Case.id.desc())
    )
    possible: list[CaseLink] = []
    linked: list[CaseLink] = []
    for number, subject, at, kind in rows:
        which = possible if kind == "possible" else linked
        which.append(_link(case, number, _about(subject, at, now), kind))
    return tuple(possible), tuple(linked)


def _link(case: Case, number: str, about: str, kind: str) -> CaseLink:
    if kind == "disclosed":
        return CaseLink(number, _href(number), about, _("Disclosed from one to the other."))
    apart = _post(case, "unlink", _("Not together") if kind == "possible" else _("Unlink"), number)
    together = _post(case, "link", _("Link"), number)
    why = {"sibling": _("The same message to another unit."), "possible": _("The sender or subject points there.")}
    verbs = (together, apart) if kind == "possible" else (apart,)
    return CaseLink(number, _href(number), about, why.get(kind, ""), verbs)


def _post(case: Case, verb: str, label: str, other: str) -> Verb:
    return Verb(verb, label, url_for(f"verbs.{verb}", number=case.number), post=True, hidden=(("other", other),))


def _earlier(case: Case, mine: ColumnElement[bool], now: datetime) -> tuple[CaseLink, ...]:
    rows = reading().execute(
        select(Case.number, Case.subject, Case.received_at)
        .where(Case.contact_id == case.contact_id, Case.id != case.id, mine)
        .order_by(Case.id.desc())
        .limit(EARLIER)
    )
    return tuple(CaseLink(number, _href(number), _about(subject, at, now)) for number, subject, at in rows)


def _about(subject: str, at: datetime, now: datetime) -> str:
    short = subject if len(subject) <= 48 else f"{subject[:46].rstrip()}…"
    return _("%(subject)s, %(when)s", subject=short or _("no subject"), when=words.age(at, now).words)


def _addresses(contact_id: int, name: str) -> tuple[Link, ...]:
    rows: Sequence[ContactAddress] = (
        reading()
        .scalars(select(ContactAddress).where(ContactAddress.contact_id == contact_id).order_by(ContactAddress.id))
        .all()
    )
    return tuple(_address(row) for row in rows if row.value != name or row.kind == "phone")


def _address(row: ContactAddress) -> Link:
    label = phone_words(row.value) if row.kind == "phone" else row.value
    if row.failed_at is not None:
        label = _("%(address)s (a message did not arrive)", address=label)
    return Link(label, f"tel:{row.value}" if row.kind == "phone" else "")


def _language(case: Case) -> str:
    if case.interpreter:
        return _("Interpreter: %(language)s", language=case.interpreter)
    return _("Writes in: %(language)s", language=case.language) if case.language != "sv" else ""


def _kind(kind: str) -> str:
    return {"person": _("Person"), "company": _("Company"), "association": _("Association")}.get(kind, "")


def _href(number: str) -> str:
    return url_for("case_page.show", number=number)

"""Officers without a login: a case that is handed over is mailed to them.

The mail goes to the unit's mailbox, else the förvaltning's, or to a named person inside the municipality. Of a secret
or protected case it holds only number and link (OSL 8:1; design: the way out). What they answer: `officer_answers`.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import func, select

from core.access.agents import SYSTEM, Agent
from core.access.searchable import stems_of_message
from core.case.catalogue import names
from core.case.disclosure import is_marked
from core.case.events import record
from core.case.marking import marks_of
from core.case.record import lock
from core.case.secrecy import only_neutral
from core.case.shares import active
from core.case.threads import insert_message, make_findable
from core.clock import now
from core.contract.errors import Refused
from core.contract.messages import Address
from core.flow.matching import TO_OFFICER
from core.flow.queueing import instance_for, queue_delivery
from core.flow.wording import date_words, phone_words
from core.store.db import reading, table, writing
from core.store.models import (
    AgentRole,
    AgentRow,
    AttachmentRow,
    Case,
    Contact,
    ContactAddress,
    Forvaltning,
    Message,
    Unit,
)
from core.store.texts import setting, text

MOST_FILES = 20 * 1024 * 1024  # bytes of attachments that go along; beyond it they are read through the link


def mail_officers(case_id: int, by: Agent, *, person: str = "") -> str:
    """Mails a case that was just handed over to those who have no login. Returns the address, "" when there is none.

    `person` is the address of one officer instead of the mailbox; `Refused("not_our_own_address")` when its domain is
    none of the municipality's own. Needs the caller's transaction; queues, never sends.
    """
    case = lock(case_id, SYSTEM)
    value = _own(person, case) if person.strip() else _mailbox(case)
    address = Address("email", value)
    via = instance_for(case, address) if value else ""
    if not via:
        return ""
    secret = only_neutral(case)
    message_id = insert_message(
        case_id=case.id,
        direction="note",
        kind=TO_OFFICER,
        channel="email",
        plugin=via,
        agent_id=by.id or None,
        recipients=[value],
        subject=f"[{case.number}]" if secret else f"[{case.number}] {case.subject}",
        text=_filled(case, text("officer_neutral" if secret else "officer_mail", "sv")),
        fresh="",
        at=now(),
    )
    if not secret:
        _add_files(message_id, case.id)
    make_findable(case, message_id, stems_of_message("note", "", ""))
    queue_delivery(case, message_id, via=via, way="email", to=address, automatic=True)
    record(case.id, "officers_mailed", by, {"message": message_id})
    return value


def officer_domains() -> frozenset[str]:
    """The domains of the municipality's own mailboxes and local accounts, and of the setting `officer_domains`.

    What a claim says is no proof: the municipality's own login lets guests in too.
    """
    found = [str(value) for value in setting("officer_domains", [])]
    boxes = [select(column).where(column != "") for column in (Unit.mailbox, Forvaltning.mailbox)]
    local = select(AgentRow.email).where(AgentRow.email != "", AgentRow.active, AgentRow.external.is_(None))
    for wanted in (*boxes, local):
        found += [value.rpartition("@")[2] for value in reading().scalars(wanted)]
    return frozenset(domain.lower() for domain in found if domain)


def mailbox_of(forvaltning_id: int, unit_id: int | None) -> str:
    """Where officers of that unit read their mail: its own mailbox, else the förvaltning's, else ""."""
    own = reading().scalar(select(Unit.mailbox).where(Unit.id == unit_id)) if unit_id else ""
    return own or reading().scalar(select(Forvaltning.mailbox).where(Forvaltning.id == forvaltning_id)) or ""


def _own(person: str, case: Case) -> str:
    value = person.strip().lower()
    local, _at, domain = value.rpartition("@")
    own = sorted(officer_domains())
    if not local or any(c.isspace() or c in ",;<>" for c in value) or domain not in own:
        raise Refused("not_our_own_address", domain=own[0] if own else "kommunen.se")
    blocked = [share.agent_id for share in active(case.id, "block")]
    kept_away = select(AgentRow.id).where(AgentRow.id.in_(blocked), func.lower(AgentRow.email) == value)
    if reading().scalar(kept_away.limit(1)) is not None:
        raise Refused("receiver_may_not_see")  # jäv, also by mail
    if _reads_for_another_namnd(value, case.forvaltning_id):
        raise Refused("person_elsewhere")
    return value


def _reads_for_another_namnd(value: str, forvaltning_id: int) -> bool:
    """Whether the address is known as another nämnd's, and not the receiver's: that would be utlämnande (OSL 8:1)."""
    namnder: set[int] = set()
    for owner in (
        select(Forvaltning.namnd_id).where(func.lower(Forvaltning.mailbox) == value),
        select(Forvaltning.namnd_id).join(Unit).where(func.lower(Unit.mailbox) == value),
        select(Forvaltning.namnd_id)
        .join(AgentRole, AgentRole.forvaltning_id == Forvaltning.id)
        .join(AgentRow, AgentRow.id == AgentRole.agent_id)
        .where(func.lower(AgentRow.email) == value),
    ):
        namnder.update(reading().scalars(owner))
    receiver = reading().execute(select(Forvaltning.namnd_id).where(Forvaltning.id == forvaltning_id)).scalar_one()
    return bool(namnder) and receiver not in namnder


def _mailbox(case: Case) -> str:
    return mailbox_of(case.forvaltning_id, case.unit_id).lower()


def _filled(case: Case, body: str) -> str:
    settings = current_app.config["SETTINGS"]
    values = {
        "centre": str(setting("centre_name", "Kontaktcenter")),
        "phone": str(setting("phone", "")),
        "number": case.number,
        "link": f"{settings.public_address}/arende/{case.number}",
        "type": names("sv").get(case.case_type_id, ""),
        "received": date_words(case.received_at, "sv"),
        "date": _due(case),
        "contact": _who(case),
        "thread": _thread(case),
    }
    if "{thread}" not in body:
        values = {name: values[name] for name in ("centre", "phone", "number", "link")}
    for name, value in values.items():  # one after the other, what is typed by others last
        body = body.replace(f"{{{name}}}", value)
    return body


def _due(case: Case) -> str:
    if case.due_at is None:
        return "inget datum satt"
    late = " (försenat)" if case.due_at < now() else ""
    return date_words(case.due_at, "sv") + late


def _who(case: Case) -> str:
    if case.contact_id is None:
        return case.counterpart or "okänd"
    name = reading().scalar(select(Contact.name).where(Contact.id == case.contact_id)) or case.counterpart
    reached = reading().scalars(select(ContactAddress.value).where(ContactAddress.contact_id == case.contact_id)).all()
    ways = (phone_words(value) if value.startswith("+") else value for value in reached)
    return ", ".join(part for part in (name, *ways) if part) or "okänd"


def _thread(case: Case) -> str:
    """What was said so far, oldest first: the citizen's words, our answers and the official notes.

    Of what is marked secret by itself only that it is there: an open mail carries no more (OSL 8:1).
    """
    marks = marks_of(case.id)
    rows = reading().scalars(
        select(Message)
        .where(Message.case_id == case.id, Message.kind.in_(("message", "official_note")))
        .order_by(Message.at, Message.id)
    )
    titles = {"in": "Invånaren skrev", "out": "Vi svarade", "note": "Tjänsteanteckning"}
    return "\n\n".join(
        f"{titles[row.direction]} {date_words(row.at, 'sv')}:\n"
        + (text("officer_marked", "sv") if is_marked(marks, row.id) else (row.fresh or row.text).strip())
        for row in rows
    )


def _add_files(message_id: int, case_id: int) -> None:
    """Lets the citizen's files go along with another message: the same blobs, no copies. None that is marked secret."""
    marks = marks_of(case_id)
    columns = ("blob", "name", "content_type", "content_id", "size")
    rows = reading().execute(
        select(AttachmentRow.id, AttachmentRow.message_id, *(getattr(AttachmentRow, name) for name in columns))
        .join(Message, Message.id == AttachmentRow.message_id)
        .where(Message.case_id == case_id, Message.direction == "in")
        .order_by(AttachmentRow.id)
    )
    found: list[dict[str, Any]] = [
        {name: getattr(row, name) for name in columns} | {"message_id": message_id}
        for row in rows
        if not is_marked(marks, row.message_id, row.id)
    ]
    if found and sum(row["size"] for row in found) <= MOST_FILES:
        writing().execute(table(AttachmentRow).insert(), found)

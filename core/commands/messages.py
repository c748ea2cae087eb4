"""`./run receive` and `./run cases`: messages in by the ordinary way, cases out through the filters."""

from __future__ import annotations

import hashlib
import mailbox
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import select

from core.access.agents import Agent, agent_by_login
from core.access.filters import listed
from core.access.scopes import access_of
from core.case.events import audit
from core.contract.errors import ConfigurationError
from core.contract.registry import instance
from core.flow.keeping import keep
from core.flow.reading import Waiting, claim_one, read_one
from core.store.db import reading, transaction
from core.store.models import AgentRow, Case, CaseType, Delivery, Forvaltning, Inbound, Message, Svarsgrupp

Source = tuple[str, bytes]
PATIENCE = 60  # seconds to wait for a worker that has claimed the message
AT_ONCE = 500  # cases whose messages are read together


def receive_files(name: str, sources: list[str]) -> Iterator[dict[str, Any]]:
    """Brings in raw messages by the ordinary way; yields one answer each. `received_at` is now.

    Raises `ConfigurationError` for an instance that does not run or a source that is not there.
    """
    entry = instance(name)
    if entry is None or entry.plugin is None:
        raise ConfigurationError([f"{name}: ingen kanal med det namnet är igång"])
    for source, raw in (pair for given in sources for pair in _read(given)):
        yield {"source": source} | _bring(name, raw)


def _bring(name: str, raw: bytes) -> dict[str, Any]:
    external_id = _identity(name, raw)
    is_new = keep(name, external_id, raw)
    row = (
        reading()
        .execute(
            select(Inbound.id, Inbound.state, Inbound.case_id, Inbound.reason)
            .where(Inbound.external_id == external_id, Inbound.plugin == name)
            .order_by(Inbound.id.desc())
        )
        .first()
    )
    if not is_new or row is None:
        return _answer(external_id, "duplicate", row.case_id if row else None, "")
    until = monotonic() + PATIENCE
    while monotonic() < until:
        waiting: Waiting | None = claim_one(row.id, "receive")
        received = read_one(waiting) if waiting else None
        if received and received.disposition != "duplicate":
            return _answer(external_id, received.disposition, received.case_id, received.reason)
        if done := _as_filed(row.id):  # a worker was quicker
            return _answer(external_id, done.disposition, done.case_id, done.reason)
        sleep(0 if waiting else 0.2)
    return _answer(external_id, "unreadable", None, "väntar fortfarande på att läsas")


def _as_filed(inbound_id: int) -> Any:
    """The inbound row once somebody has filed it."""
    rows = select(Inbound.disposition, Inbound.case_id, Inbound.reason)
    return reading().execute(rows.where(Inbound.id == inbound_id, Inbound.state != "waiting")).first()


def _answer(external_id: str, disposition: str, case_id: int | None, reason: str) -> dict[str, Any]:
    number = reading().scalar(select(Case.number).where(Case.id == case_id)) if case_id else None
    return {"message_id": external_id, "disposition": disposition, "case": number, "reason": reason}


def _identity(name: str, raw: bytes) -> str:
    """The channel's own identity of a raw message where it has one, else the hash of its bytes."""
    entry = instance(name)
    own = getattr(entry.plugin, "external_id", None) if entry else None
    return str(own(raw)) if own else hashlib.sha256(raw).hexdigest()


def _read(given: str) -> Iterator[Source]:
    if given == "-":
        yield "-", sys.stdin.buffer.read()
        return
    path = Path(given)
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            yield str(file), file.read_bytes()
    elif not path.exists():
        raise ConfigurationError([f"{given}: filen finns inte"])
    elif _begins_with(path, b"From "):
        with closing(mailbox.mbox(path, create=False)) as box:
            for number, key in enumerate(box.keys(), 1):
                yield f"{given}:{number}", box.get_bytes(key)
    else:
        yield given, path.read_bytes()


def _begins_with(path: Path, start: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(start)) == start


def cases(as_user: str | None, status: str | None, default_user: str | None) -> Iterator[dict[str, Any]]:
    """The cases that the user has full access to, oldest first; the export is audited."""
    login = as_user or default_user
    if login is None:
        raise ConfigurationError(["Ange vem som läser: ./run cases --json --as INLOGGNING"])
    agent = agent_by_login(login)
    if agent is None:
        raise ConfigurationError([f"{login}: ingen sådan inloggning"])
    with transaction():
        audit("export_cases", agent, data={"status": status or ""})
    return _in_json(_rows(agent, status))


def _in_json(rows: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        said = _messages([row.Case.id for row in some])
        yield from (json_of(row, said.get(row.Case.id, [])) for row in some)


def _rows(agent: Agent, status: str | None) -> list[Any]:
    query = (
        select(
            Case,
            Forvaltning.code.label("forvaltning"),
            Svarsgrupp.digit.label("svarsgrupp"),
            CaseType.code.label("type"),
            AgentRow.login.label("agent"),
        )
        .join(Forvaltning, Forvaltning.id == Case.forvaltning_id)
        .join(CaseType, CaseType.id == Case.case_type_id)
        .outerjoin(Svarsgrupp, Svarsgrupp.id == Case.svarsgrupp_id)
        .outerjoin(AgentRow, AgentRow.id == Case.agent_id)
        .where(listed(agent, access_of(agent)))
        .order_by(Case.id)
    )
    return list(reading().execute(query.where(Case.status == status) if status else query))


def json_of(row: Any, messages: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One case as the command line and scripts see it. Times are ISO 8601 in UTC."""
    case: Case = row.Case
    return {
        "number": case.number,
        "channel": case.channel,
        "type": row.type,
        "rosa_level": case.rosa_level,
        "rosa_confirmed": case.confirmed,
        "forvaltning": row.forvaltning,
        "svarsgrupp": row.svarsgrupp,
        "held_by": case.held_by,
        "agent": row.agent,
        "status": case.status,
        "outcome": case.outcome,
        "subject": case.subject,
        "contact": case.counterpart,
        "received_at": _iso(case.received_at),
        "due_at": _iso(case.due_at),
        "messages": list(messages),
    }


def _messages(case_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What was said in those cases, by the case's id."""
    rows = reading().execute(
        select(Message.case_id, Message.direction, Message.channel, Message.kind, Message.text, Delivery.state)
        .outerjoin(Delivery, Delivery.message_id == Message.id)
        .where(Message.case_id.in_(case_ids))
        .order_by(Message.id)
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for case_id, direction, channel, kind, said, state in rows:
        found[case_id].append(
            {"direction": direction, "channel": channel, "kind": kind, "text": said, "state": state or "received"}
        )
    return found


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None

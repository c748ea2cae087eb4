"""The day has come: what was planned for a unit is done, in parts that are whole each, by one worker at a time.

Types and addresses first, then the open cases, then cases that those who moved may no longer see. A case that comes to
a closed unit later, such as one that is opened again, goes the same way the next time.
"""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, update

from core.access.agents import SYSTEM
from core.access.filters import listed
from core.access.sessions import end_all
from core.case import shares
from core.case.catalogue import code_of, version_at, version_by_id
from core.case.classification import let_go
from core.case.deadlines import handed_back
from core.case.events import record
from core.case.record import change, lock
from core.case.secrecy import secrecy_class_of
from core.case.supervision import is_supervised
from core.clock import now, today
from core.contract.errors import Refused
from core.municipality.changes import note_change
from core.municipality.pending_moves import CENTRE, END, STAY, Move, Planned, from_row
from core.municipality.unit_contents import types_naming
from core.municipality.units import AREA
from core.store.db import reading, table, writing
from core.store.models import (
    AgentRole,
    Case,
    CaseShare,
    CaseTypeVersion,
    Scope,
    SupervisedUnit,
    Unit,
    UnitMove,
)  # fmt: skip
from core.store.models.agents import ORDINARY
from core.store.open_units import unit_is_open

AT_ONCE = 100  # cases of one transaction
log = logging.getLogger("envagin.worker")


def due_moves() -> list[int]:
    """Those whose day has come and that are not done, and closed units that got an open case afterwards."""
    left = exists().where(Case.scope_id == Scope.id, Case.closed_at.is_(None), Scope.unit_id == UnitMove.unit_id)
    undone = or_(UnitMove.done_at.is_(None), UnitMove.closes & left)
    rows = select(UnitMove.id).where(UnitMove.undone_at.is_(None), UnitMove.day <= today(), undone)
    return list(reading().scalars(rows.order_by(UnitMove.day, UnitMove.id)))


def carry_out(move_id: int, after: int = 0, most: int = AT_ONCE) -> int | None:
    """Does the next part, from the case after that id on. Inside a transaction. Returns the last case's id, to go on
    from in the next transaction; None when all is done."""
    row = writing().get(UnitMove, move_id, with_for_update=True, populate_existing=True)
    if row is None or row.undone_at or row.day > today():
        return None
    planned = from_row(row)
    if row.begun_at is None:
        _begin(planned)
        row.begun_at = now()
        return 0  # the cases of the shares are locked: the unit's own come in a transaction of theirs, in order
    found: list[int] = list(writing().scalars(_to_move(planned, after).limit(most)))
    for case_id in found:
        _move_case(case_id, planned)
    if len(found) == most:
        return found[-1]
    _let_go(planned)
    if row.done_at is None:
        row.done_at = now()
        note_change(AREA, _code(row.unit_id), {}, {"moved_on": today().isoformat()}, SYSTEM)
    return None


def _begin(planned: Planned) -> None:
    unit_id, move = planned.unit_id, planned.move
    for type_id in types_naming(unit_id):
        where = move.where(type_id)
        if where != STAY:
            _rename_in_type(type_id, unit_id, int(where) if where.isdigit() else None)
    if move.mailbox:
        mailbox = writing().get_one(Unit, unit_id).mailbox
        writing().get_one(Unit, int(move.mailbox)).mailbox = mailbox
    if move.closes:
        _move_shares(planned)
    _supervise_heirs(unit_id, move)
    for role_id, where in move.members.items():
        role = writing().get(AgentRole, role_id)
        if role and where == END:
            end_all(role.agent_id)
    writing().flush()


def _rename_in_type(type_id: int, unit_id: int, heir: int | None) -> None:
    """A new version that names the heir: cases keep the version they came under."""
    current = version_at(code_of(type_id), now())
    rows = table(CaseTypeVersion)
    if current.unit_id == unit_id:
        values = {column.name: getattr(current, column.name) for column in rows.columns if column.name != "id"}
        writing().execute(rows.insert().values(**{**values, "valid_from": now(), "unit_id": heir}))
    coming = (rows.c.case_type_id == type_id) & (rows.c.unit_id == unit_id) & (rows.c.valid_from > now())
    writing().execute(update(rows).where(coming).values(unit_id=heir))


def _move_shares(planned: Planned) -> None:
    """What the unit was asked or told goes to the one that gets its cases; else to nobody, and the case says so."""
    given = select(CaseShare).where(
        CaseShare.unit_id == planned.unit_id, CaseShare.kind.in_(("question", "informed")), CaseShare.ended_at.is_(None)
    )
    for share in writing().scalars(given.order_by(CaseShare.case_id, CaseShare.id)).all():
        _move_share(share, planned.move)


def _move_share(share: CaseShare, move: Move) -> None:
    case = lock(share.case_id, SYSTEM)
    where = move.where(case.case_type_id)
    if not shares.end(share.id, SYSTEM):
        return
    record(case.id, f"{share.kind}_ended", SYSTEM, shares.place_of(share))
    heir = int(where) if where.isdigit() else None
    owner = share.forvaltning_id or 0
    if heir is None and secrecy_class_of(case) != ORDINARY:
        return
    if is_supervised(case.case_type_id, owner, heir) or (heir and heir == case.unit_id):
        return
    kind: shares.ShareKind = "question" if share.kind == "question" else "informed"
    new = shares.give(
        case.id,
        kind,
        SYSTEM,
        place=(owner, heir),
        reason=share.reason,
        message_id=share.message_id,
        due_at=share.due_at,
    )
    event = "question_asked" if kind == "question" else "informed"
    record(case.id, event, SYSTEM, {"share": new, "to": [owner, heir]})


def _supervise_heirs(unit_id: int, move: Move) -> None:
    """Who takes over what is supervised is supervised too: it never receives those cases (requirement 106)."""
    rows = table(SupervisedUnit)
    for row in writing().scalars(select(SupervisedUnit).where(SupervisedUnit.unit_id == unit_id)).all():
        for heir in sorted(move.units):
            if not is_supervised(row.case_type_id, row.forvaltning_id, heir):
                values = {"case_type_id": row.case_type_id, "forvaltning_id": row.forvaltning_id, "unit_id": heir}
                writing().execute(rows.insert().values(**values))


def _to_move(planned: Planned, after: int) -> Select[int]:
    """The open cases of the unit that do not stay, in the order in which they are locked."""
    move = planned.move
    scopes = select(Scope.id).where(Scope.unit_id == planned.unit_id)
    mine = (Case.scope_id.in_(scopes), Case.closed_at.is_(None), Case.id > after, listed(SYSTEM))
    return select(Case.id).where(*mine, *_which(move)).order_by(Case.id)


def _which(move: Move) -> list[ColumnElement[bool]]:
    staying = [type_id for type_id, where in move.types.items() if where == STAY]
    moving = [type_id for type_id, where in move.types.items() if where != STAY]
    if move.cases == STAY:
        return [Case.case_type_id.in_(moving)]
    return [Case.case_type_id.not_in(staying)] if staying else []


def _move_case(case_id: int, planned: Planned) -> None:
    case = lock(case_id, SYSTEM)
    if case.unit_id != planned.unit_id or case.closed_at is not None:
        return
    where = _where(case, planned.move)
    fields: dict[str, Any] = {"unit_id": int(where) if where.isdigit() else None}
    if where == CENTRE and case.held_by == "forvaltning":
        version = version_by_id(case.case_type_version_id)
        handed_back(case)
        fields |= {
            "held_by": "kundtjanst",
            "svarsgrupp_id": case.svarsgrupp_id or version.svarsgrupp_id,
            "agent_id": None,
            "unread": True,
        }
    data = {
        "from": planned.unit_id,
        "to": [fields.get("held_by", case.held_by), case.forvaltning_id, fields["unit_id"]],
    }
    try:
        change(case, SYSTEM, "unit_changed", data=data, **fields)
    except Refused as refused:  # supervised since it was planned: it waits for somebody to hand it over
        log.error("case %s stays in unit %s: %s", case.number, planned.unit_id, refused.code)
        return
    let_go(case, SYSTEM)


def _where(case: Case, move: Move) -> str:
    """What has become secret since it was planned goes to the unit that its type names, else to those authorised in
    the contact centre: never to a whole förvaltning."""
    where = move.where(case.case_type_id)
    if where.isdigit() or secrecy_class_of(case) == ORDINARY:
        return where
    version = version_at(code_of(case.case_type_id), now())
    if version.unit_id and version.forvaltning_id == case.forvaltning_id and unit_is_open(version.unit_id):
        return str(version.unit_id)
    return CENTRE


def _let_go(planned: Planned) -> None:
    """Who moved or left may hold cases that they no longer see, in the unit that stays or elsewhere."""
    moved = [role_id for role_id, where in planned.move.members.items() if where != STAY]
    agents = select(AgentRole.agent_id).where(AgentRole.id.in_(moved))
    held = select(Case.id).where(Case.agent_id.in_(agents), Case.closed_at.is_(None), listed(SYSTEM))
    for case_id in list(writing().scalars(held.order_by(Case.id))):
        let_go(lock(case_id, SYSTEM), SYSTEM)


def _code(unit_id: int) -> str:
    return writing().get_one(Unit, unit_id).code

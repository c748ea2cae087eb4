"""The rows of `case_shares`: what is given to or taken from somebody for one case. Ended, never undone.

The verbs stand in `sharing` (questions, för kännedom), `conflict` (jäv) and `naming` (protected identity).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, select, update

from core.access.agents import Agent
from core.case.events import record
from core.clock import now
from core.store.db import reading, rows_changed, table, writing
from core.store.models import Case, CaseShare, Forvaltning
from core.store.ready import insert

ShareKind = Literal["question", "informed", "named", "block"]


def give(
    case_id: int,
    kind: ShareKind,
    by: Agent,
    *,
    agent_id: int | None = None,
    place: tuple[int, int | None] = (0, None),
    reason: str = "",
    message_id: int | None = None,
    due_at: datetime | None = None,
) -> int:
    """Writes a share and returns its id. To an agent, or to `place`: a förvaltning and perhaps one of its units."""
    values = {
        "case_id": case_id,
        "kind": kind,
        "agent_id": agent_id,
        "forvaltning_id": place[0] or None,
        "unit_id": place[1],
        "reason": reason[:200],
        "message_id": message_id,
        "due_at": due_at,
        "created_at": now(),
        "created_by": by.id or None,
    }
    return insert(CaseShare, values)


def active(case_id: int, *kinds: ShareKind) -> Sequence[CaseShare]:
    """The shares of those kinds that have not ended, oldest first."""
    mine = (CaseShare.case_id == case_id, CaseShare.kind.in_(kinds), CaseShare.ended_at.is_(None))
    return reading().scalars(select(CaseShare).where(*mine).order_by(CaseShare.id)).all()


def end(share_id: int, by: Agent, *, answered: bool = False) -> bool:
    """Ends a share; False when somebody was quicker."""
    values: dict[str, object] = {"answered_at": now()} if answered else {}
    return _end(table(CaseShare).c.id == share_id, by, **values) == 1


def end_when_closed(case: Case, by: Agent) -> None:
    """A closed case asks nothing more."""
    _end_each(case, [share for share in active(case.id, "question")], by)


def end_outside(case: Case, by: Agent) -> None:
    """Ends what was given within the nämnd that the case has left: to read on would be an utlämnande (OSL 8:1)."""
    given = active(case.id, "question", "informed")
    if not given:
        return
    namnd = {row.id: row.namnd_id for row in reading().execute(select(Forvaltning.id, Forvaltning.namnd_id))}
    here = namnd[case.forvaltning_id]
    _end_each(case, [share for share in given if namnd[share.forvaltning_id or case.forvaltning_id] != here], by)


def end_without_unit(case: Case, by: Agent) -> None:
    """What becomes secret is no longer a whole förvaltning's to read."""
    _end_each(case, [share for share in active(case.id, "question", "informed") if share.unit_id is None], by)


def _end_each(case: Case, shares: Sequence[CaseShare], by: Agent) -> None:
    for share in shares:
        if end(share.id, by):
            record(case.id, f"{share.kind}_ended", by, place_of(share))


def place_of(share: CaseShare) -> dict[str, object]:
    """What an event says of a share: ids only."""
    return {"share": share.id, "to": [share.forvaltning_id, share.unit_id]}


def _end(which: ColumnElement[bool], by: Agent, **values: object) -> int:
    shares = table(CaseShare)
    statement = update(shares).where(which, shares.c.ended_at.is_(None))
    return rows_changed(writing().execute(statement.values(ended_at=now(), ended_by=by.id or None, **values)))

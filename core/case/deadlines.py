"""The deadlines of a case: made by its type's promise, met by what happens; the case's due is the nearest unmet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from core.case.opening_hours import calendar
from core.case.promises import Due, Explanation, deadlines, parse_promise
from core.clock import now
from core.store.db import reading, rows_changed, table, writing
from core.store.models import Case, CaseTypeVersion, DeadlineRow
from core.store.ready import insert_all
from core.store.texts import setting

SPOKEN = ("phone", "visit")  # answered while the person is there
SINCE = "since"  # in `why`: the moment that was counted from, when it is not the day of receipt
ANSWERS = ("answer", "who_answers", "first_word")
CHANNEL_PROMISES = {"synpunkt": "2+10 ad"}  # what is published; the setting `channel_promises` adds and replaces


def promise(case: Case, version: CaseTypeVersion) -> None:
    """Sets the deadlines that the type promises, counted from the day of receipt. Replaces those still unmet."""
    rows, tx = table(DeadlineRow), writing()
    tx.execute(delete(rows).where(rows.c.case_id == case.id, rows.c.met_at.is_(None)))
    met = set(tx.scalars(select(rows.c.kind).where(rows.c.case_id == case.id)))
    dues = [due for due in dues_of(case, version) if due.kind not in met]
    if dues:
        tx.execute(rows.insert(), [_row(case.id, due) for due in dues])
    refresh_due(case)


def add_deadlines(case_id: int, dues: Iterable[Due]) -> None:
    """The deadlines of a case just opened, which has promised nothing yet; its own `due_at` is the nearest of them."""
    insert_all(DeadlineRow, [_row(case_id, due) for due in dues])


def dues_again(case: Case, version: CaseTypeVersion, since: datetime | None = None) -> tuple[Due, ...]:
    """Everything that `dues_of` chooses from, counted by the hours that hold now."""
    return (*_dues(case, version.promise, since), *_published(case))


def dues_of(case: Case, version: CaseTypeVersion) -> tuple[Due, ...]:
    """What the type promises and what its channel promises the public, whatever the type; the nearest of each kind."""
    published = _published(case)
    nearest: dict[str, Due] = {}
    for due in sorted((*_dues(case, version.promise), *published), key=lambda due: due.at):
        nearest.setdefault(due.kind, due)
    if published and case.contact_id is None:
        nearest.pop("who_answers", None)  # anonymous: there is nobody to tell
    return tuple(nearest.values())


def public_answer(case_id: int) -> datetime | None:
    """By when the public promise of its channel says that the case is answered; None when there is none."""
    case = reading().get(Case, case_id)
    return published_answer(case) if case else None


def published_answer(case: Case) -> datetime | None:
    """The same of a case that is at hand."""
    return next((due.at for due in _published(case) if due.kind == "answer"), None)


def answer_by(case: Case) -> datetime | None:
    """By when the citizen is still to have an answer; None when none is owed, or its time has passed."""
    rows = select(func.min(DeadlineRow.due_at)).where(*_unmet(case, "answer"), DeadlineRow.due_at > now())
    return reading().scalar(rows)


def owes(case: Case, kind: str) -> bool:
    """Whether a deadline of that kind is still to be met."""
    return reading().scalar(select(DeadlineRow.id).where(*_unmet(case, kind)).limit(1)) is not None


def _unmet(case: Case, kind: str) -> tuple[ColumnElement[bool], ...]:
    return DeadlineRow.case_id == case.id, DeadlineRow.kind == kind, DeadlineRow.met_at.is_(None)


def _published(case: Case) -> tuple[Due, ...]:
    promised = {**CHANNEL_PROMISES, **setting("channel_promises", {})}.get(case.channel)
    return _dues(case, promised) if promised else ()


def _dues(case: Case, promised: str, since: datetime | None = None) -> tuple[Due, ...]:
    hours = calendar(case.forvaltning_id, case.unit_id)
    return deadlines(parse_promise(promised), since or case.received_at, hours, written=case.channel not in SPOKEN)


def promised(case: Case) -> bool:
    """Whether anything was ever promised: nothing is for old and for automatic mail."""
    return writing().scalar(select(DeadlineRow.id).where(DeadlineRow.case_id == case.id).limit(1)) is not None


def set_deadline(case: Case, due: Due) -> None:
    """Adds one deadline of its own, such as the day a förvaltning shall have handed back."""
    writing().execute(table(DeadlineRow).insert().values(**_row(case.id, due)))
    refresh_due(case)


def answered(case: Case) -> None:
    """A person's answer has left: every promise of a word or an answer is kept."""
    _meet(case, (*ANSWERS, "action"))


def told_who_answers(case: Case) -> None:
    """The citizen knows who will answer (practice 23); the answer itself is still owed."""
    _meet(case, ("who_answers", "first_word", "action"))


def acted(case: Case) -> None:
    """Somebody has done what was urgent: connected, handed over."""
    _meet(case, ("action",))


def handed_back(case: Case) -> None:
    _meet(case, ("hand_back", "action"))


def finished(case: Case, at: datetime) -> None:
    """The case is closed `at` that moment: nothing is owed."""
    _meet(case, (), at)


def owed_again(case: Case, version: CaseTypeVersion) -> None:
    """A closed case is opened again: call it while `closed_at` still says when it was closed.

    What the closing met is owed as before; where that time has passed, the type's promise counts from now.
    """
    rows, tx = table(DeadlineRow), writing()
    by_closing = (rows.c.case_id == case.id) & (rows.c.met_at == case.closed_at) & (rows.c.due_at > now())
    restored = rows_changed(tx.execute(update(rows).where(by_closing).values(met_at=None)))
    if not restored and case.due_at is None:
        since = now()
        again = [_row(case.id, due) for due in _dues(case, version.promise, since)]
        tx.execute(rows.insert(), [{**row, "why": {**row["why"], SINCE: since.isoformat()}} for row in again])
    refresh_due(case)


def unanswered(case: Case, since: datetime) -> None:
    """An answer given `since` then did not arrive: what it met is owed after all."""
    rows = table(DeadlineRow)
    wrong = (rows.c.case_id == case.id) & rows.c.kind.in_(ANSWERS) & (rows.c.met_at >= since)
    writing().execute(update(rows).where(wrong).values(met_at=None))
    refresh_due(case)


def _meet(case: Case, kinds: Collection[str], at: datetime | None = None) -> None:
    rows = table(DeadlineRow)
    which = rows.c.kind.in_(kinds) if kinds else rows.c.kind.is_not(None)
    unmet = update(rows).where(rows.c.case_id == case.id, rows.c.met_at.is_(None), which)
    writing().execute(unmet.values(met_at=at or now()))
    refresh_due(case)


def refresh_due(case: Case) -> None:
    """The case's own due is the nearest unmet deadline. Not a change that agents conflict over: no new version."""
    rows, cases, tx = table(DeadlineRow), table(Case), writing()
    nearest = select(func.min(rows.c.due_at)).where(rows.c.case_id == case.id, rows.c.met_at.is_(None))
    tx.execute(update(cases).where(cases.c.id == case.id).values(due_at=nearest.scalar_subquery()))
    tx.refresh(case)


def _row(case_id: int, due: Due) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "kind": due.kind,
        "due_at": due.at,
        "alarm": due.alarm,
        "why": explain(due.explanation),
    }


def explain(explanation: Explanation) -> dict[str, Any]:
    """The explanation as codes that a row can hold."""
    return {
        "counted": explanation.counted,
        "count": explanation.count,
        "skipped": [[skipped.day.isoformat(), skipped.name] for skipped in explanation.skipped],
        "moved_from": explanation.moved_from.isoformat() if explanation.moved_from else None,
    }

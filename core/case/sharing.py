"""Within the nämnd: a question to a unit (read and note, until answered) and för kännedom (read, until ended).

The case stays where it is. To another nämnd nothing is shared: that is an utlämnande (`disclosure`, OSL 8:1).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Never

from sqlalchemy import select

from core.access.agents import Agent
from core.access.scopes import shares_reaching
from core.case import shares
from core.case.events import record
from core.case.notes import internal_note
from core.case.opening_hours import calendar
from core.case.record import change, lock
from core.case.secrecy import secrecy_class_of
from core.case.shares import ShareKind, place_of
from core.case.supervision import refuse_supervised
from core.case.threads import touch
from core.clock import now
from core.contract.errors import NotFound, Refused
from core.store.db import reading, writing
from core.store.models import Case, CaseShare, Forvaltning, Unit
from core.store.models.agents import ORDINARY, PROTECTED
from core.store.open_units import forvaltning_is_open, unit_is_open
from core.store.texts import setting

Place = tuple[int, int | None]  # a förvaltning, and one of its units or the whole
QUESTION_DAYS = 2  # the setting `question_days`


def ask(case_id: int, places: Sequence[Place], text: str, by: Agent, *, due_at: datetime | None = None) -> list[int]:
    """Asks units of the owner's nämnd and returns the shares' ids. They read the case and may note, until answered.

    The question is an internal note. `due_at` None is two working days. Raises `Refused` for another nämnd, a
    supervised unit, one that is asked already, a secret case without unit, and a closed case.
    """
    case = _open(case_id, by)
    if not text.strip():
        raise Refused("text_missing")
    if due_at is not None and due_at <= now():
        raise Refused("time_has_passed")
    _check(case, places, "question", by)
    message_id = internal_note(case, text, by)
    due = due_at or usual_due()
    return [_give(case, "question", "question_asked", place, by, message_id=message_id, due_at=due) for place in places]


def usual_due() -> datetime:
    """When a question is to be answered, unless somebody says otherwise."""
    return calendar().end_of_nth_opening_day(now(), int(setting("question_days", QUESTION_DAYS)))


def answer(share_id: int, text: str, by: Agent) -> None:
    """Answers a question: an internal note on the case, which comes back unread to who asked. Ends the sight of it.

    Raises `Refused("not_asked")` for who was not asked.
    """
    share = _share(share_id, "question")
    case = lock(share.case_id, by, "note")
    if not text.strip():
        raise Refused("text_missing")
    if share_id not in {found.id for found in shares_reaching(by)} and not by.system:
        raise Refused("not_asked")
    if not shares.end(share_id, by, answered=True):
        raise Refused("already_ended")
    message_id = internal_note(case, text, by)
    fields: dict[str, Any] = {"unread": True, "activity_at": now()}
    if case.status == "waiting_internal" and not shares.active(case.id, "question"):
        fields["status"] = "open"
    change(case, by, "question_answered", data=place_of(share) | {"message": message_id}, **fields)


def inform(case_id: int, places: Sequence[Place], by: Agent) -> list[int]:
    """Lets units of the owner's nämnd read the case, until somebody ends it."""
    case = lock(case_id, by, "share")
    _check(case, places, "informed", by)
    return [_give(case, "informed", "informed", place, by) for place in places]


def end_share(share_id: int, by: Agent) -> None:
    """Takes back a question, or ends för kännedom: the side that gave it, or for för kännedom who got it.

    What was read has been read: a share is ended, never undone.
    """
    share = _share(share_id, "question", "informed")
    got = share.kind == "informed" and share_id in {found.id for found in shares_reaching(by)}
    case = lock(share.case_id, by, "read" if got else "share")
    if not shares.end(share_id, by):
        raise Refused("already_ended")
    record(case.id, f"{share.kind}_ended", by, place_of(share))
    touch(case)


def receivers(case: Case, kind: ShareKind) -> list[tuple[Place, str]]:
    """Every place of the owner's nämnd but the contact centre, each with the code of why it cannot be chosen or ""."""
    namnd = select(Forvaltning.namnd_id).where(Forvaltning.id == case.forvaltning_id).scalar_subquery()
    inside = Forvaltning.contact_centre.is_(False) & (Forvaltning.namnd_id == namnd)
    found: list[Place] = [(row.id, None) for row in reading().execute(select(Forvaltning.id).where(inside))]
    units = select(Unit.id, Unit.forvaltning_id).join(Forvaltning, Forvaltning.id == Unit.forvaltning_id)
    found += [(row.forvaltning_id, row.id) for row in reading().execute(units.where(inside))]
    found = [place for place in found if _is_open(place)]
    given = {(share.forvaltning_id, share.unit_id) for share in shares.active(case.id, kind)}
    secret = secrecy_class_of(case) != ORDINARY
    return [(place, _why_not(case, place, given, secret)) for place in found]


def _is_open(place: Place) -> bool:
    return forvaltning_is_open(place[0]) and (place[1] is None or unit_is_open(place[1]))


def _why_not(case: Case, place: Place, given: set[tuple[int | None, int | None]], secret: bool) -> str:
    if place in given:
        return "already_given"
    if secret and place[1] is None:
        return "secrecy_needs_unit"
    here = (case.forvaltning_id, case.unit_id)
    return "already_there" if case.held_by == "forvaltning" and place == here else ""


def _check(case: Case, places: Sequence[Place], kind: ShareKind, by: Agent) -> None:
    if secrecy_class_of(case) == PROTECTED:
        raise Refused("only_named")
    if not places:
        raise Refused("no_such_receiver")
    possible = dict(receivers(case, kind))
    for place in places:
        if place not in possible:
            _refuse_place(place)
        if possible[place]:
            raise Refused(possible[place])
        refuse_supervised(case.id, case.case_type_id, *place, by)


def _refuse_place(place: Place) -> Never:
    """A place of another nämnd is told apart from none: the way there is an utlämnande."""
    known = reading().get(Forvaltning, place[0])
    if known is not None and not known.contact_centre and _is_open(place):
        raise Refused("other_namnd")
    raise Refused("no_such_receiver")


def _give(
    case: Case,
    kind: ShareKind,
    event: str,
    place: Place,
    by: Agent,
    *,
    message_id: int | None = None,
    due_at: datetime | None = None,
) -> int:
    share_id = shares.give(case.id, kind, by, place=place, message_id=message_id, due_at=due_at)
    record(case.id, event, by, {"share": share_id, "to": list(place)})
    touch(case)
    return share_id


def _share(share_id: int, *kinds: ShareKind) -> CaseShare:
    share = writing().get(CaseShare, share_id)
    if share is None or share.kind not in kinds:
        raise NotFound
    return share


def _open(case_id: int, by: Agent) -> Case:
    case = lock(case_id, by, "share")
    if case.closed_at is not None:
        raise Refused("already_closed")
    return case

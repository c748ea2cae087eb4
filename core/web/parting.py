"""What is said when a verb has taken the case out of one's own sight: which, what was done, why, who may change it.

It stands in the address, signed for its reader, so that loading the page again says the same and does nothing. Only
what was known when it was done is in it: a minute later the case may be where the reader may not know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import current_app, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from core.access.agents import Agent
from core.access.filters import readable
from core.store.db import reading
from core.store.models import Case
from core.web.language import gettext as _
from core.web.names import names_for
from core.web.rows import Notice

LASTS = 3600  # seconds: long enough to be read and loaded again
Words = Callable[[str], str]
Why = Callable[[str, bool], str]  # the place by name, and whether it is the contact centre


def parting(number: str, verb: str, by: Agent) -> str:
    """The address of the list, saying what `verb` has just done with a case that `by` sees no more."""
    case = reading().execute(select(Case.held_by, Case.forvaltning_id).where(Case.number == number)).one()
    place = case.forvaltning_id if case.held_by == "forvaltning" else 0
    return url_for("inbox.show", klart=_signer().dumps([by.id, number, verb, place]))


def parted(by: Agent) -> tuple[Notice, ...]:
    """What this request's address says so; nothing when it is not ours, old, another's, or the case is seen again."""
    try:
        agent_id, number, verb, place = _signer().loads(request.args.get("klart", ""), max_age=LASTS)
    except BadSignature:
        return ()
    seen = reading().scalar(select(Case.id).where(Case.number == number, readable(by)))
    if agent_id != by.id or seen is not None or verb not in _DONE:
        return ()
    names = names_for(by.language)
    done, why = _DONE[verb]
    where = names.forvaltningar.get(place or names.centre, "")
    return (Notice(why(where, not place), done(number), "good"),)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="parting")


def _elsewhere(where: str, here: bool) -> str:
    return _("You no longer see it, since it is with %(where)s. Ask there about it, with its number.", where=where)


def _marked(where: str, here: bool) -> str:
    if here:
        return _(
            "You no longer see it: only leaders and those authorised for marked cases do. A team leader or chief of "
            "%(where)s may end the marking.",
            where=where,
        )
    return _(
        "You no longer see it: only the unit that was named and those authorised for marked cases do. A chief of "
        "%(where)s who is authorised for them may end the marking.",
        where=where,
    )


_DONE: Mapping[str, tuple[Words, Why]] = MappingProxyType(
    {
        "mark": (
            lambda number: _("%(number)s is marked as secret.", number=number),
            _marked,
        ),
        "report_conflict": (
            lambda number: _("Your conflict of interest in %(number)s is noted.", number=number),
            lambda where, here: _(
                "The case is taken away from you, and you no longer see it anywhere. It is back with the others of "
                "%(where)s. Only a chief there may lift the conflict.",
                where=where,
            ),
        ),
        "unname": (
            lambda number: _("You are no longer named for %(number)s.", number=number),
            lambda where, here: _(
                "You no longer see it: a protected identity is shown to named persons only. A leader of %(where)s may "
                "name you again.",
                where=where,
            ),
        ),
        "classify": (
            lambda number: _("%(number)s is classified.", number=number),
            lambda where, here: _(
                "You no longer see it, since cases of that type are for others in %(where)s. Whoever is authorised for "
                "the type may change it.",
                where=where,
            ),
        ),
        "hand_over": (lambda number: _("%(number)s is handed over.", number=number), _elsewhere),
        "hand_back": (lambda number: _("%(number)s is sent back.", number=number), _elsewhere),
        "answer_question": (
            lambda number: _("Your answer about %(number)s is sent.", number=number),
            lambda where, here: _("You saw the case while the question was open. It is with %(where)s.", where=where),
        ),
        "end_share": (
            lambda number: _("The sharing of %(number)s has ended.", number=number),
            lambda where, here: _("You no longer see it. %(where)s may share it again.", where=where),
        ),
    }
)

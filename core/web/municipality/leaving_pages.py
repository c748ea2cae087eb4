"""Switching an account off: what the person would leave behind is shown before it is done."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask import request as asked
from flask.typing import ResponseReturnValue

from core.contract.errors import Refused
from core.municipality.giving_back import Pile
from core.municipality.leaving import Left, deactivate, would_leave
from core.municipality.people import person
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web.form_rows import Button, Field, Form
from core.web.frame import page
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.municipality.asking_twice import back_to
from core.web.municipality.editing import saved
from core.web.municipality.hub import insist_here
from core.web.names import Names, names_for, place_name
from core.web.refusals import words as refusal_words
from core.web.session import current_agent

blueprint = Blueprint("leaving", __name__, url_prefix="/installningar/medarbetare")


@blueprint.route("/<int:agent_id>/stang-av", methods=["GET", "POST"])
def switch_off(agent_id: int) -> ResponseReturnValue:
    """The question, with where everything goes; and doing it."""
    insist_here("administer")
    if asked.method == "GET" or asked.form.get("sure") != "yes":
        return _asked(agent_id)
    try:
        with transaction():
            one_at_a_time()
            deactivate(agent_id, current_agent())
    except Refused as refused:
        return _asked(agent_id, refusal_words(refused)), 422
    return redirect(saved(url_for("person.show", agent_id=agent_id)), 303)


def pile_words(piles: tuple[Pile, ...], names: Names) -> tuple[str, ...]:
    """ "9 öppna ärenden går tillbaka till grupp 4 Bygg, gata": a line for each place."""
    return tuple(
        ngettext(
            "%(num)s open case goes back to %(where)s.",
            "%(num)s open cases go back to %(where)s.",
            pile.n,
            where=_where(pile, names),
        )
        + (f" {_calls(pile.calls)}" if pile.calls else "")
        for pile in piles
    )


def _calls(n: int) -> str:
    return ngettext(
        "%(num)s of them is parked, such as a call to return, and comes to the group at its time.",
        "%(num)s of them are parked, such as calls to return, and come to the group at their time.",
        n,
    )


def _where(pile: Pile, names: Names) -> str:
    if pile.svarsgrupp_id:
        return _("group %(group)s", group=names.groups.get(pile.svarsgrupp_id, ""))
    return place_name(names, pile.forvaltning_id or names.centre, pile.unit_id)


def _asked(agent_id: int, problem: str = "") -> str:
    one, left = person(agent_id), would_leave(agent_id)
    lines = _lines(left, names_for(current_agent().language))
    form = Form(
        _("Switch off the account of %(name)s?", name=one.name),
        asked.path,
        (Field("what", _("This happens"), "static", "\n".join(lines)),),
        (Button(_("Switch off"), danger=True),),
        _("Nothing is erased: what the person did stays in cases and log, and the account can be switched on again."),
        problem,
        hidden=(("sure", "yes"),),
        cancel_href=back_to(one).href,
    )
    return page("form.html", form=form, back=back_to(one), wide=True)


def _lines(left: Left, names: Names) -> tuple[str, ...]:
    lines = list(pile_words(left.piles, names)) or [_("No open cases.")]
    if left.sessions:
        lines.append(
            ngettext(
                "Is logged in at %(num)s place and is logged out.",
                "Is logged in at %(num)s places and is logged out.",
                left.sessions,
            )
        )
    if left.named:
        lines.append(
            ngettext(
                "Is named for %(num)s case with a protected identity: a leader has to name somebody else.",
                "Is named for %(num)s cases with a protected identity: leaders have to name somebody else.",
                left.named,
            )
        )
    if left.deputy_for:
        lines.append(
            ngettext(
                "Was to answer for %(num)s colleague who is away.",
                "Was to answer for %(num)s colleagues who are away.",
                left.deputy_for,
            )
        )
    return tuple(lines)

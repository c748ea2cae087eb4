"""While a note is written: open reports of the same type and place, and joining the new one to them (practice 6.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.agents import Agent
from core.access.scopes import access_of
from core.access.similar import Report, similar
from core.case.catalogue import version_at
from core.case.places import place_key
from core.clock import now
from core.contract.errors import Refused
from core.contract.messages import ChannelName
from core.store.models.catalogue import UNCLASSIFIED
from core.web import words
from core.web.form_rows import Choice, SimilarReports
from core.web.icons import channel_way
from core.web.joined_view import counted_words, thing_of
from core.web.language import gettext as _
from core.web.session import current_agent

blueprint = Blueprint("note_similar", __name__)


@blueprint.post("/ny/liknande")
def find() -> ResponseReturnValue:
    """The fragment for what is typed so far. Posted, so that no address holds what a caller says."""
    by = current_agent()
    if not by.in_contact_centre:
        abort(403)
    return render_template("_similar.html", similar=reports_like(request.form, by))


def reports_like(typed: Mapping[str, str], by: Agent) -> SimilarReports:
    """What could be joined, of what the agent may see; without a type and a place, nothing."""
    href = url_for("note_similar.find")
    key = place_key(typed.get("place", "")[:200], typed.get("text", "")[:4000])
    found = _found(typed.get("case_type", ""), key, by) if key else ()
    if not found:
        return SimilarReports(href)
    chosen = typed.get("join", "")
    none = Choice("", _("Do not join"), checked=chosen not in {one.number for one in found})
    choices = tuple(Choice(one.number, _words(one), one.number == chosen) for one in found)
    return SimilarReports(href, counted_words(found, key, now()), (none, *choices))


def _found(code: str, key: str, by: Agent) -> tuple[Report, ...]:
    try:
        version = version_at(code or UNCLASSIFIED, now())
    except Refused:
        return ()
    access = access_of(by)
    thing = thing_of(key, version.case_type_id, version.id, version.forvaltning_id, access)
    return tuple(one for one in similar(by, access, thing) if one.case_type_id == version.case_type_id)


def _words(report: Report) -> str:
    came, way = words.came_in(report.received_at, now()).words, channel_way(cast(ChannelName, report.channel))
    return _("Join %(number)s, %(way)s %(when)s", number=report.number, way=way, when=came)

"""Proposed changes of the catalogue: the list of what waits, and one compared field by field before a yes or a no."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.clock import now
from core.contract.errors import Refused, Wrong
from core.municipality.service_types import service_types
from core.municipality.type_proposals import Proposal, approve, decline, proposal, proposals
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web import words
from core.web.form_rows import Field
from core.web.frame import page
from core.web.language import gettext as _
from core.web.municipality.editing import saved, saved_notice
from core.web.municipality.hub import insist_here
from core.web.municipality.listing import list_page
from core.web.municipality.type_words import label, type_title, value_words
from core.web.refusals import words as refusal_words
from core.web.register_rows import Cell, Column, Register
from core.web.rows import Link
from core.web.session import current_agent

blueprint = Blueprint("type_proposals", __name__, url_prefix="/installningar/tjanster/forslag")


@blueprint.get("")
def listed() -> str:
    """What waits, first; then what was decided."""
    insist_here("propose_type", "approve_type")
    rows = tuple(
        (
            Cell(_title(one), url_for("type_proposals.one", proposal_id=one.id)),
            Cell(", ".join(label(name) for name, _now, _new in one.fields[:4])),
            Cell(value_words("forvaltning", one.owner)),
            Cell(one.name),
            Cell(one.valid_from.isoformat()),
            Cell(_state(one), tone="strong" if one.may_decide else "soft"),
        )
        for one in proposals(current_agent())
    )
    headings = (_("Type"), _("Changes"), _("Department"), _("Proposed by"), _("Holds from"), _("State"))
    register = Register(
        _("Proposed changes"),
        tuple(Column(name, "wide" if place == 1 else "text") for place, name in enumerate(headings)),
        rows,
        _("What a department decides of its types waits here for its contact person."),
        empty=_("Nothing is proposed. When somebody changes what a department decides, it waits here."),
    )
    return list_page(register, back=Link(_("Service catalogue"), url_for("types_catalogue.listed")))


@blueprint.route("/<int:proposal_id>", methods=["GET", "POST"])
def one(proposal_id: int) -> ResponseReturnValue:
    """The comparison; the yes or the no."""
    insist_here("propose_type", "approve_type")
    found = proposal(proposal_id, current_agent())
    if request.method == "GET":
        return _shown(found)
    answer = request.form.get("answer", "").strip()
    deciding = {"approve": approve, "decline": decline}.get(request.form.get("do", ""))
    if deciding is None:
        return _shown(found, answer), 422
    try:
        with transaction():
            one_at_a_time()
            deciding(proposal_id, answer, current_agent())
    except Wrong as wrong:
        said = [refusal_words(refused) for refused in wrong.fields.values()]
        return _shown(found, answer, error=" ".join(said)), 422
    except Refused as refused:
        return _shown(found, answer, problem=refusal_words(refused)), 422
    return redirect(saved(request.path), 303)


def _shown(found: Proposal, answer: str = "", error: str = "", problem: str = "") -> str:
    hint = _("Who proposed it reads this. Write why when you say no.")
    return page(
        "municipality/proposal.html",
        proposal=found,
        title=_title(found),
        owner=value_words("forvaltning", found.owner),
        came=words.came_in(found.at, now()),
        state=_state(found),
        rows=[(label(n), value_words(n, before), value_words(n, after)) for n, before, after in found.fields],
        answer=Field("answer", _("Your answer"), "textarea", answer, hint, error, optional=True, rows=3),
        problem=problem,
        notices=saved_notice(),
        back=Link(_("Proposed changes"), url_for("type_proposals.listed")),
    )


def _title(found: Proposal) -> str:
    name = next((after for field, _before, after in found.fields if field == "name" and found.new), "")
    return _("%(code)s %(name)s, a new type", code=found.code, name=name) if found.new else _named(found.code)


def _named(code: str) -> str:
    return next((type_title(one) for one in service_types() if one.code == code), code)


def _state(found: Proposal) -> str:
    if found.may_decide:
        return _("waits for you")
    return {"waiting": _("waits"), "approved": _("approved"), "declined": _("declined")}[found.state]

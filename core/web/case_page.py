"""The case page, its preview in the list, and the printed case."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from core.clock import now
from core.web import words
from core.web.case_view import case_page_of, limited_case_of
from core.web.composer_view import Typed
from core.web.frame import page, shell, site
from core.web.language import gettext as _
from core.web.opening import open_case
from core.web.place_view import keep_view, view_of_request
from core.web.rows import Notice
from core.web.session import current_access, current_agent

blueprint = Blueprint("case_page", __name__)
keep_view(blueprint)


@blueprint.get("/arende/<number>")
def show(number: str) -> ResponseReturnValue:
    """The case in full, or number, status, owner and date, or nothing."""
    said = Notice(_("Noted that somebody asked."), tone="good")
    return case_page(number, notices=(said,) if _noted() else ())


@blueprint.get("/forhandsvisning/<number>")
def preview(number: str) -> ResponseReturnValue:
    """The middle of the case page, for the pane beside the list."""
    opened = open_case(number, "preview")
    if opened.degree != "full":
        return page("case_limited.html", limited=limited_case_of(opened.case, current_agent()))
    return page("_case.html", case=case_page_of(opened.case, current_agent(), current_access()))


@blueprint.get("/arende/<number>/utskrift")
def printed(number: str) -> ResponseReturnValue:
    """The case on paper. Printing is logged as such."""
    opened = open_case(number, "print")
    if opened.degree != "full":
        return page("case_limited.html", limited=limited_case_of(opened.case, current_agent()))
    agent = current_agent()
    case = case_page_of(opened.case, agent, current_access())
    return render_template(
        "case_print.html", site=site(), case=case, printed_at=words.stamp(now()), printed_by=agent.name
    )


def case_page(
    number: str, *, typed: Typed | None = None, notices: tuple[Notice, ...] = (), code: int = 200
) -> ResponseReturnValue:
    """The page itself; other pages show it again with what was typed and why it could not be done."""
    opened = open_case(number)
    agent, access = current_agent(), current_access()
    if opened.degree != "full":
        return page("case_limited.html", limited=limited_case_of(opened.case, agent, noted=_noted())), code
    around = shell(view_of_request(agent, access) or "")
    case = case_page_of(opened.case, agent, access, typed=typed, notices=notices)
    return page("case.html", shell=around, case=case), code


def _noted() -> bool:
    """Whether the reader comes from noting that somebody asked."""
    return "fragat" in request.args

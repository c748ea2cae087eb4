"""Aktuellt i dag: what is current, what is to come and what has been, and the form that writes a notice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from core import Field, current_agent, now, page, transaction
from core.tables import Agent
from core.web.municipality.editing import Edit, edit_page, saved, saved_notice
from core.web.rows import Link
from kunskap.fields import forvaltning_field, forvaltningar, group_field, types_field
from kunskap.markup import as_html
from kunskap.models import Notice
from kunskap.notices import LONGEST, all_of, end_now, notice, save_notice
from kunskap.rights import may_write, may_write_for, places_of
from kunskap.scopes import for_whom
from kunskap.tabs import FORM, back_to, tabs
from kunskap.words import STOCKHOLM, local, moment
from kunskap.words import gettext as _


def notices() -> str:
    """Current first, then what is to come, then what has ended."""
    agent, at = current_agent(), now()
    rows = all_of("today")
    groups = (
        (_("Now"), [one for one in rows if one.starts_at <= at and (one.ends_at is None or one.ends_at > at)]),
        (_("To come"), [one for one in rows if one.starts_at > at]),
        (_("Has ended"), [one for one in rows if one.ends_at and one.ends_at <= at and one.starts_at <= at]),
    )
    scopes = for_whom(rows)
    return page(
        "kunskap/notices.html",
        tabs=tabs("notices"),
        groups=[(label, [_shown(one, agent, scopes[one.id]) for one in found]) for label, found in groups if found],
        new=Link(_("New notice"), url_for(".new_notice")) if may_write(agent) else None,
        notices=saved_notice(),
    )


def new_notice() -> ResponseReturnValue:
    """A new one, from now until five o'clock."""
    agent = current_agent()
    if not may_write(agent):
        abort(403)

    def save(values: dict[str, Any]) -> str:
        save_notice(None, "today", values, agent)
        return url_for(".notices")

    return edit_page(
        Edit(_("New notice"), _fields(agent), lambda: _first(agent), save, back_to("notices"), template=FORM)
    )


def change_notice(notice_id: int) -> ResponseReturnValue:
    """Another text or another end."""
    agent = current_agent()
    found = notice(notice_id, "today")
    if not may_write_for(agent, found.forvaltning_id):
        abort(403)

    def save(values: dict[str, Any]) -> str:
        save_notice(notice_id, "today", values, agent)
        return url_for(".notices")

    def values() -> dict[str, Any]:
        return values_of(notice(notice_id, "today"))

    return edit_page(Edit(found.title, _fields(agent), values, save, back_to("notices"), template=FORM))


def end_notice(notice_id: int) -> ResponseReturnValue:
    """It is over."""
    with transaction():
        end_now(notice_id, current_agent())
    return redirect(saved(url_for(".notices")), 303)


def values_of(one: Notice) -> dict[str, Any]:
    """The fields as the form has them."""
    return {
        "title": one.title,
        "text": one.text,
        "starts": local(one.starts_at),
        "ends": local(one.ends_at) if one.ends_at else "",
        "forvaltning": str(one.forvaltning_id),
        "svarsgrupp": str(one.svarsgrupp_id or ""),
        "types": tuple(one.case_types),
    }


def own_place(agent: Agent) -> str:
    """The only förvaltning that the agent may write for, else none chosen."""
    places = forvaltningar(places_of(agent))
    return str(places[0][0]) if len(places) == 1 else ""


def _fields(agent: Agent) -> tuple[Field, ...]:
    return (
        Field("title", _("What has happened?"), maxlength=LONGEST["title"]),
        Field("text", _("What to say to those who ask"), "textarea", optional=True, rows=4, maxlength=LONGEST["text"]),
        Field("starts", _("From"), "datetime-local", short=True),
        Field("ends", _("Until"), "datetime-local", short=True, hint=_("It ends by itself.")),
        group_field(),
        types_field(_("With types chosen it is shown beside them. Without a group it is then not over the list.")),
        forvaltning_field(agent),
    )


def _first(agent: Agent) -> dict[str, Any]:
    here = now().astimezone(STOCKHOLM)
    five = here.replace(hour=17, minute=0)
    ends = five if five > here else five + timedelta(days=1)
    return {
        "title": "", "text": "", "starts": local(now()), "ends": local(ends), "svarsgrupp": "", "types": (),
        "forvaltning": own_place(agent),
    }  # fmt: skip


def _shown(one: Notice, agent: Agent, scope: str) -> dict[str, Any]:
    mine = may_write_for(agent, one.forvaltning_id)
    over = bool(one.ends_at and one.ends_at <= now())
    return {
        "title": one.title,
        "body": as_html(one.text, 3),
        "when": f"{moment(one.starts_at)} – {moment(one.ends_at) if one.ends_at else ''}",
        "scope": scope,
        "change_href": url_for(".change_notice", notice_id=one.id) if mine and not over else "",
        "end_href": url_for(".end_notice", notice_id=one.id) if mine and not over and one.starts_at <= now() else "",
    }

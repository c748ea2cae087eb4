"""Ändrade regler: what a förvaltning has changed and from when, who has read it, and the form that writes one."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from core import Field, current_agent, page, transaction
from core.tables import Agent
from core.web.municipality.editing import Edit, edit_page, saved_notice
from core.web.rows import Link
from kunskap.articles import today
from kunskap.fields import forvaltning_field, group_field, types_field
from kunskap.markup import as_html
from kunskap.models import Notice
from kunskap.notice_pages import own_place, values_of
from kunskap.notices import LONGEST, all_of, notice, save_notice
from kunskap.receipts import has_read, is_reader, read_by, readers
from kunskap.rights import may_write, may_write_for
from kunskap.scopes import for_whom
from kunskap.tabs import FORM, back_to, tabs
from kunskap.words import STOCKHOLM, day
from kunskap.words import gettext as _


def rules() -> str:
    """All of them, the latest first."""
    agent = current_agent()
    rows = all_of("rule")
    mine, people, scopes = read_by(agent), readers(rows), for_whom(rows)
    return page(
        "kunskap/rules.html",
        tabs=tabs("rules"),
        rules=[_shown(one, agent, one.id in mine, people[one.id], scopes[one.id]) for one in rows],
        new=Link(_("New changed rule"), url_for(".new_rule")) if may_write(agent) else None,
        notices=saved_notice(),
    )


def new_rule() -> ResponseReturnValue:
    """A new one, from today."""
    agent = current_agent()
    if not may_write(agent):
        abort(403)

    def save(values: dict[str, Any]) -> str:
        save_notice(None, "rule", values, agent)
        return url_for(".rules")

    return edit_page(
        Edit(_("New changed rule"), _fields(agent), lambda: _first(agent), save, back_to("rules"), template=FORM)
    )


def change_rule(notice_id: int) -> ResponseReturnValue:
    """Another wording. Who has read it stays; what is new in substance is a rule of its own."""
    agent = current_agent()
    found = notice(notice_id, "rule")
    if not may_write_for(agent, found.forvaltning_id):
        abort(403)

    def save(values: dict[str, Any]) -> str:
        save_notice(notice_id, "rule", values, agent)
        return url_for(".rules")

    def values() -> dict[str, Any]:
        one = notice(notice_id, "rule")
        held = {name: value for name, value in values_of(one).items() if name != "ends"}
        return {**held, "starts": day(one.starts_at.astimezone(STOCKHOLM).date())}

    return edit_page(Edit(found.title, _fields(agent), values, save, back_to("rules"), template=FORM))


def read_rule(notice_id: int) -> ResponseReturnValue:
    """Läst."""
    with transaction():
        has_read(notice_id, current_agent())
    return redirect(url_for(".rules") + f"#regel-{notice_id}", 303)


def _fields(agent: Agent) -> tuple[Field, ...]:
    return (
        Field("title", _("What is changed?"), maxlength=LONGEST["title"]),
        Field("text", _("What held before, and what holds now"), "textarea", rows=8, maxlength=LONGEST["text"]),
        Field("starts", _("Holds from"), "date", short=True),
        group_field(),
        types_field(_("The types that it is about.")),
        forvaltning_field(agent),
    )


def _first(agent: Agent) -> dict[str, Any]:
    start = {"title": "", "text": "", "starts": day(today()), "svarsgrupp": "", "types": ()}
    return {**start, "forvaltning": own_place(agent)}


def _shown(one: Notice, agent: Agent, read: bool, people: tuple[list[str], list[str]], scope: str) -> dict[str, Any]:
    done, missing = people
    asked = is_reader(agent, one)
    return {
        "id": one.id,
        "title": one.title,
        "body": as_html(one.text, 3),
        "from": day(one.starts_at.astimezone(STOCKHOLM).date()),
        "scope": scope,
        "read": read and asked,
        "read_href": url_for(".read_rule", notice_id=one.id) if asked and not read else "",
        "n": len(done),
        "of": len(done) + len(missing),
        "missing": missing if agent.leads else [],
        "change_href": url_for(".change_rule", notice_id=one.id) if may_write_for(agent, one.forvaltning_id) else "",
    }

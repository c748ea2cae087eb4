"""Något stämmer inte: said from a case or an article in two keys; and what is to be mended, with answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core import Button, Choice, Field, Form, NotFound, Refused, current_agent, page, transaction
from core.tables import Agent, Case, agent_names, listed, names_by_code, reading
from core.web.municipality.editing import saved, saved_notice
from core.web.rows import Link
from kunskap import faults
from kunskap.faults import About
from kunskap.models import Article, Fault
from kunskap.searching import published_for
from kunskap.tabs import back_to, tabs
from kunskap.words import gettext as _
from kunskap.words import language, stamp, type_name


def say_fault() -> ResponseReturnValue:
    """The form: ?artikel=12, ?arende=2026-000001&typ=T06, or nothing."""
    agent, asked = current_agent(), request.values
    number, case_type = asked.get("arende", "")[:20], asked.get("typ", "")[:10]
    if number:
        _insist_on(number, agent)
    article_id = _id(asked.get("artikel", ""))
    if request.method == "GET":
        return _form(article_id, number, case_type)
    about = _about(request.form.get("what", ""), number, case_type)
    if about.kind != "article" and about.case_type not in names_by_code("sv"):
        return _form(article_id, number, "", _("Choose what the case is about.")), 422
    with transaction():
        faults.say(about, request.form.get("text", "").strip(), agent)
    return redirect(f"/arende/{number}" if number else saved(url_for(".to_mend")), 303)


def to_mend() -> str:
    """What the agent may mend, and what the agent has said."""
    agent = current_agent()
    waiting, mended, said = faults.open_for(agent), faults.mended_for(agent), faults.said_by(agent)
    every = [*waiting, *mended, *said]
    shown = _shown(every, agent)
    return page(
        "kunskap/to_mend.html",
        tabs=tabs("to_mend"),
        waiting=[shown[one.id] for one in waiting],
        mended=[shown[one.id] for one in mended],
        said=[shown[one.id] for one in said],
        unseen=any(one.done_at and not one.told_at for one in said),
        notices=saved_notice(),
    )


def mended(fault_id: int) -> ResponseReturnValue:
    """Klart, with an answer to the one who said it."""
    with transaction():
        faults.mend(fault_id, request.form.get("answer", "").strip(), current_agent())
    return redirect(saved(url_for(".to_mend")), 303)


def seen() -> ResponseReturnValue:
    """The answers have been read."""
    with transaction():
        faults.seen_answers(current_agent())
    return redirect(url_for(".to_mend"), 303)


def _form(article_id: int | None, number: str, case_type: str, error: str = "") -> str:
    choices = _choices(article_id, case_type)
    fields = [Field("what", _("What is wrong?"), "radios", choices=choices)]
    if not case_type and article_id is None:
        types = [Choice(code, f"{code} {name}") for code, name in names_by_code(language()).items()]
        first = Choice("", _("Choose a case type"))
        fields.append(Field("typ", _("What is it about?"), "select", choices=(first, *types), error=error))
    hint = _("What should it say instead? Write nothing about the citizen.")
    text = Field("text", _("Tell more"), "textarea", request.form.get("text", ""), hint, optional=True, rows=3)
    hidden = [("arende", number), ("typ", case_type), ("artikel", str(article_id or ""))]
    back = Link(number, f"/arende/{number}") if number else back_to("search")
    form = Form(
        _("Something is wrong"),
        url_for(".say_fault"),
        (*fields, text),
        (Button(_("Say it"), value="save", shortcut="S"),),
        _("It goes to whoever keeps it right. You get an answer under To mend."),
        hidden=tuple(pair for pair in hidden if pair[1]),
        cancel_href=back.href,
    )
    return page("form.html", form=form, back=back)


def _choices(article_id: int | None, case_type: str) -> tuple[Choice, ...]:
    """The first is ticked, so that one key is enough."""
    if article_id is not None:
        found = [reading().get(Article, article_id)]
        articles = [one for one in found if one is not None and one.state == "published"]
        if not articles:
            raise NotFound
        values = [(f"article:{one.id}", _("The guide is wrong: %(title)s", title=one.title)) for one in articles]
    else:
        articles = published_for((case_type,)).get(case_type, []) if case_type else []
        values = [("checklist", _("The checklist is wrong")), ("web", _("It is missing on the web"))]
        values += [(f"article:{one.id}", _("The guide is wrong: %(title)s", title=one.title)) for one in articles]
    chosen = request.form.get("what") or values[0][0]
    return tuple(Choice(value, words, value == chosen) for value, words in values)


def _about(what: str, number: str, case_type: str) -> About:
    kind, _colon, article_id = what.partition(":")
    if kind not in faults.KINDS or (kind == "article") != bool(_id(article_id)):
        raise Refused("no_such_choice")
    return About(kind, _id(article_id), number, case_type)


def _insist_on(number: str, agent: Agent) -> None:
    if reading().scalar(select(Case.id).where(Case.number == number, listed(agent))) is None:
        raise NotFound


def _id(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _shown(rows: Sequence[Fault], agent: Agent) -> dict[int, dict[str, Any]]:
    """Every row in words, the case only where the agent may read it."""
    numbers, people = faults.cases_of(rows, agent), agent_names(i for one in rows for i in (one.agent_id, one.done_by))
    ids = {one.article_id for one in rows if one.article_id}
    articles = {one.id: one for one in reading().scalars(select(Article).where(Article.id.in_(ids)))}
    return {one.id: _row(one, numbers, people, articles) for one in rows}


def _row(one: Fault, numbers: dict[int, str], people: dict[int, str], articles: dict[int, Article]) -> dict[str, Any]:
    names = {"article": _("The guide is wrong"), "checklist": _("The checklist is wrong")}
    article = articles.get(one.article_id or 0)
    number = numbers.get(one.case_id or 0, "")
    return {
        "id": one.id,
        "what": names.get(one.kind) or _("It is missing on the web"),
        "about": article.title if article else type_name(one.case_type),
        "href": url_for(".show", article_id=article.id) if article else "",
        "version": one.version if article and one.version != article.version else None,
        "number": number,
        "text": one.text,
        "who": people.get(one.agent_id or 0, ""),
        "at": stamp(one.at),
        "done": stamp(one.done_at) if one.done_at else "",
        "done_by": people.get(one.done_by or 0, ""),
        "answer": one.answer,
        "fresh": bool(one.done_at and not one.told_at),
        "mend_href": url_for(".mended", fault_id=one.id),
    }

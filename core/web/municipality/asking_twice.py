"""A form on somebody's access in two steps: what is asked, what it would do, and then it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.contract.errors import Refused, Wrong
from core.municipality.merging import Value
from core.municipality.people import Person
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web.form_rows import Button, Field, Form
from core.web.frame import page
from core.web.language import gettext as _
from core.web.municipality.editing import filled, posted, saved
from core.web.municipality.role_effects import Effect
from core.web.refusals import words as refusal_words
from core.web.rows import Link, Notice
from core.web.session import current_agent


def ask_twice(
    one: Person,
    title: str,
    fields: tuple[Field, ...],
    check: Callable[[Mapping[str, Value]], Effect],
    save: Callable[[Mapping[str, Value]], bool],
) -> ResponseReturnValue:
    """A form, then the same with what it would do, then saved. `check` raises `Wrong`; `save` says whether it was
    access to cases for oneself."""
    form = Form(title, request.path, fields, (Button(_("Show what it does")),), cancel_href=back_to(one).href)
    if request.method == "GET" and fields:
        return page("form.html", form=form, back=back_to(one), wide=True)
    values = posted(fields)
    try:
        shown = check(values)
        if request.method == "POST" and request.form.get("sure") == "yes":
            with transaction():
                one_at_a_time()
                own = save(values)
            href = saved(url_for("person.show", agent_id=one.id))
            return redirect(href + ("&ny-atkomst=1" if own else ""), 303)
    except Wrong as wrong:
        errors = {name: refusal_words(refused) for name, refused in wrong.fields.items()}
        return _again(form, filled(fields, values, errors), one), 422
    except Refused as refused:
        return _again(form, filled(fields, values), one, refusal_words(refused)), 422
    return page(
        "municipality/effect.html",
        title=title,
        effect=shown,
        hidden=_hidden(values),
        person=one,
        back=back_to(one),
        notices=_own_notice(one, shown),
    )


def days(values: Mapping[str, Value]) -> tuple[date | None, date | None]:
    """The first and the last day. Raises `Wrong` for what is no date."""
    return day_of(values, "first"), day_of(values, "last")


def day_of(values: Mapping[str, Value], name: str) -> date | None:
    """A day as a browser's field sends it; None when it is empty."""
    typed = str(values.get(name, "")).strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Wrong({name: Refused("date_wrong")}) from None


def _again(form: Form, fields: tuple[Field, ...], one: Person, problem: str = "") -> str:
    return page("form.html", form=replace(form, fields=fields, problem=problem), back=back_to(one), wide=True)


def _hidden(values: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    return (*((name, str(value)) for name, value in values.items()), ("sure", "yes"))


def _own_notice(one: Person, shown: Effect) -> tuple[Notice, ...]:
    if one.id != current_agent().id or not shown.gained:
        return ()
    said = _(
        "Other administrators see it on their pages for a day, it is mailed to the alarm address, and it is logged."
    )
    return (Notice(said, _("This is your own account."), "soon"),)


def back_to(one: Person) -> Link:
    """To the page of the person."""
    return Link(one.name, url_for("person.show", agent_id=one.id))

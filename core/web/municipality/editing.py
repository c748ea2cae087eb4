"""One form on one thing of the municipality's own: asked, checked, merged with what others changed meanwhile, saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import redirect, request
from flask.typing import ResponseReturnValue

from core.contract.errors import Refused, Wrong
from core.flow.fitting import fit
from core.municipality.changes import last_change_of
from core.municipality.merging import Merged, Value, Values, merge
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web import words
from core.web.form_rows import Button, Choice, Field, Form
from core.web.frame import page
from core.web.language import gettext as _
from core.web.refusals import words as refusal_words
from core.web.rows import Link, Notice

WAS = "was"  # the hidden field that holds what the form began with
PREVIEW = "preview"  # the button that only shows
SAVED = "sparat"  # what the address says after it, so that the next page does


@dataclass(frozen=True, slots=True)
class Edit:
    """A form and what it does.

    `fields` the questions, empty; `values` reads what holds now (str, or a tuple for checkboxes), asked again inside
    the saving transaction; empty for something new. `save` gets the merged values inside the transaction, raises
    `Wrong` or `Refused`, and returns the address to go on to. `area` and `key` name the thing in its changes.
    `preview` makes what the template shows of the values, saved or only typed; it gives the form a button for looking.
    """

    title: str
    fields: Sequence[Field]
    values: Callable[[], Values]
    save: Callable[[dict[str, Value]], str]
    back: Link
    area: str = ""
    key: str = ""
    lead: str = ""
    button: str = ""
    danger: bool = False
    template: str = "form.html"
    more: Mapping[str, object] = field(default_factory=dict)
    preview: Callable[[Values], Mapping[str, object]] | None = None


def edit_page(edit: Edit) -> ResponseReturnValue:
    """Answers GET and POST of the form's address."""
    if request.method == "GET":
        now_values = edit.values()
        return _shown(edit, now_values, now_values)
    mine = posted(edit.fields)
    if edit.preview is not None and request.form.get("do") == PREVIEW:
        return _shown(edit, mine, _base())
    theirs: Values = mine
    merged = Merged(mine, ())
    try:
        with transaction():
            one_at_a_time()
            theirs = edit.values()
            merged = merge(_base(), theirs, mine)
            if merged.clashes:
                raise _Clashed
            href = edit.save(merged.values)
    except _Clashed:
        errors = {name: _clash(edit, name, theirs[name]) for name in merged.clashes}
    except Wrong as wrong:
        errors = {name: refusal_words(refused) for name, refused in wrong.fields.items()}
    except Refused as refused:
        return _shown(edit, merged.values, theirs, problem=refusal_words(refused)), 422
    else:
        return redirect(saved(href), 303)
    return _shown(edit, merged.values, theirs, errors), 422


class _Clashed(Exception):
    """The same field was changed by two."""


def posted(fields: Sequence[Field]) -> dict[str, Value]:
    """What was sent for each question, without outer space; a tuple where several may be ticked."""
    found: dict[str, Value] = {}
    for one in _every(fields):
        if one.kind == "checkboxes":
            found[one.name] = tuple(request.form.getlist(one.name))
        elif one.kind not in ("static", "file"):
            found[one.name] = request.form.get(one.name, "").replace("\r\n", "\n").strip()
    return found


def filled(fields: Sequence[Field], values: Values, errors: Mapping[str, str] | None = None) -> tuple[Field, ...]:
    """The questions with their answers, and what is wrong at each."""
    return tuple(_filled(one, values, errors or {}) for one in fields)


def saved(href: str) -> str:
    """The address to go on to, so that its page says that it is done."""
    return f"{href}{'&' if '?' in href else '?'}{SAVED}=1"


def saved_notice() -> tuple[Notice, ...]:
    """What a page says when one comes from saving."""
    return (Notice(_("Saved."), tone="good"),) if SAVED in request.args else ()


def _shown(edit: Edit, values: Values, base: Values, errors: Mapping[str, str] | None = None, problem: str = "") -> str:
    form = Form(
        edit.title,
        request.full_path.rstrip("?"),
        filled(edit.fields, values, errors),
        _buttons(edit),
        edit.lead,
        problem,
        hidden=((WAS, json.dumps(base, ensure_ascii=False)),) if base else (),
        cancel_href=edit.back.href,
    )
    more = {**edit.more, **(edit.preview(values) if edit.preview else {})}
    return page(edit.template, form=form, back=edit.back, wide=True, **more)


def _buttons(edit: Edit) -> tuple[Button, ...]:
    """The one that saves, and where there is something to look at, one for that."""
    save = Button(edit.button or _("Save"), danger=edit.danger)
    return (save, Button(_("Preview"), value=PREVIEW)) if edit.preview else (save,)


def _base() -> dict[str, Value]:
    """What the form began with; nonsense counts as nothing, and then everything in the form is mine."""
    try:
        told = json.loads(request.form.get(WAS, "") or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {fit(name): tuple(map(_plain, one)) if isinstance(one, list) else _plain(one) for name, one in told.items()}


def _plain(value: object) -> str:
    return fit(str(value))


def _clash(edit: Edit, name: str, theirs: Value) -> str:
    change = last_change_of(edit.area, edit.key, name)
    said = theirs if isinstance(theirs, str) else ", ".join(theirs)
    if change is None or not change.name:
        return _("This was changed meanwhile to “%(value)s”. Write what is to hold and save again.", value=said)
    return _(
        "%(name)s changed this at %(when)s to “%(value)s”. Write what is to hold and save again.",
        name=change.name,
        when=words.clock(change.at),
        value=said,
    )


def _every(fields: Sequence[Field]) -> Sequence[Field]:
    inner = (ask for one in fields for choice in one.choices for ask in choice.asks)
    return (*fields, *inner)


def _filled(one: Field, values: Values, errors: Mapping[str, str]) -> Field:
    value = values.get(one.name, one.value)
    chosen = value if isinstance(value, tuple) else (value,)
    choices = tuple(_chosen(choice, chosen, values, errors) for choice in one.choices)
    shown = value if isinstance(value, str) else ""
    return replace(one, value=shown, choices=choices, error=errors.get(one.name, one.error))


def _chosen(choice: Choice, chosen: tuple[str, ...], values: Values, errors: Mapping[str, str]) -> Choice:
    asks = tuple(_filled(ask, values, errors) for ask in choice.asks)
    return replace(choice, checked=choice.value in chosen, asks=asks)

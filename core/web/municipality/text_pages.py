"""Texter: all that the municipality says to people, and each of them with a preview, its fields and klarspråk hints."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.clock import now
from core.contract.errors import NotFound
from core.contract.texts import StandardText
from core.flow.wording import date_words, phone_words
from core.municipality.changes import changes
from core.municipality.merging import Value, Values
from core.municipality.own_texts import (
    AREA,
    FIELDS,
    change_text,
    in_use,
    is_own,
    language_code,
    languages_of,
    longest,
    sample,
    shown,
    text_by_key,
    texts,
    wording,
)
from core.municipality.plain_swedish import hints
from core.municipality.sms_length import sms_length
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.store.standard_texts import GROUPS
from core.store.texts import setting
from core.web.form_rows import Field
from core.web.language import gettext as _
from core.web.municipality.editing import Edit, edit_page, saved
from core.web.municipality.hub import insist_here
from core.web.municipality.listing import change_rows, list_page
from core.web.register_rows import Cell, Column, Register
from core.web.rows import Link
from core.web.session import current_agent

blueprint = Blueprint("texts", __name__, url_prefix="/installningar/texter")
SHOWN_NUMBER = "2026-004317"


@blueprint.before_request
def only_writers() -> None:
    """Kommunikatör and administratör."""
    insist_here("texts")


@blueprint.get("")
def listed() -> str:
    """All of them, by what they are for."""
    order = list(GROUPS)
    rows = tuple(
        (
            Cell(title_of(one), url_for("texts.one", key=one.key)),
            Cell(_(GROUPS[one.group])),
            Cell(_(one.when) if one.when else ""),
            Cell(
                _("own wording") if is_own(one.key, "sv") else _("standard"),
                tone="" if is_own(one.key, "sv") else "soft",
            ),
            Cell(
                ", ".join(language for language in languages_of(one.key) if language != "sv" and wording(one, language))
            ),
        )
        for one in sorted(texts(), key=lambda one: order.index(one.group))
    )
    headings = (
        Column(_("Text")),
        Column(_("For")),
        Column(_("When"), "wide"),
        Column(_("Wording")),
        Column(_("Also in")),
    )
    lead = _("What the program says to people. Each text is in its standard wording until you change it.")
    register = Register(_("Texts"), headings, rows, lead)
    return list_page(register, area=AREA, fields={"text": lambda: _("Text")})


@blueprint.route("/<key>", methods=["GET", "POST"])
def one(key: str) -> ResponseReturnValue:
    """One text in one language."""
    found, language = text_by_key(key), language_code(request.args.get("sprak", "sv") or "sv")

    def values() -> Values:
        return {"text": wording(found, language)}

    def save(typed: dict[str, Value]) -> str:
        change_text(found, language, str(typed["text"]), current_agent())
        return url_for("texts.one", key=key, sprak=language)

    return edit_page(
        Edit(
            title_of(found),
            (_field(found, language),),
            values,
            save,
            Link(_("Texts"), url_for("texts.listed")),
            AREA,
            f"{key} {language}",
            _(found.when) if found.when else "",
            template="municipality/text.html",
            more=_around(found, language),
            preview=lambda typed: _preview(found, language, str(typed.get("text", ""))),
        )
    )


@blueprint.post("/<key>/standard")
def standard(key: str) -> ResponseReturnValue:
    """The standard wording holds again."""
    found, language = text_by_key(key), language_code(request.args.get("sprak", "sv") or "sv")
    with transaction():
        one_at_a_time()
        change_text(found, language, "", current_agent())
    return redirect(saved(url_for("texts.one", key=key, sprak=language)), 303)


@blueprint.get("/<key>/nytt-sprak")
def new_language(key: str) -> ResponseReturnValue:
    """To the text in another language; what is no language is refused with the page itself."""
    found = text_by_key(key)
    try:
        language = language_code(request.args.get("sprak", "").strip().lower())
    except NotFound:
        return redirect(url_for("texts.one", key=found.key, fel="sprak"), 303)
    return redirect(url_for("texts.one", key=found.key, sprak=language), 303)


def title_of(one: StandardText) -> str:
    """What the text is called; a group's signature with the group's name."""
    return _(one.title, name=one.name) if one.name else _(one.title)


def _field(one: StandardText, language: str) -> Field:
    if one.ways == ("name",):
        return Field("text", _("Name"), maxlength=120)
    known = " ".join(f"{{{FIELDS[code]}}}" for code in one.fields)
    hint = _("Fields that are filled in: %(fields)s", fields=known) if known else ""
    label = _("Text in Swedish") if language == "sv" else _("Text in %(language)s", language=language)
    return Field("text", label, "textarea", hint=hint, rows=9, maxlength=longest(one))


def _around(one: StandardText, language: str) -> dict[str, object]:
    rows = change_rows(changes(AREA, f"{one.key} {language}"), {"text": lambda: _("Text")})
    return {
        "text": one,
        "language": language,
        "languages": tuple(dict.fromkeys((*languages_of(one.key), language))),
        "own": is_own(one.key, language),
        "standard": shown(one.texts.get(language, "")),
        "in_use": in_use(one, language),
        "changes": rows,
        "language_problem": request.args.get("fel") == "sprak",
        "just_saved": "sparat" in request.args,
    }


def _preview(one: StandardText, language: str, typed: str) -> dict[str, object]:
    said = sample(typed.strip() or in_use(one, language), _values(language))
    sms = sms_length(said) if "sms" in one.ways else None
    subject = (
        ""
        if one.key.endswith("subject")
        else sample(in_use(text_by_key("receipt_subject"), language), _values(language))
    )
    return {
        "said": said,
        "subject": subject,
        "sms": sms,
        "centre": str(setting("centre_name", "")),
        "hints": hints(typed) if language == "sv" else (),
    }


def _values(language: str) -> dict[str, str]:
    """What the preview fills in. The same for everybody: nothing of any case."""
    return {
        "number": SHOWN_NUMBER,
        "date": date_words(now(), language),
        "received": date_words(now(), language),
        "answer": "Bygg och miljö",
        "phone": phone_words(str(setting("phone", ""))),
        "jour": phone_words(str(setting("jour", ""))),
        "centre": str(setting("centre_name", "")),
        "agent": current_agent().name,
        "link": f"https://…/arende/{SHOWN_NUMBER}",
        "type": "Trasig gatubelysning",
        "contact": "Mona Lind",
        "thread": "Invånaren skrev: Lampan vid Skolgatan 4 är släckt.",
    }

"""Utseende: what the municipality is called, its colour with the contrast counted, its logo, and limits it sets."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.contract.errors import Refused, Wrong
from core.municipality.changes import changes
from core.municipality.look import (
    ACCENT,
    AREA,
    BIGGEST_LOGO,
    LIMITS,
    NAMES,
    change_look,
    colour_of,
    is_colour,
    keep_logo,
    look_now,
    remove_logo,
)
from core.municipality.merging import Value, Values
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.store.texts import setting
from core.web.file_kinds import kind_of
from core.web.form_rows import Field
from core.web.language import gettext as _
from core.web.language import reader_locale
from core.web.municipality.editing import SAVED, Edit, edit_page, saved
from core.web.municipality.hub import back_to_settings, insist_here
from core.web.municipality.listing import change_rows
from core.web.refusals import words as refusal_words
from core.web.session import current_agent
from core.web.theme import DARK, LIGHT, contrast, dark_accent, light_accent, preview_css

blueprint = Blueprint("look", __name__, url_prefix="/installningar/utseende")


@blueprint.before_request
def only_administrators() -> None:
    """All of these pages."""
    insist_here("administer")


@blueprint.route("", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """The form beside what it becomes."""
    return _page()


@blueprint.get("/prov.css")
def colours() -> Response:
    """The colour that is being tried."""
    accent = colour_of(request.args.get("farg", ""))
    if not is_colour(accent):
        abort(404)
    return Response(preview_css(accent), mimetype="text/css")


@blueprint.post("/logotyp")
def take_logo() -> ResponseReturnValue:
    """A picture becomes the logo; `do=remove` takes it away."""
    try:
        file = request.files.get("logo")
        content = file.read(BIGGEST_LOGO + 1) if file else b""
        with transaction():
            one_at_a_time()
            if request.form.get("do") == "remove":
                remove_logo(current_agent())
            else:
                keep_logo(content, kind_of(content), current_agent())
    except Wrong as wrong:
        return redirect(url_for("look.show", fel=wrong.fields["logo"].code), 303)
    return redirect(saved(url_for("look.show")), 303)


def _page() -> ResponseReturnValue:
    def save(typed: dict[str, Value]) -> str:
        change_look({name: str(value) for name, value in typed.items()}, current_agent())
        return url_for("look.show")

    labels = _labels()
    more = {
        "logo": bool(setting("logo")),
        "logo_field": _logo_field(),
        "just_saved": SAVED in request.args,
        "changes": change_rows(changes(AREA), {name: _named(label) for name, label in labels.items()}),
    }
    return edit_page(
        Edit(
            _("Look and names"),
            _fields(labels),
            _now,
            save,
            back_to_settings(),
            AREA,
            AREA,
            template="municipality/look.html",
            more=more,
            preview=_preview,
        )
    )


def _preview(values: Values) -> dict[str, object]:
    accent = colour_of(str(values.get("accent", "")))
    if not is_colour(accent):
        accent = ACCENT
    light, dark = light_accent(accent), dark_accent(accent)
    return {
        "accent": accent,
        "css": url_for("look.colours", farg=accent.lstrip("#")),
        "on_light": (_ratio(accent, LIGHT["paper"]), light, light == accent),
        "on_dark": (_ratio(accent, DARK["surface"]), dark, dark == accent),
        "tried": {name: str(values.get(name, "")) for name in NAMES},
    }


def _ratio(one: str, other: str) -> str:
    sign = "," if reader_locale().language == "sv" else "."
    return f"{contrast(one, other):.1f}".replace(".", sign)


def _logo_field() -> Field:
    label = _("A picture: PNG, JPEG or WebP, at most 1 MB")
    return Field("logo", label, "file", error=_logo_problem(), accept="image/png,image/jpeg,image/webp")


def _logo_problem() -> str:
    known = ("logo_missing", "logo_too_big", "logo_kind")
    code = request.args.get("fel", "")
    return refusal_words(Refused(code)) if code in known else ""


def _labels() -> dict[str, str]:
    return {
        "municipality_name": _("The municipality's name"),
        "centre_name": _("The contact centre's local name"),
        "phone": _("Phone number"),
        "jour": _("Emergency number outside opening hours"),
        "privacy_page": _("Page about personal data"),
        "accent": _("Colour"),
        "question_days": _("Working days to answer a question from another unit"),
        "fetch_limit_minutes": _("Minutes without new mail before a warning"),
        "logo": _("Logo"),
    }


def _fields(labels: dict[str, str]) -> tuple[Field, ...]:
    hints = {
        "municipality_name": _("Stands on top of every public page."),
        "centre_name": _("For example Björkåsa Direkt. The sender's name in e-mail."),
        "phone": _("In receipts, neutral answers and on public pages."),
        "jour": _("In “Is a life in danger? Call 112 …”. Those words are among the texts."),
        "privacy_page": _("The public forms lead there."),
        "accent": _("Such as #0b5c63. It is made readable by itself; to the right you see how."),
        "question_days": _("The usual time when somebody asks another unit. Usual: 2."),
        "fetch_limit_minutes": _("Then every agent sees that mail is not coming in."),
    }
    return tuple(
        Field(
            name,
            labels[name],
            hint=hint,
            short=name in ("accent", "phone", "jour", *LIMITS),
            optional=name in ("phone", "jour", "privacy_page"),
            inputmode="numeric" if name in LIMITS else "",
        )
        for name, hint in hints.items()
    )


def _named(words: str) -> Callable[[], str]:
    return lambda: words


def _now() -> Values:
    return dict(look_now())

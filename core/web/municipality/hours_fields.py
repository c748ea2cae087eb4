"""The questions about opening hours, and whose they are."""

from __future__ import annotations

from flask import request, url_for

from core.case.swedish_days import SHORT_DAYS
from core.municipality.opening_hours import EVERYBODY, Owner, owner_by_code, owners
from core.municipality.typed_hours import NAMED
from core.web.form_rows import Choice, Field
from core.web.language import gettext as _
from core.web.municipality.hours_words import day_name, weekdays, whose
from core.web.rows import Link


def asked_owner() -> Owner:
    """The owner that the address names; the municipality when it names none. Raises `NotFound`."""
    return owner_by_code(request.args.get("vems", "") or EVERYBODY)


def owner_choices(chosen: str, first: Choice | None = None) -> tuple[Choice, ...]:
    """Every owner, units set in below their förvaltning."""
    found = [
        Choice(
            one.code,
            ("\N{NO-BREAK SPACE}" * 4 if one.code.startswith("u-") else "") + whose(one),
            one.code == chosen,
        )
        for one in owners()
    ]
    return (first, *found) if first else tuple(found)


def back(owner: Owner) -> Link:
    """To the owner's hours."""
    return Link(_("Opening hours"), url_for("opening_hours.show", vems=owner.code))


def from_field() -> Field:
    """From which date."""
    return Field("valid_from", _("Holds from"), "date", short=True)


def hours_fields() -> tuple[Field, ...]:
    """Each weekday, the named days, the short days, and bridge days: what `typed_hours` reads."""
    week = [Field(code, name, short=True) for code, name in weekdays().items()]
    words = field_words()
    named = tuple(Choice(code, day_name(code)) for code in NAMED)
    hint = _("Write when it closes, for example 12. Empty means open as usual.")
    short = [Field(f"short_{code}", words[f"short_{code}"], short=True) for code in SHORT_DAYS]
    short[0] = Field(short[0].name, short[0].label, short=True, hint=hint)
    bridge = (Choice("open", _("Open as usual")), Choice("closed", _("Closed")))
    return (
        *week,
        Field("closed", words["closed"], "checkboxes", choices=named),
        *short,
        Field("klamdag", words["klamdag"], "radios", choices=bridge),
    )


def field_words() -> dict[str, str]:
    """What the fields are called, also among the changes."""
    return {
        "valid_from": _("Holds from"),
        "closed": _("Closed on these days"),
        "klamdag": _("Bridge days, between two free days"),
        "own": _("Hours of its own"),
        **{f"short_{code}": day_name(code) for code in SHORT_DAYS},
    }

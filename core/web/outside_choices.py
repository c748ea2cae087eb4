"""Those outside the municipality that it has written down, as a choice where a case is sent to them."""

from __future__ import annotations

from core.municipality.outside import Body, bodies
from core.web.form_rows import Choice, Field, choose
from core.web.language import gettext as _
from core.web.verb_run import Typed, number_of


def known_body(typed: Typed) -> tuple[Field, ...]:
    """The question; none while nobody is written down."""
    chosen = number_of(typed, "known")
    found = tuple(Choice(str(one.id), _label(one), one.id == chosen) for one in bodies(closed=False))
    if not found:
        return ()
    return (Field("known", _("To whom?"), "select", choices=choose(*found, words=_("Another: write below"))),)


def body_and_address(typed: Typed) -> tuple[str, str]:
    """Name and e-mail address: what was written, else those of the one that was chosen."""
    chosen = number_of(typed, "known")
    known = next((one for one in bodies(closed=False) if one.id == chosen), None)
    name, address = typed.get("body", "").strip(), typed.get("address", "").strip()
    return (name or known.name, address or known.email) if known else (name, address)


def _label(one: Body) -> str:
    return f"{one.name}: {one.purpose}" if one.purpose else one.name

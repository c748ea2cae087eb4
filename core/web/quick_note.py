"""Ny anteckning: from what was typed to the form, and to the note. Shared by the core's page and the phone channel.

A plug-in takes over the address /ny by having a page whose function is called `new_note`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import phonenumbers
from flask import request, url_for

from core.access.agents import Agent
from core.case.catalogue import version_at
from core.case.outcomes import OUTCOMES
from core.clock import STOCKHOLM, now
from core.contract.errors import Refused
from core.contract.messages import Address, ChannelName
from core.flow.registering import Note
from core.store.models.catalogue import UNCLASSIFIED
from core.web.form_rows import Choice, Field, QuickForm
from core.web.language import gettext as _
from core.web.note_drafts import resumed, unsaved
from core.web.note_similar import reports_like
from core.web.rows import Notice
from core.web.staff import connected_to, sought
from core.web.type_choices import title_for, types_for

BY_HAND: tuple[ChannelName, ...] = ("phone", "visit", "letter", "fax", "social")
COMMON = ("answered", "handled", "connected", "guided_on", "referred_eservice", "wrong_number")
HAND_OVER, KEEP = "hand_over", "keep"  # not outcomes of a case: what else a note may end in
_LONGEST_CALL = 12 * 60  # minutes: more is a form that was left open
_ADDRESS = re.compile(r"[^\s,;<>]+@[^\s,;<>]+\.[^\s,;<>]+")
_NUMBER = re.compile(r"\+?\d[\d\s()\-]{5,18}\d")


@dataclass(frozen=True, slots=True)
class Problems:
    """Why a note cannot be saved: words by the name of the field, "" for the whole form."""

    by_field: Mapping[str, str]


def quick_form(
    typed: Mapping[str, str],
    problems: Problems | None,
    by: Agent,
    *,
    action: str,
    fields: tuple[Field, ...] = (),
    notices: tuple[Notice, ...] = (),
    cancel_href: str = "/",
) -> QuickForm:
    """The form with what was typed. `fields` are the caller's own, after the core's."""
    notices = (*notices, *unsaved(typed, by))
    typed = resumed(typed, by)
    said = dict(problems.by_field) if problems else {}
    own = (*_details(typed, said), *fields)
    q, outcome = typed.get("q", ""), typed.get("outcome", "")
    return QuickForm(
        action,
        tuple((channel, channel == typed.get("channel", "phone")) for channel in BY_HAND),
        url_for("types.find"),
        types_for(q, by, chosen=typed.get("case_type", "")),
        _outcomes(typed, outcome, said),
        q=q,
        types_title=title_for(q),
        caller=typed.get("caller", ""),
        caller_error=said.pop("caller", ""),
        text=typed.get("text", ""),
        similar=reports_like(typed, by),
        type_error=said.pop("case_type", ""),
        outcome_error=said.pop("outcome", ""),
        problem=said.pop("", ""),
        protected="protected" in typed,
        fields=own,
        fields_open=any(field.error or field.value for field in own),
        notices=() if "utkast" in request.args else notices,
        hidden=(("nonce", typed.get("nonce") or new_nonce()), ("menu", typed.get("menu", ""))),
        started=int(_seconds(typed)),
        cancel_href=cancel_href,
        draft_href=url_for("note_drafts.keep"),
    )


def note_from(typed: Mapping[str, str]) -> Note | Problems:
    """The note that was typed, or what is wrong with it. Only the type's rules are asked of the database."""
    problems: dict[str, str] = {}
    outcome = typed.get("other_outcome") or typed.get("outcome", "")
    if outcome not in (HAND_OVER, KEEP) and outcome not in OUTCOMES:
        problems["outcome"] = _("Choose an outcome.")
    channel = typed.get("channel", "phone")
    if channel not in BY_HAND:
        problems[""] = _("Choose how it came in.")
    received = _received(typed, problems)
    code = typed.get("case_type") or UNCLASSIFIED
    handing = _receiver(code, problems) if outcome == HAND_OVER else None
    if problems:
        return Problems(problems)
    address, name = caller_of(typed.get("caller", ""))
    return Note(
        nonce=typed.get("nonce") or new_nonce(),
        channel=cast(ChannelName, channel),
        case_type=code,
        text=typed.get("text", "").strip(),
        caller=name,
        address=address,
        place=typed.get("place", "").strip(),
        join=typed.get("join", ""),
        outcome=outcome if outcome in OUTCOMES else "",
        fields=_fields(typed, outcome),
        minutes=min(_seconds(typed) / 60, _LONGEST_CALL),
        hand_over_to=handing,
        received_at=received,
        protected="protected" in typed,
        menu_choice=typed.get("menu", "")[:2],
    )


def caller_of(typed: str) -> tuple[Address | None, str]:
    """What was written about the caller: an address if there is one in it, and the rest as the name."""
    if found := _ADDRESS.search(typed):
        return Address("email", found[0].lower()), _rest(typed, found)
    if (found := _NUMBER.search(typed)) and (number := e164(found[0])):
        name = _rest(typed, found)
        return Address("phone", number, name), name
    return None, typed.strip()


def e164(typed: str) -> str:
    """A number in any Swedish writing as +46…; empty when it is none."""
    try:
        parsed = phonenumbers.parse(typed, "SE")
    except phonenumbers.NumberParseException:
        return ""
    valid = phonenumbers.is_possible_number(parsed)
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)) if valid else ""


def problems_of(refused: Refused, words: str) -> Problems:
    """A refusal of the verbs at the question it is about."""
    if refused.code == "field_missing":
        return Problems({refused.values.get("field", ""): words})
    at = {"type_not_confirmed": "case_type", "unknown_type": "case_type", "classify_first": "case_type"}
    return Problems({at.get(refused.code, "outcome"): words})


def new_nonce() -> str:
    """Makes a second press of the button the same note."""
    return secrets.token_hex(16)


def _outcomes(typed: Mapping[str, str], chosen: str, said: dict[str, str]) -> tuple[Choice, ...]:
    """The buttons with their digits; what an outcome asks for is asked beside it."""
    where, wrong = typed.get("target", ""), said.pop("target", "")
    target = Field("target", _("Where did you guide them?"), value=where, error=wrong)
    empty = _("Name or unit. Empty: whoever is named in “connect me to …” above.")
    asks = {"connected": (connected_to(typed.get("connected_to", ""), empty),), "guided_on": (target,)}
    pairs = [(code, _(OUTCOMES[code].name)) for code in COMMON]
    pairs += [(HAND_OVER, _("Hand over")), (KEEP, _("Keep it open with me"))]
    keyed = ((code, name, str(n)) for n, (code, name) in enumerate(pairs, 1))
    return tuple(Choice(code, name, code == chosen, key=key, asks=asks.get(code, ())) for code, name, key in keyed)


def _details(typed: Mapping[str, str], said: dict[str, str]) -> tuple[Field, ...]:
    """What is seldom needed, and what an outcome requires."""
    rest = [outcome for outcome in OUTCOMES.values() if outcome.contact_centre and outcome.code not in COMMON]
    chosen = typed.get("other_outcome", "")
    others = tuple(Choice(outcome.code, _(outcome.name), outcome.code == chosen) for outcome in rest)
    texts = (
        ("place", _("Place"), _("Street and number")),
        ("other_system", _("Which system?"), ""),
        ("other_number", _("Number there"), ""),
        ("diary_number", _("Diary number"), ""),
    )
    when = Field(
        "received",
        _("Came in"),
        "datetime-local",
        typed.get("received", ""),
        hint=_("When it is written down afterwards. A letter from the post box: the previous working day."),
        error=said.pop("received", ""),
        optional=True,
        short=True,
    )
    return (
        *(
            Field(name, label, value=typed.get(name, ""), hint=hint, error=said.pop(name, ""), optional=True)
            for name, label, hint in texts
        ),
        Field("other_outcome", _("Another outcome"), "select", choices=(Choice("", ""), *others), optional=True),
        when,
    )


def _fields(typed: Mapping[str, str], outcome: str) -> dict[str, str]:
    """What the outcome requires or offers. "koppla mig till Lars" says already who was asked for."""
    if outcome not in OUTCOMES:
        return {}
    names = (*OUTCOMES[outcome].requires, *OUTCOMES[outcome].offers)
    found = {name: typed.get(name, "") for name in names}
    if "connected_to" in found and not found["connected_to"].strip():
        found["connected_to"] = sought(typed.get("q", ""))
    return found


def _receiver(code: str, problems: dict[str, str]) -> int | None:
    """The förvaltning that the type belongs to."""
    if code == UNCLASSIFIED:
        problems["case_type"] = _("Choose what the case is about before you hand it over.")
        return None
    try:
        return version_at(code, now()).forvaltning_id
    except Refused:
        problems["case_type"] = _("There is no such type of case. Choose one from the list.")
        return None


def _received(typed: Mapping[str, str], problems: dict[str, str]) -> datetime | None:
    text = typed.get("received", "").strip()
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)
    except (ValueError, OverflowError):
        at = None
    if at is None or at > now():
        problems["received"] = _("Choose a time that has passed.")
        return None
    return at


def _seconds(typed: Mapping[str, str]) -> float:
    value = typed.get("seconds", "")
    return float(value) if value.isascii() and value.isdigit() and len(value) < 7 else 0.0


def _rest(typed: str, found: re.Match[str]) -> str:
    return (typed[: found.start()] + typed[found.end() :]).strip(" ,;<>()-–")

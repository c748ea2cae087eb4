"""Forms of the verbs that end a case or set it aside: close, wait, park."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from flask import url_for

from core.access.agents import Agent
from core.case.catalogue import version_by_id
from core.case.closing import Closing, close, possible
from core.case.outcomes import OUTCOMES, Outcome, Refusal
from core.case.waiting import WaitsFor, snooze, wait
from core.clock import STOCKHOLM, now
from core.contract.errors import Refused
from core.store.models import Case
from core.web.form_rows import Button, Choice, Field, Form
from core.web.language import gettext as _
from core.web.names import names_for
from core.web.refusals import words as refusal_words
from core.web.rows import Notice
from core.web.staff import connected_to
from core.web.verb_run import FormVerb, Typed, seen, version_of

HAND_OVER_INSTEAD = ("level_needs_assessment", "type_not_transferred")


def _close_form(case: Case, by: Agent, typed: Typed) -> Form:
    names = names_for(by.language)
    owner = names.forvaltningar.get(version_by_id(case.case_type_version_id).forvaltning_id, "")
    judged = sorted(possible(case, by), key=lambda pair: pair[1] is not None)
    choices = tuple(_choice(outcome, refusal, owner, typed) for outcome, refusal in judged)
    warn = _("The type is only suggested. You confirm it when you close.")
    to_owner = (_("Hand over"), url_for("verbs.hand_over", number=case.number), "L")
    return Form(
        _("Close %(number)s", number=case.number),
        url_for("verbs.close_now", number=case.number),
        (Field("outcome", _("Outcome"), "radios", choices=choices),),
        (Button(_("Close the case"), value="save", shortcut="S"),),
        notices=() if case.confirmed else (Notice(warn, tone="soon"),),
        hidden=version_of(case),
        cancel_href=_case(case),
        instead=(to_owner,) if _is_for_the_owner(judged) else (),
    )


def _is_for_the_owner(judged: Sequence[tuple[Outcome, Refusal | None]]) -> bool:
    """Whether a rule says that the contact centre hands the case over in place of finishing it."""
    return any(refusal is not None and refusal.code in HAND_OVER_INSTEAD for _outcome, refusal in judged)


def _choice(outcome: Outcome, refusal: Refusal | None, owner: str, typed: Typed) -> Choice:
    off = refusal_words(Refused(refusal.code, **refusal.values), owner) if refusal else ""
    asks = tuple(_asked(name, typed) for name in (*outcome.requires, *outcome.offers))
    return Choice(outcome.code, _(outcome.name), typed.get("outcome") == outcome.code, off=off, asks=asks)


def _asked(name: str, typed: Typed) -> Field:
    """A field that an outcome requires or offers (practice 15 and 17)."""
    if name == "connected_to":
        return connected_to(typed.get(name, ""))
    label = {
        "target": _("Where did you guide them?"),
        "other_system": _("Which system?"),
        "other_number": _("Number there"),
        "diary_number": _("Diary number"),
        "decided_by": _("Who decided?"),
        "decided_on": _("Date of the decision"),
        "delegation_point": _("Point of the delegation"),
    }[name]
    return Field(name, label, "date" if name == "decided_on" else "text", typed.get(name, ""), short=name != "target")


def _close(case_id: int, by: Agent, typed: Typed) -> None:
    outcome = OUTCOMES.get(typed.get("outcome", ""))
    if outcome is None:
        raise Refused("unknown_outcome")
    fields = {name: typed.get(name, "") for name in (*outcome.requires, *outcome.offers)}
    close(case_id, Closing(outcome.code, fields=fields), by, seen=seen(typed))


def _wait_form(case: Case, by: Agent, typed: Typed) -> Form:
    what = typed.get("what", "waiting_citizen")
    opens = _("Their next message opens it again.")
    choices = (
        Choice("waiting_citizen", _("Whoever wrote"), what == "waiting_citizen", why=opens),
        Choice("waiting_internal", _("Somebody inside"), what == "waiting_internal"),
    )
    fields = (Field("what", _("Who do you wait for?"), "radios", choices=choices), _until(typed, optional=True))
    return Form(
        _("Wait with %(number)s", number=case.number),
        url_for("verbs.wait_now", number=case.number),
        fields,
        (Button(_("Wait"), value="save", shortcut="S"),),
        cancel_href=_case(case),
    )


def _wait(case_id: int, by: Agent, typed: Typed) -> None:
    what = typed.get("what", "")
    if what not in ("waiting_citizen", "waiting_internal"):
        raise Refused("unknown_wait")
    wait(case_id, cast(WaitsFor, what), by, until=_moment(typed))


def _park_form(case: Case, by: Agent, typed: Typed) -> Form:
    return Form(
        _("Park %(number)s", number=case.number),
        url_for("verbs.park_now", number=case.number),
        (_until(typed, optional=False),),
        (Button(_("Park"), value="save", shortcut="S"),),
        lead=_("It comes back by itself, unread. What was promised about time stands."),
        cancel_href=_case(case),
    )


def _park(case_id: int, by: Agent, typed: Typed) -> None:
    until = _moment(typed)
    if until is None:
        raise Refused("time_missing")
    snooze(case_id, until, by)


def _until(typed: Typed, *, optional: bool) -> Field:
    tomorrow = (now().astimezone(STOCKHOLM) + timedelta(days=1)).replace(hour=8, minute=0)
    value = typed.get("until", "" if optional else f"{tomorrow:%Y-%m-%dT%H:%M}")
    return Field("until", _("Until when?"), "datetime-local", value, optional=optional, short=True)


def _moment(typed: Typed) -> datetime | None:
    """What was typed, as the clock on the wall says it; None when empty."""
    text = typed.get("until", "").strip()
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("time_missing") from None


def _case(case: Case) -> str:
    return url_for("case_page.show", number=case.number)


ENDING = (
    FormVerb("close", "avsluta", _close_form, _close),
    FormVerb("wait", "vanta", _wait_form, _wait),
    FormVerb("park", "parkera", _park_form, _park),
)

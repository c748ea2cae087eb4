"""The identity box of a case: how the caller's identity was checked today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import url_for

from core.case.deadlines import SPOKEN
from core.case.secrecy import only_neutral
from core.store.models import Case
from core.store.models import Event as EventRow
from core.web import words
from core.web.language import gettext as _
from core.web.thread_rows import Verb


def identity_of(events: Sequence[EventRow], agents: Mapping[int, str], now: datetime) -> str:
    """ "Kontrollerad 10.36 av Gunilla Berg: motringning" when it was done today, else empty."""
    checks = _checks(events, now)
    if not checks:
        return ""
    last = checks[-1]
    how = ways().get(str((last.data or {}).get("how")), "")
    at, who = words.when(last.at, now).words, agents.get(last.agent_id or 0, "")
    return _("Checked %(when)s by %(who)s: %(how)s.", when=at, who=who, how=how)


def asks_who(case: Case, events: Sequence[EventRow], now: datetime) -> bool:
    """Whether the box stands beside the case: where somebody may be talking to us, and where it must be done."""
    return case.channel in SPOKEN or only_neutral(case) or bool(_checks(events, now))


def identity_verb(case: Case) -> Verb:
    href = url_for("verbs.identity", number=case.number)
    return Verb("identity", _("Identity checked"), href, icon="user-check", shortcut="I")


def ways() -> dict[str, str]:
    """Each way of checking, in words."""
    return {
        "call_back": _("called back to a known number"),
        "electronic_id": _("electronic identification"),
        "known_facts": _("facts that only they know"),
        "document": _("identity document at a visit"),
    }


def _checks(events: Sequence[EventRow], now: datetime) -> list[EventRow]:
    """Today's: yesterday's caller may have been another."""
    today = words.local(now).date()
    return [event for event in events if event.kind == "identity_checked" and words.local(event.at).date() == today]

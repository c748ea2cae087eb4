"""The composer of a case: the ways to answer, the outcomes it may end with, and what was half written before."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for

from core.access.agents import Agent
from core.access.permits import permitted
from core.access.scopes import Access
from core.case.catalogue import version_by_id
from core.case.closing import possible
from core.case.drafts import Saved, drafts_of
from core.case.record import has_ball
from core.case.secrecy import only_neutral
from core.contract.errors import Refused
from core.flow import queueing
from core.flow.replying import neutral_text, signature_of
from core.flow.standard_answers import standard_answers
from core.flow.wording import phone_words
from core.store.models import Case
from core.web import words
from core.web.joined_view import Joined
from core.web.language import gettext as _
from core.web.names import Names
from core.web.refusals import words as refusal_words
from core.web.thread_rows import Composer, Way

NOTES = {"note": "official_note", "internal": "internal_note"}  # what a tab of the composer writes


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and could not be sent: it comes back, with the reason; or with a standard answer `inserted`.

    `receivers` are the numbers that were ticked; None before anybody chose.
    """

    via: str = ""
    text: str = ""
    cc: str = ""
    quote: bool = False
    receivers: frozenset[str] | None = None
    outcome: str = ""
    inserted: bool = False
    tab: str = ""
    error: str = ""
    stopped: str = ""


def composer_of(
    case: Case,
    by: Agent,
    access: Access,
    names: Names,
    now: datetime,
    *,
    seen: int,
    typed: Typed | None,
    joined: Joined,
) -> Composer:
    """The composer; `seen` is the newest message from outside that the page shows."""
    drafts = drafts_of(case.id, "reply", by)
    mine, others = _chosen(drafts, typed)
    tab = typed.tab if typed and typed.tab else mine.tab if mine else new_tab()
    answers = has_ball(case, by) and permitted(by, "work", case.id, case.scope_id, access)
    why_not, outcomes = _outcomes(case, by, names) if answers else ("", ())
    neutral = only_neutral(case)
    return Composer(
        url_for("replies.write", number=case.number),
        _ways(ways_by_value(case) if answers else {}, neutral, typed.via if typed else ""),
        text=typed.text if typed else mine.text if mine else "",
        cc=typed.cc if typed else "",
        quote=bool(typed and typed.quote),
        error=typed.error if typed else "",
        stopped=typed.stopped if typed else "",
        kept="\n\n".join(draft.text for draft in others),
        neutral_text=neutral_text(case) if neutral else "",
        neutral_why=_("E-mail and text messages carry only this text:") if neutral else "",
        signature=signature_of(case, by) if answers else "",
        standard=() if neutral else _standard(case),
        receivers=() if neutral else _receivers(joined, typed),
        inserted=bool(typed and typed.inserted),
        outcomes=_chosen_first(outcomes, typed),
        close_why_not=why_not,
        draft_href=url_for("drafts.save", number=case.number),
        draft_words=_draft_words(mine, now) if mine and not typed else "",
        hidden=_hidden(case, seen, tab, mine),
    )


def ways_by_value(case: Case) -> Mapping[str, queueing.Way]:
    """Every way to answer by what the form posts: "email", and "email-2" for a second address."""
    found: dict[str, queueing.Way] = {}
    ways = queueing.ways(case)
    posted = any(way.name == "letter" and way.to for way in ways)  # then no letter to nowhere
    for way in ways:
        if way.name == "letter" and way.to is None and posted:
            continue
        value, n = str(way.name), 2
        while value in found:
            value, n = f"{way.name}-{n}", n + 1
        found[value] = way
    return found


def new_tab() -> str:
    """The name of one tab of a browser: its draft is its own."""
    return secrets.token_hex(6)


def draft_saved(now: datetime) -> str:
    return _("draft saved %(when)s", when=words.clock(now))


def _chosen(drafts: list[Saved], typed: Typed | None) -> tuple[Saved | None, list[Saved]]:
    """The draft that this tab goes on with, and those of other tabs."""
    wanted = drafts if typed is None else [draft for draft in drafts if draft.tab == typed.tab]
    mine = wanted[0] if wanted else None
    return mine, [draft for draft in drafts if draft is not mine]


def _draft_words(draft: Saved, now: datetime) -> str:
    return _("draft saved %(when)s", when=words.when(draft.updated_at, now).words)


def _standard(case: Case) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.id), one.title) for one in standard_answers(case))


def _receivers(joined: Joined, typed: Typed | None) -> tuple[tuple[str, str, bool], ...]:
    """The joined cases that the answer goes to: all of them, until somebody has chosen."""
    ticked = typed.receivers if typed else None
    return tuple((value, said, ticked is None or value.partition(":")[0] in ticked) for value, said in joined.receivers)


def _chosen_first(outcomes: tuple[tuple[str, str], ...], typed: Typed | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(outcomes, key=lambda one: one[0] != typed.outcome)) if typed and typed.outcome else outcomes


def _hidden(case: Case, seen: int, tab: str, mine: Saved | None) -> tuple[tuple[str, str], ...]:
    values = {"version": case.version, "seen_message": seen, "tab": tab, "draft_version": mine.version if mine else 0}
    values["nonce"] = secrets.token_hex(16)
    return tuple((name, str(value)) for name, value in values.items())


def _ways(answering: Mapping[str, queueing.Way], neutral: bool, chosen: str) -> tuple[Way, ...]:
    """The tabs: the ways to answer, for who has the case, and the two kinds of note."""
    ways = [_way(value, way, neutral) for value, way in answering.items()]
    ways += [
        Way("note", _("Official note"), "note", why=_("Part of the case, and public.")),
        Way("internal", _("Internal note"), "note", why=_("A working paper.")),
    ]
    checked = chosen if chosen in {way.value for way in ways} else ways[0].value
    return tuple(replace(way, checked=way.value == checked) for way in ways)


def _way(value: str, way: queueing.Way, neutral: bool) -> Way:
    label = {"email": _("E-mail"), "sms": _("Text message"), "phone": _("Ring up"), "letter": _("Letter")}[way.name]
    to = ""
    if way.to is not None:
        address = phone_words(way.to.value) if way.to.kind == "phone" else way.to.value
        to = f"{way.to.name}, {address}" if way.to.name and way.to.name != way.to.value else address
    why = {"phone": _("becomes a task: ring up"), "letter": _("becomes a task: print and post")}.get(way.name, "")
    return Way(value, label, to=to, why=why, neutral=neutral and way.name in ("email", "sms"))


def _outcomes(case: Case, by: Agent, names: Names) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Why an answer cannot also end the case; else the outcomes that it may end with, the usual one first."""
    if case.closed_at is not None:
        return "", ()
    judged = possible(case, by)
    allowed = [outcome for outcome, refusal in judged if refusal is None and not outcome.requires]
    if not any(outcome.finishes for outcome in allowed):
        refusal = next((refusal for outcome, refusal in judged if refusal and outcome.finishes), None)
        owner = names.forvaltningar.get(version_by_id(case.case_type_version_id).forvaltning_id, "")
        return (refusal_words(Refused(refusal.code, **refusal.values), owner) if refusal else ""), ()
    usual = "handled" if case.rosa_level > 2 else "answered"
    allowed.sort(key=lambda outcome: (not outcome.finishes, outcome.code != usual))
    return "", tuple((outcome.code, _(outcome.name)) for outcome in allowed)

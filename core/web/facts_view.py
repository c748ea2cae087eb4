"""What a case is, in words: why this type was suggested, its facts, its secrecy, what to notice, why it is seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.case.deciding import decisions_of
from core.case.outcomes import OUTCOMES
from core.store.models import Case
from core.store.models.agents import MARKED, ORDINARY, PROTECTED, SORTERING
from core.web import words
from core.web.case_rows import Fact, Secrecy
from core.web.icons import channel_name
from core.web.language import gettext as _
from core.web.names import Names
from core.web.rows import Notice
from core.web.whereabouts import is_sent_around
from core.web.why_seen import class_name


def status_of(case: Case) -> str:
    """The status as it is read, with how a closed case ended."""
    if case.status == "closed":
        outcome = OUTCOMES.get(case.outcome)
        return _("closed: %(outcome)s", outcome=_(outcome.name).lower()) if outcome else _("closed")
    return {
        "new": _("new"),
        "open": _("open"),
        "waiting_citizen": _("waiting for an answer"),
        "waiting_internal": _("waiting for an answer inside"),
        "spam": _("spam"),
        "void": _("void"),
        "merged": _("merged"),
    }.get(case.status, case.status)


def why_type(case: Case) -> str:
    """Why routing suggested this type: "ordet ”gatlampa”". Empty once a person has confirmed it."""
    if case.confirmed:
        return ""
    kind, _colon, value = case.type_reason.partition(":")
    return {
        "word": _("the word “%(word)s”", word=value),
        "rule": _("the rule “%(name)s”", name=value),
        "topic": _("the form's topic: %(topic)s", topic=value),
        "menu": _("menu choice %(digit)s", digit=value),
        "chosen": _("chosen by the sender"),
    }.get(kind, _("nothing in the text fits a type") if not kind else case.type_reason)


def source_of(case: Case) -> str:
    return channel_name(case.channel)  # type: ignore[arg-type]


def facts_of(case: Case, now: datetime) -> tuple[Fact, ...]:
    """What else is known; what is empty is not shown."""
    pairs = (
        (_("Place"), case.place),
        (_("Parked until"), words.due(case.snoozed_until, now).words if case.snoozed_until else ""),
        (_("Priority"), {"urgent": _("urgent"), "high": _("high"), "low": _("low")}.get(case.priority, "")),
        (_("Diary number"), case.diary_number),
        (_("Other system"), f"{case.other_system} {case.other_number}".strip()),
        (_("Connected to") if case.outcome == "connected" else _("Guided to"), case.outcome_detail),
        (_("Closed on"), words.when(case.closed_at, now).words if case.closed_at else ""),
        (_("Solved at the first contact"), _("yes") if case.first_contact else ""),
    )
    return tuple(Fact(label, value) for label, value in (*pairs, *_decisions(case, now)) if value)


def _decisions(case: Case, now: datetime) -> Iterator[tuple[str, str]]:
    """What was decided on delegation; what belongs to an earlier closing says so."""
    for found in decisions_of(case.id):
        values = {"on": found.decided_on, "who": found.decided_by, "point": found.delegation_point}
        said = _("%(on)s, %(who)s, delegation point %(point)s", **values)
        if found.reopened_at is None:
            yield _("Decision"), said
        else:
            again = _("reopened %(when)s", when=words.when(found.reopened_at, now).words)
            yield _("Decision at an earlier closing"), f"{said}. {again[0].upper()}{again[1:]}."


def secrecy_of(case: Case, secrecy_class: int, names: Names) -> Secrecy | None:
    """The warning over a case whose content open ways may not carry (OSL 5:5, practice 6 and 8)."""
    if case.secrecy_provision:
        marked = words.local(case.secrecy_marked_at).date().isoformat() if case.secrecy_marked_at else ""
        said = (case.secrecy_provision, names.namnder.get(case.secrecy_namnd_id or 0, ""), marked)
        return Secrecy(", ".join(part for part in said if part), _advice())
    if secrecy_class in (ORDINARY, SORTERING):
        return None
    if secrecy_class == PROTECTED:
        return Secrecy(_("The contact has a protected identity."), _advice(), _("Protected."))
    if secrecy_class == MARKED:
        return Secrecy(_("What was received was secret there. Judge it anew."), _advice(), _("Secrecy."))
    return Secrecy(_("The type is secret: %(name)s.", name=class_name(secrecy_class)), _advice(), _("Secrecy."))


def notices_of(case: Case, secrecy_class: int) -> tuple[Notice, ...]:
    """What a person must see before doing anything else."""
    found = []
    if secrecy_class == SORTERING:
        text = _("The text has words of care or illness. Choose a type: until then few may see the case.")
        found.append(Notice(text, _("To be sorted."), "soon"))
    if is_sent_around(case.owner_changes) and case.closed_at is None:
        n = case.owner_changes
        text = _("The case has changed owner %(n)s times. Settle who answers before it moves again.", n=n)
        found.append(Notice(text, _("Sent around."), "soon"))
    if case.suspect:
        found.append(Notice(_("A filter took this for spam. Only a person decides that."), _("Spam?"), "soon"))
    return tuple(found)


def _advice() -> str:
    return _(
        "E-mail and text messages may only carry the neutral text. Give the content by phone after checking who it "
        "is, or by letter."
    )

"""ROSA: the six levels of a matter, and what they let the contact centre do.

A rule answers None when it allows, else the code of the reason (for `Refused`). Nothing here can be
switched off by a setting (domain/requirements.md C 35; design: levels).
"""

from __future__ import annotations

from dataclasses import dataclass

_ = str  # marks message ids for the catalogue; pages translate them when shown


@dataclass(frozen=True, slots=True)
class Level:
    """A level's name and what it means, as message ids; a municipality may show its own words."""

    name: str
    explanation: str


LEVELS: dict[int, Level] = {
    1: Level(_("Information"), _("Facts that anyone may have: opening hours, forms, how it works.")),
    2: Level(_("Guidance"), _("Help to find the way and to understand the rules, without any judgement.")),
    3: Level(
        _("Administrative preparation"), _("Booking, registering, reporting a fault, giving out a public document.")
    ),
    4: Level(
        _("Rule-bound decision"), _("The rules give the answer. A decision needs the delegation of the committee.")
    ),
    5: Level(
        _("Specialist preparation"), _("More than one answer is possible: an officer of the department must look.")
    ),
    6: Level(
        _("Evaluative decision"), _("Weighing and exercise of public authority: appeals, permits, individual needs.")
    ),
}
NEEDS_TRANSFER = frozenset({3, 4})
NEEDS_ASSESSMENT = frozenset({5, 6})
DECISION_LEVEL = 4


def may_finish(level: int, *, transferred: bool, by_contact_centre: bool) -> str | None:
    """Whether a case may be closed as done. `transferred`: the type was "Ja" in the catalogue when it arrived."""
    _check(level)
    if not by_contact_centre:
        return None
    if level in NEEDS_ASSESSMENT:
        return "level_needs_assessment"
    return "type_not_transferred" if level in NEEDS_TRANSFER and not transferred else None


def may_decide(level: int, *, transferred: bool, delegated: bool, by_contact_centre: bool) -> str | None:
    """Whether "Beslut fattat" may be recorded. `delegated`: by the nämnd, to this agent for this type (KL 7:5-8)."""
    if reason := may_finish(level, transferred=transferred, by_contact_centre=by_contact_centre):
        return reason
    if by_contact_centre and level != DECISION_LEVEL:
        return "decision_needs_level_4"
    return None if delegated else "no_delegation"


def may_raise(current: int, new: int) -> str | None:
    """Anyone who may work the case may raise its level."""
    _check(current, new)
    return None if new > current else "level_not_higher"


def may_lower(current: int, new: int, *, agreed: int, by_owner: bool) -> str | None:
    """Below the type's `agreed` level only the owning förvaltning may go; back down to it, anyone."""
    _check(current, new, agreed)
    if new >= current:
        return "level_not_lower"
    return None if by_owner or new >= agreed else "only_owner_lowers"


def may_change_type(current: int, new: int, *, confirmed: bool, by_owner: bool) -> str | None:
    """Whether the type may be changed. `current` is the case's level, `new` the agreed level of the new type.

    Otherwise a new type would be the way around the rule on lowering.
    """
    _check(current, new)
    escapes = confirmed and current in NEEDS_ASSESSMENT and new not in NEEDS_ASSESSMENT
    return "only_owner_changes_type" if escapes and not by_owner else None


def _check(*levels: int) -> None:
    for level in levels:
        if level not in LEVELS:
            raise ValueError(f"not a ROSA level: {level}")

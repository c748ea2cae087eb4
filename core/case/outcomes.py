"""Outcomes: the one table of how a case may end, and the one check of a closing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from core.case.rosa import DECISION_LEVEL, NEEDS_ASSESSMENT, may_decide, may_finish

_ = str  # marks message ids for the catalogue; pages translate them when shown

ALL_LEVELS = frozenset(range(1, 7))
ROADS = frozenset({"gata", ""})  # topics that a road may lie in; "" is a type without a topic
_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way for a case to end.

    `finishes`        the matter itself is done; else the case only ends here
    `contact_centre`  `forvaltning`: who may choose it
    `requires`        fields that must be filled in; `offers` those that may be
    `levels`          ROSA levels it may be used at, by whoever chooses it
    `decides`         it is a decision: the nämnd's delegation is needed
    `channels`, `topics`, `reachable` say which cases it can fit at all; None is any
    """

    code: str
    name: str
    finishes: bool = False
    contact_centre: bool = True
    forvaltning: bool = True
    requires: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    levels: frozenset[int] = ALL_LEVELS
    decides: bool = False
    channels: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    reachable: bool | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case is, as far as it says which outcomes can fit. `reachable`: somebody is known to answer."""

    channel: str
    topic: str
    level: int
    reachable: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a closing is refused: `raise Refused(refusal.code, **refusal.values)`."""

    code: str
    values: Mapping[str, str] = field(default_factory=lambda: _EMPTY)


_TABLE = (
    Outcome("answered", _("Answered"), finishes=True, forvaltning=False),
    Outcome("handled", _("Handled in the contact centre"), finishes=True, forvaltning=False),
    Outcome(
        "decided",
        _("Decision made"),
        finishes=True,
        forvaltning=False,
        requires=("decided_by", "decided_on", "delegation_point"),
        decides=True,
    ),
    Outcome("answered_by_forvaltning", _("Answered by the department"), finishes=True, contact_centre=False),
    Outcome("fault_fixed", _("Fault fixed"), finishes=True, contact_centre=False),
    Outcome("fault_not_fixed", _("Fault will not be fixed"), finishes=True, contact_centre=False),
    Outcome("connected", _("Connected"), offers=("connected_to",), channels=frozenset({"phone", "visit"})),
    Outcome("guided_on", _("Guided on"), requires=("target",)),
    Outcome("referred_eservice", _("Referred to an e-service")),
    Outcome("registered_elsewhere", _("Registered in another system"), requires=("other_system", "other_number")),
    Outcome("put_in_diary", _("Entered in the diary"), requires=("diary_number",)),
    Outcome("other_authority", _("Referred to another authority")),
    Outcome("other_road_keeper", _("Another road keeper"), topics=ROADS),
    Outcome("no_reply", _("No reply from the citizen"), levels=ALL_LEVELS - NEEDS_ASSESSMENT, reachable=True),
    Outcome("duplicate", _("Duplicate")),
    Outcome("wrong_number", _("Wrong number"), channels=frozenset({"phone", "sms"})),
    Outcome("anonymous", _("Anonymous, no answer possible"), reachable=False),
)
OUTCOMES: Mapping[str, Outcome] = MappingProxyType({outcome.code: outcome for outcome in _TABLE})


def outcomes_for(*, by_contact_centre: bool) -> tuple[Outcome, ...]:
    """The outcomes that a party may choose among, in the order they are shown."""
    return tuple(o for o in _TABLE if (o.contact_centre if by_contact_centre else o.forvaltning))


def fits(outcome: Outcome, matter: Matter) -> bool:
    """Whether the outcome can be true of such a case. A form offers only those; a rule's no is `check_closing`."""
    return (
        (outcome.channels is None or matter.channel in outcome.channels)
        and (outcome.topics is None or matter.topic in outcome.topics)
        and (outcome.reachable is None or matter.reachable == outcome.reachable)
        and (not outcome.decides or matter.level == DECISION_LEVEL)
    )


def check_closing(
    code: str,
    *,
    level: int,
    transferred: bool,
    confirmed_type: bool,
    delegated: bool,
    by_contact_centre: bool,
    fields: Mapping[str, str],
) -> Refusal | None:
    """Whether a case may be closed so; None when it may.

    `transferred`     the type was transferred to the contact centre when the case arrived
    `confirmed_type`  a person has confirmed the case type
    `delegated`       the nämnd has delegated the decision to this agent for this type
    `fields`          what was filled in, by the names in `Outcome.requires`
    """
    outcome = OUTCOMES.get(code)
    if outcome is None:
        return Refusal("unknown_outcome", {"outcome": code})
    if not confirmed_type:
        return Refusal("type_not_confirmed")
    if outcome not in outcomes_for(by_contact_centre=by_contact_centre):
        return Refusal("outcome_not_yours", {"outcome": code})
    if reason := _level_rule(outcome, level, transferred, delegated, by_contact_centre):
        return Refusal(reason, {"level": str(level), "outcome": code})
    if missing := next((name for name in outcome.requires if not fields.get(name, "").strip()), None):
        return Refusal("field_missing", {"field": missing, "outcome": code})
    return None


def counts_as_solved(code: str) -> bool:
    """Whether an outcome can be a "löst vid första kontakten": the contact centre finished it. Kopplat never does."""
    outcome = OUTCOMES.get(code)
    return outcome is not None and outcome.finishes and outcome.contact_centre


def _level_rule(
    outcome: Outcome, level: int, transferred: bool, delegated: bool, by_contact_centre: bool
) -> str | None:
    if level not in outcome.levels:
        return "outcome_not_at_level"
    if outcome.decides:
        return may_decide(level, transferred=transferred, delegated=delegated, by_contact_centre=by_contact_centre)
    if outcome.finishes:
        return may_finish(level, transferred=transferred, by_contact_centre=by_contact_centre)
    return None

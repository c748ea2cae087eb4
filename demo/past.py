"""What happened to a case, in order: frozen values, and how the case stands after them.

A loader replays the steps into rows. Actors are logins, contacts are keys, types and förvaltningar are codes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from core import ChannelName

# inbound        the citizen: a message, or an agent's words about a call, a visit or a letter (then `actor` is set)
# receipt        our automatic acknowledgement; {number} remains to be filled in
# take           `actor` takes the case
# classify       `actor` confirms the type `to`
# raise_level    to the level `to`, `text` says why
# note           an official note (tjänsteanteckning); internal_note is a working paper
# reply          what we answered, the way the case came
# wait           a question to the citizen; the case waits for the answer
# snooze         parked `until`
# hand_over      to the förvaltning `to` and its `unit`; hand_back to the contact centre, `text` says why
# afterwards     written down only now: a paper note from when nothing else worked
# join           to the lead case with the key `to`
# close          with an `outcome`, `minutes` of work by the actor's side; guided_on names its target in `to`
# reopen         by the citizen's message before it (no actor)
StepKind = Literal[
    "inbound", "receipt", "take", "classify", "raise_level", "note", "internal_note", "reply", "wait", "snooze",
    "hand_over", "hand_back", "afterwards", "join", "close", "reopen",
]  # fmt: skip
CONFIRMS = frozenset({"classify", "reply", "hand_over", "close"})

SynpunktKind = Literal["", "praise", "complaint", "suggestion", "question", "fault_report"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, at a moment in UTC. `minutes` is time worked; `sketch`: with a large drawing."""

    kind: StepKind
    at: datetime
    actor: str = ""
    text: str = ""
    to: str = ""
    unit: str = ""
    outcome: str = ""
    minutes: float = 0.0
    until: datetime | None = None
    automatic: str = ""
    sketch: bool = False


@dataclass(frozen=True, slots=True)
class PastCase:
    """One case as it went.

    `key`         unique; scenes have letters, present cases have names, the rest are numbered
    `type_code`   the type at last, confirmed or (see `standing`) only suggested, then with its `reason`
    `contact`     a key of `demo.bjorkasa.contacts`, or None: nobody known
    `level`       a raised ROSA level, or 0 for the type's own
    `synpunkt`    what kind of view it is, empty for anything else; `measure`: it led to one
    `named`       logins who may know of a protected identity
    `blocked`     förvaltningar under supervision in cases of its type, which can never receive it
    `suspect`     held as "Skräp?"
    """

    key: str
    type_code: str
    channel: ChannelName
    subject: str
    steps: tuple[Step, ...]
    contact: str | None = None
    language: str = "sv"
    reason: str = ""
    place: str = ""
    level: int = 0
    synpunkt: SynpunktKind = ""
    anonymous: bool = False
    measure: bool = False
    named: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    suspect: bool = False

    @property
    def received_at(self) -> datetime:
        return self.steps[0].at


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands after its steps. `forvaltning` is empty while it is the type's own; `agent` is a login."""

    status: Literal["new", "open", "waiting_citizen", "closed"] = "new"
    held_by: Literal["kundtjanst", "forvaltning"] = "kundtjanst"
    forvaltning: str = ""
    unit: str = ""
    agent: str = ""
    confirmed: bool = False
    outcome: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    snoozed_until: datetime | None = None
    owner_changes: int = 0
    minutes: float = 0.0
    joined_to: str = ""


def standing(case: PastCase) -> Standing:
    """Replays the steps."""
    now = Standing()
    for step in case.steps:
        now = _after(now, step)
        if step.kind in CONFIRMS and not now.confirmed:
            now = replace(now, confirmed=True)
    return now


def _after(now: Standing, step: Step) -> Standing:
    match step.kind:
        case "inbound":
            return replace(now, status="open") if now.status == "waiting_citizen" else now
        case "take":
            return replace(now, status="open", agent=step.actor)
        case "classify" | "raise_level" | "reply" if now.status == "new":
            return replace(now, status="open")
        case "wait":
            return replace(now, status="waiting_citizen", confirmed=True)
        case "snooze":
            return replace(now, snoozed_until=step.until)
        case "join":
            return replace(now, joined_to=step.to)
        case "hand_over" | "hand_back":
            return _with_the_ball(now, step)
        case "close":
            return _closed(now, step)
        case "reopen":
            return replace(now, status="open", outcome="", closed_at=None, closed_by="")
    return now


def _with_the_ball(now: Standing, step: Step) -> Standing:
    changes, minutes = now.owner_changes + 1, now.minutes + step.minutes
    moved = replace(now, status="open", agent="", owner_changes=changes, minutes=minutes)
    if step.kind == "hand_over":
        return replace(moved, held_by="forvaltning", forvaltning=step.to, unit=step.unit)
    return replace(moved, held_by="kundtjanst", unit="")


def _closed(now: Standing, step: Step) -> Standing:
    return replace(
        now,
        status="closed",
        outcome=step.outcome,
        closed_at=step.at,
        closed_by=step.actor,
        snoozed_until=None,
        minutes=now.minutes + step.minutes,
    )

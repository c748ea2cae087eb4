"""Random stories: verbs in a seeded order on a queue of mixed mail, refused ones passed over."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from core.access.agents import Agent
from core.case.assignment import assign, release, take
from core.case.classification import classify
from core.case.closing import Closing, close, reopen
from core.case.handover import hand_back, hand_over
from core.case.record import change, lock
from core.case.waiting import resume, snooze, wait
from core.clock import now
from core.contract.errors import EnvagError
from core.contract.messages import Address, InboundMessage
from core.flow.intake import receive
from core.store.db import db, reading, table, transaction, writing
from core.store.models import Case, CaseShare
from core.store.models.agents import PROTECTED
from tests.cast import Cast

LOGINS = ("fatima", "gunilla", "greta", "carin", "bo", "tore", "vera", "vilma", "reino", "adam")
SUBJECTS = (
    "Släckt gatlampa",
    "Attefallshus nära vatten",
    "Mamma fick inte sin insulin",
    "avboka hemtjänstbesök",
    "Hej",
    "Snö på vägen",
    "Anstånd med fakturan",
)
TYPES = ("T06", "T03", "T14", "P05", "E02", "K03", "V02")


def bring(number: int, subject: str, *, suspect: bool = False, channel: str = "email") -> int:
    """A mail from a citizen of its own; the case's id."""
    message = InboundMessage(
        external_id=f"story-{number}",
        channel=channel,
        sender=Address("email", f"person{number}@invanare.example", f"Person {number}"),
        subject=subject,
        text=f"Text nummer {number}",
        suspect=suspect,
    )
    with transaction():
        received = receive("paper", message)
    assert received.case_id is not None
    return received.case_id


def tell(cast: Cast, clock, seed: int, *, cases: int = 25, steps: int = 120) -> None:
    """Makes cases, then lets everybody do things to them. The clock goes on by minutes."""
    chance = random.Random(seed)
    ids = []
    for number in range(cases):
        ids.append(bring(number, chance.choice(SUBJECTS), suspect=chance.random() < 0.1))
        clock.at += timedelta(minutes=chance.randrange(40))
    agents = [cast.agent(login) for login in LOGINS]
    for _ in range(steps):
        clock.at += timedelta(minutes=chance.randrange(30))
        do_something(chance, cast, chance.choice(ids), chance.choice(agents), agents)
    db.session.rollback()


def do_something(chance: random.Random, cast: Cast, case_id: int, by: Agent, agents: list[Agent]) -> None:
    verbs = _verbs(chance, cast, case_id, by, agents)
    try:
        with transaction():
            chance.choice(verbs)()
    except EnvagError:
        pass


def _verbs(
    chance: random.Random, cast: Cast, case_id: int, by: Agent, agents: list[Agent]
) -> list[Callable[[], object]]:
    other = chance.choice(agents)
    return [
        lambda: take(case_id, by),
        lambda: release(case_id, by),
        lambda: assign(case_id, other.id, by),
        lambda: classify(case_id, chance.choice(TYPES), by),
        lambda: hand_over(
            case_id,
            chance.choice(list(cast.forvaltningar.values())),
            by,
            unit_id=chance.choice([None, cast.units["BIST"]]),
        ),
        lambda: hand_back(case_id, "Inte vårt", by),
        lambda: close(case_id, Closing("answered"), by),
        lambda: close(case_id, Closing("no_answer"), by),
        lambda: reopen(case_id, by),
        lambda: wait(case_id, "waiting_citizen", by),
        lambda: wait(case_id, "waiting_internal", by, until=now() + timedelta(hours=chance.randrange(1, 90))),
        lambda: snooze(case_id, now() + timedelta(hours=4), by),
        lambda: resume(case_id, by),
        lambda: share(case_id, other, chance.choice(["informed", "question", "named", "block"])),
        lambda: change(lock(case_id, by), by, "story", suspect=chance.random() < 0.5),
        lambda: change(lock(case_id, by), by, "story", secrecy_class_id=PROTECTED),
        lambda: change(lock(case_id, by), by, "story", competence=chance.choice([1, 2, 3])),
    ]


def share(case_id: int, agent: Agent, kind: str) -> None:
    writing().execute(table(CaseShare).insert().values(case_id=case_id, agent_id=agent.id, kind=kind, created_at=now()))


def numbers() -> list[str]:
    return list(reading().scalars(select(Case.number).order_by(Case.id)))

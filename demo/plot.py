"""How a case goes on from the moment it comes in: solved at once, answered later, handed over, opened again.

The ROSA rules hold here as they do in the house: the contact centre finishes nothing at level 5-6, and at 3-4 only
what has been transferred to it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from demo.bjorkasa import CastAgent, Service, cast, organisation
from demo.bjorkasa.texts import common
from demo.letters import letter, letter_from, receipt
from demo.mix import BY_PAPER, CONNECTIONS, WORRY, Matter
from demo.past import Step
from demo.rhythm import Rhythm

SOLVED, CONNECTED, BACK_AND_FORTH, REOPENED = 0.94, 0.9, 0.07, 0.036
FAULTS = frozenset({"T04", "T06", "T07", "T08", "T09", "T11"})
CALLS_THROUGH = frozenset({"V02", "V05", "T08", "S04"})

# Working days until the förvaltning answers, by svarsmål: from, to.
_DAYS = {
    "10 ad": (2, 10), "5 ad": (0.8, 5.2), "2 ad": (0.2, 2.2), "1 ad": (0.2, 1.2), "genast": (0.03, 0.2),
    "1 ad åter": (0.1, 1.1), "lag": (8, 42), "2+10 ad": (2, 10.5), "1 mån": (5, 20), "direkt": (0.2, 2),
    "samma dag": (0.1, 0.6),
}  # fmt: skip
_DAY = 490  # open minutes

# Where a matter on a topic may be sent by mistake.
_NEAR = {
    "skola": ("BUF", "UAF", "KFF"), "omsorg": ("VOF", "SOC"), "stod": ("SOC", "EKO", "VOF"),
    "gata": ("TEK", "PBK", "MIL"), "bygga": ("PBK", "MIL", "TEK"), "vatten": ("TEK", "MIL", "EKO"),
    "kultur": ("KFF", "KON", "TEK"), "foretag": ("KON", "MIL", "EKO"), "annat": ("KLF", "KON", "EKO"),
}  # fmt: skip


class Plot:
    """Tells what happened to one matter after another. All chance comes from the one generator."""

    def __init__(self, rng: random.Random, rhythm: Rhythm) -> None:
        self._rng, self._rhythm = rng, rhythm

    def steps(self, matter: Matter) -> tuple[Step, ...]:
        """All that happened, in order; nothing is cut off at now."""
        agent = self._agent(matter.service)
        told = tuple(self._told(matter, agent))
        if told[-1].kind == "close" and self._comes_back(matter):
            told += tuple(self._opened_again(matter, told[-1]))
        return told

    def _told(self, matter: Matter, agent: CastAgent) -> Iterator[Step]:
        service, rng = matter.service, self._rng
        if service.code in CONNECTIONS or service.code == WORRY:
            yield from self._connected(matter, agent)
        elif service.transferred == "Ja" and rng.random() < SOLVED:
            yield from self._solved(matter, agent)
        elif service.transferred == "Ja" and (rng.random() < 0.5 or service.forvaltning == "KTJ"):
            yield from self._not_quite(matter, agent)
        elif matter.is_live and service.code in CALLS_THROUGH and rng.random() < 0.6:
            yield from self._connected(matter, agent)
        else:
            yield from self._handed_over(matter, agent)

    # --- in the contact centre ---

    def _connected(self, matter: Matter, agent: CastAgent) -> Iterator[Step]:
        minutes = self._minutes(matter.service.minutes_here)
        yield Step("inbound", matter.at, agent.login, matter.saying.note)
        end = matter.at + timedelta(minutes=minutes)
        lucky = matter.service.code not in CONNECTIONS or self._rng.random() < CONNECTED
        outcome = "connected" if lucky else self._rng.choice(("guided_on", "wrong_number"))
        to = self._word("guided_to") if outcome == "guided_on" else ""
        yield Step("close", end, agent.login, to=to, outcome=outcome, minutes=minutes)

    def _solved(self, matter: Matter, agent: CastAgent) -> Iterator[Step]:
        minutes = self._minutes(matter.service.minutes_here)
        if matter.is_live:
            yield Step("inbound", matter.at, agent.login, matter.saying.note)
            end = matter.at + timedelta(minutes=minutes)
        else:
            begun = self._rhythm.later(matter.at, max(1.0, self._answer_minutes() - minutes))
            yield from self._come_in(matter, agent, begun)
            end = self._rhythm.later(begun, minutes)
            yield from self._answer(matter, agent, end)
        outcome = _solved_as(matter, agent) if matter.is_live or not matter.anonymous else "anonymous"
        yield Step("close", end, agent.login, outcome=outcome, minutes=minutes)

    def _not_quite(self, matter: Matter, agent: CastAgent) -> Iterator[Step]:
        """Not at the first contact, yet without the förvaltning: guided on, or asked for more."""
        begun = self._rhythm.later(matter.at, 5 if matter.is_live else self._answer_minutes())
        yield from self._come_in(matter, agent, begun)
        end = self._rhythm.later(begun, self._minutes(matter.service.minutes_here))
        if matter.is_live or matter.service.is_secret or not matter.can_answer or self._rng.random() < 0.3:
            here = bool(matter.service.e_service) and self._rng.random() < 0.6
            outcome, to = ("referred_eservice", "") if here else ("guided_on", self._word("guided_to"))
            yield Step("close", end, agent.login, to=to, outcome=outcome, minutes=self._minutes(4))
            return
        topic = matter.service.topic
        ask = self._rng.choice([row for row in common()["ask"] if topic in row.get("topics", (topic,))])
        yield Step("wait", end, agent.login, letter(matter, agent, ask["question"]))
        if self._rng.random() < 0.2:
            given_up = self._rhythm.later(end, 10 * _DAY)
            yield Step("close", given_up, agent.login, outcome="no_reply", minutes=self._minutes(5))
            return
        heard = self._rhythm.later(end, self._rng.uniform(60, 3 * _DAY))
        yield Step("inbound", heard, agent.login if matter.channel in BY_PAPER else "", ask["answer"])
        done = self._rhythm.later(heard, self._rng.uniform(10, 240))
        yield from self._answer(matter, agent, done)
        minutes = self._minutes(matter.service.minutes_here)
        yield Step("close", done, agent.login, outcome=_solved_as(matter, agent), minutes=minutes)

    def _come_in(self, matter: Matter, agent: CastAgent, begun: datetime) -> Iterator[Step]:
        """Received, acknowledged, taken and classified."""
        by_hand = matter.is_live or matter.channel in BY_PAPER
        text = matter.saying.note if matter.is_live else letter_from(self._rng, matter)
        yield Step("inbound", matter.at, agent.login if by_hand else "", text)
        if not by_hand and not matter.anonymous:
            yield Step(
                "receipt",
                matter.at,
                text=receipt(matter.channel, self._rhythm.promised(matter.at), matter.saying.language),
            )
        yield Step("take", begun, agent.login)
        yield Step("classify", begun, agent.login, to=matter.service.code)

    def _answer(self, matter: Matter, agent: CastAgent, at: datetime) -> Iterator[Step]:
        """What is said to the citizen, or a note of what was said where nothing may stand in writing."""
        if matter.is_live or not matter.can_answer:
            if not matter.anonymous:
                yield Step("note", at, agent.login, self._word(_spoken(matter)))
        elif not matter.service.is_secret:
            yield Step("reply", at, agent.login, letter(matter, agent, matter.saying.reply))
        elif matter.channel in BY_PAPER:
            yield Step("note", at, agent.login, "Svaret skickat som brev.")
        else:
            yield Step("note", at, agent.login, self._word("answered_after_check"))
            yield Step("reply", at, agent.login, organisation().text("neutral"))

    # --- with the förvaltning ---

    def _handed_over(self, matter: Matter, agent: CastAgent) -> Iterator[Step]:
        service = matter.service
        quick = matter.is_live or service.promise == "genast"
        begun = self._rhythm.later(matter.at, self._rng.uniform(1, 6) if quick else self._answer_minutes() / 2)
        yield from self._come_in(matter, agent, begun)
        over = self._rhythm.later(begun, self._rng.uniform(2, 9))
        if self._rng.random() < BACK_AND_FORTH and not service.is_secret:
            yield from self._to_the_wrong_one(matter, agent, over)
            over = self._rhythm.later(over, 2.4 * _DAY)
        words, minutes = self._word("hand_over"), self._minutes(service.minutes_here)
        yield Step("hand_over", over, agent.login, words, to=service.forvaltning, unit=service.unit, minutes=minutes)
        yield from self._by_the_officer(matter, over)

    def _to_the_wrong_one(self, matter: Matter, agent: CastAgent, over: datetime) -> Iterator[Step]:
        near = [code for code in _NEAR[matter.service.topic] if code != matter.service.forvaltning]
        wrong = self._rng.choice(near)
        officer = self._rng.choice(_officers(wrong))
        yield Step("hand_over", over, agent.login, self._word("hand_over"), to=wrong)
        back = self._rhythm.later(over, self._rng.uniform(0.3, 1.5) * _DAY)
        yield Step("hand_back", back, officer.login, self._word("hand_back"))
        yield Step("take", self._rhythm.later(back, 20), agent.login)

    def _by_the_officer(self, matter: Matter, over: datetime) -> Iterator[Step]:
        service = matter.service
        officer = self._rng.choice(_officers(service.forvaltning, service.unit))
        wait = self._rng.uniform(*_DAYS[service.promise]) * _DAY
        taken = self._rhythm.later(over, wait * self._rng.uniform(0.05, 0.4))
        end = self._rhythm.later(over, wait)
        yield Step("take", taken, officer.login)
        if self._rng.random() < 0.5:
            yield Step("note", self._rhythm.later(taken, wait * 0.3), officer.login, self._word("officer_note"))
        yield from self._answer(matter, officer, end)
        outcome = self._fault() if service.code in FAULTS else "answered_by_forvaltning"
        minutes = self._minutes(service.minutes_there)
        yield Step("close", end, officer.login, outcome=outcome, minutes=minutes)

    # --- afterwards ---

    def _comes_back(self, matter: Matter) -> bool:
        ordinary = not matter.anonymous and not matter.service.is_secret and matter.saying.language == "sv"
        usual = matter.contact is not None and ordinary
        often = REOPENED * (1 if matter.is_live else 2.2)
        return usual and matter.service.code not in CONNECTIONS and self._rng.random() < often

    def _opened_again(self, matter: Matter, closed: Step) -> Iterator[Step]:
        again = self._rng.choice(common()["again"])
        by_hand = matter.is_live or matter.channel in BY_PAPER
        at = self._rhythm.later(closed.at, self._rng.uniform(60, 5 * _DAY))
        text = self._word("calls_again") if matter.is_live else again["text"]
        yield Step("inbound", at, closed.actor if by_hand else "", text)
        yield Step("reopen", at)
        done = self._rhythm.later(at, self._rng.uniform(20, 400))
        anew = replace(matter, saying=replace(matter.saying, reply=again["reply"]))
        yield from self._answer(anew, cast()[closed.actor], done)
        yield replace(closed, at=done, minutes=self._minutes(6))

    # --- small things ---

    def _agent(self, service: Service) -> CastAgent:
        """Someone of the svarsgrupp; for what is secret, someone who may know of it; level 1 anyone may answer."""
        centre = [a for a in cast().values() if a.role == "kommunvagledare"]
        if service.is_secret:
            return self._rng.choice([a for a in centre if service.authorisation in a.authorised])
        if service.competence == 1 and self._rng.random() < 0.4:
            return self._rng.choice(centre)
        return self._rng.choice([a for a in centre if service.svarsgrupp in a.svarsgrupper])

    def _answer_minutes(self) -> float:
        """Open minutes until a written matter is answered: 88 % within a day, 6-9 hours in the mean."""
        if self._rng.random() < 0.88:
            return self._rng.uniform(15, 8 * 60)
        return self._rng.uniform(12 * 60, 32 * 60)

    def _minutes(self, usual: float) -> float:
        return round(usual * self._rng.uniform(0.5, 1.5), 1)

    def _fault(self) -> str:
        return self._rng.choices(("fault_fixed", "fault_not_fixed", "other_road_keeper"), (80, 12, 8))[0]

    def _word(self, which: str) -> str:
        words: Sequence[str] = common()["words"][which]
        return self._rng.choice(words)


def _solved_as(matter: Matter, agent: CastAgent) -> str:
    if matter.service.rosa_level <= 2:
        return "answered"
    decides = matter.service.code in agent.delegations and matter.channel != "synpunkt"
    return "decided" if decides else "handled"


def _officers(forvaltning: str, unit: str = "") -> Sequence[CastAgent]:
    """Those of the unit, when one is named; else of the förvaltning."""
    there = [a for a in cast().values() if a.role == "handlaggare" and a.forvaltning == forvaltning]
    return [a for a in there if a.unit == unit] if unit else there


def _spoken(matter: Matter) -> str:
    return "answered_after_check" if matter.service.is_secret else "answered_by_phone"

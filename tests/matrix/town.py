"""A town for the access matrix: eighteen people in all roles, a case in every situation, and who may see it, by hand.

`SEES` is written by hand from docs/access.md and asks nothing of the code under test: f full, l limited (number,
status, owner and date), n nothing. The order of the letters is that of `PEOPLE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from core.access.agents import SYSTEM
from core.case.record import change, lock
from core.clock import now
from core.store.db import reading, table, transaction
from core.store.models import (
    AgentRole,
    AgentRow,
    AttachmentRow,
    Case,
    CaseLink,
    CaseShare,
    DeadlineRow,
    Delivery,
    Message,
    Namnd,
    Unit,
)
from core.store.models.agents import MARKED, ORDINARY, PROTECTED
from tests.cast import VOF_SECRET, Cast, fill
from tests.web.conftest import Visitor
from tests.web.desk import bring

PEOPLE = (
    "fatima", "gunilla", "greta", "carin",  # contact centre: ordinary, authorised for VOF, gruppledare, chef
    "tea", "tore", "dan",  # TEK: chef, officer without unit, officer of the unit DRIFT
    "bo", "vera", "vilma",  # PBK; VOF: of the unit BIST, without unit
    "kim",  # kontaktperson of TEK
    "reino", "dag", "arne",  # of Tekniska nämnden: registrator, dataskydd, arkiv
    "klara", "ana", "adam",  # kommunikatör, analytiker, administratör
    "rune",  # revisor of Tekniska nämnden
)  # fmt: skip

SEES: dict[str, str] = {
    #                  centre TEK    others kim register no-cases rune
    "own":            "nnnn" "fff" "nnn" "f" "flf" "nnn" "f",
    "other_unit":     "nnnn" "fnf" "nnn" "n" "flf" "nnn" "f",
    "other_namnd":    "nnnn" "nnn" "fnn" "n" "nnn" "nnn" "n",
    "here":           "ffff" "fff" "nnn" "f" "flf" "nnn" "f",
    "handed_over":    "ffff" "fff" "nnn" "f" "flf" "nnn" "f",
    "secret_here":    "nfnn" "nnn" "nnn" "n" "nnn" "nnn" "n",
    "secret_there":   "nlnn" "nnn" "nfn" "n" "nnn" "nnn" "n",
    "marked_here":    "nnff" "nnn" "nnn" "n" "lll" "nnn" "l",
    "marked_there":   "nnll" "nnf" "nnn" "n" "lll" "nnn" "l",
    "protected":      "nnfn" "nnn" "nnn" "n" "nnn" "nnn" "n",
    "conflict":       "nnnn" "nnn" "nnn" "n" "nnn" "nnn" "n",
    "shared":         "nnnn" "fnf" "fnn" "n" "nnn" "nnn" "n",
    "share_ended":    "nnnn" "nnn" "fnn" "n" "nnn" "nnn" "n",
}  # fmt: skip


@dataclass(frozen=True)
class Town:
    """The cast, and each situation's case by id and number."""

    cast: Cast
    ids: dict[str, int]
    numbers: dict[str, str]

    def seen(self, login: str, degree: str = "f") -> set[str]:
        """The numbers that the table gives that person in that degree."""
        place = PEOPLE.index(login)
        return {self.numbers[situation] for situation, row in SEES.items() if row[place] == degree}


def word(situation: str) -> str:
    """A word that stands in that situation's case and nowhere else."""
    return f"Kvarn{situation.replace('_', '')}"


def person(situation: str) -> str:
    return f"Sigvard{situation.replace('_', '')}"


def filled(rule: str, number: str) -> str:
    """An address of the case, with the ids of its own message, file and delivery; 1 where there is no such case."""
    for name, own in (
        ("message_id", select(Message.id).where(Message.direction == "in")),
        ("file_id", select(AttachmentRow.id).join(Message, Message.id == AttachmentRow.message_id)),
        ("delivery_id", select(Delivery.id).join(Message, Message.id == Delivery.message_id)),
    ):
        if f"<int:{name}>" in rule:
            found = reading().scalar(own.join(Case, Case.id == Message.case_id).where(Case.number == number))
            rule = rule.replace(f"<int:{name}>", str(found or 1))
    return rule.replace("<number>", number)


def build() -> Town:
    """Everybody and everything, in an empty database that has been seeded."""
    cast = fill()
    unit = _people(cast)
    for number, situation in enumerate(SEES):
        bring(f"town{number}", **_letter(situation))
    found = {row.subject.split()[0]: row for row in reading().execute(select(Case.id, Case.subject, Case.number))}
    ids = {situation: found[word(situation)].id for situation in SEES}
    for situation, where in _places(cast, unit).items():
        with transaction():
            change(lock(ids[situation], SYSTEM), SYSTEM, "placed", **where)
    _shares(cast, unit, ids)
    return Town(cast, ids, {situation: found[word(situation)].number for situation in SEES})


def _letter(situation: str) -> dict[str, Any]:
    address = f"{person(situation).lower()}@invanare.example"
    subject = f"{word(situation)} och en gatlampa"
    files = {f"{word(situation)}.txt": "mörkt"}
    return {
        "from": address,
        "name": f"{person(situation)} Ek",
        "subject": subject,
        "text": "Den lyser inte",
        "files": files,
    }


def _people(cast: Cast) -> int:
    tek = cast.forvaltningar["TEK"]
    with transaction() as tx:
        units = table(Unit)
        made = units.insert().values(forvaltning_id=tek, code="DRIFT", name="Drift").returning(units.c.id)
        unit = int(tx.execute(made).scalar_one())
        namnd = tx.scalar(select(Namnd.id).where(Namnd.code == "TN"))
        for login, role, where in (
            ("tea", "chef", {"forvaltning_id": tek}),
            ("dan", "handlaggare", {"forvaltning_id": tek, "unit_id": unit}),
            ("kim", "kontaktperson", {"forvaltning_id": tek}),
            ("dag", "dataskydd", {"namnd_id": namnd}),
            ("arne", "arkiv", {"namnd_id": namnd}),
            ("klara", "kommunikator", {}),
            ("ana", "analytiker", {}),
            ("rune", "revisor", {"namnd_id": namnd}),
        ):
            rows = table(AgentRow)
            agent_id = tx.execute(rows.insert().values(login=login, name=login.title()).returning(rows.c.id)).scalar()
            tx.execute(table(AgentRole).insert().values(agent_id=agent_id, role=role, **where))
    return unit


def _places(cast: Cast, unit: int) -> dict[str, dict[str, Any]]:
    """Where each case lies, as fields; svarsgrupp 4 says that it has been in the contact centre."""
    tek, pbk, vof = (cast.forvaltningar[code] for code in ("TEK", "PBK", "VOF"))

    def at(owner: int, unit_id: int | None, group: str, held_by: str, secrecy: int = ORDINARY) -> dict[str, Any]:
        svarsgrupp = cast.groups[group] if group else None
        values = {"forvaltning_id": owner, "unit_id": unit_id, "svarsgrupp_id": svarsgrupp, "held_by": held_by}
        return values | {"secrecy_class_id": secrecy, "suspect": False}

    return {
        "own": at(tek, None, "", "forvaltning"),
        "other_unit": at(tek, unit, "", "forvaltning"),
        "other_namnd": at(pbk, None, "", "forvaltning"),
        "here": at(tek, None, "4", "kundtjanst"),
        "handed_over": at(tek, None, "4", "forvaltning"),
        "secret_here": at(vof, None, "1", "kundtjanst", VOF_SECRET),
        "secret_there": at(vof, cast.units["BIST"], "1", "forvaltning", VOF_SECRET),
        "marked_here": at(tek, None, "4", "kundtjanst", MARKED),
        "marked_there": at(tek, unit, "4", "forvaltning", MARKED),
        "protected": at(tek, None, "4", "kundtjanst", PROTECTED),
        "conflict": at(tek, None, "4", "kundtjanst"),
        "shared": at(pbk, None, "", "forvaltning"),
        "share_ended": at(pbk, None, "", "forvaltning"),
    }


def _shares(cast: Cast, unit: int, ids: dict[str, int]) -> None:
    tek = cast.forvaltningar["TEK"]
    given: list[tuple[str, str, dict[str, Any]]] = [
        ("protected", "named", {"agent_id": cast.agent("greta").id}),
        ("shared", "informed", {"forvaltning_id": tek, "unit_id": unit}),
        ("share_ended", "informed", {"forvaltning_id": tek, "unit_id": unit, "ended_at": now()}),
        ("share_ended", "question", {"forvaltning_id": tek, "ended_at": now()}),
    ]
    given += [("conflict", "block", {"agent_id": cast.agent(login).id}) for login in PEOPLE]
    link = {"case_id": ids["other_namnd"], "other_id": ids["own"], "kind": "related", "created_at": now()}
    alarm = {"case_id": ids["own"], "kind": "answer", "due_at": now(), "why": {}, "alarm": True}
    with transaction() as tx:
        tx.execute(table(CaseLink).insert().values(**link))
        tx.execute(table(DeadlineRow).insert().values(**alarm))
        for situation, kind, values in given:
            row = {"case_id": ids[situation], "kind": kind, "created_at": now(), **values}
            tx.execute(table(CaseShare).insert().values(**row))


def visitor(app: Flask, login: str) -> Visitor:
    """A browser in which that person has logged in."""
    client = app.test_client()
    assert isinstance(client, Visitor)
    return client.log_in(login)

"""What is shared, marked and kept away when the demo begins: through the verbs, as its people would have done it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.filling import (
    Mark,
    agent_by_login,
    answer,
    ask,
    inform,
    mark,
    models,
    name_person,
    report_conflict,
    set_setting,
    table,
    writing,
)
from core.tables import Agent
from demo.bjorkasa.files import toml
from demo.fill import Ids
from demo.past import PastCase


def write_sharing(past: Iterable[PastCase], case_ids: Mapping[str, int], ids: Ids) -> None:
    """Names who may know of protected persons, says who is supervised, and does what sharing.toml tells."""
    told = toml("sharing.toml")
    set_setting("lex_sarah", told["lex_sarah"])
    for case in past:
        for login in case.named:
            name_person(case_ids[case.key], _agent(login))
        for code in case.blocked:
            row = {"case_type_id": ids.types[case.type_code], "forvaltning_id": ids.forvaltningar[code]}
            writing().execute(table(models.SupervisedUnit).insert().values(**row))
    for question in told["questions"]:
        _ask(question, case_ids, ids)
    for row in told["informed"]:
        inform(case_ids[row["case"]], [_place(row, ids)], _agent(row["by"]))
    for row in told["marked"]:
        mark(case_ids[row["case"]], Mark(row["provision"]), _agent(row["by"]))
    for row in told["conflicts"]:
        report_conflict(case_ids[row["case"]], row["reason"], _agent(row["by"]))


def _ask(row: Mapping[str, Any], case_ids: Mapping[str, int], ids: Ids) -> None:
    (share_id,) = ask(case_ids[row["case"]], [_place(row, ids)], row["text"], _agent(row["by"]))
    if "answer" in row:
        answer(share_id, row["answer"], _agent(row["answered_by"]))


def _place(row: Mapping[str, Any], ids: Ids) -> tuple[int, int | None]:
    return ids.forvaltningar[row["forvaltning"]], ids.units[row["unit"]] if "unit" in row else None


def _agent(login: str) -> Agent:
    agent = agent_by_login(login)
    assert agent is not None, login
    return agent

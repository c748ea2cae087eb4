"""Authorisation groups: made, renamed, and never a way to see more."""

from __future__ import annotations

from core.access.agents import agent_by_login
from core.municipality.secrecy_classes import add_class, secrecy_classes
from core.store.db import reading, transaction
from core.store.models import SecrecyClass
from core.store.models.agents import FIRST_TYPE_CLASS
from tests.web.conftest import Visitor

PATH = "/installningar/behorigheter"


def test_a_new_group_is_there_and_nobody_belongs_to_it(client: Visitor) -> None:
    client.log_in("adam")
    before = {agent_by_login(login).classes for login in ("fatima", "gunilla", "carin")}
    assert client.send(f"{PATH}/ny", code="LSS", name="Funktionsnedsättning").status_code == 303
    assert {agent_by_login(login).classes for login in ("fatima", "gunilla", "carin")} == before
    made = next(one for one in secrecy_classes() if one.code == "LSS")
    assert (made.types, made.people) == (0, 0)


def test_its_number_is_never_one_of_the_cores_own_classes(client: Visitor) -> None:
    with transaction():
        add_class("A", "Första", agent_by_login("adam"))
        add_class("B", "Andra", agent_by_login("adam"))
    ids = reading().query(SecrecyClass.id).filter(SecrecyClass.code.in_(("A", "B"))).all()
    assert len(ids) == 2 and all(row.id >= FIRST_TYPE_CLASS for row in ids)


def test_a_code_that_is_taken_also_by_the_core_or_is_no_code_is_refused_at_its_field(client: Visitor) -> None:
    client.log_in("adam")
    for code in ("sortering", "protected", "-x", ""):
        answer = client.send(f"{PATH}/ny", code=code, name="X")
        assert answer.status_code == 422 and 'id="f-code"' in answer.text
    assert "sortering" not in {one.code for one in secrecy_classes()}


def test_another_name_leaves_the_code(client: Visitor) -> None:
    client.log_in("adam")
    client.send(f"{PATH}/ny", code="LSS", name="Funktionsnedsättning")
    assert client.send(f"{PATH}/LSS", name="Stöd och service").status_code == 303
    assert {one.code: one.name for one in secrecy_classes()}["LSS"] == "Stöd och service"
    assert "Stöd och service" in client.get(PATH).text
    assert client.get(f"{PATH}/sortering").status_code == 404

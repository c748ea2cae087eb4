"""From nothing: the link that the start prints, the first administrator, and the way on."""

from __future__ import annotations

import pytest
from flask import Flask

from core.access.agents import agent_by_login
from core.access.first_account import first_link
from core.commands.people import first_account_link
from core.contract.errors import ConfigurationError
from tests.cast import Cast
from tests.web.conftest import Visitor

RIGHT = {"name": "Anna Ek", "user": "Anna.Ek", "new": "tre små gröna ord", "again": "tre små gröna ord"}


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    app.test_client_class = Visitor
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    return visitor


@pytest.fixture
def path(app: Flask) -> str:
    return "/" + first_link().split("/", 3)[3]


def test_whoever_holds_the_link_becomes_the_first_administrator_and_is_led_on(visitor: Visitor, path: str) -> None:
    assert "Skapa det första kontot" in visitor.get(path).text
    answer = visitor.send(path, **RIGHT)
    assert (answer.status_code, answer.location) == (303, "/installningar/kom-igang")
    assert "av 8 steg är klara" in visitor.get(answer.location).text
    assert visitor.get("/").location == "/installningar/kom-igang"
    made = agent_by_login("anna.ek")
    assert made is not None and made.role_names == {"administrator"}


def test_the_link_makes_one_account_only(visitor: Visitor, path: str) -> None:
    visitor.send(path, **RIGHT)
    assert visitor.get(path).status_code == 404
    assert visitor.send(path, **{**RIGHT, "user": "b"}).status_code == 404
    assert agent_by_login("b") is None
    with pytest.raises(ConfigurationError):
        first_account_link()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"again": "något annat här"}, "Lösenorden är inte lika"),
        ({"new": "kort", "again": "kort"}, "Lösenordet är för kort"),
        ({"name": " "}, "Skriv ett namn."),
        ({"user": "Anna Ek!"}, "Skriv ett användarnamn"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_still_there(
    visitor: Visitor, path: str, typed: dict[str, str], said: str
) -> None:
    answer = visitor.send(path, **{**RIGHT, **typed})
    assert answer.status_code == 422 and said in answer.text and agent_by_login("anna.ek") is None
    assert ('value="Anna Ek"' in answer.text) == ("name" not in typed) and 'value="tre' not in answer.text


def test_a_forged_link_opens_nothing(visitor: Visitor, path: str) -> None:
    assert visitor.get("/forsta-kontot/x.y.z").status_code == 404
    assert visitor.get(path[:-2]).status_code == 404


def test_with_accounts_there_is_no_first_one(app: Flask, cast: Cast, visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_the_login_page_of_an_empty_installation_says_how_to_begin(visitor: Visitor) -> None:
    assert "./run user first" in visitor.get("/logga-in").text


def test_a_step_is_done_when_somebody_says_so_and_the_page_can_be_put_away(visitor: Visitor, path: str) -> None:
    visitor.send(path, **RIGHT)
    assert "1 av 8" in visitor.get("/installningar/kom-igang").text  # the tests have a channel
    visitor.send("/installningar/kom-igang/grupper")
    assert "2 av 8" in visitor.get("/installningar/kom-igang").text
    visitor.send("/installningar/kom-igang/arende")  # is done by a case, not by saying so
    assert "2 av 8" in visitor.get("/installningar/kom-igang").text
    assert visitor.send("/installningar/kom-igang/klar").location == "/installningar"
    assert visitor.get("/").location == "/installningar"

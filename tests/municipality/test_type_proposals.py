"""What belongs to a förvaltning waits for its word; nobody says yes to their own proposal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.service_types import service_type, service_types
from core.municipality.type_owners import waiting_for
from core.municipality.type_proposals import (
    approve,
    decline,
    proposal,
    proposals,
    save_change,
    save_new,
)
from core.store.db import transaction
from tests.cast import Cast
from tests.conftest import Clock
from tests.municipality.catalogue_cast import contact_persons, values

TODAY = date(2026, 5, 11)


def change(code: str, by, **changed: str):  # type: ignore[no-untyped-def]
    with transaction():
        return save_change(code, values(code, **changed), TODAY, "Vi har provat i ett halvår.", by)


def test_an_administrator_changes_the_centres_own_at_once_and_proposes_the_rest(app: Flask, cast: Cast) -> None:
    kim, _pia = contact_persons(cast)
    saved = change("T06", cast.agent("adam"), svarsgrupp="1", rosa_level="2")
    assert (saved.at_once, len(saved.waiting)) == (("svarsgrupp",), 1)
    assert (service_type("T06").values["svarsgrupp"], service_type("T06").values["rosa_level"]) == ("1", "3")
    assert (waiting_for(kim), waiting_for(cast.agent("adam")), waiting_for(cast.agent("carin"))) == (1, 0, 0)
    with transaction():
        approve(saved.waiting[0], "Bra.", kim)
    assert service_type("T06").values["rosa_level"] == "2"
    assert (waiting_for(kim), proposal(saved.waiting[0], kim).state) == (0, "approved")


def test_a_team_leader_only_proposes(app: Flask, cast: Cast) -> None:
    contact_persons(cast)
    saved = change("T06", cast.agent("greta"), svarsgrupp="1", rosa_level="2")
    assert (saved.at_once, len(saved.waiting)) == ((), 2)
    assert service_type("T06").values["svarsgrupp"] == "4"
    own = next(one for one in proposals(cast.agent("adam")) if one.owner == "KTJ")
    with transaction():
        approve(own.id, "", cast.agent("adam"))
    assert service_type("T06").values["svarsgrupp"] == "1"


def test_only_the_owner_answers_and_never_on_their_own(app: Flask, cast: Cast) -> None:
    kim, pia = contact_persons(cast)
    number = change("T06", cast.agent("greta"), rosa_level="2").waiting[0]
    for stranger, refusal in ((pia, NotFound), (cast.agent("adam"), NotFound), (cast.agent("carin"), NotFound)):
        with pytest.raises(refusal), transaction():
            approve(number, "", stranger)
    for login in ("fatima", "tore", "greta", "reino"):
        with pytest.raises((Refused, NotFound)), transaction():
            approve(number, "", cast.agent(login))
    with pytest.raises(NotFound):
        proposal(number, pia)
    assert service_type("T06").values["rosa_level"] == "3"
    with transaction():
        approve(number, "", kim)
    with pytest.raises(Refused, match="already_decided"), transaction():
        decline(number, "Nej.", kim)


def test_the_chief_of_the_centre_does_not_approve_what_the_chief_proposed(app: Flask, cast: Cast) -> None:
    carin = cast.agent("carin")
    number = change("T06", carin, svarsgrupp="1").waiting[0]
    with pytest.raises(Refused, match="own_proposal"), transaction():
        approve(number, "", carin)
    with transaction():
        approve(number, "", cast.agent("adam"))
    assert service_type("T06").values["svarsgrupp"] == "1"


@pytest.mark.parametrize("login", ["fatima", "tore", "bo", "reino"])
def test_others_may_not_propose(app: Flask, cast: Cast, login: str) -> None:
    with pytest.raises(Refused, match="not_your_role"):
        change("T06", cast.agent(login), rosa_level="2")


def test_a_no_needs_its_reason_and_changes_nothing(app: Flask, cast: Cast) -> None:
    kim, _pia = contact_persons(cast)
    number = change("T06", cast.agent("adam"), rosa_level="2").waiting[0]
    with pytest.raises(Wrong), transaction():
        decline(number, "  ", kim)
    with transaction():
        decline(number, "Vi vill mäta först.", kim)
    assert service_type("T06").values["rosa_level"] == "3"
    assert proposal(number, cast.agent("adam")).answer == "Kim Lund: Vi vill mäta först."


def test_a_type_that_moves_needs_the_word_of_both(app: Flask, cast: Cast) -> None:
    kim, pia = contact_persons(cast)
    number = change("T06", cast.agent("adam"), forvaltning="PBK").waiting[0]
    assert waiting_for(pia) == 0
    with transaction():
        approve(number, "", kim)
    assert (service_type("T06").values["forvaltning"], waiting_for(kim), waiting_for(pia)) == ("TEK", 0, 1)
    with transaction():
        approve(number, "Välkommen hit.", pia)
    assert service_type("T06").values["forvaltning"] == "PBK"


def test_a_day_that_has_passed_while_it_waited_becomes_today(app: Flask, cast: Cast, clock: Clock) -> None:
    kim, _pia = contact_persons(cast)
    number = change("T06", cast.agent("adam"), rosa_level="2").waiting[0]
    clock.at += timedelta(days=30)
    with transaction():
        approve(number, "", kim)
    assert service_type("T06").current.valid_from == clock.at


def test_where_nobody_could_answer_nothing_waits(app: Flask, cast: Cast) -> None:
    assert change("T06", cast.agent("adam"), rosa_level="2").waiting == ()
    assert service_type("T06").values["rosa_level"] == "2"
    assert change("T06", cast.agent("greta"), rosa_level="3").waiting != ()


def test_a_new_type_waits_until_its_owner_wants_it(app: Flask, cast: Cast) -> None:
    kim, _pia = contact_persons(cast)
    with transaction():
        saved = save_new("T90", values("T06", name="Julgran"), TODAY, "", cast.agent("greta"))
    assert "T90" not in {one.code for one in service_types()}
    with pytest.raises(Wrong), transaction():
        save_new("T90", values("T06", name="Julgran"), TODAY, "", cast.agent("greta"))
    with transaction():
        approve(saved.waiting[0], "", kim)
    assert service_type("T90").values["name"] == "Julgran"


def test_a_form_sent_unchanged_is_no_proposal(app: Flask, cast: Cast) -> None:
    with pytest.raises(Refused, match="nothing_changed"):
        change("T06", cast.agent("adam"), words="Lyktstolpe,  lampa,gatlampa")

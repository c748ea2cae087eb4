"""Days at the end of the calendar, forged beginnings, many proposals, moves without the receiver, files of people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

from flask import Flask
from sqlalchemy import select, update

from core.municipality.people import change_person, person
from core.municipality.service_types import service_type
from core.municipality.sheets import MOST_HEADINGS, Column, read_sheet
from core.municipality.type_proposals import approve, proposal, proposals, save_change, save_new
from core.store.db import reading, table, transaction
from core.store.models import AgentRole, AgentRow, Audit, Case
from tests.cast import Cast
from tests.municipality.catalogue_cast import contact_persons, values
from tests.web.conftest import Visitor
from tests.web.desk import LAMP, SECRET, bring

TODAY = date(2026, 5, 11)
FILE = "/installningar/medarbetare/fil"


def test_the_last_and_the_first_day_of_the_calendar_are_answered(client: Visitor, cast: Cast) -> None:
    adam = client.log_in("adam")
    greta = cast.agent("greta").id
    role = {"role": "handlaggare", "place": "PBK", "last": "9999-12-31", "sure": "yes"}
    assert adam.send(f"/installningar/medarbetare/{greta}/roll", **role).status_code == 303
    assert adam.send(f"/franvaro/{greta}", why="ledig", last="9999-12-31").status_code == 422
    for day in ("0001-01-01", "9999-12-31"):
        assert adam.send("/installningar/enheter/BIST/flytta", day=day, closes="yes").status_code == 422
    sheet = (BytesIO(b"inloggning;namn;roller\ngreta;Greta;handlaggare TEK till 9999-12-31\n"), "a.csv")
    assert adam.send(FILE, file=sheet).status_code == 303


def test_a_forged_beginning_of_a_form_counts_as_nothing(client: Visitor, cast: Cast) -> None:
    for was in ("[" * 60_000, '{"body": "\\ud800"}'):
        answer = client.log_in("adam").send("/installningar/texter/receipt", was=was, body="Hej", do="preview")
        assert answer.status_code in (200, 303, 422)


def test_every_proposal_that_waits_is_listed_and_opens(app: Flask, cast: Cast) -> None:
    kim, _pia = contact_persons(cast)
    greta, waiting = cast.agent("greta"), []
    for number in range(60):
        with transaction():
            saved = save_change("T06", values("T06", rosa_level=str(1 + number % 2)), TODAY, "", greta)
        waiting += saved.waiting
    assert len(proposals(kim)) == 60 and proposal(waiting[0], kim).may_decide


def test_a_type_of_the_centre_does_not_go_to_another_without_its_word(app: Flask, cast: Cast) -> None:
    adam, (kim, _pia) = cast.agent("adam"), contact_persons(cast)
    with transaction():
        assert not save_new("K99", values("T06", forvaltning="KTJ", name="Vår egen"), TODAY, "", adam).waiting
    with transaction():
        saved = save_change("K99", values("K99", forvaltning="TEK", svarsgrupp="1"), TODAY, "", adam)
    assert (saved.at_once, service_type("K99").values["forvaltning"]) == (("svarsgrupp",), "KTJ")
    with transaction():
        approve(saved.waiting[0], "", kim)
    assert service_type("K99").values["forvaltning"] == "TEK"


def test_facts_of_somebody_with_an_unusual_login_can_be_changed(app: Flask, cast: Cast) -> None:
    with transaction() as tx:
        rows = [AgentRow(login=login, name="Åsa") for login in ("åsa", "Asa.Ek@Ad")]
        tx.add_all(rows)
        tx.flush()
        ids = [row.id for row in rows]
    for agent_id in ids:
        with transaction():
            change_person(agent_id, {"phone": "0500 123456"}, cast.agent("adam"))
        assert person(agent_id).phone == "0500 123456"


def test_a_file_leaves_an_administrator_without_an_end_and_is_logged(client: Visitor, cast: Cast) -> None:
    client.log_in("adam")
    until = datetime(2026, 5, 20, tzinfo=UTC)
    with transaction() as tx:
        tx.add(AgentRole(agent_id=cast.agent("greta").id, role="administrator", valid_until=until))
    text = b"inloggning;namn;roller\nadam;Adam Sand;kommunvagledare\n"
    assert client.send(FILE, file=(BytesIO(text), "a.csv")).status_code == 422
    text = b"inloggning;namn;roller\nadam;Adam Sand;administrator, kommunvagledare\nny;Ny;analytiker\n"
    sent = client.send(FILE, file=(BytesIO(text), "a.csv"))
    digest = client.get(sent.location).text.split('name="digest" value="')[1].split('"')[0]
    assert client.send(sent.location, digest=digest).status_code == 303
    given = list(reading().scalars(select(Audit.data).where(Audit.action == "role_given").order_by(Audit.id)))
    assert sorted(one["role"] for one in given) == ["analytiker", "kommunvagledare"]


def test_ten_thousand_headings_that_nobody_knows_are_not_all_compared() -> None:
    raw = ";".join(f"rubrik{number}" for number in range(10_000)).encode()
    assert len(read_sheet(raw, (Column("login", "inloggning"),)).problems) == MOST_HEADINGS


def test_a_leader_counts_no_case_that_a_leader_may_not_list(client: Visitor, cast: Cast) -> None:
    secret, lamp = bring("m1", **SECRET), bring("m2", **LAMP)
    gunilla = cast.agent("gunilla").id
    with transaction() as tx:
        tx.execute(update(table(Case)).where(Case.id == secret.id).values(agent_id=gunilla))
    assert "öppet ärende går tillbaka" not in client.log_in("greta").get(f"/franvaro/{gunilla}").text
    with transaction() as tx:
        tx.execute(update(table(Case)).where(Case.id == lamp.id).values(agent_id=gunilla))
    assert "1 öppet ärende går tillbaka till" in client.get(f"/franvaro/{gunilla}").text
    own = client.log_in("gunilla").get(f"/franvaro/{gunilla}").text
    assert own.count("1 öppet ärende går tillbaka till") == 2

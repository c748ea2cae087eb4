"""A unit is split on 1 January, in Chromium: asked, shown, planned, done; who sees what, before and after."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from core.access.agents import agent_by_login
from core.access.counters import counts
from core.access.lists import Query, page
from core.access.scopes import access_of
from core.case.assignment import take
from core.case.closing import Closing, close
from core.case.handover import hand_over
from core.flow.jobs import _move_units
from core.municipality.units import unit_by_code
from core.store.db import db, reading, table, transaction, writing
from core.store.models import AgentRole, AgentRow, Case, CaseType
from tests.access.stories import bring
from tests.browser.pages import faults, leave, log_in, served
from tests.cast import Cast
from tests.conftest import Clock

pytestmark = pytest.mark.browser
NEW_YEAR = datetime(2026, 12, 31, 23, 1, tzinfo=UTC)


@pytest.fixture
def town(app: Flask, cast: Cast, clock: Clock) -> dict[str, int]:
    """The unit BIST with Vera and Ylva, a secret case that Vera has, an ordinary one that Ylva has, a closed one."""
    clock.at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    vof, bist = cast.forvaltningar["VOF"], cast.units["BIST"]
    with transaction():
        rows = table(AgentRow)
        made = rows.insert().values(login="ylva", name="Ylva Berg").returning(rows.c.id)
        ylva = int(writing().execute(made).scalar_one())
        role = {"agent_id": ylva, "role": "handlaggare", "forvaltning_id": vof, "unit_id": bist}
        writing().execute(table(AgentRole).insert().values(**role))
    cases = {}
    for number, (name, subject, by) in enumerate(
        (
            ("secret", "avboka hemtjänstbesök", "gunilla"),
            ("ordinary", "Anstånd med fakturan", "fatima"),
            ("old", "Anstånd med fakturan", "fatima"),
        ),
        1,
    ):
        cases[name] = bring(number, subject)
        with transaction():
            hand_over(cases[name], vof, cast.agent(by), unit_id=bist)
    with transaction():
        take(cases["secret"], cast.agent("vera"))
        take(cases["ordinary"], cast.agent("ylva"))
        close(cases["old"], Closing("answered_by_forvaltning"), cast.agent("vera"))
    return cases


def case_of(case_id: int) -> Case:
    db.session.rollback()
    found = reading().get(Case, case_id)
    assert found is not None
    return found


def a_page(browser: Browser, app: Flask, login: str, address: str) -> Page:
    context: BrowserContext = browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")
    agent = agent_by_login(login)
    assert agent is not None
    log_in(context, app, agent.id, address)
    return context.new_page()


def status(browser: Browser, app: Flask, login: str, address: str, case_id: int) -> int:
    """What the case's address answers that person."""
    tab = a_page(browser, app, login, address)
    answer = tab.goto(f"{address}/arende/{case_of(case_id).number}")
    assert answer is not None
    tab.context.close()
    return answer.status


def test_a_unit_is_split_at_new_year(browser: Browser, app: Flask, town: dict[str, int], clock: Clock) -> None:
    promised = {name: case_of(case_id).due_at for name, case_id in town.items()}
    with served(app) as address:
        tab = a_page(browser, app, "adam", address)
        tab.goto(f"{address}/installningar/enheter/ny?forvaltning=VOF")
        tab.get_by_label("Kod").fill("HEM")
        tab.get_by_label("Namn", exact=True).fill("Hemtjänsten")
        tab.get_by_label("Första dag").fill("2027-01-01")
        leave(tab, tab.get_by_role("button", name="Spara"))
        expect(tab.get_by_text("öppnar 1 januari 2027")).to_be_visible()
        assert faults(tab) == []
        plan_the_split(tab, address)
        assert [status(browser, app, who, address, town["secret"]) for who in ("vera", "ylva")] == [200, 200]
        clock.at = NEW_YEAR
        db.session.rollback()
        _move_units(threading.Event())
        assert [status(browser, app, who, address, town["secret"]) for who in ("vera", "ylva")] == [404, 200]
        assert [status(browser, app, who, address, town["ordinary"]) for who in ("vera", "ylva")] == [200, 404]
        assert [status(browser, app, who, address, town["old"]) for who in ("vera", "ylva")] == [200, 404]
        tab.goto(f"{address}/installningar/organisation")
        expect(tab.get_by_role("row", name="Hemtjänsten HEM 1 1")).to_be_visible()
        expect(tab.get_by_role("row", name="Biståndsenheten BIST 1 1")).to_be_visible()
        tab.context.close()
    hem, bist = unit_by_code("HEM").id, unit_by_code("BIST").id
    units = {name: case_of(case_id).unit_id for name, case_id in town.items()}
    assert units == {"secret": hem, "ordinary": bist, "old": bist}
    assert {name: case_of(case_id).due_at for name, case_id in town.items()} == promised
    assert case_of(town["secret"]).agent_id is None and case_of(town["ordinary"]).agent_id is None
    for login in ("vera", "ylva", "vilma"):
        counted_is_listed(login)


def plan_the_split(tab: Page, address: str) -> None:
    """V02 and Ylva go to the new unit, everything else stays."""
    v02 = reading().scalar(select(CaseType.id).where(CaseType.code == "V02"))
    tab.goto(f"{address}/installningar/enheter/BIST/flytta")
    expect(tab.get_by_text("Enheten har 2 öppna ärenden.")).to_be_visible()
    tab.get_by_label("Från vilken dag?").fill(date(2027, 1, 1).isoformat())
    tab.get_by_text("Enheten delas").click()
    tab.get_by_label("Vart ska de öppna ärendena?").select_option("stay")
    tab.locator(f'select[name="type_{v02}"]').select_option(label="Hemtjänsten, från 1 januari 2027")
    leave(tab, tab.get_by_role("button", name="Visa vad det gör"))
    expect(tab.get_by_text("Välj vart.").first).to_be_visible()  # the members have no place yet; the rest is kept
    tab.get_by_label("Vera Ny, Handläggare").select_option("stay")
    tab.get_by_label("Ylva Berg, Handläggare").select_option(label="Hemtjänsten, från 1 januari 2027")
    assert faults(tab) == []
    leave(tab, tab.get_by_role("button", name="Visa vad det gör"))
    expect(tab.get_by_text("1 öppet ärende flyttas till Hemtjänsten.")).to_be_visible()
    expect(tab.get_by_text("1 öppet ärende blir kvar.")).to_be_visible()
    assert faults(tab) == []
    leave(tab, tab.get_by_role("button", name="Planera till 1 januari 2027"))
    expect(tab.get_by_text("Planerat till 1 januari 2027:")).to_be_visible()
    assert faults(tab) == []


def counted_is_listed(login: str) -> None:
    agent = agent_by_login(login)
    assert agent is not None
    access = access_of(agent)
    for view in ("mine", "unassigned", "group"):
        listed = len(page(agent, access, Query(view=view, limit=200)).rows)  # type: ignore[arg-type]
        assert counts(agent, access).get(view, 0) == listed, (login, view)

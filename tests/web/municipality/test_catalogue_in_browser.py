"""The catalogue and the rules in Chromium, at a desk and on a phone, with axe; a proposal is approved."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Browser

from core.municipality.routing_rules import add_rule
from core.municipality.service_types import change_type, service_type
from core.municipality.type_proposals import save_change
from core.store.db import transaction
from tests.browser.pages import faults, leave, log_in, served
from tests.cast import Cast
from tests.municipality.catalogue_cast import contact_persons, values
from tests.web.desk import LAMP, bring

pytestmark = pytest.mark.browser
TJANSTER = "/installningar/tjanster"
RULE = {
    "name": "Badhuset", "kind": "words", "value": "gatlampa", "within": "both", "case_type": "K03", "svarsgrupp": "",
    "valid_from": "2026-05-11",
}  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_page_has_no_fault_and_a_proposal_is_approved(app: Flask, cast: Cast, browser: Browser) -> None:
    kim, _pia = contact_persons(cast)
    with transaction():
        change_type(
            "T06", {"checklist": "Fråga\nSvara", "ask_for": "Stolpens nummer"}, date(2026, 5, 11), cast.agent("adam")
        )
    case = bring(**LAMP)
    with transaction():
        rule = add_rule(RULE, cast.agent("greta"))
        waiting = save_change("T06", values("T06", promise="2 ad"), date(2027, 1, 1), "Vi hinner.", cast.agent("greta"))
    pages = [TJANSTER, f"{TJANSTER}/T06", f"{TJANSTER}/T06/andra", f"{TJANSTER}/T06/jamfor", f"{TJANSTER}/ny"]
    pages += [
        f"{TJANSTER}/forslag",
        f"{TJANSTER}/paket/TEK",
        "/installningar/regler",
        f"/installningar/regler/{rule}/prova",
    ]
    pages += [f"/arende/{case.number}"]
    found: list[str] = []
    with served(app) as address:
        for width in (1440, 390):
            context = browser.new_context(viewport={"width": width, "height": 900}, locale="sv-SE")
            log_in(context, app, cast.agent("greta").id, address)
            page = context.new_page()
            for path in pages:
                page.goto(address + path)
                found += [f"{width} {path} {fault}" for fault in faults(page)]
            context.close()
        assert found == []
        context = browser.new_context(locale="sv-SE")
        log_in(context, app, kim.id, address)
        page = context.new_page()
        page.goto(f"{address}{TJANSTER}/forslag/{waiting.waiting[0]}")
        assert faults(page) == []
        leave(page, page.get_by_role("button", name="Godkänn"))
        assert page.get_by_text("Godkänt.").is_visible()
        context.close()
    assert service_type("T06").versions[0].values["promise"] == "2 ad"

"""Every address of the plug-in."""

from __future__ import annotations

from flask import Blueprint

from core.web.municipality.importing import mount
from kunskap import advice_pages, answer_pages, article_pages, fault_pages, notice_pages, review_pages, rule_pages
from kunskap.files import KIND

BOTH = ["GET", "POST"]


def pages(name: str) -> Blueprint:
    """The blueprint of one instance. What it knows is the same for all instances."""
    blueprint = Blueprint("kunskap", __name__, template_folder="templates", static_folder="static")
    for rule, view, methods in (
        ("/", article_pages.search, ["GET"]),
        ("/ny", article_pages.new, BOTH),
        ("/<int:article_id>", article_pages.show, ["GET"]),
        ("/<int:article_id>/andra", article_pages.change, BOTH),
        ("/<int:article_id>/granskad", article_pages.reviewed, ["POST"]),
        ("/<int:article_id>/version/<int:number>", article_pages.old, ["GET"]),
        ("/<int:article_id>/jamfor", article_pages.compare, ["GET"]),
        ("/arende/<number>/rad", advice_pages.advised, ["POST"]),
        ("/aktuellt", notice_pages.notices, ["GET"]),
        ("/aktuellt/ny", notice_pages.new_notice, BOTH),
        ("/aktuellt/<int:notice_id>", notice_pages.change_notice, BOTH),
        ("/aktuellt/<int:notice_id>/avsluta", notice_pages.end_notice, ["POST"]),
        ("/regler", rule_pages.rules, ["GET"]),
        ("/regler/ny", rule_pages.new_rule, BOTH),
        ("/regler/<int:notice_id>", rule_pages.change_rule, BOTH),
        ("/regler/<int:notice_id>/last", rule_pages.read_rule, ["POST"]),
        ("/fel", fault_pages.say_fault, BOTH),
        ("/att-ratta", fault_pages.to_mend, ["GET"]),
        ("/att-ratta/svar", fault_pages.seen, ["POST"]),
        ("/att-ratta/<int:fault_id>", fault_pages.mended, ["POST"]),
        ("/granskning", review_pages.review, ["GET"]),
        ("/granskning.csv", review_pages.review_csv, ["GET"]),
        ("/standardsvar", answer_pages.answers, ["GET"]),
        ("/standardsvar/<int:template_id>", answer_pages.change_answer, BOTH),
    ):
        blueprint.add_url_rule(rule, view.__name__, view, methods=methods)
    mount(blueprint, KIND)
    return blueprint

"""Core's own pages, and what they all stand in."""

from __future__ import annotations

from flask import Flask

from core.contract.registry import plugins_of
from core.web import icons
from core.web.absence_pages import blueprint as absences
from core.web.account import account
from core.web.admin import admin
from core.web.any_address import Request, RowId
from core.web.case_page import blueprint as case_page
from core.web.deliveries import blueprint as deliveries
from core.web.drafts_web import blueprint as drafts
from core.web.duties import remind
from core.web.error_pages import explain
from core.web.files import blueprint as files
from core.web.first_account import first_account
from core.web.first_password import first_password
from core.web.headers import protect
from core.web.health import health
from core.web.hosts import know
from core.web.inbox import inbox
from core.web.language import speak
from core.web.log_extract import log_extract
from core.web.log_pages import log_pages
from core.web.login import login
from core.web.municipality.agreement_pages import blueprint as agreements
from core.web.municipality.answering_group_pages import blueprint as answering_groups
from core.web.municipality.due_page import blueprint as hours_due
from core.web.municipality.getting_started import getting_started
from core.web.municipality.hours_pages import blueprint as opening_hours
from core.web.municipality.hub import hub
from core.web.municipality.leaving_pages import blueprint as leaving
from core.web.municipality.look_pages import blueprint as look
from core.web.municipality.organisation_pages import blueprint as organisation
from core.web.municipality.outside_pages import blueprint as outside
from core.web.municipality.package_page import blueprint as type_package
from core.web.municipality.people_pages import blueprint as people
from core.web.municipality.person_page import blueprint as person_page
from core.web.municipality.role_forms import blueprint as role_forms
from core.web.municipality.rule_pages import blueprint as routing_rules
from core.web.municipality.secrecy_class_pages import blueprint as secrecy_classes
from core.web.municipality.starter_page import starter
from core.web.municipality.text_pages import blueprint as texts
from core.web.municipality.trust_forms import blueprint as trust_forms
from core.web.municipality.type_file import blueprint as type_file
from core.web.municipality.type_forms import blueprint as type_forms
from core.web.municipality.type_pages import blueprint as types_catalogue
from core.web.municipality.type_proposal_pages import blueprint as type_proposals
from core.web.municipality.unit_move_pages import blueprint as unit_moves
from core.web.municipality.unit_pages import blueprint as units
from core.web.municipality.year_page import blueprint as hours_year
from core.web.new_note import blueprint as new_note
from core.web.note_drafts import blueprint as note_drafts
from core.web.note_similar import blueprint as note_similar
from core.web.own_login import own_login
from core.web.questions import blueprint as questions
from core.web.replies import blueprint as replies
from core.web.role_pages import role_pages
from core.web.second_step import second_step
from core.web.session import guard
from core.web.session_pages import session_pages
from core.web.small_pages import small_pages
from core.web.staff import blueprint as staff
from core.web.tokens import csrf
from core.web.type_choices import blueprint as types
from core.web.typed_text import take_out_the_unfit
from core.web.verbs import blueprint as verbs

BLUEPRINTS = (
    inbox,
    login,
    admin,
    health,
    small_pages,
    case_page,
    deliveries,
    drafts,
    files,
    log_extract,
    log_pages,
    role_pages,
    new_note,
    note_drafts,
    note_similar,
    questions,
    replies,
    staff,
    account,
    first_account,
    first_password,
    own_login,
    second_step,
    session_pages,
    types,
    verbs,
    hub,
    getting_started,
    answering_groups,
    organisation,
    units,
    unit_moves,
    agreements,
    outside,
    secrecy_classes,
    routing_rules,
    type_file,
    type_package,
    type_forms,
    type_proposals,
    types_catalogue,
    opening_hours,
    texts,
    look,
    hours_year,
    hours_due,
    people,
    person_page,
    role_forms,
    trust_forms,
    leaving,
    absences,
    starter,
)


def mount(app: Flask) -> None:
    """Registers every page of the core; from here on a page needs a login unless it says otherwise."""
    app.request_class = Request
    app.url_map.converters["int"] = RowId
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    speak(app, plugins_of(app).on())
    icons.dress(app)
    know(app)
    guard(app)
    remind(app)
    csrf.init_app(app)
    take_out_the_unfit(app)
    protect(app)
    explain(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)

"""Svarsgrupper, secrecy and delegation of one medarbetare. What it lets somebody see is shown before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core.access.agents import Agent, roles_by_agent
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.merging import Value
from core.municipality.people import AREA, person
from core.municipality.trust import (
    LONGEST_DECISION,
    LONGEST_POINT,
    authorisations,
    authorise,
    classes,
    delegate,
    delegations,
    set_groups,
    unauthorise,
    undelegate,
)
from core.store.db import reading
from core.store.models import CaseType, SecrecyClass, Svarsgrupp
from core.web.form_rows import Choice, Field, choose
from core.web.language import gettext as _
from core.web.municipality.asking_twice import ask_twice, back_to
from core.web.municipality.editing import Edit, edit_page
from core.web.municipality.hub import insist_here
from core.web.municipality.role_effects import Effect, agent_of, effect
from core.web.names import names_for
from core.web.role_words import class_name
from core.web.session import current_agent

blueprint = Blueprint("trust", __name__, url_prefix="/installningar/medarbetare")


@blueprint.route("/<int:agent_id>/svarsgrupper", methods=["GET", "POST"])
def groups(agent_id: int) -> ResponseReturnValue:
    """The groups that the person answers in."""
    insist_here("administer")
    one, today = person(agent_id), local_date(now())
    rows = reading().scalars(select(Svarsgrupp).order_by(Svarsgrupp.digit))
    choices = tuple(
        Choice(row.digit, f"{row.digit} {row.name}")
        for row in rows
        if row.digit in one.groups or not (row.closed_on and row.closed_on <= today)
    )

    def save(values: dict[str, Value]) -> str:
        set_groups(agent_id, tuple(values["groups"]), current_agent())
        return url_for("person.show", agent_id=agent_id)

    field = Field("groups", _("Answering groups"), "checkboxes", choices=choices)
    title = _("Answering groups of %(name)s", name=one.name)
    return edit_page(
        Edit(title, (field,), lambda: {"groups": person(agent_id).groups}, save, back_to(one), AREA, one.login)
    )


@blueprint.route("/<int:agent_id>/sekretess", methods=["GET", "POST"])
def authorise_for(agent_id: int) -> ResponseReturnValue:
    """One class of secret types more, with the decision that it rests on."""
    insist_here("administer")
    one = person(agent_id)

    def check(values: Mapping[str, Value]) -> Effect:
        code = str(values["class"])
        if code not in dict(classes()):
            raise Wrong({"class": Refused("no_such_class")})
        if not str(values["decision"]).strip():
            raise Wrong({"decision": Refused("decision_missing")})
        before = agent_of(one, roles_by_agent(one.id).get(one.id, frozenset()))
        return effect(before, _with_class(before, code))

    def save(values: Mapping[str, Value]) -> bool:
        authorise(agent_id, str(values["class"]), str(values["decision"]), current_agent())
        return agent_id == current_agent().id

    has = {given.code for given in authorisations(agent_id)}
    choices = [Choice(code, class_name(code, name)) for code, name in classes() if code not in has]
    hint = _("The board's decision with date and paragraph, or the provision, for example VON 2026-03-12 § 41.")
    fields = (
        Field("class", _("Which secret types?"), "select", choices=choose(*choices, words=_("Choose …"))),
        Field("decision", _("What does it rest on?"), hint=hint, maxlength=LONGEST_DECISION),
    )
    return ask_twice(one, _("Authorise %(name)s for secret types", name=one.name), fields, check, save)


@blueprint.route("/<int:agent_id>/sekretess/<code>", methods=["GET", "POST"])
def unauthorise_for(agent_id: int, code: str) -> ResponseReturnValue:
    """The end of it."""
    insist_here("administer")
    one = person(agent_id)
    given = next((given for given in authorisations(agent_id) if given.code == code), None)
    if given is None:
        raise NotFound

    def check(_values: Mapping[str, Value]) -> Effect:
        before = agent_of(one, roles_by_agent(one.id).get(one.id, frozenset()))
        return effect(before, _without_class(before, given.class_id))

    def save(_values: Mapping[str, Value]) -> bool:
        unauthorise(agent_id, code, current_agent())
        return False

    title = _("%(name)s may not know of %(what)s any more", name=one.name, what=class_name(given.code, given.name))
    return ask_twice(one, title, (), check, save)


@blueprint.route("/<int:agent_id>/delegation", methods=["GET", "POST"])
def delegate_to(agent_id: int) -> ResponseReturnValue:
    """A type whose matters the person may decide, and the point of the delegation."""
    insist_here("administer")
    one = person(agent_id)

    def save(values: dict[str, Value]) -> str:
        delegate(agent_id, str(values["type"]), str(values["point"]), current_agent())
        return url_for("person.show", agent_id=agent_id)

    names, has = names_for(current_agent().language).types, {given.type_id for given in delegations(agent_id)}
    rows = reading().execute(select(CaseType.id, CaseType.code).order_by(CaseType.code))
    choices = [Choice(row.code, f"{row.code} {names.get(row.id, '')}") for row in rows if row.id not in has]
    hint = _("As the board's order of delegation numbers it, for example 4.12.")
    fields = (
        Field("type", _("Case type"), "select", choices=choose(*choices, words=_("Choose …"))),
        Field("point", _("Point of the delegation"), hint=hint, short=True, maxlength=LONGEST_POINT),
    )
    return edit_page(Edit(_("Delegation to %(name)s", name=one.name), fields, dict, save, back_to(one)))


@blueprint.route("/<int:agent_id>/delegation/<int:delegation_id>", methods=["GET", "POST"])
def undelegate_from(agent_id: int, delegation_id: int) -> ResponseReturnValue:
    """The end of a delegation."""
    insist_here("administer")
    one = person(agent_id)
    given = next((given for given in delegations(agent_id) if given.id == delegation_id), None)
    if given is None:
        raise NotFound

    def save(_values: dict[str, Value]) -> str:
        undelegate(agent_id, delegation_id, current_agent())
        return url_for("person.show", agent_id=agent_id)

    title = _("End the delegation %(point)s for %(code)s", point=given.point, code=given.type_code)
    lead = _("Decisions that were made by it keep their own point.")
    return edit_page(Edit(title, (), dict, save, back_to(one), lead=lead, button=_("End"), danger=True))


def _with_class(agent: Agent, code: str) -> Agent:
    class_id = reading().scalar(select(SecrecyClass.id).where(SecrecyClass.code == code)) or 0
    return replace(agent, classes=agent.classes | {class_id})


def _without_class(agent: Agent, class_id: int) -> Agent:
    return replace(agent, classes=agent.classes - {class_id})

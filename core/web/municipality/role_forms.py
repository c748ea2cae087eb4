"""Roles of one medarbetare: given and ended, and what a change lets somebody see is shown before it is saved."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core.access.agents import roles_by_agent
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.municipality.merging import Value
from core.municipality.people import EVERY_NAMND, person
from core.municipality.roles_held import SEES_CASES, check_role, end_role, give_role, places
from core.store.db import reading
from core.store.models import Forvaltning, Unit
from core.store.models.agents import ROLES
from core.web.form_rows import Choice, Field, choose
from core.web.language import gettext as _
from core.web.municipality.asking_twice import ask_twice, day_of, days
from core.web.municipality.hub import insist_here
from core.web.municipality.person_page import role_words
from core.web.municipality.role_effects import Effect, agent_of, effect, role_from
from core.web.names import names_for
from core.web.role_words import role_name
from core.web.session import current_agent

blueprint = Blueprint("role", __name__, url_prefix="/installningar/medarbetare")


@blueprint.route("/<int:agent_id>/roll", methods=["GET", "POST"])
def give(agent_id: int) -> ResponseReturnValue:
    """A role, with what it lets the person see before it is saved."""
    insist_here("administer")
    one = person(agent_id)
    if one.fixed:
        raise NotFound

    def check(values: Mapping[str, Value]) -> Effect:
        first, last = days(values)
        role = str(values["role"])
        where = check_role(one, role, str(values["place"]), first, last)
        before = agent_of(one, roles_by_agent(one.id).get(one.id, frozenset()))
        return effect(before, agent_of(one, before.roles | {role_from(role, where)}))

    def save(values: Mapping[str, Value]) -> bool:
        first, last = days(values)
        role = str(values["role"])
        give_role(agent_id, role, str(values["place"]), current_agent(), first=first, last=last)
        return agent_id == current_agent().id and role in SEES_CASES

    fields = (
        Field("role", _("Role"), "select", choices=choose(*map(_role_choice, ROLES), words=_("Choose …"))),
        Field("place", _("Where?"), "select", hint=_where_hint(), choices=_place_choices()),
        *_day_fields(),
    )
    return ask_twice(one, _("Give %(name)s a role", name=one.name), fields, check, save)


@blueprint.route("/<int:agent_id>/roll/<int:role_id>", methods=["GET", "POST"])
def end(agent_id: int, role_id: int) -> ResponseReturnValue:
    """The end of a role, now or after a day."""
    insist_here("administer")
    one = person(agent_id)
    held = next((held for held in one.roles if held.id == role_id and not held.over(now())), None)
    if held is None or one.fixed:
        raise NotFound

    def check(values: Mapping[str, Value]) -> Effect:
        last = day_of(values, "last")
        if last and last < local_date(now()):
            raise Wrong({"last": Refused("time_has_passed")})
        roles = roles_by_agent(one.id).get(one.id, frozenset())
        where = places().columns(held.role, held.place) if held.holds(now()) else {}
        return effect(agent_of(one, roles), agent_of(one, roles - {role_from(held.role, where)}))

    def save(values: Mapping[str, Value]) -> bool:
        end_role(agent_id, role_id, day_of(values, "last"), current_agent())
        return False

    hint = _("Leave it empty to end the role now. Open cases that cannot be seen any more go back to their group.")
    fields = (Field("last", _("Last day"), "date", hint=hint, optional=True, short=True),)
    title = _("End the role %(role)s", role=role_words(held))
    return ask_twice(one, title, fields, check, save)


def _role_choice(role: str) -> Choice:
    return Choice(role, role_name(role))


def _where_hint() -> str:
    return _(
        "For those who work in a department or for a board. Guides and team leaders are always in the contact centre."
    )


def _place_choices() -> tuple[Choice, ...]:
    """Förvaltningar with their units, then nämnder; the whole municipality for revisors."""
    here = places()
    owners = reading().scalars(select(Forvaltning).order_by(Forvaltning.name)).all()
    units = reading().scalars(select(Unit).order_by(Unit.name)).all()
    found = [Choice("", _("Nowhere in particular"))]
    for owner in owners:
        if owner.code in here.here:
            found.append(Choice(owner.code, owner.name))
            own = [unit for unit in units if unit.forvaltning_id == owner.id and unit.code in here.here]
            found += [Choice(unit.code, f"{owner.short_name}, {unit.name}") for unit in own]
    names = names_for(current_agent().language).namnder
    found += [Choice(code, names[id]) for code, id in here.namnder.items() if code not in here.here]
    return (*found, Choice(EVERY_NAMND, _("All boards (auditors)")))


def _day_fields() -> tuple[Field, ...]:
    first = _("Leave it empty for now.")
    last = _("Leave it empty until further notice.")
    return (
        Field("first", _("First day"), "date", hint=first, optional=True, short=True),
        Field("last", _("Last day"), "date", hint=last, optional=True, short=True),
    )

"""Who one can be in the demo: those of the five-minute walk first, the others folded below them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from core.store.db import reading
from core.store.models import AgentRole, AgentRow, AgentSvarsgrupp, Forvaltning, Svarsgrupp
from core.store.texts import setting
from core.web.form_rows import Cast
from core.web.language import gettext as _
from core.web.role_words import role_name


@dataclass(frozen=True, slots=True)
class DemoCast:
    """The demo's logins: `first` are named by the setting `demo_first`, in its order; all when it names nobody."""

    first: tuple[Cast, ...] = ()
    others: tuple[Cast, ...] = ()


def demo_cast() -> DemoCast:
    """Everybody with a role and a password, in the demo only: their password is no secret there."""
    if not current_app.config["SETTINGS"].demo:
        return DemoCast()
    people = _people()
    named = [login for login in setting("demo_first", []) if login in people]
    if not named:
        return DemoCast(tuple(people.values()))
    others = tuple(person for login, person in people.items() if login not in named)
    return DemoCast(tuple(people[login] for login in named), others)


def _people() -> dict[str, Cast]:
    """Login → who it is, in words."""
    rows = reading().execute(
        select(AgentRow.id, AgentRow.login, AgentRow.name, AgentRole.role, Forvaltning.short_name)
        .join(AgentRole, AgentRole.agent_id == AgentRow.id)
        .outerjoin(Forvaltning, Forvaltning.id == AgentRole.forvaltning_id)
        .where(AgentRow.active, AgentRow.password != "")
        .order_by(AgentRow.id, AgentRole.id)
    )
    groups, people = _groups(), dict[str, Cast]()
    for agent_id, login, name, role, owner in rows:
        place = _("group %(digit)s", digit=groups[agent_id]) if agent_id in groups else owner
        people.setdefault(login, Cast(name, ", ".join(filter(None, (role_name(role), place))), login))
    return people


def _groups() -> dict[int, str]:
    """Agent id → the digit of its svarsgrupp, for those who have exactly one."""
    rows = reading().execute(
        select(AgentSvarsgrupp.agent_id, func.min(Svarsgrupp.digit))
        .join(Svarsgrupp, Svarsgrupp.id == AgentSvarsgrupp.svarsgrupp_id)
        .group_by(AgentSvarsgrupp.agent_id)
        .having(func.count() == 1)
    )
    return {agent_id: digit for agent_id, digit in rows}

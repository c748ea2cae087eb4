"""The rule of access, in the order a lawyer would read it: none, limited or full, and on what ground.

Every case carries one scope: (förvaltning, unit, svarsgrupp, held by, secrecy class). `grounds` says what each role of
an agent gives in a scope; single cases are then given or taken by shares and blocks, last and always (`scopes`).
A ground has a code, so that a page can say in words why somebody sees a case. Sources: OSL 8:1-2 (secrecy between
nämnder), 26:1; KL 6:28-32 (jäv); docs/access.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.access.agents import Agent, Role
from core.store.models.agents import MARKED, ORDINARY, PROTECTED, SORTERING
from core.store.scope_rows import ScopeKey

Degree = Literal["none", "limited", "full"]


@dataclass(frozen=True, slots=True)
class Ground:
    """Why an agent sees something: the reason's code, how much, and the role that gives it."""

    reason: str
    degree: Degree
    role: Role


def degree(agent: Agent, scope: ScopeKey) -> Degree:
    """The most that any role gives, before shares and blocks."""
    if agent.system:
        return "full"
    found = {ground.degree for ground in grounds(agent, scope)}
    return "full" if "full" in found else "limited" if "limited" in found else "none"


def grounds(agent: Agent, scope: ScopeKey) -> Iterator[Ground]:
    """Every ground on which the agent sees cases of the scope; none at all is the rule, each of these an exception."""
    for role in agent.roles:
        if scope.secrecy_class_id == ORDINARY:
            yield from _ordinary(role, scope)
        elif scope.secrecy_class_id == SORTERING:
            yield from _unsorted(agent, role, scope)
        elif scope.secrecy_class_id != PROTECTED:  # a protected identity: only named persons, through a share
            yield from _secret(agent, role, scope)


def _ordinary(role: Role, scope: ScopeKey) -> Iterator[Ground]:
    own = role.forvaltning_id == scope.forvaltning_id
    if role.in_contact_centre and scope.svarsgrupp_id:
        yield Ground("contact_centre", "full", role)
    match role.role:
        case "handlaggare" if own and scope.unit_id in (0, role.unit_id):
            yield Ground("own_unit" if scope.unit_id else "own_forvaltning", "full", role)
        case "chef" if own:
            yield Ground("chief", "full", role)
        case "kontaktperson" if own and not scope.unit_id:
            yield Ground("contact_person", "full", role)
        case "registrator" | "arkiv" if role.namnd_id == scope.namnd_id:
            yield Ground(role.role, "full", role)
        case "revisor" if role.namnd_id in (None, scope.namnd_id):
            yield Ground("revisor", "full", role)
        case "dataskydd" if role.namnd_id == scope.namnd_id:
            yield Ground("dataskydd", "limited", role)


def _unsorted(agent: Agent, role: Role, scope: ScopeKey) -> Iterator[Ground]:
    """Words of care or illness that nobody has judged yet."""
    if scope.held_by == "kundtjanst" and role.in_contact_centre and (role.leads or agent.classes):
        yield Ground("sorts", "full", role)


def _secret(agent: Agent, role: Role, scope: ScopeKey) -> Iterator[Ground]:
    """A secrecy type, or a case marked secret: those authorised while it is here, the named unit when it is there."""
    authorised = scope.secrecy_class_id in agent.classes or (scope.secrecy_class_id == MARKED and role.leads)
    own = role.forvaltning_id == scope.forvaltning_id
    if scope.held_by == "kundtjanst":
        if authorised and role.in_contact_centre:
            yield Ground("authorised", "full", role)
    elif role.role == "handlaggare" and own and scope.unit_id and scope.unit_id == role.unit_id:
        yield Ground("named_unit", "full", role)
    elif role.role == "chef" and own and authorised:
        yield Ground("authorised", "full", role)
    elif authorised and role.in_contact_centre:
        yield Ground("handed_over", "limited", role)
    if role.role in ("registrator", "arkiv", "dataskydd", "revisor") and role.namnd_id == scope.namnd_id:
        yield Ground("register_row", "limited", role)  # number, date, status, owner

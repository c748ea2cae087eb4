"""Accounts of the municipality's own login: who somebody is and what they may comes from its claims, at every login.

A role that the claims no longer give is taken away at once, and with it every session of that person. Who has no role
left is not let in. Svarsgrupper and authorisations for secrecy types are given here, never by a claim.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import delete, select, update

from core.access.accounts import Account
from core.access.placing import Place, columns, place_called
from core.access.sessions import end_all, new_stamp
from core.settings_table import Oidc
from core.store.db import table, writing
from core.store.models import AgentRole, AgentRow

Why = Literal["", "no_role", "no_login", "login_taken", "switched_off"]


class _Held(NamedTuple):
    """A role as its row has it."""

    role: str
    forvaltning_id: int | None
    unit_id: int | None
    namnd_id: int | None


@dataclass(frozen=True, slots=True)
class Admitted:
    """The account, or why there is none."""

    account: Account | None
    why: Why = ""


def admit(oidc: Oidc, claims: Mapping[str, Any]) -> Admitted:
    """Makes the account what the proven claims say, and says whether it is let in. Needs a transaction."""
    external = hashlib.sha256(f"{oidc.issuer}\n{claims['sub']}".encode()).hexdigest()
    tx, agents = writing(), table(AgentRow)
    known = tx.execute(select(AgentRow.id, AgentRow.active).where(AgentRow.external == external)).first()
    login, held = str(claims.get(oidc.login_claim) or "").strip().lower()[:80], set(_held_by(oidc, claims))
    if known is not None and not held:
        _give(known.id, held)
    if why := _refusal(login, held, known.id if known else None, active=known is None or known.active):
        return Admitted(None, why)
    values = {"login": login, "name": str(claims.get("name") or login)[:120], "email": _email(claims)}
    if known is None:
        values |= {"external": external, "stamp": new_stamp()}
        agent_id = int(tx.execute(agents.insert().values(**values).returning(agents.c.id)).scalar_one())
    else:
        agent_id = int(known.id)
        tx.execute(update(agents).where(agents.c.id == agent_id).values(**values))
    _give(agent_id, held)
    return Admitted(Account(agent_id, login, local=False, emergency=False, second_step=False))


def _refusal(login: str, held: set[_Held], agent_id: int | None, *, active: bool) -> Why:
    if not active:
        return "switched_off"
    if not held:
        return "no_role"
    if not login:
        return "no_login"
    # A local account with the same name is somebody else's: a name in a claim never takes it over.
    other = select(AgentRow.id).where(AgentRow.login == login, AgentRow.id != (agent_id or 0))
    return "login_taken" if writing().scalar(other) is not None else ""


def _held_by(oidc: Oidc, claims: Mapping[str, Any]) -> Iterator[_Held]:
    """Each role of the map with each place of the map; a role that needs a place and has none is not given."""
    names = {oidc.roles[value] for value in _values(claims, oidc.role_claim) if value in oidc.roles}
    codes = {oidc.units[value] for value in _values(claims, oidc.unit_claim) if value in oidc.units}
    places: list[Place | None] = [place for code in sorted(codes) if (place := place_called(code))]
    for name in names:
        for place in places or [None]:
            where = columns(name, place)
            if where is not None:
                yield _Held(name, where.get("forvaltning_id"), where.get("unit_id"), where.get("namnd_id"))


def _values(claims: Mapping[str, Any], claim: str) -> list[str]:
    """One value or a list, also inside another claim ("realm_access.roles")."""
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    return [str(value) for value in (found if isinstance(found, list) else [found] if found else [])]


def _give(agent_id: int, held: set[_Held]) -> None:
    """Makes the roles these; when one is lost, every session ends."""
    tx, roles = writing(), table(AgentRole)
    rows = select(AgentRole.role, AgentRole.forvaltning_id, AgentRole.unit_id, AgentRole.namnd_id)
    before = {_Held(*row) for row in tx.execute(rows.where(AgentRole.agent_id == agent_id))}
    if before == held:
        return
    tx.execute(delete(roles).where(roles.c.agent_id == agent_id))
    if held:
        tx.execute(roles.insert(), [{**one._asdict(), "agent_id": agent_id} for one in sorted(held, key=str)])
    if before - held:
        end_all(agent_id)


def _email(claims: Mapping[str, Any]) -> str:
    email = str(claims.get("email") or "")
    return email[:254] if email.isprintable() else ""

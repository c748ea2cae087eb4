"""The heart of every verb: lock a case one may work with, change its own fields, and book what follows.

`change` is the only place that writes a case's fields. In one step it keeps version, scope, counters, the search's
scope and the event together, ends what may no longer be shared, and refuses a supervised receiver, so that no verb
can forget one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.orm.attributes import set_committed_value

from core.access.agents import Agent
from core.access.counters import moved, standing
from core.access.filters import listed
from core.access.permits import insist
from core.access.roles import CaseAction
from core.access.scopes import scope_id_for
from core.case.events import record
from core.case.secrecy import secrecy_class_of
from core.case.shares import end_outside, end_when_closed, end_without_unit
from core.case.supervision import refuse_supervised
from core.contract.errors import Conflict, NotFound
from core.store.db import table, writing
from core.store.models import Case
from core.store.models.agents import ORDINARY
from core.store.ready import Ready
from core.store.search_index import rescope

_LOCKED = (
    select(Case)
    .where(Case.id == bindparam("case_id"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_SCOPED = frozenset({"forvaltning_id", "unit_id", "svarsgrupp_id", "held_by", "secrecy_class_id"})
_RECEIVES = ("case_type_id", "forvaltning_id", "unit_id")
_PLACED = frozenset(_RECEIVES)


def lock(case_id: int, by: Agent, action: CaseAction = "work") -> Case:
    """The case, locked until the transaction ends. Raises `NotFound` unless `by` has full access to it, and
    `Refused("not_your_role")` when what `by` sees it as does not give the action.

    The lock leaves rows that only point at the case (links, the read log) free to be written by others.
    """
    case = writing().scalar(_LOCKED.where(listed(by)), {"case_id": case_id})
    if case is None:
        raise NotFound
    insist(by, action, case.id, case.scope_id)
    return case


def has_ball(case: Case, by: Agent) -> bool:
    """Whether the case is with `by`'s own side now: the contact centre, or the owning förvaltning."""
    return by.system or (by.in_contact_centre if case.held_by == "kundtjanst" else by.works_in(case.forvaltning_id))


def change(
    case: Case, by: Agent, kind: str, *, seen: int | None = None, data: Mapping[str, Any] | None = None, **fields: Any
) -> None:
    """Changes fields of a locked case and records event `kind` with `data` (ids and codes only).

    `seen` is the version the agent looked at; raises `Conflict` when the case has changed since. The field
    `secrecy_class_id` may be given like a column: it lies in the scope.
    """
    if seen is not None and seen != case.version:
        raise Conflict
    if _PLACED & fields.keys():
        _refuse_supervised(case, by, fields)
    secrecy_class = secrecy_class_of(case)
    before, owner, was_open = standing(case, secrecy_class), case.forvaltning_id, case.closed_at is None
    new_class = fields.pop("secrecy_class_id", secrecy_class)
    if _SCOPED & fields.keys() or new_class != secrecy_class:
        fields["scope_id"] = _scope_after(case, fields, new_class)
    _write(case, fields)
    if case.scope_id != before.scope_id:
        rescope(case.id, before.scope_id, case.scope_id)
    moved(before, standing(case, new_class))
    record(case.id, kind, by, dict(data or {}))
    if was_open and case.closed_at is not None:
        end_when_closed(case, by)
    if case.forvaltning_id != owner:
        end_outside(case, by)
    if new_class not in (secrecy_class, ORDINARY):
        end_without_unit(case, by)


def _refuse_supervised(case: Case, by: Agent, fields: Mapping[str, Any]) -> None:
    case_type_id, forvaltning_id, unit_id = (fields.get(name, getattr(case, name)) for name in _RECEIVES)
    refuse_supervised(case.id, case_type_id, forvaltning_id, unit_id, by)


def _scope_after(case: Case, fields: Mapping[str, Any], secrecy_class_id: int) -> int:
    def after(name: str) -> Any:
        return fields.get(name, getattr(case, name))

    return scope_id_for(
        after("forvaltning_id"), after("unit_id"), after("svarsgrupp_id"), after("held_by"), secrecy_class_id
    )


def _write(case: Case, fields: Mapping[str, Any]) -> None:
    new = {f"new_{name}": value for name, value in fields.items()}
    if _changing(tuple(fields)).run({"case_id": case.id, "seen": case.version, **new}).rowcount != 1:
        raise Conflict
    for name, value in (*fields.items(), ("version", case.version + 1)):
        set_committed_value(case, name, value)


@lru_cache(maxsize=200)
def _changing(names: tuple[str, ...]) -> Ready:
    """The statement that changes these fields; the verbs change few combinations."""
    cases = table(Case)

    def statement() -> Update:
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        unchanged = (cases.c.id == bindparam("case_id")) & (cases.c.version == bindparam("seen"))
        return update(cases).where(unchanged).values(version=cases.c.version + 1, **new)

    return Ready(statement)

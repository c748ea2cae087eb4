"""What a case is about and how much judgement it takes: classify, raise or lower the level, confirm."""

from __future__ import annotations

from typing import Any

from core.access.agents import Agent, agent_by_id
from core.access.filters import degree_of
from core.case import rosa
from core.case.catalogue import has_ended, is_unclassified, version_at, version_by_id
from core.case.deadlines import promise, promised
from core.case.notes import official_note
from core.case.record import change, lock
from core.case.secrecy import class_of_type, secrecy_class_of
from core.contract.errors import Refused
from core.store.models import Case, CaseTypeVersion
from core.store.models.agents import ORDINARY, PROTECTED
from core.store.models.catalogue import UNCLASSIFIED
from core.store.open_units import unit_is_open


def classify(case_id: int, code: str, by: Agent, *, seen: int | None = None) -> None:
    """Gives the case a type and with it level, owner, svarsgrupp and deadlines, and confirms them.

    Raises `Refused` when the type is *Ej klassat*, or when only the owning förvaltning may change it (practice 14).
    """
    case = lock(case_id, by)
    if code == UNCLASSIFIED:
        raise Refused("cannot_confirm_unclassified")
    version = version_at(code, case.received_at)
    if has_ended(code, case.received_at) and version.case_type_id != case.case_type_id:
        raise Refused("type_ended")
    if version.id == case.case_type_version_id:
        confirm(case, by, seen=seen)
        return
    owner = _is_owner(case, by)
    settled = case.confirmed or case.rosa_level > version_by_id(case.case_type_version_id).rosa_level
    _refuse(rosa.may_change_type(case.rosa_level, version.rosa_level, confirmed=settled, by_owner=owner))
    data = {"from": case.case_type_id, "to": version.case_type_id, "level": version.rosa_level}
    change(case, by, "classified", seen=seen, data=data, **_of_type(case, version))
    let_go(case, by)
    if case.closed_at is None and promised(case):
        promise(case, version)


def retype(case_id: int, code: str, by: Agent) -> None:
    """Gives an open case the type that took over from its own. What nobody had confirmed stays a suggestion."""
    case = lock(case_id, by)
    version = version_at(code, case.received_at)
    kept = {"confirmed": case.confirmed, "unread": case.unread, "status": case.status}
    data = {"from": case.case_type_id, "to": version.case_type_id, "level": version.rosa_level}
    change(case, by, "classified", data=data, **{**_of_type(case, version), **kept})
    let_go(case, by)
    if promised(case):
        promise(case, version)


def confirm(case: Case, by: Agent, *, seen: int | None = None) -> None:
    """Confirms the suggested type, level and owner; a locked case. *Ej klassat* stays unconfirmed."""
    fields = confirming(case)
    if fields:
        change(case, by, "confirmed" if "confirmed" in fields else "opened_by_agent", seen=seen, **fields)


def confirming(case: Case) -> dict[str, Any]:
    """The fields that a confirming verb sets besides its own (design: the way in, 7)."""
    fields: dict[str, Any] = {"unread": False} if case.unread else {}
    if case.status == "new":
        fields["status"] = "open"
    if not case.confirmed and not is_unclassified(case.case_type_id):
        fields["confirmed"] = True
    return fields


def raise_level(case_id: int, level: int, reason: str, by: Agent) -> None:
    """Raises the ROSA level. The reason is mandatory and becomes an official note."""
    _set_level(case_id, level, reason, by, "level_raised")


def lower_level(case_id: int, level: int, reason: str, by: Agent) -> None:
    """Lowers it; below the agreed level only the owning förvaltning may (practice 14)."""
    _set_level(case_id, level, reason, by, "level_lowered")


def _set_level(case_id: int, level: int, reason: str, by: Agent, kind: str) -> None:
    case = lock(case_id, by)
    if not reason.strip():
        raise Refused("reason_missing")
    if level not in rosa.LEVELS:
        raise Refused("no_such_level")
    if kind == "level_raised":
        _refuse(rosa.may_raise(case.rosa_level, level))
    else:
        agreed = version_by_id(case.case_type_version_id).rosa_level
        _refuse(rosa.may_lower(case.rosa_level, level, agreed=agreed, by_owner=_is_owner(case, by)))
    change(case, by, kind, data={"from": case.rosa_level, "to": level}, rosa_level=level, **confirming(case))
    official_note(case, reason, by)


def _of_type(case: Case, version: CaseTypeVersion) -> dict[str, Any]:
    """All that follows from a type. In the contact centre the owner follows; in a förvaltning the case stays."""
    fields: dict[str, Any] = {
        "case_type_id": version.case_type_id,
        "case_type_version_id": version.id,
        "type_reason": "",
        "rosa_level": version.rosa_level,
        "competence": version.competence,
        "confirmed": True,
        "unread": False,
        "secrecy_class_id": _class_after(case, version),
    }
    if case.status == "new":
        fields["status"] = "open"
    if case.held_by == "kundtjanst":
        fields |= {"forvaltning_id": version.forvaltning_id, "unit_id": None, "svarsgrupp_id": version.svarsgrupp_id}
    elif fields["secrecy_class_id"] != ORDINARY and case.unit_id is None:
        here = version.forvaltning_id == case.forvaltning_id
        if version.unit_id is None or not here or not unit_is_open(version.unit_id):
            raise Refused("secrecy_needs_unit")  # else nobody in the förvaltning would see it any more
        fields["unit_id"] = version.unit_id
    return fields


def let_go(case: Case, by: Agent) -> None:
    """A case that its agent may no longer see goes back to those who may."""
    holder = agent_by_id(case.agent_id) if case.agent_id else None
    if case.agent_id and (holder is None or degree_of(holder, case.id, case.scope_id) != "full"):
        change(case, by, "released", data={"from": case.agent_id}, agent_id=None)


def _class_after(case: Case, version: CaseTypeVersion) -> int:
    """A type's own class wins; a protected identity and a person's marking outlive a change of type."""
    current = secrecy_class_of(case)
    own = class_of_type(version)
    if current == PROTECTED or (case.secrecy_provision and own == ORDINARY):
        return current
    return own


def _is_owner(case: Case, by: Agent) -> bool:
    return by.system or by.works_in(case.forvaltning_id)


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)

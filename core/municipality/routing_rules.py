"""Rules of the municipality's own that say what a message is about before its words are weighed.

A rule is mailbox, form topic, menu choice, sender or words, never a pattern: nothing that is written here can make a
message wait. The first that fits decides. The case says which ("regeln Badhuset").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from core.access.agents import Agent
from core.access.roles import insist
from core.access.stems import stems
from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import NotFound, Refused, Wrong
from core.contract.messages import InboundMessage
from core.municipality.changes import note_change
from core.store.db import reading, table, writing
from core.store.editions import forget_edition, known
from core.store.models import CaseType, RoutingRule, Svarsgrupp
from core.store.models.catalogue import UNCLASSIFIED

AREA = "rule"
KINDS = ("mailbox", "topic", "menu", "sender", "words")
WITHIN = ("both", "subject", "text")
FIELDS = ("name", "kind", "value", "within", "case_type", "svarsgrupp", "valid_from")
LONGEST_VALUE, LONGEST_NAME = 300, 80
READ_AT_MOST = 20_000  # characters: what a matter is about stands at its beginning
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """`case_type` is a code and `svarsgrupp` a digit, either may be empty; `group_id` is that digit's."""

    id: int
    name: str
    position: int
    kind: str
    value: str
    within: str
    case_type: str
    svarsgrupp: str
    group_id: int | None
    active: bool
    valid_from: date

    @property
    def values(self) -> dict[str, str]:
        """The fields as the form has them."""
        return {**{name: str(getattr(self, name)) for name in FIELDS}, "valid_from": self.valid_from.isoformat()}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule may look at: addresses in lower case, words as stems."""

    mailboxes: frozenset[str]
    sender: str
    topic: str
    menu: str
    subject: frozenset[str]
    text: frozenset[str]


def seen_of(message: InboundMessage) -> Seen:
    """What rules may look at in a message that comes in."""
    return Seen(
        frozenset(mailbox_of(one.value) for one in message.recipients),
        message.sender.value.casefold() if message.sender and message.sender.kind == "email" else "",
        message.hints.get("topic", ""),
        message.hints.get("menu_choice", ""),
        frozenset(stems(message.subject)),
        frozenset(stems((message.fresh or message.text)[:READ_AT_MOST])),
    )


def rules() -> tuple[Rule, ...]:
    """All, in their order."""
    return known("routing rules", _read)


def active_rules() -> tuple[Rule, ...]:
    """Those that are switched on and have begun."""
    today = local_date(now())
    return tuple(rule for rule in rules() if rule.active and rule.valid_from <= today)


def rule_by_id(rule_id: int) -> Rule:
    """Raises `NotFound`."""
    found = next((rule for rule in rules() if rule.id == rule_id), None)
    if found is None:
        raise NotFound
    return found


def first_fit(candidates: Sequence[Rule], seen: Seen) -> Rule | None:
    """The first of them that fits."""
    return next((rule for rule in candidates if fits(rule, seen)), None)


def fits(rule: Rule, seen: Seen) -> bool:
    """Whether the message has what the rule asks for; of several values or words, any."""
    wanted = [part.strip().casefold() for part in rule.value.split(",") if part.strip()]
    if rule.kind == "mailbox":
        return not seen.mailboxes.isdisjoint(wanted)
    if rule.kind in ("topic", "menu"):
        return (seen.topic if rule.kind == "topic" else seen.menu).casefold() in wanted
    if rule.kind == "sender":
        return any(_is_from(seen.sender, one) for one in wanted)
    found = {"subject": seen.subject, "text": seen.text}.get(rule.within, seen.subject | seen.text)
    return any(phrase <= found for one in wanted if (phrase := frozenset(stems(one))))


def add_rule(values: Values, by: Agent) -> int:
    """Last in the order, and switched off until it has been tried. Raises `Wrong`."""
    insist(by, "propose_type")
    found = _checked(values)
    last = reading().scalar(select(func.max(RoutingRule.position))) or 0
    row = RoutingRule(**found, position=last + 1, active=False)
    writing().add(row)
    _settle()
    note_change(AREA, values["name"], {}, dict(values), by)
    return row.id


def change_rule(rule_id: int, values: Values, by: Agent) -> None:
    """What it says. It is switched off, since what was tried was another rule."""
    insist(by, "propose_type")
    rule = rule_by_id(rule_id)
    found = _checked(values, rule_id)
    if note_change(AREA, rule.name, rule.values, {name: values.get(name, "") for name in FIELDS}, by):
        writing().execute(_ROWS.update().where(_ROWS.c.id == rule_id).values(**found, active=False))
    _settle()


def switch_rule(rule_id: int, on: bool, by: Agent) -> None:
    """On or off, from now."""
    insist(by, "propose_type")
    rule = rule_by_id(rule_id)
    note_change(AREA, rule.name, {"active": rule.active}, {"active": on}, by)
    writing().execute(_ROWS.update().where(_ROWS.c.id == rule_id).values(active=on))
    _settle()


def move_rule(rule_id: int, earlier: bool, by: Agent) -> None:
    """One step up or down in the order."""
    insist(by, "propose_type")
    order = [rule.id for rule in rules()]
    at = order.index(rule_by_id(rule_id).id)
    to = at - 1 if earlier else at + 1
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    for position, one in enumerate(order, 1):
        writing().execute(_ROWS.update().where(_ROWS.c.id == one).values(position=position))
    note_change(AREA, rule_by_id(rule_id).name, {"position": at + 1}, {"position": to + 1}, by)
    _settle()


def remove_rule(rule_id: int, by: Agent) -> None:
    """Away with it; what it said stays among the changes, and its name on the cases it decided."""
    insist(by, "propose_type")
    rule = rule_by_id(rule_id)
    note_change(AREA, rule.name, rule.values, {}, by)
    writing().execute(_ROWS.delete().where(_ROWS.c.id == rule_id))
    _settle()


_ROWS = table(RoutingRule)


def _settle() -> None:
    writing().flush()
    forget_edition()


def _checked(values: Values, rule_id: int = 0) -> dict[str, object]:
    wrong = {name: Refused("too_long", n=str(n)) for name, n in (("name", 80), ("value", 300)) if len(values[name]) > n}
    name, value = " ".join(values["name"].split()), " ".join(values["value"].split())
    if not name:
        wrong["name"] = Refused("name_of_thing_missing")
    elif any(rule.name.casefold() == name.casefold() and rule.id != rule_id for rule in rules()):
        wrong["name"] = Refused("rule_name_taken", name=name)
    if values["kind"] not in KINDS or values["within"] not in WITHIN:
        wrong["kind"] = Refused("choose_from_list")
    if not any(part.strip() for part in value.split(",")) or (values["kind"] == "words" and not stems(value)):
        wrong["value"] = Refused("rule_value_missing")
    type_id = _id(CaseType.id, CaseType.code == values["case_type"]) if values["case_type"] else None
    group_id = _id(Svarsgrupp.id, Svarsgrupp.digit == values["svarsgrupp"]) if values["svarsgrupp"] else None
    if values["case_type"] and (type_id is None or values["case_type"] == UNCLASSIFIED):
        wrong["case_type"] = Refused("choose_from_list")
    if values["svarsgrupp"] and group_id is None:
        wrong["svarsgrupp"] = Refused("choose_from_list")
    if not values["case_type"] and not values["svarsgrupp"]:
        wrong["case_type"] = Refused("rule_leads_nowhere")
    try:
        begins = date.fromisoformat(values["valid_from"])
    except ValueError:
        wrong["valid_from"] = Refused("date_wrong")
    if wrong:
        raise Wrong(wrong)
    texts = {"name": name, "value": value, "kind": values["kind"], "within": values["within"]}
    return {**texts, "case_type_id": type_id, "svarsgrupp_id": group_id, "valid_from": begins}


def _id(column: Any, condition: ColumnElement[bool]) -> int | None:
    return reading().execute(select(column).where(condition)).scalar()


def mailbox_of(address: str) -> str:
    """An address without what a signed reply address adds: direkt+TOKEN@… is direkt@…."""
    local, _at, domain = address.casefold().rpartition("@")
    return f"{local.split('+')[0]}@{domain}"


def _is_from(sender: str, wanted: str) -> bool:
    """The whole address, its domain, or a domain above that."""
    domain = sender.rpartition("@")[2]
    wanted = wanted.removeprefix("@")
    return bool(sender) and (sender == wanted or domain == wanted or domain.endswith(f".{wanted}"))


def _read() -> tuple[Rule, ...]:
    rows = reading().execute(
        select(RoutingRule, CaseType.code, Svarsgrupp.digit)
        .outerjoin(CaseType, CaseType.id == RoutingRule.case_type_id)
        .outerjoin(Svarsgrupp, Svarsgrupp.id == RoutingRule.svarsgrupp_id)
        .order_by(RoutingRule.position, RoutingRule.id)
    )
    return tuple(
        Rule(
            row.id, row.name, row.position, row.kind, row.value, row.within, code or "", digit or "",
            row.svarsgrupp_id, row.active, row.valid_from,
        )
        for row, code, digit in rows
    )  # fmt: skip

"""Rules that say what a message is about: their order, what each asks for, and a trial before it is switched on."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from core.case.worktime import local_date
from core.clock import now
from core.municipality.changes import changes
from core.municipality.merging import Value
from core.municipality.routing_rules import (
    AREA,
    KINDS,
    LONGEST_NAME,
    LONGEST_VALUE,
    WITHIN,
    Rule,
    add_rule,
    change_rule,
    move_rule,
    remove_rule,
    rule_by_id,
    rules,
    switch_rule,
)
from core.municipality.rule_trials import LATEST, Hit, try_rule
from core.municipality.service_types import service_types
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web.form_rows import Choice, Field
from core.web.frame import page
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.municipality.editing import Edit, edit_page, saved, saved_notice
from core.web.municipality.hub import back_to_settings, insist_here
from core.web.municipality.listing import change_rows
from core.web.municipality.type_words import names_of, offered, type_title
from core.web.rows import Link
from core.web.session import current_agent

blueprint = Blueprint("routing_rules", __name__, url_prefix="/installningar/regler")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in words."""

    id: int
    name: str
    asks: str
    leads: str
    active: bool
    state: str
    href: str
    try_href: str


@blueprint.get("")
def listed() -> str:
    """All of them, in the order they are tried."""
    insist_here("propose_type")
    return page(
        "municipality/rules.html",
        rules=[_row(rule) for rule in rules()],
        new=Link(_("New rule"), url_for("routing_rules.new")),
        notices=saved_notice(),
        changes=change_rows(changes(AREA), {}),
        back=back_to_settings(),
    )


@blueprint.route("/ny", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new one; it is tried before it is switched on."""
    insist_here("propose_type")

    def save(values: dict[str, Value]) -> str:
        rule_id = add_rule({name: str(value) for name, value in values.items()}, current_agent())
        return url_for("routing_rules.trial", rule_id=rule_id)

    return edit_page(Edit(_("New rule"), _fields(), dict, save, _back(), button=_("Save and try it")))


@blueprint.route("/<int:rule_id>", methods=["GET", "POST"])
def one(rule_id: int) -> ResponseReturnValue:
    """Another wording; then it is tried again."""
    insist_here("propose_type")
    rule = rule_by_id(rule_id)

    def save(values: dict[str, Value]) -> str:
        change_rule(rule_id, {name: str(value) for name, value in values.items()}, current_agent())
        return url_for("routing_rules.trial", rule_id=rule_id)

    def now_values() -> dict[str, Value]:
        return dict(rule_by_id(rule_id).values)

    lead = _("A changed rule is switched off until you have tried it and switch it on again.")
    title = _("The rule %(name)s", name=rule.name)
    button = _("Save and try it")
    return edit_page(Edit(title, _fields(), now_values, save, _back(), AREA, rule.name, lead, button))


@blueprint.get("/<int:rule_id>/prova")
def trial(rule_id: int) -> ResponseReturnValue:
    """What it would have done with the latest cases that the reader may see; and the switch."""
    insist_here("propose_type")
    rule = rule_by_id(rule_id)
    tried = try_rule(rule, current_agent())
    return page(
        "municipality/rule_trial.html",
        rule=_row(rule),
        tried=tried.tried,
        most=LATEST,
        said=_said(tried.counts),
        groups=[(_verdict(key), found) for key in _VERDICTS if (found := _of(tried.hits, key))],
        partly=rule.kind in ("topic", "menu"),
        notices=saved_notice(),
        back=_back(),
    )


@blueprint.post("/<int:rule_id>/<verb>")
def do(rule_id: int, verb: str) -> ResponseReturnValue:
    """Switch on or off, earlier, later, away."""
    insist_here("propose_type")
    by = current_agent()
    with transaction():
        one_at_a_time()
        rule_by_id(rule_id)
        if verb in ("pa", "av"):
            switch_rule(rule_id, verb == "pa", by)
        elif verb in ("upp", "ner"):
            move_rule(rule_id, verb == "upp", by)
        elif verb == "bort":
            remove_rule(rule_id, by)
    return redirect(saved(url_for("routing_rules.listed")), 303)


_VERDICTS = ("wrong", "other", "right", "more", "taken")


def _verdict(key: str) -> str:
    return {
        "wrong": _("Would be wrong"),
        "other": _("Would get another suggestion than now"),
        "right": _("Would be right"),
        "more": _("Would get a suggestion, and has none now"),
        "taken": _("An earlier rule decides"),
    }[key]


def _said(counts: dict[str, int]) -> str:
    """ "34 skulle hamna rätt, 3 fel, 12 fler skulle få ett förslag"."""
    right, wrong, more = (counts.get(key, 0) for key in ("right", "wrong", "more"))
    parts = [
        ngettext("%(num)s would be right", "%(num)s would be right", right),
        ngettext("%(num)s wrong", "%(num)s wrong", wrong),
        ngettext("%(num)s more would get a suggestion", "%(num)s more would get a suggestion", more),
    ]
    return ", ".join(parts) + "."


def _of(hits: tuple[Hit, ...], verdict: str) -> list[Hit]:
    return [hit for hit in hits if hit.verdict == verdict]


def _row(rule: Rule) -> RuleRow:
    return RuleRow(
        rule.id,
        rule.name,
        f"{_kind(rule.kind)}: {rule.value}",
        _leads(rule),
        rule.active,
        _state(rule),
        url_for("routing_rules.one", rule_id=rule.id),
        url_for("routing_rules.trial", rule_id=rule.id),
    )


def _leads(rule: Rule) -> str:
    titles = {one.code: type_title(one) for one in service_types()}
    group = names_of("svarsgrupp").get(rule.svarsgrupp, "")
    return ", ".join(part for part in (titles.get(rule.case_type, rule.case_type), group) if part)


def _state(rule: Rule) -> str:
    if rule.active and rule.valid_from > local_date(now()):
        return _("on from %(day)s", day=rule.valid_from.isoformat())
    return _("on") if rule.active else _("off")


def _kind(kind: str) -> str:
    return {
        "mailbox": _("Mailbox"),
        "topic": _("Form topic"),
        "menu": _("Menu choice"),
        "sender": _("Sender"),
        "words": _("Words"),
    }[kind]


def _fields() -> tuple[Field, ...]:
    kinds = tuple(Choice(kind, _kind(kind)) for kind in KINDS)
    places = dict(zip(WITHIN, (_("Subject and text"), _("Subject"), _("Text")), strict=True))
    types = tuple(Choice(one.code, type_title(one)) for one in service_types() if not one.closed)
    groups = tuple(Choice(digit, name) for digit, name in offered("svarsgrupp").items())
    named = _("Shown on the case as the reason: the rule “Badhuset”.")
    asked = _("Several with commas between: any of them is enough. Words are found in all their forms.")
    return (
        Field("name", _("Name"), hint=named, maxlength=LONGEST_NAME),
        Field("kind", _("What it looks at"), "select", value="words", choices=kinds, short=True),
        Field("value", _("What it must be"), hint=asked, maxlength=LONGEST_VALUE),
        Field(
            "within", _("Where words are looked for"), "select", choices=tuple(Choice(k, v) for k, v in places.items())
        ),
        Field("case_type", _("Suggest the type"), "select", choices=(Choice("", _("No type")), *types)),
        Field(
            "svarsgrupp", _("Give it to"), "select", choices=(Choice("", _("The answering group of the type")), *groups)
        ),
        Field("valid_from", _("Holds from"), "date", local_date(now()).isoformat(), short=True),
    )


def _back() -> Link:
    return Link(_("Rules"), url_for("routing_rules.listed"))

"""How a verb runs from a page: one transaction, back to the case; a refusal shows the same form with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from core.access.agents import Agent
from core.access.filters import readable
from core.case.drafts import forget_draft, save_draft
from core.contract.errors import Conflict, NotFound, Refused
from core.store.db import reading, transaction
from core.store.models import Case
from core.web.case_page import case_page
from core.web.form_rows import Choice, Field, Form
from core.web.frame import page
from core.web.language import gettext as _
from core.web.names import names_for
from core.web.opening import full_case, known_case
from core.web.parting import parting
from core.web.refusals import words
from core.web.rows import Link, Notice
from core.web.session import current_agent

Typed = Mapping[str, str]
Build = Callable[[Case, Agent, Typed], Form]
Work = Callable[[int, Agent, Typed], None]
LONGEST = 200_000  # characters of a draft


@dataclass(frozen=True, slots=True)
class FormVerb:
    """A verb with questions. `build` makes its form from what was typed, `work` does it inside the transaction.

    `limited`: limited access is enough. `done` is said in the address of the case when it is done.
    """

    key: str
    path: str
    build: Build
    work: Work
    limited: bool = False
    done: str = ""


def button(blueprint: Blueprint, key: str, path: str, work: Work, anchor: str = "") -> None:
    """Registers a verb without questions: a button that posts. `anchor` is where on the case it leads."""

    def press(number: str) -> ResponseReturnValue:
        case_id = full_case(number).id
        refused = attempt(case_id, work, request.form)
        if refused is not None:
            return case_page(number, notices=(told(refused),), code=422)
        return back(number, key, anchor=anchor)

    blueprint.add_url_rule(f"/arende/<number>/{path}", key, press, methods=["POST"])


def form(blueprint: Blueprint, verb: FormVerb) -> None:
    """Registers a verb with questions: its page, and what is posted from there."""

    find = known_case if verb.limited else full_case

    def ask(number: str) -> ResponseReturnValue:
        return _sheet(verb.build(find(number), current_agent(), request.args), number)

    def answer(number: str) -> ResponseReturnValue:
        case = find(number)
        if request.form.get("do") == "search":
            return _sheet(verb.build(case, current_agent(), request.form), number)
        problem = attempt(case.id, _and_forget(verb), request.form)
        if problem is None:
            return back(number, verb.key, verb.done)
        if problem.conflict and not verb.limited:
            _keep(verb, case.id)
        return _sheet(with_problem(verb.build(find(number), current_agent(), request.form), problem), number), 422

    blueprint.add_url_rule(f"/arende/<number>/{verb.path}", verb.key, ask, methods=["GET"])
    blueprint.add_url_rule(f"/arende/<number>/{verb.path}", f"{verb.key}_now", answer, methods=["POST"])


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it was not done: `text` to read, and the field it is about when there is one."""

    text: str
    field: str = ""
    conflict: bool = False


def attempt(case_id: int, work: Work, typed: Typed) -> Problem | None:
    """Does it in one transaction. None when it is done, else why not; then nothing was changed."""
    agent = current_agent()
    try:
        with transaction():
            work(case_id, agent, typed)
    except Refused as refused:
        return Problem(words(refused, _owner_of(case_id, agent)), _field_of(refused))
    except Conflict:
        said = _("Somebody else changed the case meanwhile. What you wrote is still here: try again.")
        return Problem(said, conflict=True)
    return None


def _keep(verb: FormVerb, case_id: int) -> None:
    """What was written, as the draft of a note: whoever leaves the form now finds it there."""
    with transaction():
        save_draft(case_id, "note", request.form.get("text", "")[:LONGEST], current_agent(), tab=verb.key)


def _and_forget(verb: FormVerb) -> Work:
    """The verb's work, and away with what a conflict kept of it."""

    def work(case_id: int, by: Agent, typed: Typed) -> None:
        verb.work(case_id, by, typed)
        if typed.get("text"):
            forget_draft(case_id, "note", by, tab=verb.key)

    return work


def back(number: str, verb: str = "", done: str = "", anchor: str = "") -> ResponseReturnValue:
    """To the case; when the reader may not see it any more, to the list, which says what `verb` has done."""
    agent = current_agent()
    still = reading().scalar(select(Case.id).where(Case.number == number, readable(agent)))
    shown = {done: "1"} if done else {}
    there = url_for("case_page.show", number=number, _anchor=anchor or None, **shown)  # type: ignore[arg-type]
    return redirect(there if still else parting(number, verb, agent), 303)


def told(problem: Problem) -> Notice:
    """A problem over the case itself, for buttons that have no form and so nothing that was written."""
    news = _("Somebody else changed the case meanwhile. Read what is new, then press again.")
    return Notice(news if problem.conflict else problem.text, _("That was not done."), "late")


def seen(typed: Typed) -> int | None:
    """The version of the case that the page showed."""
    version = typed.get("version", "")
    return int(version) if version.isascii() and version.isdigit() else None


def number_of(typed: Typed, name: str) -> int | None:
    """A posted id; None for anything that is none."""
    value = typed.get(name, "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def many(typed: Typed, name: str) -> list[str]:
    """Every value posted under that name: ticked boxes."""
    return typed.getlist(name) if isinstance(typed, MultiDict) else [typed[name]] if name in typed else []


def version_of(case: Case) -> tuple[tuple[str, str], ...]:
    return (("version", str(case.version)),)


def with_problem(form: Form, problem: Problem) -> Form:
    """The form with the problem at its field, or on top."""
    if not any(problem.field == field.name for field in form.every_field):
        return replace(form, problem=problem.text)
    return replace(form, fields=tuple(_with_error(field, problem) for field in form.fields))


def _with_error(field: Field, problem: Problem) -> Field:
    if field.name == problem.field:
        return replace(field, error=problem.text)
    return replace(field, choices=tuple(_asking(choice, problem) for choice in field.choices))


def _asking(choice: Choice, problem: Problem) -> Choice:
    return replace(choice, asks=tuple(_with_error(field, problem) for field in choice.asks))


def _sheet(form: Form, number: str) -> str:
    return page("form.html", form=form, back=Link(number, url_for("case_page.show", number=number)))


def _field_of(refused: Refused) -> str:
    """The field that the refusal is about, "" when it is about the whole."""
    if refused.code == "field_missing":
        return refused.values.get("field", "")
    if refused.code.startswith("join"):
        return "other"
    return _FIELD_OF.get(refused.code, "")


_FIELD_OF: Mapping[str, str] = {
    "reason_missing": "text",
    "text_missing": "text",
    "secrecy_needs_unit": "to",
    "no_such_receiver": "to",
    "unit_elsewhere": "to",
    "not_our_own_address": "person",
    "person_elsewhere": "person",
    "time_has_passed": "until",
    "time_missing": "until",
    "no_such_level": "level",
    "level_not_higher": "level",
    "level_not_lower": "level",
    "unknown_identity_check": "how",
    "identity_first": "how",
    "unknown_way_to_ask": "channel",
    "unknown_wait": "what",
    "same_case": "other",
    "no_such_case": "other",
    "unknown_outcome": "outcome",
    "outcome_does_not_fit": "outcome",
    "provision_missing": "provision",
    "you_lose_sight": "knowing",
    "say_whether_secret": "secret",
    "no_such_authority": "namnd",
    "other_namnd": "to",
    "same_namnd": "to",
    "supervised": "to",
    "already_given": "to",
    "nothing_chosen": "message",
    "subject_missing": "subject",
    "ground_missing": "ground",
    "secret_not_by_email": "way",
    "not_an_address": "address",
    "not_a_single_address": "address",
    "name_missing": "body",
}


def _owner_of(case_id: int, agent: Agent) -> str:
    case = reading().get(Case, case_id)
    if case is None:
        raise NotFound
    return names_for(agent.language).forvaltningar.get(case.forvaltning_id, "")

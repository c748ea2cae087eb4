"""Kom igång: what an empty installation needs before the first case, in order, each step done when it really is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from core.contract.registry import plugins
from core.municipality.starter_pack import may_start
from core.store.db import reading, transaction
from core.store.locking import one_at_a_time
from core.store.models import AgentRole, Case
from core.store.texts import set_setting, setting
from core.web.frame import page
from core.web.language import gettext as _
from core.web.municipality.editing import saved_notice
from core.web.municipality.hub import insist_here
from core.web.rows import Link

getting_started = Blueprint("getting_started", __name__, url_prefix="/installningar/kom-igang")
CONFIRMED, CLOSED = "getting_started_confirmed", "getting_started_closed"
UNNAMED = "Kommunen"  # as the seed calls it
CENTRE_ROLES = ("kommunvagledare", "gruppledare")


@dataclass(frozen=True, slots=True)
class Step:
    """`done` looks at what is there; a step without it is done when somebody has said so. `endpoint` may be empty."""

    key: str
    title: Callable[[], str]
    lead: Callable[[], str]
    endpoint: str
    button: Callable[[], str]
    done: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as the page shows it; `next` is the one to do now, `confirm` that it is done by saying so."""

    key: str
    title: str
    lead: str
    link: Link | None
    done: bool
    next: bool
    confirm: bool


def is_unfinished() -> bool:
    """Whether an administrator shall still begin here."""
    return not setting(CLOSED, False) and not all(map(_is_done, STEPS))


@getting_started.get("")
def show() -> str:
    """The steps, how many are done, and which is the next."""
    insist_here("administer")
    done = [_is_done(step) for step in STEPS]
    at = done.index(False) if False in done else len(STEPS)
    rows = [
        StepRow(
            step.key,
            step.title(),
            step.lead(),
            Link(step.button(), current_app.url_for(step.endpoint)) if step.endpoint else None,
            done[n],
            n == at,
            step.done is None and not done[n],
        )
        for n, step in enumerate(STEPS)
    ]
    closed = bool(setting(CLOSED, False))
    return page("municipality/getting_started.html", steps=rows, done=sum(done), closed=closed, notices=saved_notice())


@getting_started.post("/<key>")
def confirm(key: str) -> ResponseReturnValue:
    """Somebody says that a step is done, or ("klar") that this page is not needed any more."""
    insist_here("administer")
    with transaction():
        one_at_a_time()
        if key == "klar":
            set_setting(CLOSED, True)
        elif any(step.key == key and step.done is None for step in STEPS):
            set_setting(CONFIRMED, sorted({*setting(CONFIRMED, []), key}))
    return redirect(url_for("settings.show" if key == "klar" else "getting_started.show"), 303)


def _is_done(step: Step) -> bool:
    return step.key in setting(CONFIRMED, []) if step.done is None else step.done()


def _any(column: InstrumentedAttribute[int], *where: ColumnElement[bool]) -> bool:
    return reading().scalar(select(column).where(*where).limit(1)) is not None


STEPS: tuple[Step, ...] = (
    Step(
        "kommunen",
        lambda: _("The municipality"),
        lambda: _("Its name, what the contact centre is called with you, phone number, colour and logo."),
        "look.show",
        lambda: _("Write the names"),
        lambda: setting("municipality_name", UNNAMED) != UNNAMED,
    ),
    Step(
        "startpaket",
        lambda: _("Departments and types of case"),
        lambda: _("The starter has what most municipalities have. Or make the first department and type yourself."),
        "starter.show",
        lambda: _("Look at the starter"),
        lambda: not may_start(),
    ),
    Step(
        "tjanster",
        lambda: _("What you promise"),
        lambda: _("Go through the types of case: who owns each, at what level, and within what time it is answered."),
        "types_catalogue.listed",
        lambda: _("To the catalogue"),
    ),
    Step(
        "grupper",
        lambda: _("Answering groups"),
        lambda: _("Who answers what, and which menu digit leads there. One group is enough to begin with."),
        "answering_groups.listed",
        lambda: _("Make the groups"),
    ),
    Step(
        "oppettider",
        lambda: _("Opening hours"),
        lambda: _("Every date that is promised is counted by them. From the start they are Monday to Friday 8–16."),
        "opening_hours.show",
        lambda: _("To the opening hours"),
    ),
    Step(
        "medarbetare",
        lambda: _("The first who answers"),
        lambda: _("An account with the role municipal guide or team leader. You yourself see no cases."),
        "people.new",
        lambda: _("New employee"),
        lambda: _any(AgentRole.id, AgentRole.role.in_(CENTRE_ROLES)),
    ),
    Step(
        "kanal",
        lambda: _("Switch on the first channel"),
        lambda: _(
            "The telephone note needs nothing but its line in plugins.toml. E-mail and text messages need accounts."
        ),
        "admin.plugins_page",
        lambda: _("To the channels"),
        lambda: bool(plugins().on()),
    ),
    Step(
        "arende",
        lambda: _("Register the first case"),
        lambda: _("Log in as the one who shall answer, press Alt N and write a note. It is closed in fifteen seconds."),
        "",
        lambda: "",
        lambda: _any(Case.id),
    ),
)

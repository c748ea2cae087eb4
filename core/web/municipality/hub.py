"""Inställningar: everything that is the municipality's own, in one page of sections, each with what it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, current_app

from core.access.roles import Action, may
from core.web.frame import page
from core.web.language import gettext as _
from core.web.rows import Link
from core.web.session import current_agent

hub = Blueprint("settings", __name__, url_prefix="/installningar")


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the settings: who may open it, what it is called, and a sentence on what one does there."""

    endpoint: str
    actions: tuple[Action, ...]
    icon: str
    label: Callable[[], str]
    lead: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Card:
    """A section as the page shows it."""

    link: Link
    lead: str


@dataclass(frozen=True, slots=True)
class Group:
    """Sections that belong together."""

    label: str
    cards: tuple[Card, ...]


# In the order of the page. A new page of the settings is a line here.
SECTIONS: tuple[tuple[Callable[[], str], tuple[Section, ...]], ...] = (
    (
        lambda: _("Organisation and people"),
        (
            Section(
                "getting_started.show",
                ("administer",),
                "flag",
                lambda: _("Getting started"),
                lambda: _("What is needed before the first case, step by step."),
            ),
            Section(
                "people.listed",
                ("administer",),
                "user-round",
                lambda: _("Employees"),
                lambda: _("Accounts, roles, answering groups, authorisations, absence and phone hours."),
            ),
            Section(
                "organisation.show",
                ("administer",),
                "list",
                lambda: _("Organisation"),
                lambda: _(
                    "Boards, departments and units: what they are called, when they open, close or are split, and whom"
                    " one reaches."
                ),
            ),
            Section(
                "outside.listed",
                ("administer",),
                "send",
                lambda: _("Outside the municipality"),
                lambda: _("Contractors, companies and associations that cases are sent to."),
            ),
            Section(
                "answering_groups.listed",
                ("administer",),
                "users-round",
                lambda: _("Answering groups"),
                lambda: _("Who answers what in the contact centre, and the digit of the phone menu."),
            ),
            Section(
                "secrecy_classes.listed",
                ("administer",),
                "lock",
                lambda: _("Authorisation groups"),
                lambda: _("Which secret types of case the same people may know of."),
            ),
        ),
    ),
    (
        lambda: _("Services"),
        (
            Section(
                "types_catalogue.listed",
                ("propose_type", "approve_type", "administer"),
                "book-open",
                lambda: _("Service catalogue"),
                lambda: _("Types of cases: who owns them, what is promised, what to ask for, and what is proposed."),
            ),
            Section(
                "routing_rules.listed",
                ("propose_type",),
                "forward",
                lambda: _("Rules"),
                lambda: _("What messages are about by mailbox, form, menu, sender or words, tried before it holds."),
            ),
        ),
    ),
    (
        lambda: _("Texts and look"),
        (
            Section(
                "texts.listed",
                ("texts",),
                "text-initial",
                lambda: _("Texts"),
                lambda: _("Receipts, news, neutral answers and signatures, per language, with a preview."),
            ),
            Section(
                "look.show",
                ("administer",),
                "image",
                lambda: _("Look and names"),
                lambda: _("What the municipality and the contact centre are called, colour, logo and limits."),
            ),
        ),
    ),
    (
        lambda: _("Time"),
        (
            Section(
                "opening_hours.show",
                ("administer",),
                "clock",
                lambda: _("Opening hours"),
                lambda: _("The week, closed and short days, other hours from a date on: what answering dates follow."),
            ),
            Section(
                "hours_year.year",
                ("administer",),
                "calendar-clock",
                lambda: _("The year"),
                lambda: _("Every day of the year: open, short or closed, and why."),
            ),
            Section(
                "hours_due.count",
                ("administer",),
                "hourglass",
                lambda: _("What will the answering date be?"),
                lambda: _("A calculator that shows which days are counted."),
            ),
        ),
    ),
)


@hub.get("")
def show() -> str:
    """The sections that the agent may open."""
    found = [Group(label(), cards) for label, sections in SECTIONS if (cards := _cards(sections))]
    if not found:
        abort(403)
    return page("municipality/hub.html", groups=found)


def insist_here(*actions: Action) -> None:
    """403 unless the agent has one of the actions."""
    if not any(may(current_agent(), action) for action in actions):
        abort(403)


def back_to_settings() -> Link:
    return Link(_("Settings"), current_app.url_for("settings.show"))


def _cards(sections: tuple[Section, ...]) -> tuple[Card, ...]:
    agent = current_agent()
    return tuple(
        Card(Link(one.label(), current_app.url_for(one.endpoint), one.icon), one.lead())
        for one in sections
        if any(may(agent, action) for action in one.actions)
    )

"""The questions of an article, and what a new one begins with."""

from __future__ import annotations

from typing import Any

from core import Choice, Field
from core.tables import Agent, names_by_code
from kunskap.articles import LONGEST, YEAR, today
from kunskap.fields import forvaltning_field, forvaltningar, owner_field, types_field
from kunskap.rights import places_of
from kunskap.words import gettext as _


def fields(agent: Agent) -> tuple[Field, ...]:
    """In the order they are thought of."""
    return (
        Field("kind", _("What is it?"), "radios", choices=tuple(Choice(k, words) for k, words in kind_names().items())),
        Field("title", _("Title"), hint=_("As a question or a task, in everyday words."), maxlength=LONGEST["title"]),
        Field("text", _("Text"), "textarea", hint=_text_hint(), rows=14, maxlength=LONGEST["text"]),
        Field(
            "everyday", _("Everyday words"), optional=True, maxlength=LONGEST["everyday"],
            hint=_("Other words that people use: dagis, lyktstolpe. They are found by search."),
        ),
        types_field(_("The article is shown beside cases of these types, and in the note.")),
        forvaltning_field(agent),
        owner_field(),
        Field(
            "source", _("Source outside the municipality"), optional=True, maxlength=LONGEST["source"],
            hint=_("If the words come from a company or an association, its name."),
        ),
        Field("review_on", _("To be reviewed by"), "date", optional=True, short=True),
        Field("language", _("Language"), "select", choices=(Choice("sv", _("Swedish")), Choice("en", _("English")))),
        Field("state", _("State"), "radios", choices=tuple(Choice(s, words) for s, words in state_names().items())),
    )  # fmt: skip


def first_values(agent: Agent, case_type: str) -> dict[str, Any]:
    """A draft for the agent's own förvaltning, to be reviewed in a year."""
    places = forvaltningar(places_of(agent))
    return {
        "kind": "guide", "title": "", "text": "", "everyday": "",
        "types": (case_type,) if case_type in names_by_code("sv") else (),
        "forvaltning": str(places[0][0]) if len(places) == 1 else "",
        "owner": "", "source": "", "review_on": (today() + YEAR).isoformat(), "language": "sv", "state": "draft",
    }  # fmt: skip


def kind_names() -> dict[str, str]:
    return {"guide": _("Guide"), "faq": _("Frequent question")}


def state_names() -> dict[str, str]:
    return {"draft": _("Draft"), "published": _("Published"), "withdrawn": _("Withdrawn")}


def _text_hint() -> str:
    return _(
        "An empty line begins a new paragraph, - a point in a list, 1. a step and ## a heading. "
        "A link: [words](https://address)."
    )

"""What follows when a note is saved or refused: its case's page, or what is wrong at which question."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import select

from core.access.agents import Agent
from core.access.filters import listed
from core.case.catalogue import version_at
from core.clock import now
from core.contract.errors import Refused
from core.flow.registering import Note
from core.store.db import reading
from core.store.models import Case
from core.web.names import names_for
from core.web.quick_note import Problems, problems_of
from core.web.refusals import words


def case_href(number: str, by: Agent) -> str:
    """The page of the case, for an agent who may read it; else empty. A note may end where its author does not see."""
    mine = select(Case.id).where(Case.number == number, listed(by))
    return url_for("case_page.show", number=number) if reading().scalar(mine) is not None else ""


def note_problems(refused: Refused, note: Note, by: Agent) -> Problems:
    """The rule's words in the agent's language, at the question they are about."""
    return problems_of(refused, words(refused, _owner(note, by)))


def _owner(note: Note, by: Agent) -> str:
    """Whose type it is, for the words of a refusal."""
    try:
        version = version_at(note.case_type, note.received_at or now())
    except Refused:
        return ""
    return names_for(by.language).forvaltningar.get(version.forvaltning_id, "")

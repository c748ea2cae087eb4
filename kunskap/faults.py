"""Att rätta: an article or a checklist that is wrong, something the web lacks. Said in two keys, mended, answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, select, true, update

from core import NotFound, Refused, now
from core.tables import Agent, Case, forvaltning_of, listed, reading, table, writing
from kunskap.models import Article, Fault
from kunskap.rights import insist, places_of

KINDS = ("article", "checklist", "web")
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class About:
    """What is wrong: `kind` of KINDS, with the article, or the case or type that it came up in."""

    kind: str
    article_id: int | None = None
    number: str = ""
    case_type: str = ""


def say(about: About, text: str, by: Agent) -> int:
    """A task for whoever owns it; returns its id. Inside a transaction.

    Raises `NotFound` for an article or a case that is not the agent's to read.
    """
    if about.kind not in KINDS or (about.kind == "article") != (about.article_id is not None):
        raise Refused("no_such_choice")
    if len(text) > LONGEST:
        raise Refused("too_long", n=str(LONGEST))
    article = _published(about.article_id) if about.article_id is not None else None
    place = article.forvaltning_id if article else forvaltning_of(about.case_type)
    row = Fault(
        kind=about.kind,
        article_id=article.id if article else None,
        version=article.version if article else None,
        case_id=_case(about.number, by) if about.number else None,
        case_type=about.case_type,
        forvaltning_id=place,
        text=text,
        agent_id=by.id or None,
        at=now(),
    )
    writing().add(row)
    writing().flush()
    return row.id


def mend(fault_id: int, answer: str, by: Agent) -> None:
    """It is done; the answer goes to the one who said it. Inside a transaction."""
    row = writing().get(Fault, fault_id)
    if row is None:
        raise NotFound
    insist(by, row.forvaltning_id)
    if row.done_at:
        raise Refused("already_settled")
    if len(answer) > LONGEST:
        raise Refused("too_long", n=str(LONGEST))
    row.done_at, row.done_by, row.answer = now(), by.id or None, answer
    if row.agent_id == by.id:
        row.told_at = now()
    writing().flush()


def seen_answers(by: Agent) -> None:
    """The agent has read the answers that were given. Inside a transaction."""
    rows = table(Fault)
    mine = rows.c.agent_id == by.id, rows.c.done_at.is_not(None), rows.c.told_at.is_(None)
    writing().execute(update(rows).where(*mine).values(told_at=now()))


def open_for(agent: Agent) -> Sequence[Fault]:
    """What the agent may mend, oldest first."""
    return reading().scalars(select(Fault).where(Fault.done_at.is_(None), _mine(agent)).order_by(Fault.id)).all()


def mended_for(agent: Agent, most: int = 20) -> Sequence[Fault]:
    """What was mended lately of what the agent may mend, latest first."""
    done = select(Fault).where(Fault.done_at.is_not(None), _mine(agent))
    return reading().scalars(done.order_by(Fault.done_at.desc(), Fault.id.desc()).limit(most)).all()


def said_by(agent: Agent, most: int = 20) -> Sequence[Fault]:
    """What the agent has said, latest first."""
    query = select(Fault).where(Fault.agent_id == agent.id).order_by(Fault.id.desc()).limit(most)
    return reading().scalars(query).all()


def waiting(agent: Agent) -> int:
    """How many things the agent may mend, and answers that the agent has not seen."""
    mend = (Fault.done_at.is_(None)) & _mine(agent)
    told = (Fault.agent_id == agent.id) & Fault.done_at.is_not(None) & Fault.told_at.is_(None)
    return int(reading().scalar(select(func.count()).select_from(Fault).where(mend | told)) or 0)


def cases_of(faults: Sequence[Fault], agent: Agent) -> dict[int, str]:
    """Case id → number, only of the cases that the agent may read in full."""
    ids = {fault.case_id for fault in faults if fault.case_id}
    if not ids:
        return {}
    rows = reading().execute(select(Case.id, Case.number).where(Case.id.in_(ids), listed(agent)))
    return {row.id: row.number for row in rows}


def _mine(agent: Agent) -> ColumnElement[bool]:
    places = places_of(agent)
    if places is None:
        return true()
    return Fault.forvaltning_id.in_(places) if places else false()


def _published(article_id: int) -> Article:
    found = writing().get(Article, article_id)
    if found is None or found.state != "published":
        raise NotFound
    return found


def _case(number: str, by: Agent) -> int:
    found = reading().scalar(select(Case.id).where(Case.number == number, listed(by)))
    if found is None:
        raise NotFound
    return int(found)

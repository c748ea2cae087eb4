"""Guides and answers: written, saved as versions, reviewed. Verbs run inside `transaction()`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from core import NotFound, Refused, now
from core.tables import Agent, Forvaltning, names_by_code, reading, stems, table, writing
from kunskap.models import Article, ArticleType, Version
from kunskap.rights import insist, may_write_for
from kunskap.typed import day_of, raise_wrong
from kunskap.words import STOCKHOLM

KINDS, STATES, LANGUAGES = ("guide", "faq"), ("draft", "published", "withdrawn"), ("sv", "en")
LONGEST = {"title": 160, "text": 20_000, "everyday": 400, "source": 120}
YEAR = timedelta(days=365)
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """One version: who saved it and when, and every field by name."""

    id: int
    number: int
    agent_id: int | None
    at: Any
    content: Content


def article(article_id: int, agent: Agent) -> Article:
    """Raises `NotFound` for what does not exist, and for a draft or withdrawn one that is not the agent's to write."""
    found = reading().get(Article, article_id)
    if found is None or (found.state != "published" and not may_write_for(agent, found.forvaltning_id)):
        raise NotFound
    return found


def types_of(article_id: int) -> tuple[str, ...]:
    """The codes of the case types that it helps with."""
    rows = reading().scalars(select(ArticleType.case_type).where(ArticleType.article_id == article_id))
    return tuple(sorted(rows))


def content_of(found: Article) -> dict[str, Any]:
    """The fields as a form has them: text, and a tuple of codes."""
    return {
        "kind": found.kind,
        "title": found.title,
        "text": found.text,
        "everyday": found.everyday,
        "types": types_of(found.id),
        "forvaltning": str(found.forvaltning_id),
        "owner": str(found.owner_id or ""),
        "source": found.source,
        "language": found.language,
        "review_on": found.review_on.isoformat() if found.review_on else "",
        "state": found.state,
    }


def save_article(article_id: int | None, content: Content, by: Agent) -> int:
    """A new version, or a new article; returns its id. Raises `Wrong` with every field that needs another answer.

    `content` is what `content_of` gives. Saving without a change makes no version.
    """
    before = writing().get(Article, article_id) if article_id else None
    if before is not None:
        insist(by, before.forvaltning_id)
        if content_of(before) == {**content, "types": tuple(content["types"])}:
            return before.id
    _check(content, by)
    row = before or Article(version=0)
    for name in ("kind", "title", "text", "everyday", "source", "language", "state"):
        setattr(row, name, str(content[name]))
    row.forvaltning_id, row.owner_id = int(content["forvaltning"]), int(content["owner"] or 0) or None
    row.review_on, row.updated_at = day_of(str(content["review_on"])), now()
    row.reviewed_on, row.version = today(), row.version + 1
    row.title_words, row.words = searchable(content)
    writing().add(row)
    writing().flush()
    _set_types(row.id, tuple(content["types"]))
    _keep(row, content, by)
    return row.id


def review(article_id: int, by: Agent) -> None:
    """It holds as it stands, for another year. The text is the same, so there is no new version."""
    found = writing().get(Article, article_id)
    if found is None:
        raise NotFound
    insist(by, found.forvaltning_id)
    rows = table(Article)
    values = {"reviewed_on": today(), "review_on": today() + YEAR}
    writing().execute(update(rows).where(rows.c.id == article_id).values(**values))


def versions(article_id: int) -> tuple[Saved, ...]:
    """All of them, newest first."""
    rows = reading().scalars(select(Version).where(Version.article_id == article_id).order_by(Version.number.desc()))
    return tuple(Saved(row.id, row.number, row.agent_id, row.at, row.content) for row in rows)


def version(article_id: int, number: int, agent: Agent) -> Saved:
    """One version. Raises `NotFound`; a version that was never published is only for those who write."""
    row = reading().scalar(select(Version).where(Version.article_id == article_id, Version.number == number))
    owner = reading().scalar(select(Article.forvaltning_id).where(Article.id == article_id))
    if row is None or owner is None:
        raise NotFound
    if row.content["state"] != "published" and not may_write_for(agent, owner):
        raise NotFound
    return Saved(row.id, row.number, row.agent_id, row.at, row.content)


def searchable(content: Content) -> tuple[str, str]:
    """The stems of the title, and of everything: text, everyday words, source and the names of the types."""
    names = names_by_code("sv")
    types = " ".join(f"{code} {names.get(code, '')}" for code in content["types"])
    title = f"{content['title']} {content['everyday']}"
    return _stems(title), _stems(f"{title} {types} {content['source']} {content['text']}")


def forvaltning_name(forvaltning_id: str) -> str:
    """Its name; empty when there is none."""
    found = reading().get(Forvaltning, int(forvaltning_id))
    return found.name if found else ""


def today() -> date:
    """Today in Stockholm."""
    return now().astimezone(STOCKHOLM).date()


def _stems(text: str) -> str:
    return f" {' '.join(stems(text))} "


def _check(content: Content, by: Agent) -> None:
    wrong: dict[str, Refused] = {}
    if not str(content["title"]).strip():
        wrong["title"] = Refused("name_of_thing_missing")
    if not str(content["text"]).strip():
        wrong["text"] = Refused("text_missing")
    for name, most in LONGEST.items():
        if len(str(content[name])) > most:
            wrong[name] = Refused("too_long", n=str(most))
    if content["kind"] not in KINDS or content["state"] not in STATES or content["language"] not in LANGUAGES:
        raise Refused("no_such_choice")
    if not set(content["types"]) <= set(names_by_code("sv")):
        wrong["types"] = Refused("unknown_type")
    if content["review_on"] and day_of(str(content["review_on"])) is None:
        wrong["review_on"] = Refused("no_such_day")
    if not _is_theirs(str(content["forvaltning"]), by):
        wrong["forvaltning"] = Refused("forvaltning_not_yours")
    raise_wrong(wrong)


def _is_theirs(forvaltning: str, by: Agent) -> bool:
    known = forvaltning in {str(id) for id in reading().scalars(select(Forvaltning.id))}
    return known and may_write_for(by, int(forvaltning))


def _set_types(article_id: int, codes: tuple[str, ...]) -> None:
    rows = table(ArticleType)
    writing().execute(delete(rows).where(rows.c.article_id == article_id))
    if codes:
        writing().execute(rows.insert(), [{"article_id": article_id, "case_type": code} for code in sorted(set(codes))])


def _keep(row: Article, content: Content, by: Agent) -> None:
    kept = {**content, "types": list(content["types"])}
    writing().add(Version(article_id=row.id, number=row.version, at=now(), agent_id=by.id or None, content=kept))
    writing().flush()

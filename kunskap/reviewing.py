"""Which articles have not been looked at in time, by förvaltning (requirement 69)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from core.tables import Forvaltning, reading
from kunskap.models import Article
from kunskap.searching import passed


@dataclass(frozen=True, slots=True)
class Standing:
    """The published articles of one förvaltning. `oldest` is the earliest day of review that has passed."""

    id: int
    name: str
    published: int
    passed: int
    undated: int
    oldest: date | None


def standings() -> tuple[Standing, ...]:
    """Those with published articles, most overdue first."""
    late = case((passed(), 1), else_=0)
    undated = case((Article.review_on.is_(None), 1), else_=0)
    rows = reading().execute(
        select(
            Forvaltning.id,
            Forvaltning.name,
            func.count(),
            func.sum(late),
            func.sum(undated),
            func.min(case((passed(), Article.review_on))),
        )
        .join(Forvaltning, Forvaltning.id == Article.forvaltning_id)
        .where(Article.state == "published")
        .group_by(Forvaltning.id, Forvaltning.name)
        .order_by(func.sum(late).desc(), Forvaltning.name)
    )
    return tuple(Standing(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Stale:
    """One article whose day of review has passed."""

    forvaltning: str
    title: str
    id: int
    source: str
    reviewed_on: date | None
    review_on: date | None


def stale() -> tuple[Stale, ...]:
    """All of them, oldest first."""
    rows = reading().execute(
        select(
            Forvaltning.name, Article.title, Article.id, Article.source, Article.reviewed_on, Article.review_on
        )
        .join(Forvaltning, Forvaltning.id == Article.forvaltning_id)
        .where(Article.state == "published", passed())
        .order_by(Article.review_on, Article.id)
    )  # fmt: skip
    return tuple(Stale(*row) for row in rows)

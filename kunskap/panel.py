"""The box beside a case: what is current for its type, guides to read without leaving it, and what was advised."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import select

from core.tables import Agent, reading
from kunskap.advice import advice_of
from kunskap.markup import as_html
from kunskap.models import Article, Notice, Version
from kunskap.notices import now_about
from kunskap.searching import published_for
from kunskap.words import moment

MOST = 6  # articles in the box; the rest are found by search


def panel_of(name: str, case: Any, agent: Agent) -> Markup:
    """The box of a case that the agent may read in full. `name` is the instance, `case` the value of the core."""
    code = case.case_type
    articles = published_for((code,)).get(code, [])
    return Markup(
        render_template(
            "kunskap/panel.html",
            articles=_articles(articles[:MOST], name),
            more=len(articles) - MOST,
            more_href=url_for(f"{name}.search", typ=code),
            current=[_notice(one) for one in now_about((code,))],
            advice=[
                (one.title, url_for(f"{name}.old", article_id=one.article_id, number=one.version), one.version,
                 one.who, moment(one.at))
                for one in advice_of(case.id)
            ],
            advise_href=url_for(f"{name}.advised", number=case.number),
            fault_href=url_for(f"{name}.say_fault", arende=case.number, typ=code),
        )
    )  # fmt: skip


def _articles(rows: list[Article], name: str) -> list[dict[str, Any]]:
    """With the id of the version that is shown: what is pressed is what was read."""
    wanted = select(Version.article_id, Version.id).join(Article, Article.id == Version.article_id)
    found = reading().execute(wanted.where(Article.id.in_([row.id for row in rows]), Version.number == Article.version))
    ids = {row.article_id: row.id for row in found}
    return [
        {
            "title": row.title,
            "body": as_html(row.text, 3),
            "version_id": ids[row.id],
            "version": row.version,
            "source": row.source,
            "reviewed": row.reviewed_on.isoformat() if row.reviewed_on else "",
            "href": url_for(f"{name}.show", article_id=row.id),
        }
        for row in rows
    ]


def _notice(one: Notice) -> dict[str, Any]:
    return {"title": one.title, "body": as_html(one.text, 3), "until": moment(one.ends_at) if one.ends_at else ""}

"""Björkåsa's guides, notices, changed rules and things to mend: the demo writes into the plug-in's tables by name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core import now
from core.filling import stems, writing
from core.tables import Base, names_by_code
from demo.bjorkasa.files import toml
from demo.fill import Ids

YEAR, STOCKHOLM = timedelta(days=365), ZoneInfo("Europe/Stockholm")


def write_knowledge(ids: Ids) -> int:
    """Writes all of it, in the caller's transaction; how many articles. 0 where the plug-in's tables are not there."""
    if "kunskap_articles" not in Base.metadata.tables:
        return 0
    told = toml("knowledge.toml")
    articles = {one["title"]: _article(one, ids) for one in told["articles"]}
    for one in told["notices"]:
        _notice("today", one, ids, now() - timedelta(hours=1), _next(one["until"], one.get("days", 0)))
    for one in told["rules"]:
        holds = now() + timedelta(days=one["days"])
        rule = _notice("rule", one, ids, holds, None, made=now() - timedelta(days=one["ago"]))
        for login in one["read"]:
            _put("kunskap_reads", notice_id=rule, agent_id=ids.agents[login], at=now() - timedelta(days=1))
    for days, one in enumerate(told["faults"], 1):
        _fault(one, ids, articles, now() - timedelta(days=days))
    return len(articles)


def _article(one: dict[str, Any], ids: Ids) -> int:
    at, review = now() - timedelta(days=40), (now() + timedelta(days=one["review"])).date()
    content = {
        "kind": one["kind"], "title": one["title"], "text": one["text"].strip(), "everyday": one["everyday"],
        "source": one.get("source", ""), "language": "sv", "state": one.get("state", "published"),
    }  # fmt: skip
    names = " ".join(f"{code} {names_by_code('sv')[code]}" for code in one["types"])
    title = f"{one['title']} {one['everyday']}"
    place = ids.forvaltningar[one["forvaltning"]]
    article_id = _put(
        "kunskap_articles", **content, forvaltning_id=place, review_on=review, reviewed_on=review - YEAR, version=1,
        updated_at=at, title_words=_words(title), words=_words(f"{title} {names} {content['source']} {one['text']}"),
    )  # fmt: skip
    for code in one["types"]:
        _put("kunskap_article_types", article_id=article_id, case_type=code)
    kept = {**content, "types": one["types"], "forvaltning": str(place), "owner": "", "review_on": review.isoformat()}
    by = ids.agents["klara"]
    _put("kunskap_versions", article_id=article_id, number=1, at=at, agent_id=by, content=kept)
    return article_id


def _notice(
    kind: str, one: dict[str, Any], ids: Ids, starts: datetime, ends: datetime | None, made: datetime | None = None
) -> int:
    return _put(
        "kunskap_notices", kind=kind, title=one["title"], text=one["text"].strip(),
        forvaltning_id=ids.forvaltningar[one["forvaltning"]], case_types=one.get("types", []),
        svarsgrupp_id=ids.svarsgrupper[one["svarsgrupp"]] if "svarsgrupp" in one else None,
        starts_at=_whole(starts), ends_at=_whole(ends) if ends else None, made_at=made or starts,
        agent_id=ids.agents["klara"],
    )  # fmt: skip


def _fault(one: dict[str, Any], ids: Ids, articles: dict[str, int], at: datetime) -> None:
    done = {"done_at": at + timedelta(hours=5), "done_by": ids.agents["klara"]} if "answer" in one else {}
    _put(
        "kunskap_faults", kind=one["kind"], article_id=articles.get(one.get("title", "")),
        version=1 if "title" in one else None, case_type=one.get("case_type", ""), text=one["text"], at=at,
        forvaltning_id=ids.forvaltningar[one["forvaltning"]], agent_id=ids.agents[one["by"]],
        answer=one.get("answer", ""), **done,
    )  # fmt: skip


def _next(hour: int, days: int) -> datetime:
    """The next time that it is so in Björkåsa, or so many days later."""
    here = now().astimezone(STOCKHOLM)
    then = here.replace(hour=hour, minute=0) + timedelta(days=days)
    return then if then > here else then + timedelta(days=1)


def _put(name: str, **values: Any) -> int:
    """One row; its id where the table has one."""
    rows = Base.metadata.tables[name]
    if "id" not in rows.c:
        writing().execute(rows.insert().values(**values))
        return 0
    return int(writing().execute(rows.insert().values(**values).returning(rows.c.id)).scalar_one())


def _words(text: str) -> str:
    return f" {' '.join(stems(text))} "


def _whole(at: datetime) -> datetime:
    """The half hour before: nobody writes a notice until 14.37."""
    return at.astimezone(UTC).replace(minute=at.minute // 30 * 30, second=0, microsecond=0)

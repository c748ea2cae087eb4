"""The search, an article with its versions, and the form that writes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core import NotFound, current_agent, page, transaction
from core.tables import agent_names
from core.web.municipality.editing import Edit, edit_page, saved, saved_notice
from core.web.municipality.importing import file_links
from core.web.rows import Link
from kunskap import articles
from kunskap.article_form import fields, first_values
from kunskap.comparing import differences
from kunskap.files import KIND
from kunskap.markup import as_html
from kunskap.rights import may_write, may_write_for
from kunskap.shelf import filters_of, hits_of, names_of, wanted_by
from kunskap.tabs import FORM, back_to, tabs
from kunskap.words import gettext as _
from kunskap.words import stamp


def search() -> str:
    """Every article that the reader may see, narrowed by the address."""
    agent = current_agent()
    wanted = wanted_by(request.args)
    found, said = hits_of(agent, wanted)
    writes = may_write(agent)
    return page(
        "kunskap/search.html",
        tabs=tabs("search"),
        hits=found,
        found=said,
        query=wanted.text,
        filters=filters_of(agent, wanted, request.args),
        clear_href=url_for(".search") if wanted.narrowed else "",
        new=Link(_("New article"), url_for(".new")) if writes else None,
        links=file_links(str(request.blueprint), KIND) if writes else (),
        fault_href=url_for(".say_fault"),
        notices=saved_notice(),
    )


def show(article_id: int) -> str:
    """The article as it holds now."""
    agent = current_agent()
    found = articles.article(article_id, agent)
    content = articles.content_of(found)
    return _shown(found.id, content, found.version, may_write_for(agent, found.forvaltning_id), latest=found)


def old(article_id: int, number: int) -> str:
    """The article as it was in that version."""
    one = articles.version(article_id, number, current_agent())
    return _shown(article_id, one.content, number, False, saved_at=stamp(one.at))


def compare(article_id: int) -> str:
    """What differs between two versions: ?fran=1&till=2."""
    agent = current_agent()
    numbers = [_number(request.args.get(name, "")) for name in ("fran", "till")]
    before, after = (articles.version(article_id, number, agent) for number in numbers)
    return page(
        "kunskap/compare.html",
        title=after.content["title"],
        numbers=numbers,
        differs=differences(before.content, after.content),
        back=Link(after.content["title"], url_for(".show", article_id=article_id)),
    )


def new() -> ResponseReturnValue:
    """A new article, perhaps for a type: ?typ=T06."""
    agent = current_agent()
    if not may_write(agent):
        abort(403)

    def save(values: dict[str, Any]) -> str:
        return url_for(".show", article_id=articles.save_article(None, values, agent))

    lead = _("Write as you would say it to whoever calls. Never write about a single citizen here.")
    start = first_values(agent, request.args.get("typ", ""))
    return edit_page(
        Edit(_("New article"), fields(agent), lambda: start, save, back_to("search"), lead=lead, template=FORM)
    )


def change(article_id: int) -> ResponseReturnValue:
    """A new version. What somebody else changed meanwhile is kept."""
    agent = current_agent()
    found = articles.article(article_id, agent)
    if not may_write_for(agent, found.forvaltning_id):
        abort(403)
    here = url_for(".show", article_id=article_id)

    def values() -> dict[str, Any]:
        return articles.content_of(articles.article(article_id, agent))

    def save(typed: dict[str, Any]) -> str:
        articles.save_article(article_id, typed, agent)
        return here

    return edit_page(Edit(found.title, fields(agent), values, save, Link(found.title, here), template=FORM))


def reviewed(article_id: int) -> ResponseReturnValue:
    """It holds as it stands, for another year."""
    with transaction():
        articles.review(article_id, current_agent())
    return redirect(saved(url_for(".show", article_id=article_id)), 303)


def _shown(
    article_id: int, content: Mapping[str, Any], number: int, writes: bool, latest: Any = None, saved_at: str = ""
) -> str:
    versions = [v for v in articles.versions(article_id) if v.content["state"] == "published" or writes]
    people = agent_names([version.agent_id for version in versions])
    owner = agent_names([int(content["owner"] or 0)])
    return page(
        "kunskap/article.html",
        article=content,
        article_id=article_id,
        number=number,
        body=as_html(content["text"]),
        types=names_of(content["types"]),
        owner=", ".join(filter(None, (articles.forvaltning_name(content["forvaltning"]), *owner.values()))),
        versions=[(v.number, stamp(v.at), people.get(v.agent_id or 0, "")) for v in versions],
        writes=writes,
        latest=latest,
        overdue=bool(latest and latest.review_on and latest.review_on < articles.today()),
        saved_at=saved_at,
        back=back_to("search"),
        notices=saved_notice(),
    )


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 7):
        raise NotFound
    return int(typed)

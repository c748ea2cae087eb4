"""What plug-ins tell whoever works: over the list of cases, and beside a type. One that fails is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import current_app

from core.access.agents import Agent
from core.contract.plugin import Plugin, Told
from core.contract.registry import plugins
from core.store.db import db, writing_or_none
from core.web.rows import Link, Notice


def told_over_the_list(by: Agent) -> tuple[Notice, ...]:
    """The notices for this agent's list. Call it last: a plug-in that breaks the reading session ends it."""
    found = [one for plugin in plugins().on() for one in _told(plugin, by)]
    return tuple(Notice(one.text, one.title, "note", _links(one)) for one in found)


def told_of_types(codes: Sequence[str], by: Agent) -> Mapping[str, tuple[str, tuple[Link, ...]]]:
    """Code → what is current for the type, and links to what helps; only types of which something is told."""
    found: dict[str, tuple[str, tuple[Link, ...]]] = {}
    for one in (one for plugin in plugins().on() for one in _told(plugin, by, codes)) if codes else ():
        words, links = found.get(one.case_type, ("", ()))
        said = " ".join(filter(None, (words, one.title, one.text)))
        found[one.case_type] = said, (*links, *_links(one))
    return found


def _links(one: Told) -> tuple[Link, ...]:
    return tuple(Link(words, href) for words, href in one.links)


def _told(plugin: Plugin, by: Agent, codes: Sequence[str] = ()) -> Iterable[Told]:
    try:
        return tuple(plugin.tell(by, codes))
    except Exception:
        current_app.logger.exception("%s could not tell", plugin.name)
        if writing_or_none() is None:
            db.session.rollback()
        return ()

"""Finding cases from the search field: a whole number opens its case, anything else lists what has those words."""

from __future__ import annotations

from core.access.agents import Agent
from core.access.lists import Page
from core.access.query import Query
from core.access.scopes import Access
from core.access.search import search
from core.web.language import gettext as _
from core.web.language import ngettext


def find(agent: Agent, access: Access, query: Query) -> tuple[str, Page]:
    """The number of the case that was asked for by its whole number, else empty; and the page of what was found."""
    found = search(agent, access, query.text, query.before, query.limit, only=query)
    if found.number_only:
        return found.number_only.number, Page(())
    if found.exact and _is_whole(query.text):
        return found.exact.number, Page(())
    rows = (found.exact, *found.rows) if found.exact else found.rows
    return "", Page(rows, found.more)


def found_words(found: Page, query: Query) -> str:
    """How many, as far as is known: a search is not counted to its end."""
    n = len(found.rows)
    if not query.text or not n:
        return ""
    if found.next or query.before:
        return _("The newest first")
    return ngettext("%(num)s hit", "%(num)s hits", n)


def _is_whole(text: str) -> bool:
    """A year and a number; the tail alone may as well be a street number."""
    return len(text.strip()) > 5 and text.strip()[4] in "-‐–−"

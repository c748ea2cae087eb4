"""HTML cut into tags and text, in one pass, whatever it is: no tree is built.

Tree builders take minutes for 200,000 nested <div>; a mail may hold them. That is also why HTML that is
nested too deep is not handed on for showing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BEGINS = re.compile(r"<(?:(/?)([a-zA-Z][a-zA-Z0-9]{0,20})|!--|[!?])")
_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_HREF = re.compile(r"""\bhref\s{0,5}=\s{0,5}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s>]{1,2000}))""", re.I)
_UNSEEN = {"script", "style", "title", "head", "template", "noscript"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNNESTED = _VOID | {"p", "li", "td", "th", "tr", "dd", "dt", "option"}
_DEEPEST = 1000


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag by its name; `href` only for links to the web."""

    name: str
    closing: bool
    href: str = ""


def pieces(markup: str) -> Iterator[str | Tag]:
    """Text (still escaped) and tags in turn; comments, scripts and styles are left out."""
    ends = _Ends(markup)
    at = 0
    for begin in _BEGINS.finditer(markup):
        if begin.start() < at:
            continue
        yield markup[at : begin.start()]
        at = begin.end() if begin[2] is None else begin.start()
        at = ends.after("-->" if begin[0] == "<!--" else ">", at)
        if begin[2] is not None:
            name, closing = begin[2].lower(), bool(begin[1])
            if name in _UNSEEN and not closing:
                at = ends.before(f"</{name}", at)
            yield Tag(name, closing, _href(markup[begin.end() : at]) if name == "a" and not closing else "")
    yield markup[at:]


def is_too_deep(markup: str) -> bool:
    """Whether so many tags are open at once that showing it would be work without end."""
    opened: dict[str, int] = {}
    depth = 0
    for found in _NAME.finditer(markup):
        name = found[2].lower()
        if name in _UNNESTED:
            continue
        change = 1 if not found[1] else -1 if opened.get(name) else 0
        opened[name] = opened.get(name, 0) + change
        depth += change
        if depth > _DEEPEST:
            return True
    return False


def _href(attributes: str) -> str:
    found = _HREF.search(attributes[:5000])
    address = next((value for value in found.groups() if value), "") if found else ""
    return address if address.lower().startswith(("http://", "https://")) else ""


class _Ends:
    """Looks for ends; one that is not there is looked for once, or many beginnings would take forever."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._lower = markup.lower() if len(markup.lower()) == len(markup) else markup
        self._missing: set[str] = set()

    def after(self, mark: str, at: int) -> int:
        """Behind the next `mark`; where there is none, here."""
        found = self._find(mark, at)
        return at if found < 0 else found + len(mark)

    def before(self, mark: str, at: int) -> int:
        """At the next `mark`; where there is none, here."""
        found = self._find(mark, at)
        return at if found < 0 else found

    def _find(self, mark: str, at: int) -> int:
        found = -1 if mark in self._missing else self._lower.find(mark, at)
        if found < 0:
            self._missing.add(mark)
        return found

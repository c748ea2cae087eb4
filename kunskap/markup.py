"""Plain text as a page: paragraphs, headings, lists and links. Never HTML: every sign that is typed is shown as typed.

    ## En rubrik        a line that begins so is a heading
    - en punkt          lines that begin with - or with 1. are a list
    [ord](https://…)    a link; a whole https://… is one by itself

It is a small part of CommonMark, so that what is written here can be moved elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

_LINK = re.compile(
    r"\[([^\]\n]{1,200})\]\(((?:https?://|mailto:|tel:)[^\s()]{1,500})\)|(https?://[^\s<>()\"]+[^\s<>()\".,;:!?])"
)
_POINT, _STEP, _HEADING = re.compile(r"[-*•]\s+"), re.compile(r"\d{1,3}[.)]\s+"), re.compile(r"#{1,4}\s+")


def as_html(text: str, heading: int = 2) -> Markup:
    """The text as safe HTML; its headings are of that rank."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return Markup("\n").join(part for block in blocks for part in _block(block.strip(), heading))


def plain(text: str, most: int = 180) -> str:
    """The first words without marks, for a list of hits."""
    bare = _LINK.sub(lambda found: found[1] or found[3], text)
    words = " ".join(re.sub(r"^(?:[-*•]|#{1,4}|\d{1,3}[.)])\s+", "", line) for line in bare.splitlines()).split()
    said = " ".join(words)
    return said if len(said) <= most else said[:most].rsplit(" ", 1)[0] + " …"


def _block(block: str, heading: int) -> Iterator[Markup]:
    for kind, lines in groupby(block.split("\n"), _kind_of):
        yield _drawn(kind, [line.strip() for line in lines], heading)


def _kind_of(line: str) -> str:
    line = line.strip()
    return next((name for name, sign in _SIGNS.items() if sign.match(line)), "p")


_SIGNS = {"ul": _POINT, "ol": _STEP, "h": _HEADING}


def _drawn(kind: str, lines: list[str], heading: int) -> Markup:
    if kind == "p":
        return Markup("<p>{}</p>").format(Markup("<br>").join(_inline(line) for line in lines))
    said = [_inline(_SIGNS[kind].sub("", line, count=1)) for line in lines]
    if kind == "h":
        return Markup("\n").join(Markup(f"<h{heading}>{{}}</h{heading}>").format(one) for one in said)
    items = Markup("").join(Markup("<li>{}</li>").format(one) for one in said)
    return Markup(f"<{kind}>{{}}</{kind}>").format(items)


def _inline(line: str) -> Markup:
    found, at = [], 0
    for link in _LINK.finditer(line):
        found.append(escape(line[at : link.start()]))
        found.append(_link(link[1] or link[3], link[2] or link[3]))
        at = link.end()
    return Markup("").join([*found, escape(line[at:])])


def _link(words: str, href: str) -> Markup:
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(href, words)

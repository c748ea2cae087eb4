"""HTML as plain text, for mail that has no text of its own, and text as simple HTML."""

from __future__ import annotations

import html
import re

from channels.email.charsets import clean
from channels.email.markup import Tag, pieces

_APART = {"p", "blockquote", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}
_BREAKING = _APART | {"div", "tr", "table", "li", "dd", "dt", "section", "article", "header", "footer", "address"}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});?")
_SPACES = re.compile(r"[ \t\n\xa0\u200b]+")
_DEEPEST_QUOTE = 9


def text_of(markup: str) -> str:
    """The text of HTML: paragraphs apart, lists with dashes, quotes with ">", addresses of links after them."""
    page = _Page()
    for piece in pieces(markup):
        if isinstance(piece, Tag):
            page.tag(piece)
        elif piece:
            page.words(piece)
    return page.text()


def html_of(text: str, language: str) -> str:
    """Plain text as HTML that looks the same: for the alternative part of an answer."""
    paragraphs = html.escape(text.strip("\n"), quote=False).split("\n\n")
    body = "\n".join("<p>" + paragraph.replace("\n", "<br>\n") + "</p>" for paragraph in paragraphs)
    return f'<!DOCTYPE html>\n<html lang="{html.escape(language)}"><body>\n{body}\n</body></html>\n'


class _Page:
    """The lines written so far."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quote = 0
        self._link = ""
        self._as_it_is = False

    def words(self, markup: str) -> None:
        """Text between two tags; blanks count only in <pre>."""
        text = clean(_ENTITY.sub(lambda entity: html.unescape(entity[0]), markup))
        if self._as_it_is:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._break()
                self._line.append(line)
            return
        text = _SPACES.sub(" ", text)
        starts = not self._line or self._line[-1].endswith((" ", "\t"))
        self._line.append(text.lstrip() if starts else text)

    def tag(self, tag: Tag) -> None:
        """What a tag does to the lines."""
        if tag.name == "a":
            self._anchor(tag)
        elif tag.name in ("td", "th"):
            self._line.append(" ")
        elif tag.name in ("br", "hr"):
            self._break()
        elif tag.name in _BREAKING:
            self._block(tag.name, tag.closing)

    def text(self) -> str:
        """All lines, never more than one empty one in a row."""
        self._end()
        kept = (line for number, line in enumerate(self._lines) if line or (number and self._lines[number - 1]))
        return "\n".join(kept).strip("\n")

    def _block(self, name: str, closing: bool) -> None:
        self._end()
        if name in _APART:
            self._lines.append("")
        if name == "blockquote":
            self._quote = max(0, self._quote + (-1 if closing else 1))
        if name == "pre":
            self._as_it_is = not closing
        if name == "li" and not closing:
            self._line.append("- ")

    def _anchor(self, tag: Tag) -> None:
        address = html.unescape(self._link)
        if tag.closing and address and address not in "".join(self._line[-3:]):
            self._line.append(f" ({address})")
        self._link = tag.href

    def _end(self) -> None:
        if "".join(self._line).strip():
            self._break()
        self._line = []

    def _break(self) -> None:
        text = "".join(self._line)
        mark = "> " * min(self._quote, _DEEPEST_QUOTE)
        self._lines.append((mark + (text if self._as_it_is else text.strip())).rstrip())
        self._line = []

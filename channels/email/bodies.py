"""Which parts are the text, and which are files. Text first; nothing that came is left out."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from channels.email.markup import is_too_deep
from channels.email.mime import Part
from channels.email.plain import text_of

_BODIES = ("text/plain", "text/html")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the text, in either form or both."""

    text: str = ""
    markup: str = ""

    def as_text(self) -> str:
        """The plain form if there is one."""
        return self.text if self.text.strip() or not self.markup else text_of(self.markup)

    def as_markup(self) -> str:
        """The HTML form, also of what came plain."""
        return self.markup or f"<pre>{html.escape(self.text, quote=False)}</pre>"


@dataclass(frozen=True, slots=True)
class Content:
    """What a part and all below it hold."""

    blocks: tuple[Block, ...] = ()
    files: tuple[Part, ...] = ()

    def text(self) -> str:
        """All of the text."""
        return "\n\n".join(filter(None, (block.as_text().strip("\n") for block in self.blocks)))

    def markup(self) -> str:
        """All of it as HTML, or "" when no HTML came or none that can be shown."""
        if not any(block.markup for block in self.blocks):
            return ""
        markup = "\n".join(block.as_markup() for block in self.blocks if block.text.strip() or block.markup)
        return "" if is_too_deep(markup) else markup


def content(of: Part, *, top: bool = True) -> Content:
    """Sorts a mail into text and files."""
    if of.children:
        inner = [content(child, top=False) for child in of.children]
        return _alternative(inner) if of.content_type == "multipart/alternative" else _together(inner)
    broken = of.content_type.startswith("multipart/")
    if broken or (of.content_type in _BODIES and of.disposition != "attachment" and (top or not of.filename)):
        text = of.text()
        return Content((Block(markup=text) if of.content_type == "text/html" else Block(text),))
    return Content(files=(of,))


def _together(inner: Sequence[Content]) -> Content:
    return Content(
        tuple(block for one in inner for block in one.blocks),
        tuple(file for one in inner for file in one.files),
    )


def _alternative(inner: Sequence[Content]) -> Content:
    """The same thing in several forms: the first with text, the last with HTML, and every file."""
    everything = _together(inner)
    text = next((plain for one in inner if (plain := _plain(one)).strip()), "")
    markup = next((found for one in reversed(inner) if (found := one.markup())), "")
    return Content((Block(text, markup),) if text or markup else (), everything.files)


def _plain(one: Content) -> str:
    return "\n\n".join(block.text for block in one.blocks if block.text.strip())

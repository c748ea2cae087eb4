"""A part as an attachment: its exact content, a safe name, its type."""

from __future__ import annotations

import re
from mimetypes import MimeTypes

from channels.email.mime import Part, part
from core import Attachment

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TYPES = MimeTypes()
_NAMES = {
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "text/calendar": ".ics",
    "application/octet-stream": ".bin",
    "image/jpeg": ".jpg",
}
_LONGEST = 150


def attachment(of: Part, number: int) -> Attachment:
    """`number` names what came without a name: bilaga-3.pdf. An attached mail is named by its subject."""
    content = of.content()
    return Attachment(
        name=_safe(of.filename) or _safe(_subject(of, content)) or f"bilaga-{number}{_suffix(of.content_type)}",
        content_type=of.content_type,
        content=content,
        content_id=of.headers.get("content-id").strip("<> ")[:200],
    )


def _safe(name: str) -> str:
    """Without folders, control characters and marks that turn the direction of text; the suffix is kept."""
    name = _UNSAFE.sub("", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if len(name) > _LONGEST and dot and len(suffix) < 20:
        return f"{stem[: _LONGEST - len(suffix) - 1]}.{suffix}"
    return name[:_LONGEST]


def _subject(of: Part, content: bytes) -> str:
    if of.content_type != "message/rfc822":
        return ""
    subject = re.sub(r"[/\\:]", "-", part(content, depth=0).headers.text("subject"))
    return f"{subject}.eml" if subject else ""


def _suffix(content_type: str) -> str:
    return _NAMES.get(content_type) or _TYPES.guess_extension(content_type) or ".bin"

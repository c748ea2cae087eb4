"""Pictures and files that come with a synpunkt: what is taken, known by its first bytes, never by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from core import Attachment
from synpunkter.typed import line
from synpunkter.words import gettext as _
from synpunkter.words import size

MOST_FILES = 3
MOST_BYTES = 10_000_000
ACCEPT = "image/jpeg,image/png,image/gif,image/webp,image/heic,application/pdf,.jpg,.jpeg,.png,.gif,.webp,.heic,.pdf"

_SUFFIX = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "application/pdf": ".pdf",
}


class Upload(Protocol):
    """What a form sends: a name and bytes to read."""

    filename: str | None

    def read(self, size: int = -1, /) -> bytes: ...


def take(uploads: Sequence[Upload], room: int) -> tuple[tuple[Attachment, ...], str]:
    """The files that can be kept, and what is wrong with the rest (empty when nothing is). `room`: how many more."""
    sent = [upload for upload in uploads if upload.filename]
    found: list[Attachment] = []
    for upload in sent:
        name = _name(upload.filename or "")
        if len(found) >= room:
            return tuple(found), _("You can send %(n)s files. Send more when we have answered.", n=MOST_FILES)
        content = upload.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            return tuple(found), _("%(name)s is larger than %(size)s. Choose a smaller one.", name=name, size=limit())
        kind = kind_of(content)
        if not kind:
            return tuple(found), _("%(name)s is not a picture or a PDF. Choose another file.", name=name)
        found.append(Attachment(name, kind, content))
    return tuple(found), ""


def limit() -> str:
    return size(MOST_BYTES)


def unnamed(files: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """The same without the names, which may tell who took the picture."""
    return tuple(replace(f, name=f"{n}{_SUFFIX[f.content_type]}") for n, f in enumerate(files, 1))


def kind_of(content: bytes) -> str:
    """The content type that the first bytes tell, or empty for what is not taken."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1"):
        return "image/heic"
    return "application/pdf" if content.startswith(b"%PDF-") else ""


def _name(value: str) -> str:
    """The last part of a path, on one line."""
    return line(value.replace("\\", "/").rsplit("/", 1)[-1])[-120:] or _("file")

"""The tree of a mail as places in its bytes.

Nothing is copied, decoded or interpreted before somebody asks: an attached mail keeps its exact
bytes, a mail of 100 MB is held once, and no input can make this raise or take more than linear time.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass, field

from channels.email.charsets import decode
from channels.email.headers import Headers, from_base64, split

_MOST_PARTS = 5_000
_WHITE = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Part:
    """A mail or one of its parts. `start` and `end` are the place of its body in `raw`."""

    raw: bytes
    start: int
    end: int
    headers: Headers
    content_type: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    children: list[Part] = field(default_factory=list)

    def body(self) -> bytes:
        """As it came."""
        return self.raw[self.start : self.end]

    def content(self) -> bytes:
        """Without its transfer encoding. What is not so encoded comes as it is."""
        encoding = self.headers.get("content-transfer-encoding").strip("\"' ").lower()
        if encoding == "base64" and _looks_like_base64(self.raw[self.start : min(self.end, self.start + 4096)]):
            return from_base64(memoryview(self.raw)[self.start : self.end])
        return binascii.a2b_qp(self.body()) if encoding == "quoted-printable" else self.body()

    def text(self) -> str:
        """The content as text."""
        return decode(self.content(), self.parameters.get("charset", ""))

    def flat(self) -> list[Part]:
        """This part and all below it, from the top down."""
        return [self, *(below for child in self.children for below in child.flat())]


def part(raw: bytes, start: int = 0, end: int | None = None, *, depth: int = 20) -> Part:
    """The tree of the part at a place. Multiparts more than `depth` deep are left whole."""
    end = len(raw) if end is None else end
    headers, body = split(raw, start, end)
    content_type, parameters = headers.parameters("content-type")
    disposition, given = headers.parameters("content-disposition")
    this = Part(
        raw=raw,
        start=body,
        end=end,
        headers=headers,
        content_type=_valid(content_type),
        parameters=parameters,
        disposition=disposition,
        filename=given.get("filename", "") or parameters.get("name", ""),
    )
    if this.content_type.startswith("multipart/") and depth > 0:
        places = _places(raw, body, end, parameters.get("boundary", ""))
        this.children.extend(part(raw, first, last, depth=depth - 1) for first, last in places)
    return this


def _valid(content_type: str) -> str:
    main, slash, sub = content_type.partition("/")
    if not content_type or (main == "text" and not sub):
        return "text/plain"
    readable = content_type.isascii() and content_type.isprintable() and len(content_type) <= 100
    known = main and slash and sub and readable and " " not in content_type
    return content_type if known else "application/octet-stream"


def _places(raw: bytes, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
    """Where the parts between the delimiter lines lie. Without delimiters: none."""
    mark = b"--" + boundary.encode("utf-8", "replace")
    places: list[tuple[int, int]] = []
    begun = -1
    at = raw.find(mark, start, end) if boundary else -1
    while at >= 0:
        stop = raw.find(b"\n", at, end)
        stop = end if stop < 0 else stop + 1
        rest = raw[at + len(mark) : min(stop, at + len(mark) + 100)].strip(_WHITE)
        if rest in (b"", b"--") and raw[at - 1 : at] in (b"\n", b""):
            if begun >= 0:
                places.append((begun, max(begun, _before_line_end(raw, at))))
            begun = stop
            if rest or len(places) >= _MOST_PARTS:
                begun = -1 if rest else stop
                break
        at = raw.find(mark, max(stop - 1, at + 1), end)
    if 0 <= begun < end:
        places.append((begun, end))  # never closed
    return places


def _before_line_end(raw: bytes, at: int) -> int:
    return at - 2 if raw[at - 2 : at] == b"\r\n" else at - 1


def _looks_like_base64(beginning: bytes) -> bool:
    """Text that only claims to be base64 has blanks within its lines."""
    lines = beginning.strip(_WHITE).splitlines()[:40]
    blank = sum(1 for line in lines if b" " in line.strip())
    return blank * 2 < max(len(lines), 1)

"""The header of a mail or of one of its parts: bytes in, unfolded values out, whatever they are.

Every quantifier in a pattern here is bounded or excludes its own end: nothing can hang.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote_to_bytes

from channels.email.charsets import decode

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,60})?\?([bBqQ])\?([^?\n]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s{1,100}(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_PARAMETER = re.compile(r';\s{0,99}([^\s=;"]{1,99})\s{0,9}=\s{0,9}("(?:[^"\\]|\\.){0,5000}"|[^;]{0,5000})')
_PADDING = re.compile(rb"==*")  # =+ means the same and takes twenty times as long: it names no first sign to look for
_LONGEST_PARAMETERS = 20_000


@dataclass(frozen=True, slots=True)
class Headers:
    """Names in lower case with their unfolded values, in the order they stood."""

    fields: tuple[tuple[str, bytes], ...]

    def all(self, name: str) -> list[str]:
        """Every value of a header, undecoded words and all, as one line each."""
        return [_one_line(decode(value)) for field, value in self.fields if field == name]

    def get(self, name: str) -> str:
        """The first value of a header, or ""."""
        return next(iter(self.all(name)), "")

    def text(self, name: str) -> str:
        """The first value of a header for people to read, on one line."""
        return words(self.get(name))

    def parameters(self, name: str) -> tuple[str, dict[str, str]]:
        """A header such as Content-Type: the value in lower case, and its parameters (RFC 2231)."""
        value = self.get(name)[:_LONGEST_PARAMETERS]
        return value.split(";", 1)[0].strip().lower(), _parameters(value)


def split(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The header that begins at `start`, and where its body begins."""
    fields: list[tuple[str, list[bytes]]] = []
    at = start
    while at < end:
        stop, line = _line(raw, at, end)
        if not line and fields:
            at = stop
            break
        if (field := _FIELD.match(line)) is not None:
            fields.append((field[1].decode("ascii").lower(), [line[field.end() :]]))
        elif fields and (line[:1] in (b" ", b"\t") or _is_torn(raw, stop, end)):
            fields[-1][1].append(line)
        elif line and not line.startswith((b"From ", b">From ")):
            break
        at = stop
    return Headers(tuple((name, b" ".join(lines)) for name, lines in fields)), at


def _line(raw: bytes, at: int, end: int) -> tuple[int, bytes]:
    """Where the next line begins, and this one without its end."""
    feed = raw.find(b"\n", at, end)
    stop = end if feed < 0 else feed + 1
    return stop, raw[at:stop].rstrip(b"\r\n")


def _is_torn(raw: bytes, at: int, end: int) -> bool:
    """Whether a header goes on after a line that is none: somebody wrapped one without indenting."""
    return _FIELD.match(raw, at, end) is not None


def words(value: str) -> str:
    """Encoded words (RFC 2047) made readable; neighbours are joined before decoding, on one line."""
    out: list[str] = []
    at = 0
    pending: tuple[str, bytes] = ("", b"")
    value = _BETWEEN_WORDS.sub(r"\1", value)
    for found in _WORD.finditer(value):
        charset, data = found[1].lower(), _word_bytes(found[2], found[3])
        if found.start() == at and pending[0] == charset:
            pending = charset, pending[1] + data
        else:
            out += [decode(pending[1], pending[0]), value[at : found.start()]]
            pending = charset, data
        at = found.end()
    return _one_line("".join([*out, decode(pending[1], pending[0]), value[at:]]))


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
    return from_base64(data)


def from_base64(data: bytes | memoryview) -> bytes:
    """Forgives wrong padding and foreign characters; several pieces one after the other are joined.

    Reads in blocks: of a film of 100 MB nothing is held but what came and what comes out.
    """
    out, rest = BytesIO(), b""
    for at in range(0, len(data), _BLOCK):
        *whole, last = _PADDING.split(rest + bytes(data[at : at + _BLOCK]).translate(None, _NOT_BASE64))
        out.writelines(binascii.a2b_base64(_padded(piece)) for piece in whole)
        even = len(last) - len(last) % 4
        out.write(binascii.a2b_base64(last[:even]))
        rest = last[even:]
    out.write(binascii.a2b_base64(_padded(rest)))
    return out.getvalue()


_BLOCK = 1 << 20
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_ALPHABET))


def _padded(piece: bytes) -> bytes:
    whole = piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece
    return whole + b"=" * (-len(whole) % 4)


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _parameters(value: str) -> dict[str, str]:
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for found in _PARAMETER.finditer(value):
        name, index, encoded = _piece(found[1].lower())
        pieces.setdefault(name, []).append((index, encoded, _unquoted(found[2])))
    return {name: "".join(_joined(sorted(given, key=lambda piece: piece[0]))) for name, given in pieces.items()}


def _piece(name: str) -> tuple[str, int, bool]:
    """`filename*1*` is the second piece of filename, and encoded."""
    base, *rest = name.split("*")
    number = next((int(part) for part in rest if part.isascii() and part.isdigit() and len(part) < 5), -1)
    return base, number, len(rest) > 0 and rest[-1] == ""


def _joined(pieces: list[tuple[int, bool, str]]) -> Iterator[str]:
    if not any(encoded for _, encoded, _ in pieces):
        plain = pieces if pieces[0][0] >= 0 else pieces[:1]
        yield words("".join(value for _, _, value in plain))
        return
    chosen = [piece for piece in pieces if piece[1] or piece[0] >= 0]  # `name*` wins over `name`
    charset, _, rest = chosen[0][2].partition("'")
    first = rest.partition("'")[2] if rest else chosen[0][2]
    values = [first, *(value for _, _, value in chosen[1:])]
    data = b"".join(
        unquote_to_bytes(value) if piece[1] else value.encode() for piece, value in zip(chosen, values, strict=True)
    )
    yield _one_line(decode(data, charset if rest else ""))


def _unquoted(value: str) -> str:
    value = value.strip()
    if value[:1] == '"':
        return value.strip('"').replace('\\"', '"').replace("\\\\", "\\")
    return value

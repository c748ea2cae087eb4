"""Bytes to text without ever failing: the declared charset if it fits, else utf-8, else windows-1252.

Western charsets are declared by habit, so utf-8 is tried first for them; a byte that is no utf-8
is read as windows-1252 on its own, so that one bad byte does not spoil the rest. Guessing
libraries read Swedish Latin-1 as Central European, and are not used.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_WESTERN = {"", "ascii", "utf-8", "iso8859-1", "cp1252"}
_NO_CHARSETS = {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape"}
_LARGE = 1 << 20
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def decode(raw: bytes, declared: str = "") -> str:
    """The text in `raw`, with "\\n" line ends and without NUL, control characters and lone surrogates."""
    return clean(_decode(raw, _known(declared)))


def clean(text: str) -> str:
    """Text as everything after this module may trust it."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _decode(raw: bytes, charset: str) -> str:
    if charset not in _WESTERN and not (charset.startswith(("utf-16", "utf-32")) and b"\0" not in raw):
        try:
            return raw.decode("utf-8" if charset == "iso8859-15" else charset)
        except UnicodeError:
            if charset == "iso8859-15":
                return raw.decode(charset)
    return _utf8_or_windows(raw)


def _utf8_or_windows(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        mixed = len(raw) < _LARGE  # byte by byte is slow
        return raw.decode("utf-8", _ERRORS) if mixed else raw.decode("cp1252", "replace")


@lru_cache(maxsize=256)
def _known(declared: str) -> str:
    """The canonical name of a charset for text, or "" for what is none."""
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name if len(declared) < 50 else ""
        b" ".decode(name or "utf-8", "replace")  # a codec that makes no text of bytes says so
    except (LookupError, ValueError):
        return ""
    return "" if name in _NO_CHARSETS else name


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_ERRORS = "envagin-windows-1252"
codecs.register_error(_ERRORS, _as_windows)

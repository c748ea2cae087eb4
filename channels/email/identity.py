"""A mail's identity, made from its bytes alone, so that it exists even for a mail nobody can read.

The headers that change on the way are left out, so that the same mail fetched from two
mailboxes, or by two ways, has one identity. A device that uses a Message-ID twice gets two.
"""

from __future__ import annotations

import re
from hashlib import sha256

_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:[ \t]*(?:\n[ \t]+)?<?([!-;=?-~]{1,120})", re.IGNORECASE | re.MULTILINE)
_CHANGES_ON_THE_WAY = re.compile(
    rb"^(?:received|return-path|delivered-to|x-original-to|authentication-results|arc-[!-9;-~]*|dkim-[!-9;-~]*)[ \t]*:"
    rb"[^\n]*\n?(?:[ \t][^\n]*\n?)*",
    re.IGNORECASE | re.MULTILINE,
)
_BLOCK = 1 << 20


def external_id(raw: bytes) -> str:
    """The Message-ID (or nothing), a space, and the SHA-256 of what does not change on the way. Cannot raise."""
    head, body = _halves(raw)
    found = _MESSAGE_ID.search(head)
    message_id = found[1].decode("ascii") if found else ""
    return f"{message_id} {_digest(_CHANGES_ON_THE_WAY.sub(b'', head), raw, body)}".lstrip()


def _halves(raw: bytes) -> tuple[bytes, int]:
    """The header with bare line feeds, and where the body begins. Without a blank line all is header."""
    ends = [(at, at + len(mark)) for mark in (b"\n\n", b"\n\r\n") if (at := raw.find(mark)) >= 0]
    head_end, body = min(ends, default=(len(raw), len(raw)))
    return raw[:head_end].replace(b"\r\n", b"\n").rstrip(b"\r\n") + b"\n", body


def _digest(head: bytes, raw: bytes, body: int) -> str:
    """Hashes the body in blocks: a mail of 100 MB is not copied."""
    end = len(raw)
    while end > body and raw[end - 1] in b"\r\n":
        end -= 1
    digest = sha256(head + b"\n")
    while body < end:
        stop = min(body + _BLOCK, end)
        if stop < end and raw[stop - 1 : stop] == b"\r":
            stop += 1
        digest.update(raw[body:stop].replace(b"\r\n", b"\n"))
        body = stop
    return digest.hexdigest()

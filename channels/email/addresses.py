"""Address headers: 200 recipients, groups, bare 8-bit names, missing brackets. One pass, bounded patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from channels.email.headers import words
from core import Address

_TOKEN = re.compile(r'"(?:[^"\\]|\\.){0,300}"|\([^()]{0,300}\)|<[^<>]{0,400}>|[,;:]|[^",;:<(]+|.', re.DOTALL)
_BARE = re.compile(r"[^\s<>\"',;:()\[\]]{1,64}@[^\s<>\"',;:()]{1,255}")
_LONGEST = 320
_LONGEST_HEADER = 100_000  # about 2,000 recipients


def addresses(values: Iterable[str]) -> tuple[Address, ...]:
    """The addresses in the values of one or more headers, each once, in their order."""
    found = {one.value: one for value in reversed(list(values)) for one in reversed(list(_in(value)))}
    return tuple(reversed(found.values()))


def _in(value: str) -> Iterator[Address]:
    for tokens in _items(value):
        if (address := _address(tokens)) is not None:
            yield address


def _items(value: str) -> Iterator[list[str]]:
    item: list[str] = []
    for token in _TOKEN.findall(value[:_LONGEST_HEADER]):
        if token in (",", ";"):
            yield item
            item = []
        elif token == ":" and not any("@" in part for part in item):
            item = []  # the name of a group
        else:
            item.append(token)
    yield item


def _address(tokens: list[str]) -> Address | None:
    angle = next((token for token in tokens if token[0] == "<" and "@" in token), "")
    rest = [token for token in tokens if token[0] not in "<("]
    comments = [token[1:-1] for token in tokens if token[0] == "(" and len(token) > 1]
    name = "".join(map(_unquoted, rest))
    value = angle.strip("<>").rpartition(":")[2]
    if not value and (bare := _BARE.search(name) or _BARE.search("".join(tokens))):
        value, name = bare[0], name[: bare.start()] or " ".join(comments)
    value = "".join(value.split()).strip("'\"").lower()
    local, at, domain = value.rpartition("@")
    if not (local and at and domain) or len(value) > _LONGEST:
        return None
    return Address("email", value, _name(name, value))


def _unquoted(token: str) -> str:
    quoted = len(token) > 1 and token[0] == token[-1] == '"'
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if quoted else token


def _name(raw: str, value: str) -> str:
    name = words(raw.strip(" <")).strip("' ")[:200]
    if name.count('"') == 1:
        name = name.replace('"', "").strip()
    return "" if name.lower() == value else name

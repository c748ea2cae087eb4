"""Numbers in running text: a telephone number, a case number or a date is one token however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

_RUN = re.compile(r"[0-9]+")
_HYPHENS = frozenset("-‐–−")
_YEAR = re.compile(r"(?:19|20)\d\d")

NATIONAL = range(8, 11)  # digits of a Swedish number with its leading zero
INTERNATIONAL = range(8, 16)  # E.164
_CASE_DIGITS = 6


def number_tokens(group: str) -> Iterator[str]:
    """What to index of digits and the separators between them: the parts, and each whole they may make."""
    runs, hyphened = _split(group)
    if part := _part_of_phone(group, runs):
        yield part
    for position, run in enumerate(runs):
        yield _single(run)
        yield run
        if len(run) >= _CASE_DIGITS and run.startswith("0"):
            yield run.lstrip("0")
        yield from (token for token, _end in _phones(runs, position, group.startswith("+")))
    for start, end in _chains(hyphened):
        yield "".join(runs[start:end])
        yield _case_number(runs[start:end])


def number_words(group: str) -> Iterator[tuple[str, bool]]:
    """What to look for: tokens, each with whether it is only the beginning of a number."""
    runs, hyphened = _split(group)
    chains = dict(_chains(hyphened))
    plus = group.startswith("+")
    position = 0
    while position < len(runs):
        whole = list(_phones(runs, position, plus))
        if whole:
            token, position = whole[-1]
            yield token, len(token) < NATIONAL.stop - 1  # the rest may be unknown to the caller
        elif position == 0 and (part := _part_of_phone(group, runs)):
            yield part, True
            return
        else:
            end = chains.get(position, position + 1)
            yield _beginning(runs[position:end])
            position = end


def _split(group: str) -> tuple[list[str], list[bool]]:
    """The runs of digits, and for each whether only a hyphen stands before it."""
    found = list(_RUN.finditer(group))
    ends = [0, *(run.end() for run in found)]
    return (
        [run.group() for run in found],
        [group[end : run.start()] in _HYPHENS for end, run in zip(ends, found, strict=False)],
    )


def _chains(hyphened: list[bool]) -> Iterator[tuple[int, int]]:
    """Where runs hang together by hyphens: start and end of each longest chain of two or more."""
    start = 0
    for position in range(1, len(hyphened) + 1):
        if position == len(hyphened) or not hyphened[position]:
            if position - start > 1:
                yield start, position
            start = position


def _phones(runs: list[str], start: int, plus: bool) -> Iterator[tuple[str, int]]:
    """Every telephone number that may begin at a run, shortest first, with the position after it.

    Which of them it is cannot be known ("08-465 004 00 5 lampor"), so all are indexed.
    """
    foreign = runs[start].startswith("00") or (plus and start == 0)
    if not (foreign or (runs[start].startswith("0") and len(runs[start]) > 1)):
        return
    digits = ""
    for position in range(start, len(runs)):
        digits += runs[position]
        if len(digits) > INTERNATIONAL.stop + 1:  # 00 may stand before fifteen digits
            return
        token = _national(digits) if foreign else digits
        if len(token) in (NATIONAL if token.startswith("0") else INTERNATIONAL):
            yield token, position + 1


def _part_of_phone(group: str, runs: list[str]) -> str:
    """The beginning of a telephone number that only its plus gives away ("+46 70"), else nothing."""
    part = _national("".join(runs)) if group.startswith("+") else ""
    return part if len(part) < NATIONAL.start else ""


def _national(digits: str) -> str:
    """Digits after + or 00 as a Swede writes them: 46 becomes 0, "(0)" falls away; other countries keep theirs."""
    digits = digits.lstrip("0")
    return "0" + digits[2:].lstrip("0") if digits.startswith("46") else digits


def _single(run: str) -> str:
    """E.164 without its plus is still a Swedish number."""
    return _national(run) if run.startswith("46") and len(_national(run)) in NATIONAL else run


def _case_number(chain: list[str]) -> str:
    """2026-4317 is 2026-004317 to whoever says it."""
    if len(chain) == 2 and _YEAR.fullmatch(chain[0]) and 3 <= len(chain[1]) < _CASE_DIGITS and chain[1][0] != "0":
        return chain[0] + chain[1].zfill(_CASE_DIGITS)
    return "".join(chain)


def _beginning(chain: list[str]) -> tuple[str, bool]:
    if len(chain) == 1:
        return _single(chain[0]), False
    token = _case_number(chain)
    whole = len(chain) == 2 and bool(_YEAR.fullmatch(chain[0])) and len(token) >= 4 + _CASE_DIGITS
    return token, not whole

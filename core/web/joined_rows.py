"""What a page shows of other reports of the same thing: those that could be joined, and those that are."""

from __future__ import annotations

from dataclasses import dataclass

from core.web.thread_rows import Verb


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report. `who` and `way` are ready to read; `state` its status; `about` its subject, or its other type."""

    number: str
    href: str
    who: str
    way: str
    at: str
    state: str
    about: str = ""
    verb: Verb | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """Reports that may be of the same thing: `title` counts them, `every` joins all that are of the same type."""

    title: str
    reports: tuple[ReportLine, ...]
    every: Verb | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The lead that a case is joined to, or the cases joined to it. `hint` says how they are answered.

    `left_out` are words about the last answer to all: what it could not do, one sentence each.
    """

    title: str
    reports: tuple[ReportLine, ...]
    hint: str = ""
    left_out: tuple[str, ...] = ()

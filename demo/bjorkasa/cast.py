"""Everybody who works with cases in the demo, as frozen values."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from demo.bjorkasa.files import toml

# Letters that do not come apart into a plain letter and a mark.
_WHOLE_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae"})


@dataclass(frozen=True, slots=True)
class CastAgent:
    """One agent. Everything about where and for whom is given by code.

    `svarsgrupper`   digits of the groups they answer in
    `authorised`     groups of secrecy types they may know of
    `delegations`    level-4 types they may decide; the point stands in the catalogue
    `namnder`        those that a registrator, dataskydd, arkiv or revisor is for
    `fte`            share of full time; `hours` when they answer the phone, in words
    `duties`         what they work with, in the words that colleagues search by
    `away`           why, in_days (from the day the demo is filled), days, and the deputy's login
    """

    login: str
    name: str
    role: str
    title: str
    forvaltning: str
    languages: tuple[str, ...]
    phone: str
    unit: str = ""
    svarsgrupper: tuple[str, ...] = ()
    authorised: tuple[str, ...] = ()
    delegations: tuple[str, ...] = ()
    namnder: tuple[str, ...] = ()
    fte: float = 1.0
    hours: str = ""
    duties: str = ""
    away: Mapping[str, Any] = field(default_factory=dict)

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def email(self) -> str:
        return f"{ascii_of(self.name).lower().replace(' ', '.')}@bjorkasa.example"


@cache
def cast() -> Mapping[str, CastAgent]:
    """Login → agent; the login is the first name in plain lower case."""
    agents = [_agent(row) for row in toml("cast.toml")["agents"]]
    return {agent.login: agent for agent in agents}


def ascii_of(text: str) -> str:
    """The text in plain letters: Åsa → Asa, Wójcik → Wojcik."""
    apart = unicodedata.normalize("NFKD", text.translate(_WHOLE_LETTERS))
    return apart.encode("ascii", "ignore").decode()


def _agent(row: Mapping[str, Any]) -> CastAgent:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return CastAgent(login=ascii_of(row["name"].split()[0]).lower(), **values)

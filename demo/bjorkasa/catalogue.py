"""The service catalogue of Björkåsa: 89 types, each a frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from demo.bjorkasa.files import semicolons

if TYPE_CHECKING:
    from core import ChannelName

UNCLASSIFIED = "C10"

CHANNEL_NAMES: Mapping[str, ChannelName] = {
    "telefon": "phone",
    "e-post": "email",
    "webb": "webform",
    "besök": "visit",
    "möte": "visit",
    "sms": "sms",
    "brev": "letter",
    "sociala medier": "social",
    "chatt": "chat",
}


@dataclass(frozen=True, slots=True)
class Service:
    """One type of the catalogue.

    `transferred`    Ja | Delvis | Nej: what the contact centre does of it
    `minutes_here`, `minutes_there`   handling time in the contact centre and in the förvaltning
    `secrecy`        Ja | Möjlig | Nej; "Ja" names a `unit` and an `authorisation` group
    `promise`        the svarsmål as the catalogue writes it
    `volume`         contacts a year
    `words`          everyday words, for search and for suggestions
    `ask_for`        what to ask the citizen
    `delegation`     the point of the delegation by which the contact centre may decide (level 4), else empty
    `supervision`    the one complained about must never be the receiver
    `outcomes`       codes of the usual outcomes, the most usual first
    """

    code: str
    name: str
    name_en: str
    forvaltning: str
    rosa_level: int
    transferred: str
    competence: int
    svarsgrupp: str
    channels: tuple[ChannelName, ...]
    minutes_here: float
    minutes_there: float
    secrecy: str
    unit: str
    authorisation: str
    diary: str
    promise: str
    volume: int
    words: tuple[str, ...]
    topic: str
    ask_for: tuple[str, ...]
    delegation: str
    supervision: bool
    e_service: str
    outcomes: tuple[str, ...]

    @property
    def is_secret(self) -> bool:
        return self.secrecy == "Ja"


@cache
def catalogue() -> Mapping[str, Service]:
    """Code → service, in the file's order."""
    return {row["kod"]: _service(row) for row in semicolons("catalogue.csv")}


def _service(row: Mapping[str, str]) -> Service:
    return Service(
        code=row["kod"],
        name=row["namn"],
        name_en=row["engelska"],
        forvaltning=row["forvaltning"],
        rosa_level=int(row["rosa"]),
        transferred=row["i_kundtjanst"],
        competence=int(row["kompetens"]),
        svarsgrupp=row["svarsgrupp"],
        channels=tuple(CHANNEL_NAMES[name] for name in _list(row["kanaler"])),
        minutes_here=float(row["min_kundtjanst"]),
        minutes_there=float(row["min_forvaltning"]),
        secrecy=row["sekretess"],
        unit=row["enhet"],
        authorisation=row["behorighet"],
        diary=row["diariefors"],
        promise=row["svarsmal"],
        volume=int(row["volym_ar"]),
        words=_list(row["vardagsord"]),
        topic=row["amne"],
        ask_for=_list(row["fraga_efter"]),
        delegation=row["delegation"],
        supervision=row["tillsyn"] == "Ja",
        e_service=row["e_tjanst"],
        outcomes=_list(row["resultat"]),
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())

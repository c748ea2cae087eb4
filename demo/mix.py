"""What comes in, and which way: how many of each type, each type's channels, who makes contact."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from demo.bjorkasa import CastContact, Saying, Service, catalogue, contacts, synpunkter
from demo.past import SynpunktKind
from demo.rhythm import Rhythm

if TYPE_CHECKING:
    from core import ChannelName

TOTAL = 1340  # and those told by hand
CONNECTIONS = frozenset({"C01", "C08"})
WORRY = "S07"
LIVE: frozenset[ChannelName] = frozenset({"phone", "visit", "chat"})
BY_PAPER: frozenset[ChannelName] = frozenset({"letter", "fax", "social"})

# Shares in per cent; the form for views has its part of the web.
SHARES: Mapping[ChannelName, float] = {
    "phone": 58, "email": 18, "webform": 7, "visit": 8, "sms": 2, "social": 1.5, "letter": 1, "fax": 0.25, "chat": 0.25,
}  # fmt: skip
SYNPUNKTER: Mapping[SynpunktKind, int] = {
    "complaint": 25, "suggestion": 11, "question": 8, "praise": 7, "fault_report": 5,
}  # fmt: skip
ANONYMOUS, MEASURES = 12, 17

_COMPANIES = frozenset({"E03", "N03", "N04", "N06"})
_EATERIES = frozenset({"M01", "M02", "C15"})
_ASSOCIATIONS = frozenset({"S03", "K03", "K05", "K02"})
_NOT_FOR_SECRETS = frozenset({"sms", "social", "chat", "fax"})
_PASSING: Mapping[ChannelName, float] = {"phone": 0.45, "visit": 0.6, "social": 0.6, "chat": 0.6}
_NOT_FOR_DECISIONS = frozenset({"sms", "social", "chat"})
_UNUSUAL = 0.02  # how much a channel counts that the catalogue does not name for the type


@dataclass(frozen=True, slots=True)
class Matter:
    """What comes in: everything but what then happened."""

    service: Service
    channel: ChannelName
    at: datetime
    saying: Saying
    contact: CastContact | None = None
    anonymous: bool = False

    @property
    def is_live(self) -> bool:
        return self.channel in LIVE

    @property
    def can_answer(self) -> bool:
        return not self.anonymous and (self.contact is not None or self.channel in ("chat", "social"))


@dataclass(frozen=True, slots=True)
class Synpunkt:
    """One that came through the form for views."""

    saying: Saying
    kind: SynpunktKind
    anonymous: bool
    measure: bool


def type_counts(rhythm: Rhythm) -> dict[str, int]:
    """Type → how many, by volume and season; TOTAL together, at least one of each but *Ej klassat*."""
    weights = {s.code: s.volume * rhythm.season_share(s.code) for s in catalogue().values() if s.volume}
    scale = TOTAL / sum(weights.values())
    exact = {code: max(1.0, weight * scale) for code, weight in weights.items()}
    counts = {code: int(number) for code, number in exact.items()}
    by_rest = sorted(exact, key=lambda code: (counts[code] - exact[code], code))
    for code in by_rest[: max(0, TOTAL - sum(counts.values()))]:
        counts[code] += 1
    return counts


def views(rng: random.Random) -> Iterator[Synpunkt]:
    """The synpunkter of the period, in their shares, with the anonymous and those that led to something."""
    kinds = [kind for kind, number in SYNPUNKTER.items() for _ in range(number)]
    anonymous = set(rng.sample(range(len(kinds)), ANONYMOUS))
    led = set(rng.sample([n for n, kind in enumerate(kinds) if kind != "praise"], MEASURES))
    for number, kind in enumerate(kinds):
        said = synpunkter()[kind]
        saying = said[number % len(said)]
        unnamed = number in anonymous and not catalogue()[saying.type_code].is_secret
        yield Synpunkt(saying, kind, unnamed, number in led)


def draw_channel(rng: random.Random, service: Service) -> ChannelName:
    """A channel for a contact of the type, so that all together have their shares."""
    weights = _channel_weights()[service.code]
    return rng.choices(list(weights), list(weights.values()))[0]


def draw_contact(rng: random.Random, type_code: str, channel: ChannelName, language: str) -> CastContact | None:
    """Somebody who can have come that way; who only asks in passing is often nobody we know."""
    if catalogue()[type_code].transferred == "Ja" and rng.random() < _PASSING.get(channel, 0):
        return None
    reached, kind = _reached_by()[channel], _kind(rng, type_code)
    eats = type_code in _EATERIES
    fitting = [c for c in reached if c.language == language and c.kind == kind and (not eats or c.key[0] == "m")]
    return rng.choice(fitting or [c for c in reached if c.language == language] or list(reached))


def can_come_by(contact: CastContact, channel: ChannelName) -> bool:
    return contact in _reached_by()[channel]


def _kind(rng: random.Random, type_code: str) -> str:
    if type_code in _COMPANIES | _EATERIES:
        return "company"
    return "association" if type_code in _ASSOCIATIONS and rng.random() < 0.6 else "person"


@cache
def _reached_by() -> Mapping[ChannelName, tuple[CastContact, ...]]:
    """Channel → who can have used it. A protected person's cases are told by hand, never drawn."""
    everybody = tuple(c for c in contacts().values() if not c.protected)
    by_mail = tuple(c for c in everybody if c.email)
    by_phone = tuple(c for c in everybody if c.phone)
    without_number = tuple(c for c in everybody if not c.phone)[::3]
    by_post = tuple(c for c in everybody if c.postal)
    return {
        "email": by_mail,
        "webform": by_mail,
        "synpunkt": by_mail,
        "sms": by_phone,
        "phone": by_phone + without_number,
        "visit": everybody,
        "letter": by_post,
        "fax": by_post,
        "social": everybody,
        "chat": everybody,
    }


@cache
def _channel_weights() -> Mapping[str, Mapping[ChannelName, float]]:
    """Type → channel → weight, fitted so that the sums over all types are the wanted shares."""
    services = [s for s in catalogue().values() if s.volume]
    table = {s.code: {channel: _usual(s, channel) for channel in SHARES} for s in services}
    volume = {s.code: float(s.volume) for s in services}
    whole, wanted = sum(volume.values()), sum(SHARES.values())
    for _ in range(40):
        for channel, share in SHARES.items():
            factor = whole * share / wanted / sum(row[channel] * volume[code] for code, row in table.items())
            for row in table.values():
                row[channel] *= factor
        for row in table.values():
            together = sum(row.values())
            for channel in row:
                row[channel] /= together
    return table


def _usual(service: Service, channel: ChannelName) -> float:
    if channel in service.channels:
        return 1.0
    by_phone_only = service.channels == ("phone",)
    secret = service.is_secret and channel in _NOT_FOR_SECRETS
    decision = service.rosa_level >= 4 and channel in _NOT_FOR_DECISIONS
    return 0.0 if by_phone_only or secret or decision or channel == "webform" else _UNUSUAL

"""Six months in Björkåsa: every case that came in before now, as frozen values and always the same.

Volumes, shares and peaks are those of the demo's plan, for the period after the contact centre started: each type
one fortieth of a year's volume, four fifths solved at the first contact, three in a hundred opened again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from demo.bjorkasa import CastContact, Service, cast, catalogue, sayings
from demo.bjorkasa.texts import draw_slots
from demo.mix import (
    CONNECTIONS,
    LIVE,
    WORRY,
    Matter,
    Synpunkt,
    can_come_by,
    draw_channel,
    draw_contact,
    type_counts,
    views,
)
from demo.past import PastCase, Standing, Step, SynpunktKind, standing
from demo.plot import Plot
from demo.rhythm import OpeningHours, Rhythm
from demo.scenes import told_by_hand

__all__ = ["PastCase", "Standing", "Step", "standing", "story"]

OUTSIDE_HOURS = 0.1  # of what is written; 3 % of everything
REPEATED = 0.08  # of those whose like came in within a fortnight; 4 % of everything
FORTNIGHT = timedelta(days=14)


def story(seed: int, now: datetime, calendar: OpeningHours) -> Iterator[PastCase]:
    """About 1,400 cases of the six months up to `now` (with a time zone), oldest first.

    `calendar` says when the doors are open. Nothing in a case lies after `now`. The same seed and now give the
    same story; use it whole, for what stands in the queue now is told last.
    """
    rng = random.Random(seed)
    rhythm = Rhythm(rng, now, calendar)
    told = [*told_by_hand(rng, rhythm), *_drawn(rng, rhythm)]
    yield from sorted(told, key=lambda case: (case.received_at, case.key))


def _drawn(rng: random.Random, rhythm: Rhythm) -> Iterator[PastCase]:
    plot = Plot(rng, rhythm)
    matters = sorted(_matters(rng, rhythm), key=lambda pair: pair[0].at)
    for number, (matter, view) in enumerate(_with_repeats(rng, matters), 1):
        case = _case(f"{number:04}", matter, view, plot.steps(matter))
        if (until_now := _as_of(case, rhythm.now)) is not None:
            yield until_now


def _matters(rng: random.Random, rhythm: Rhythm) -> Iterator[tuple[Matter, Synpunkt | None]]:
    counts = type_counts(rhythm)
    officers = tuple(a.name for a in cast().values() if a.role == "handlaggare" and not a.unit)
    for view in views(rng):
        service = catalogue()[view.saying.type_code]
        counts[service.code] -= 1
        yield _viewed(rng, rhythm, service, view, draw_slots(rng, officers)), view
    for code, number in counts.items():
        for _ in range(number):
            yield _matter(rng, rhythm, catalogue()[code], draw_slots(rng, officers)), None


def _viewed(rng: random.Random, rhythm: Rhythm, service: Service, view: Synpunkt, slots: dict[str, str]) -> Matter:
    at = rhythm.moment(service.code, any_hour=rng.random() < 0.3)
    contact = None if view.anonymous else draw_contact(rng, service.code, "synpunkt", "sv")
    return Matter(service, "synpunkt", at, view.saying.filled(slots), contact, view.anonymous)


def _matter(rng: random.Random, rhythm: Rhythm, service: Service, slots: dict[str, str]) -> Matter:
    channel = draw_channel(rng, service)
    said = [s for s in sayings()[service.code] if channel in LIVE or s.text]
    saying = rng.choices(said, [1.0 if s.language == "sv" else 0.4 for s in said])[0].filled(slots)
    at = rhythm.moment(service.code, any_hour=channel in ("email", "webform", "sms") and rng.random() < OUTSIDE_HOURS)
    contact = None if _nobody(service) else draw_contact(rng, service.code, channel, saying.language)
    return Matter(service, channel, at, saying, contact)


def _nobody(service: Service) -> bool:
    """A connection is noted without the caller, and worry about a child above all."""
    return service.code in CONNECTIONS or service.code == WORRY


def _with_repeats(
    rng: random.Random, matters: list[tuple[Matter, Synpunkt | None]]
) -> Iterator[tuple[Matter, Synpunkt | None]]:
    """Lets some of the later contacts be the same person about the same thing as one before."""
    latest: dict[str, tuple[datetime, CastContact]] = {}
    for matter, view in matters:
        before = latest.get(matter.service.code)
        if before and view is None and _may_repeat(matter, *before) and rng.random() < REPEATED:
            matter = replace(matter, contact=before[1])
        if matter.contact is not None:
            latest[matter.service.code] = matter.at, matter.contact
        yield matter, view


def _may_repeat(matter: Matter, at: datetime, contact: CastContact) -> bool:
    speaks = matter.saying.language in ("sv", contact.language)
    known = not _nobody(matter.service) and can_come_by(contact, matter.channel)
    return known and speaks and matter.at - at < FORTNIGHT


def _case(key: str, matter: Matter, view: Synpunkt | None, steps: tuple[Step, ...]) -> PastCase:
    kind: SynpunktKind = view.kind if view else ""
    return PastCase(
        key=key,
        type_code=matter.service.code,
        channel=matter.channel,
        subject=matter.saying.subject,
        steps=steps,
        contact=matter.contact.key if matter.contact else None,
        language=matter.saying.language,
        synpunkt=kind,
        anonymous=matter.anonymous,
        measure=bool(view and view.measure),
    )


def _as_of(case: PastCase, now: datetime) -> PastCase | None:
    """The case as it stands now; None when nobody has taken it yet, for the queue of today is told by hand."""
    until_now = replace(case, steps=tuple(step for step in case.steps if step.at <= now))
    if not until_now.steps:
        return None
    stands = standing(until_now)
    waits_untaken = stands.held_by == "kundtjanst" and not stands.agent and stands.status != "closed"
    return None if waits_untaken else until_now

"""Hours that change, and hours of one's own: which calendar a case is counted by, on both databases."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from core.access.agents import SYSTEM
from core.case.catalogue import version_by_id
from core.case.deadlines import owed_again
from core.case.hours import STANDARD_HOURS
from core.case.opening_hours import MUNICIPALITY, calendar, own_hours
from core.case.recounting import how_many, recount
from core.case.swedish_days import KLAMDAG
from core.case.worktime import OWN_CLOSED_DAY, STOCKHOLM, Calendar, Hours
from core.store.db import db, reading, table, transaction, writing
from core.store.models import Case, DeadlineRow, Event, OpeningHours, OwnDay
from tests.cast import Cast
from tests.web.desk import bring, fresh

NEW_YEAR = date(2027, 1, 1)
EVENINGS = {**STANDARD_HOURS.to_settings(), "week": {day: ["10:00-19:00"] for day in ("mon", "tue", "wed", "thu")}}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def keep_hours(day: date, value: object, **owner: int) -> None:
    with transaction():
        writing().execute(table(OpeningHours).insert().values(valid_from=day, value=value, **owner))
    db.session.rollback()  # a reader keeps the edition it began with


def keep_day(day: date, closes: int | None, reason: str, **owner: int) -> None:
    with transaction():
        writing().execute(table(OwnDay).insert().values(day=day, closes=closes, reason=reason, **owner))
    db.session.rollback()


def due_of(case: Case) -> datetime:
    found = reading().scalar(select(DeadlineRow.due_at).where(DeadlineRow.case_id == case.id))
    assert found is not None
    return found.astimezone(STOCKHOLM)


def test_a_promise_that_crosses_a_change_of_hours_is_counted_by_both():
    both = Calendar(STANDARD_HOURS, ((NEW_YEAR, Hours.from_settings(EVENINGS)),))
    assert both.end_of_nth_opening_day(at("2026-12-29 09:00"), 1) == at("2026-12-30 16:00")
    # New Year's Day is red, the 2nd a Saturday; Fridays are closed from then on and Tuesday the 5th closes at noon.
    assert both.end_of_nth_opening_day(at("2026-12-29 09:00"), 2) == at("2027-01-04 19:00")
    assert both.working_minutes(at("2026-12-30 15:00"), at("2027-01-04 11:00")) == 60 + 60
    assert both.add_working_minutes(at("2026-12-30 15:30"), 60) == at("2027-01-04 10:30")
    assert both.changes() == (NEW_YEAR,) and both.hours_on(date(2026, 12, 31)) == STANDARD_HOURS


def test_klamdagar_are_opened_in_every_version():
    closed = Hours.from_settings({**STANDARD_HOURS.to_settings(), "klamdag": "closed"})
    later = Calendar(STANDARD_HOURS, ((date(2026, 5, 1), closed),))
    friday = date(2026, 5, 15)  # after Ascension Day
    assert later.why_closed(friday) == KLAMDAG and later.with_klamdagar_open().is_open_day(friday)


def test_a_unit_follows_its_forvaltning_and_that_the_municipality(cast: Cast):
    vof, unit = cast.forvaltningar["VOF"], cast.units["BIST"]
    monday = date(2027, 1, 11)
    assert calendar(vof, unit) is calendar()
    keep_hours(date(2026, 1, 1), STANDARD_HOURS.to_settings())
    keep_hours(NEW_YEAR, EVENINGS, forvaltning_id=vof)
    assert calendar(vof, unit).open_spans(monday) == calendar(vof).open_spans(monday) != calendar().open_spans(monday)
    keep_hours(date(2026, 6, 1), STANDARD_HOURS.to_settings(), unit_id=unit)
    assert calendar(vof, unit).open_spans(monday) == calendar().open_spans(monday)
    keep_hours(date(2027, 2, 1), None, unit_id=unit)  # from then on it follows again
    assert calendar(vof, unit).open_spans(date(2027, 2, 8)) == calendar(vof).open_spans(date(2027, 2, 8))
    assert calendar(cast.forvaltningar["TEK"]).open_spans(monday) == calendar().open_spans(monday)


def test_own_days_add_up_and_the_earliest_closing_holds(cast: Cast):
    vof, unit = cast.forvaltningar["VOF"], cast.units["BIST"]
    day, other = date(2026, 6, 1), date(2026, 6, 2)
    keep_day(day, None, "Planeringsdag")
    keep_day(other, 15 * 60, "Personalmöte")
    keep_day(day, 12 * 60, "Halvdag", unit_id=unit)
    keep_day(other, 12 * 60, "Utbildning", unit_id=unit)
    mine, whole = calendar(vof, unit), calendar()
    assert mine.why_closed(day) == OWN_CLOSED_DAY and mine.reason(day) == "Planeringsdag"
    assert mine.end_of_date(other) == at("2026-06-02 12:00") and mine.reason(other) == "Utbildning"
    assert whole.end_of_date(other) == at("2026-06-02 15:00")
    assert set(own_hours()) == {MUNICIPALITY, (None, unit)}


def test_a_case_is_counted_by_the_hours_of_its_owner(cast: Cast):
    keep_hours(date(2026, 1, 1), EVENINGS, forvaltning_id=cast.forvaltningar["TEK"])
    assert due_of(bring(subject="Släckt gatlampa")) == at("2026-05-12 19:00")
    assert due_of(bring("m2", subject="anstånd med faktura")) == at("2026-05-13 12:00")  # PBK: the day before Ascension


def test_open_cases_keep_their_dates_until_somebody_says_so(cast: Cast):
    lamp, closed = bring(subject="Släckt gatlampa"), bring("m2", subject="Släckt gatlampa igen")
    with transaction():
        writing().execute(
            table(Case).update().where(table(Case).c.id == closed.id).values(closed_at=closed.received_at)
        )
    keep_hours(date(2026, 1, 1), EVENINGS)
    assert due_of(lamp) == at("2026-05-12 16:00")
    tek, pbk = (cast.forvaltningar[code] for code in ("TEK", "PBK"))
    assert (how_many(), how_many((tek, None)), how_many((pbk, None)), how_many((None, 99))) == (1, 1, 0, 0)
    with transaction():
        assert recount(MUNICIPALITY, cast.agent("adam")) == 1
    db.session.rollback()
    assert due_of(lamp) == at("2026-05-12 19:00") == fresh(lamp).due_at
    assert due_of(closed) == at("2026-05-12 16:00") and how_many() == 0
    kinds = reading().scalars(select(Event.kind).where(Event.case_id == lamp.id))
    assert "dates_recounted" in set(kinds)


@pytest.mark.parametrize("why", [{}, {"counted": "opening_days", "count": 3}])
def test_a_date_that_somebody_set_or_another_rule_gave_is_left_alone(cast: Cast, why: dict[str, object]):
    lamp = bring(subject="Släckt gatlampa")
    with transaction():
        writing().execute(table(DeadlineRow).update().values(why=why))
    keep_hours(date(2026, 1, 1), EVENINGS)
    assert due_of(lamp) == at("2026-05-12 16:00") and how_many() == 0


def test_what_is_owed_again_is_recounted_from_when_it_was_opened_again(cast: Cast, clock):
    lamp = bring(subject="Släckt gatlampa")
    with transaction() as tx:
        row = tx.get_one(Case, lamp.id)
        writing().execute(table(DeadlineRow).delete())
        row.due_at, row.closed_at = None, clock.at
        tx.flush()
        clock.at = at("2026-05-18 09:00")
        owed_again(row, version_by_id(row.case_type_version_id))
        row.closed_at = None
    assert due_of(lamp) == at("2026-05-19 16:00")
    keep_hours(date(2026, 1, 1), EVENINGS)
    with transaction():
        assert recount(MUNICIPALITY, SYSTEM) == 1
    db.session.rollback()
    assert due_of(lamp) == at("2026-05-19 19:00")

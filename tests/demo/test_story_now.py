"""What stands in the queue now, and the cases that every demo must have."""

from __future__ import annotations

from datetime import date, timedelta

from demo.bjorkasa import cast, catalogue, contacts, organisation
from demo.past import PastCase
from demo.rhythm import local_day
from demo.sketch import large_sketch
from tests.demo.telling import CALENDAR, NOON_WEDNESDAY, Told, day_after, kinds, named, tell


def untaken(told: Told) -> list[PastCase]:
    return [
        case
        for case, stands in told
        if stands.held_by == "kundtjanst" and not stands.agent and stands.status != "closed" and not case.suspect
    ]


# --- the queue now ---


def test_twelve_to_twenty_stand_untaken_whoever_looks(at_any_time):
    _, told = at_any_time
    rows = untaken(told)
    ordinary = [case for case in rows if not catalogue()[case.type_code].is_secret]
    group_four = [case for case in ordinary if catalogue()[case.type_code].svarsgrupp == "4"]
    for seen in (rows, ordinary, group_four):
        assert 12 <= len(seen) <= 20


def test_the_queue_has_all_five_channels_and_a_synpunkt_and_other_groups(at_any_time):
    _, told = at_any_time
    rows = untaken(told)
    assert {"email", "sms", "webform", "phone", "visit", "synpunkt"} <= {case.channel for case in rows}
    assert {catalogue()[case.type_code].svarsgrupp for case in rows} == {"1", "2", "3", "4", "5"}


def test_two_are_late_and_some_are_due_today():
    told = tell(NOON_WEDNESDAY)
    rows = [c for c in untaken(told) if catalogue()[c.type_code].promise in ("1 ad", "2 ad", "samma dag")]
    due = [_due_day(case) for case in rows]
    today = local_day(NOON_WEDNESDAY)
    assert sum(day < today for day in due) == 2
    assert sum(day == today for day in due) >= 4


def test_cases_wait_are_parked_and_lie_with_the_officers(at_any_time):
    now, told = at_any_time
    stands = [s for _, s in told if s.status != "closed"]
    assert sum(s.status == "waiting_citizen" for s in stands) >= 4
    assert sum(bool(s.snoozed_until) for s in stands) == 3
    assert all(s.snoozed_until > now for s in stands if s.snoozed_until)
    assert sum(s.held_by == "forvaltning" for s in stands) >= 20
    assert len({s.forvaltning for s in stands if s.held_by == "forvaltning"}) >= 10
    assert sum(s.agent == "fatima" and s.held_by == "kundtjanst" for s in stands) >= 4


def test_one_is_held_as_suspect(told):
    assert [case.key for case, _ in told if case.suspect] == ["skrap"]


def test_the_protected_is_named_to_two_and_no_address_is_used(told):
    case, _ = named(told, "skyddad")
    assert contacts()[case.contact].protected
    assert case.named == ("fatima", "jonas")


# --- the cases that must be there ---


def test_the_must_have_cases_are_all_told(at_any_time):
    _, told = at_any_time
    keys = {case.key for case, _ in told}
    assert {*"abcdefghijkmnoqrst", "p1", "p2", "p3", "l1", "l2", "l3", "l4", "l5", "l6"} <= keys


def test_a_mail_thread_has_five_messages(told):
    case, _ = named(told, "b")
    assert [kind for kind in kinds(case) if kind in ("inbound", "reply")] == ["inbound", "reply"] * 2 + ["inbound"]


def test_worry_about_a_child_is_connected_without_text_or_caller(told):
    for case, stands in told:
        if case.type_code == "S07":
            assert case.contact is None and stands.outcome == "connected"
            assert not any(step.text for step in case.steps)


def test_a_public_document_is_partly_refused_by_the_one_who_may(told):
    case, stands = named(told, "g")
    assert case.level == 6
    assert (stands.held_by, stands.outcome) == ("forvaltning", "answered_by_forvaltning")


def test_a_case_went_between_three(told):
    case, stands = named(told, "j")
    assert {step.to for step in case.steps if step.kind == "hand_over"} == {"TEK", "MIL", "PBK"}
    assert stands.owner_changes == 5


def test_a_case_is_opened_again_by_an_answer(told):
    case, stands = named(told, "k")
    reopened = kinds(case).index("reopen")
    assert kinds(case)[reopened - 2 : reopened + 1] == ["close", "inbound", "reopen"]
    assert stands.status == "closed"


def test_a_mail_brought_a_very_large_drawing(told):
    case, _ = named(told, "o")
    assert case.channel == "email" and case.steps[0].sketch
    drawing = large_sketch()
    assert drawing[:2] == b"BM" and 28_000_000 < len(drawing) < 28_500_000
    assert int.from_bytes(drawing[2:6], "little") == len(drawing)


def test_paper_notes_are_written_up_the_day_after_with_their_own_times(told):
    for key in ("p1", "p2", "p3"):
        case, _ = named(told, key)
        written = next(step.at for step in case.steps if step.kind == "afterwards")
        assert local_day(written) > local_day(case.received_at)


def test_nothing_that_is_decided_comes_by_a_comment(at_any_time):
    _, told = at_any_time
    drawn = [case for case, _ in told if case.key.isdigit() and case.channel in ("social", "chat")]
    named_there = [case for case in drawn if case.channel in catalogue()[case.type_code].channels]
    assert all(catalogue()[case.type_code].rosa_level < 4 for case in drawn if case not in named_there)


def test_six_reports_of_one_lamp_are_joined_and_each_has_an_answer(told):
    lead, _ = named(told, "l1")
    joined = [case for case, stands in told if stands.joined_to == lead.key]
    assert len(joined) == 5
    assert all("reply" in kinds(case) or case.channel == "phone" for case in joined)
    assert len({case.contact for case in [lead, *joined]}) == 6


def test_danger_at_night_is_told_whom_to_call(told):
    case, _ = named(told, "m")
    assert organisation().jour in next(step.text for step in case.steps if step.kind == "receipt")
    assert CALENDAR.working_minutes(case.received_at, case.received_at + timedelta(minutes=30)) == 0


def test_an_automatic_answer_is_kept_and_not_answered(told):
    case, _ = named(told, "n")
    automatic = next(n for n, step in enumerate(case.steps) if step.automatic)
    assert not any(step.kind in ("reply", "receipt") for step in case.steps[automatic:])


def test_a_late_answer_is_late(told):
    case, stands = named(told, "q")
    assert stands.closed_at is not None
    assert local_day(stands.closed_at) > day_after(case.received_at, 2)


def test_a_case_waits_over_a_closed_weekday(at_any_time):
    _, told = at_any_time
    case, stands = named(told, "r")
    assert stands.closed_at is not None
    day, end = local_day(case.received_at), local_day(stands.closed_at)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days)]
    assert any(d.weekday() < 5 and not CALENDAR.open_spans(d) for d in between)


def test_the_blocked_never_had_the_case(told):
    case, _ = named(told, "i")
    assert case.blocked == ("TEK",)
    assert not any(cast()[step.actor].forvaltning == "TEK" for step in case.steps if step.actor)


def _due_day(case: PastCase) -> date:
    promise = catalogue()[case.type_code].promise
    return local_day(case.received_at) if promise == "samma dag" else day_after(case.received_at, int(promise[0]))

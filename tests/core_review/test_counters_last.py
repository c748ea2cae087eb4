"""Two agents who send cases in opposite directions at once must not wait for each other for ever."""

from __future__ import annotations

import threading

from flask import Flask
from sqlalchemy import select

from core.access.checks import check
from core.case.handover import hand_back, hand_over
from core.store.db import db, reading, transaction
from core.store.models import Case
from tests.cast import Cast
from tests.flow.conftest import Desk

ROUNDS = 10


def test_cases_sent_both_ways_at_once_do_not_deadlock(app: Flask, desk: Desk, cast: Cast) -> None:
    one, two = (desk.bring(f"m{n}", sender=f"p{n}@invanare.example", subject="gatlampa").id for n in (1, 2))
    fatima, tore, tek = cast.agent("fatima"), cast.agent("tore"), cast.forvaltningar["TEK"]
    with transaction():
        hand_over(two, tek, fatima)
    failed: list[BaseException] = []

    def swing(case_id: int, out_first: bool) -> None:
        with app.app_context():
            try:
                for turn in range(ROUNDS):
                    with transaction():
                        if (turn % 2 == 0) == out_first:
                            hand_over(case_id, tek, fatima, text="Stolpe 117")
                        else:
                            hand_back(case_id, "Inte vår", tore)
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=swing, args=pair) for pair in ((one, True), (two, False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert sorted(reading().scalars(select(Case.owner_changes))) == [ROUNDS, ROUNDS + 1]
    assert list(check()) == [], "the counters agree with the cases"

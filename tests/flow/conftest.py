"""Short ways to let things happen in the tests of the flow."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from core import keep
from core.contract.registry import plugins_of
from core.flow.outbox import deliver_due
from core.flow.reading import read_waiting
from core.store.db import reading, table, transaction
from core.store.models import Case, Delivery, Inbound
from tests.doubles import PaperChannel, letter

GO_ON = threading.Event()


class Desk:
    """The paper channel's way in and out, one step at a time."""

    def __init__(self, app: Flask) -> None:
        plugin = plugins_of(app)["paper"].plugin
        assert isinstance(plugin, PaperChannel)
        self.paper = plugin

    def bring(self, id: str, sender: str = "mona@invanare.example", **values: Any) -> Case:
        """Keeps and reads one message; the case it ended in."""
        keep("paper", id, letter(id, **{"from": sender, **values}))
        self.read()
        case = reading().scalar(select(Case).join(Inbound, Inbound.case_id == Case.id).where(Inbound.external_id == id))
        assert case is not None, f"{id} became no case"
        return case

    def read(self, worker: str = "w1") -> int:
        return read_waiting(worker, GO_ON)

    def deliver(self, worker: str = "w1") -> list[str]:
        """Sends what is due, the seconds of regret passed; the texts of what left."""
        before = len(self.paper.sent)
        with transaction() as tx:
            tx.execute(
                update(table(Delivery)).where(table(Delivery).c.state.in_(("queued", "retry"))).values(not_before=0)
            )
        deliver_due(worker, GO_ON)
        return [message.text for message in self.paper.sent[before:]]

    def inbound(self, id: str) -> Inbound:
        row = reading().scalar(select(Inbound).where(Inbound.external_id == id))
        assert row is not None
        return row

    def states(self) -> list[str]:
        """States of the answers, receipts apart."""
        return list(reading().scalars(select(Delivery.state).where(~Delivery.automatic).order_by(Delivery.id)))


@pytest.fixture
def desk(app: Flask, cast: object) -> Desk:
    return Desk(app)


@pytest.fixture
def expire() -> Callable[[], None]:
    """Lets every claim run out, as when its worker has died."""

    def run_out() -> None:
        with transaction() as tx:
            tx.execute(update(table(Delivery)).values(claimed_until=1))
            tx.execute(update(table(Inbound)).values(claimed_until=1))

    return run_out

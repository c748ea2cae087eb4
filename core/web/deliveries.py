"""What a person does about an answer on its way: take it back, say what became of it, do it by hand."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core.access.agents import Agent
from core.contract.errors import NotFound
from core.flow.replying import done_by_hand, send_again, settle_unknown
from core.flow.undoing import undo
from core.store.db import reading
from core.store.models import Delivery
from core.web.case_page import case_page
from core.web.opening import full_case
from core.web.verb_run import Typed, attempt, back, told

blueprint = Blueprint("deliveries", __name__)
Settle = Callable[[int, Agent], object]


def _press(key: str, path: str, settle: Settle) -> None:
    def press(number: str, delivery_id: int) -> ResponseReturnValue:
        case_id = full_case(number).id
        if reading().scalar(select(Delivery.case_id).where(Delivery.id == delivery_id)) != case_id:
            raise NotFound

        def work(case_id: int, by: Agent, typed: Typed) -> None:
            settle(delivery_id, by)

        problem = attempt(case_id, work, {})
        return back(number) if problem is None else case_page(number, notices=(told(problem),), code=422)

    blueprint.add_url_rule(f"/arende/<number>/leverans/<int:delivery_id>/{path}", key, press, methods=["POST"])


_press("undo", "angra", undo)
_press("again", "skicka-igen", send_again)
_press("arrived", "kom-fram", lambda delivery_id, by: settle_unknown(delivery_id, by, arrived=True))
_press("lost", "kom-inte-fram", lambda delivery_id, by: settle_unknown(delivery_id, by, arrived=False))
_press("done", "klart", done_by_hand)

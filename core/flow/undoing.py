"""Ten seconds to regret an answer. One that went to several cases is taken back from all of them, or from none."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from core.access.agents import Agent
from core.case.closing import opened_again
from core.case.deciding import remove_decision
from core.case.drafts import save_draft
from core.case.events import record
from core.case.record import change, lock
from core.case.threads import touch
from core.contract.errors import NotFound, Refused
from core.flow.outcome_of_sending import forget_address
from core.store.db import database_now, rows_changed, table, writing
from core.store.models import Case, Delivery, Message


def undo(delivery_id: int, by: Agent) -> str:
    """Takes back an answer that has not left yet; its text becomes the agent's draft again and is returned.

    A case that was closed with it is open again: nothing has been answered. Raises `Refused("already_sent")` when any
    of the cases that got the same answer has had it sent; then it stands in all of them.
    """
    delivery = writing().get(Delivery, delivery_id)
    message = writing().get(Message, delivery.message_id) if delivery else None
    if delivery is None or message is None:
        raise NotFound
    same = _same_answer(message)
    cases = {case_id: lock(case_id, by) for case_id in sorted({one.case_id for one in same})}  # in the order of locks
    if message.agent_id != by.id:
        raise Refused("not_yours")
    _cancel(same, pressed=delivery_id)
    forget_address(delivery)
    for one in same:
        _taken_back(cases[one.case_id], one, by)
    save_draft(delivery.case_id, "reply", message.text, by, tab=f"undo{delivery_id}")  # beside what was begun since
    return message.text


def _same_answer(message: Message) -> Sequence[Message]:
    """The messages of one press of the button, this one among them."""
    if message.together == 1 or not message.nonce:
        return [message]
    same = select(Message).where(Message.nonce == message.nonce, Message.agent_id == message.agent_id)
    return writing().scalars(same.order_by(Message.case_id)).all()


def _cancel(messages: Sequence[Message], *, pressed: int) -> None:
    """All of them or none. What a person was to do instead (ring up, write a letter) need not be done any more."""
    deliveries, ids = table(Delivery), [message.id for message in messages]
    waits = (deliveries.c.state == "queued") & (deliveries.c.not_before > database_now())
    task = (deliveries.c.state == "todo") & (deliveries.c.id != pressed)
    won = writing().execute(
        update(deliveries).where(deliveries.c.message_id.in_(ids), waits | task).values(state="cancelled")
    )
    if rows_changed(won) != len(ids):
        raise Refused("already_sent")
    rows = table(Message)  # the page it was written on may send again
    writing().execute(update(rows).where(rows.c.id.in_(ids)).values(nonce=""))


def _taken_back(case: Case, message: Message, by: Agent) -> None:
    data = {"message": message.id}
    if case.closed_at and case.closed_by == by.id and case.closed_at >= message.at:
        remove_decision(case.id)
        change(case, by, "reply_undone", data=data, **opened_again(case))
    else:
        record(case.id, "reply_undone", by, data)
        touch(case)

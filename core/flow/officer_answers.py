"""What an officer without a login answers by mail: an internal message, until somebody sends it on to the citizen."""

from __future__ import annotations

from typing import Any

from core.access.agents import SYSTEM, Agent
from core.access.colleagues import readers_on_side
from core.access.searchable import stems_of_message
from core.case.catalogue import version_by_id
from core.case.closing import opened_again
from core.case.deadlines import handed_back
from core.case.drafts import drafts_of, save_draft
from core.case.record import change, has_ball, lock
from core.case.threads import Filed, Kept, add_files, add_reference, insert_message, make_findable, touch
from core.clock import now
from core.contract.errors import NotFound, Refused
from core.contract.messages import InboundMessage, Received
from core.store.db import writing
from core.store.models import Case, Message

FROM_OFFICER = "from_officer"


def file_answer(case: Case, row: Kept, message: InboundMessage, filed: Filed, *, proven: bool) -> Received:
    """Files what an officer answered as an internal message; a locked case. An automatic answer disturbs nobody.

    The ball comes back with it to the contact centre when nobody at the förvaltning has a login: else nobody would
    send the answer on.
    """
    sender = message.sender
    fresh = message.fresh or message.text
    message_id = insert_message(
        case_id=case.id,
        direction="note",
        kind=FROM_OFFICER,
        channel=message.channel,
        plugin=row.plugin,
        sender=sender.value[:320] if sender else "",
        sender_name=sender.name[:200] if sender else "",
        subject=message.subject[:998],
        text=message.text,
        fresh=fresh,
        html=message.html,
        message_ref=message.message_id[:998],
        automatic=message.automatic or "",
        unproven=not proven,
        inbound_id=row.id,
        at=row.received_at,
    )
    add_files(message_id, filed)
    if message.message_id:
        add_reference(message_id, message.message_id)
    make_findable(case, message_id, stems_of_message("note", "", fresh))
    if message.automatic:
        touch(case)
        return Received("automatic", case.id, case.number, message_id, message.automatic)
    fields = _news(case) | {"unread": True, "activity_at": now()}
    change(case, SYSTEM, "officer_answered", data={"message": message_id}, **fields)
    return Received("added", case.id, case.number, message_id, "officer")


def use_as_answer(case_id: int, message_id: int, by: Agent) -> None:
    """Puts an officer's text in the agent's answer to the citizen, below what is written there already.

    Raises `Refused("not_with_you")` when somebody else has the case: they answer.
    """
    case = lock(case_id, by)
    message = writing().get(Message, message_id)
    if message is None or message.case_id != case.id or message.kind != FROM_OFFICER:
        raise NotFound
    if not has_ball(case, by):
        raise Refused("not_with_you")
    mine = next(iter(drafts_of(case.id, "reply", by)), None)
    texts = [mine.text.rstrip()] if mine and mine.text.strip() else []
    if message.fresh.strip() not in "\n\n".join(texts):
        texts.append(message.fresh.strip())
    save_draft(case.id, "reply", "\n\n".join(texts), by, tab=mine.tab if mine else "")


def _news(case: Case) -> dict[str, Any]:
    """The case wakes, also from being closed, where nobody would read it; and comes back when nobody there could send
    the answer."""
    fields: dict[str, Any] = {"snoozed_until": None}
    if case.status == "closed":
        fields |= opened_again(case)
    elif case.closed_at is not None:
        return fields  # junk, void, merged
    elif case.status == "waiting_internal":
        fields["status"] = "open"
    if case.held_by == "forvaltning" and not readers_on_side(case):
        handed_back(case)
        version = version_by_id(case.case_type_version_id)
        fields |= {"held_by": "kundtjanst", "agent_id": None, "unit_id": None, "status": "open"}
        fields["svarsgrupp_id"] = case.svarsgrupp_id or version.svarsgrupp_id
    return fields

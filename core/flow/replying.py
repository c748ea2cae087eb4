"""Answering the citizen: the text, the way it goes, ten seconds to regret it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, select, update

from core.access.agents import Agent
from core.access.searchable import stems_of_message
from core.case.classification import confirming
from core.case.events import record
from core.case.record import change, has_ball, lock
from core.case.secrecy import only_neutral
from core.case.threads import Filed, add_files, insert_message, make_findable, touch
from core.clock import now
from core.contract.errors import Conflict, NotFound, Refused
from core.contract.messages import Address, ChannelName
from core.flow.outcome_of_sending import arrived, forget_address
from core.flow.queueing import Way, WayName, queue_delivery, ways
from core.flow.wording import phone_words
from core.store.db import database_now, reading, rows_changed, table, writing
from core.store.models import Case, Delivery, Message, Svarsgrupp
from core.store.texts import setting, text

UNDO_SECONDS = 10
SIGNED = ("email", "letter")
_FIELD = re.compile(r"\{(\w+)\}")
OPEN_WAYS = ("email", "sms")  # what anybody on the way may read
_CHANNEL_OF: dict[WayName, ChannelName] = {"email": "email", "sms": "sms", "phone": "phone", "letter": "letter"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer and how. `way` None means the default way; `to` overrides the way's address.

    `quote` is the earlier message's text to set below, or empty.
    """

    text: str
    way: WayName | None = None
    to: Address | None = None
    cc: tuple[str, ...] = ()
    quote: str = ""


def reply(
    case_id: int,
    value: Reply,
    by: Agent,
    *,
    seen_message: int | None = None,
    files: Filed | None = None,
    nonce: str = "",
    together: int = 1,
    joined: bool = False,
) -> int:
    """Queues an answer and returns its delivery's id; the request ends here.

    `nonce` is of the page it was written on: pressed twice, the second press answers nothing and returns the first's
    delivery. `together` is to how many cases the same answer goes (`flow.together`); `joined`: it is the answer to the
    case that this one is joined to, given by whoever has that one.

    Raises `Conflict` when a newer message came than the agent had seen, `Refused`: not_with_you (whoever has the case
    answers), neutral_only (an open way must not carry anything but the neutral text), no_way.
    """
    case = lock(case_id, by)
    if (before := pressed_before(case.id, nonce)) is not None:
        return before
    if not joined and not has_ball(case, by):
        raise Refused("not_with_you")
    if not value.text.strip():
        raise Refused("text_missing")
    if seen_message is not None and _newest_from_outside(case.id) > seen_message:
        raise Conflict
    way = _choose(case, value)
    if way.name in OPEN_WAYS and only_neutral(case) and not _is_neutral(case, value, files):
        raise Refused("neutral_only")
    message_id = _write(case, way, value, by, files or Filed(), nonce=nonce, together=together)
    delivery_id = queue_delivery(
        case, message_id, via=way.via, way=way.name, to=way.to, cc=value.cc, undo_seconds=UNDO_SECONDS
    )
    data = {"message": message_id, "delivery": delivery_id, "way": way.name}
    fields = confirming(case) | {"last_message": message_id, "unread": False}
    change(case, by, "replied", data=data, **fields)
    return delivery_id


def pressed_before(case_id: int, nonce: str) -> int | None:
    """The delivery of an answer that this page has sent already; None when it has not."""
    if not nonce:
        return None
    same = select(Delivery.id).join(Message, Message.id == Delivery.message_id)
    return writing().scalar(same.where(Message.nonce == nonce, Message.case_id == case_id))


def done_by_hand(delivery_id: int, by: Agent) -> None:
    """A person has rung up or posted the letter: the task is done and the answer given."""
    _settle_by_hand(delivery_id, by, ("todo",), "done", "done_by_hand")


def settle_unknown(delivery_id: int, by: Agent, *, arrived: bool) -> None:
    """A person decides what became of an answer that the machine does not know of."""
    state = "sent" if arrived else "failed"
    _settle_by_hand(delivery_id, by, ("unknown", "failed"), state, f"settled_{state}")


def send_again(delivery_id: int, by: Agent) -> None:
    """Puts a failed or unknown answer back in the outbox, because a person says so; its tries begin anew.

    Raises `Refused("neutral_only")` when the case has become secret since it was written.
    """
    _settle_by_hand(delivery_id, by, ("unknown", "failed"), "queued", "sent_again")
    deliveries = table(Delivery)
    anew = update(deliveries).where(deliveries.c.id == delivery_id)
    writing().execute(anew.values(tries=0, first_try=0, not_before=database_now()))


def neutral_text(case: Case) -> str:
    """What open ways may carry of a secret case: that we have answered, and whom to ring (practice 8)."""
    body = text("neutral", case.language)
    return body.replace("{number}", case.number).replace("{phone}", str(setting("phone", "")))


def signature_of(case: Case, by: Agent) -> str:
    """What stands below an answer by e-mail or letter: the answering group's own, else the general; nothing on secret
    cases, whose answers say nothing but the neutral text."""
    if only_neutral(case):
        return ""
    digit = reading().scalar(select(Svarsgrupp.digit).where(Svarsgrupp.id == case.svarsgrupp_id))
    own = text(f"signature_{digit}", case.language) if by.in_contact_centre else ""
    values = {
        "agent": by.name,
        "centre": str(setting("centre_name", "")),
        "phone": phone_words(str(setting("phone", ""))),
        "number": case.number,
    }
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), own or text("signature", case.language)).strip()


def _settle_by_hand(delivery_id: int, by: Agent, states: tuple[str, ...], state: str, kind: str) -> None:
    delivery = writing().get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound
    case = lock(delivery.case_id, by)
    if state == "queued" and delivery.way in OPEN_WAYS and not _may_leave_openly(case, delivery.message_id):
        raise Refused("neutral_only")
    if state == "queued" and delivery.way in OPEN_WAYS and not delivery.to_value:
        raise Refused("no_way")  # it was typed for one message, and is forgotten
    deliveries = table(Delivery)
    values = {"state": state, "reason": ""} if state != "failed" else {"state": state}
    won = writing().execute(
        update(deliveries).where(deliveries.c.id == delivery_id, deliveries.c.state.in_(states)).values(**values)
    )
    if not rows_changed(won):
        raise Refused("already_settled")
    record(case.id, kind, by, {"delivery": delivery_id})
    if state in ("sent", "done"):
        arrived(case, delivery)
    if state != "queued":
        forget_address(delivery)
    touch(case)


def _may_leave_openly(case: Case, message_id: int) -> bool:
    message = writing().get(Message, message_id)
    if message is None or not only_neutral(case) or message.kind == "receipt":
        return message is not None
    return message.text.strip() == neutral_text(case).strip()


def _choose(case: Case, value: Reply) -> Way:
    possible = ways(case)
    way = next((w for w in possible if value.way in (None, w.name) and value.to in (None, w.to)), None)
    if way is None and value.to is not None and value.way is not None:
        way = next((Way(w.name, w.via, value.to) for w in possible if w.name == value.way), None)
    if way is None:
        raise Refused("no_way")
    return way


def _is_neutral(case: Case, value: Reply, files: Filed | None) -> bool:
    more = value.quote or (files and files.files)
    return not more and value.text.strip() == neutral_text(case).strip()


def _newest_from_outside(case_id: int) -> int:
    newest = select(func.max(Message.id)).where(Message.case_id == case_id, Message.direction == "in")
    return int(writing().scalar(newest) or 0)


def _write(case: Case, way: Way, value: Reply, by: Agent, files: Filed, *, nonce: str, together: int) -> int:
    signature = signature_of(case, by) if way.name in SIGNED else ""
    parts = (value.text.strip(), "" if value.text.strip().endswith(signature) else signature, value.quote)
    whole = "\n\n".join(part for part in parts if part)
    message_id = insert_message(
        case_id=case.id,
        direction="out",
        channel=_CHANNEL_OF[way.name],
        plugin=way.via,
        agent_id=by.id,
        recipients=[way.to.value, *value.cc] if way.to else [],
        subject=_subject(case),
        text=whole,
        fresh=value.text.strip(),
        nonce=nonce,
        together=together,
        at=now(),
    )
    add_files(message_id, files)
    make_findable(case, message_id, stems_of_message("out", "", value.text.strip()))
    return message_id


def _subject(case: Case) -> str:
    """The subject that keeps the thread; a neutral one where the matter is secret."""
    if only_neutral(case):
        return text("neutral_subject", case.language).replace("{number}", case.number)
    return case.subject if case.subject.lower().startswith(("sv:", "re:")) else f"Sv: {case.subject}"

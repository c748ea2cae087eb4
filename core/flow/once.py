"""To a protected person: the neutral text, to an address that a gruppledare types for that one message (practice 7).

The address stands on the delivery alone, never on the contact or in the thread, and is erased when it has left.
"""

from __future__ import annotations

import phonenumbers

from core.access.agents import Agent
from core.case.record import change, lock
from core.case.secrecy import secrecy_class_of
from core.case.threads import insert_message
from core.clock import now
from core.contract.errors import Refused
from core.contract.messages import Address
from core.flow.outcome_of_sending import ONCE
from core.flow.queueing import any_channel_for, queue_delivery
from core.flow.replying import neutral_text
from core.flow.wording import may_be_mobile
from core.store.models.agents import PROTECTED
from core.store.texts import text


def send_once(case_id: int, address: str, by: Agent) -> int:
    """Queues the neutral text and returns its delivery's id. It can be regretted like any answer.

    Raises `Refused`: only_leaders_send, not_protected, not_a_single_address, no_way.
    """
    case = lock(case_id, by)
    if not (by.leads or by.system):
        raise Refused("only_leaders_send")
    if secrecy_class_of(case) != PROTECTED:
        raise Refused("not_protected")
    to = _address(address)
    via = any_channel_for(to)
    if not via:
        raise Refused("no_way")
    way = "email" if to.kind == "email" else "sms"
    message_id = insert_message(
        case_id=case.id,
        direction="out",
        kind=ONCE,
        channel=way,
        plugin=via,
        agent_id=by.id or None,
        recipients=[],
        subject=text("neutral_subject", case.language).replace("{number}", case.number),
        text=neutral_text(case),
        fresh=neutral_text(case),
        at=now(),
    )
    delivery_id = queue_delivery(case, message_id, via=via, way=way, to=to, undo_seconds=10)
    data = {"message": message_id, "delivery": delivery_id, "way": way}
    change(case, by, "sent_once", data=data, last_message=message_id)
    return delivery_id


def _address(typed: str) -> Address:
    typed = typed.strip()
    name, at, host = typed.rpartition("@")
    if name and at and "." in host and not any(sign in typed for sign in " ,;<>\r\n"):
        return Address("email", typed.lower())
    try:
        number = phonenumbers.format_number(phonenumbers.parse(typed, "SE"), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        raise Refused("not_a_single_address") from None
    if not may_be_mobile(number):
        raise Refused("not_a_single_address")
    return Address("phone", number)

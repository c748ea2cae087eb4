"""The automatic receipt: one for each new case, never to a machine or a forged sender, five to an address in a day.

It holds the number and the published general promise ({number}, {date} of the answer where the channel has one), whom
to ring ({phone}, {centre}), and nothing of what the sender wrote (practice 27).
"""

from __future__ import annotations

from core.access.agents import SYSTEM
from core.case.deadlines import published_answer
from core.case.events import record
from core.case.threads import insert_message
from core.clock import now
from core.contract.messages import Address, InboundMessage
from core.contract.registry import instance
from core.flow.queueing import any_channel_for, new_ref, queue_delivery, way_of
from core.flow.wording import date_words, phone_words
from core.store.limits import counted
from core.store.models import Case
from core.store.texts import setting, text

MOST, A_DAY = 5, 24 * 3600.0  # receipts to one address, in so many seconds: two machines never talk for long


def acknowledge(case: Case, plugin: str, message: InboundMessage) -> None:
    """Queues the receipt of a new case, if there is a way and an address for one.

    What is marked as not from its sender (dmarc=fail) gets none: it would reach somebody who never wrote to us.
    """
    target = None if message.unproven else _target(plugin, message)
    if target is None:
        return
    via, address = target
    if not counted("receipt", address.value, MOST, A_DAY):
        record(case.id, "receipt_withheld", SYSTEM)
        return
    body = text(f"receipt_{case.channel}", case.language) or text("receipt", case.language)
    if not body:
        return
    subject = text("receipt_subject", case.language).replace("{number}", case.number)
    way, ref = way_of(address), new_ref()
    message_id = insert_message(
        case_id=case.id,
        direction="out",
        kind="receipt",
        channel="sms" if address.kind == "phone" else "email",
        plugin=via,
        recipients=[address.value],
        subject=subject,
        text=_filled(case, body),
        fresh="",
        message_ref=ref if way == "email" else "",
        automatic="auto_reply",
        at=now(),
    )
    queue_delivery(case, message_id, via=via, way=way, to=address, automatic=True, ref=ref)


def _filled(case: Case, body: str) -> str:
    at = published_answer(case) if "{date}" in body else None
    values = {
        "number": case.number,
        "date": date_words(at, case.language) if at else "",
        "phone": phone_words(str(setting("phone", ""))),
        "centre": str(setting("centre_name", "")),
    }
    for name, value in values.items():
        body = body.replace(f"{{{name}}}", value)
    return body


def _target(plugin: str, message: InboundMessage) -> tuple[str, Address] | None:
    """The instance that took it in answers; a form's receipt leaves through whatever reaches the address."""
    if message.sender is None or message.channel in ("phone", "visit", "letter", "fax", "social"):
        return None
    entry = instance(plugin)
    wanted = {"email": "email", "phone": "mobile"}.get(message.sender.kind)
    if entry and entry.plugin and getattr(entry.plugin, "delivers_to", None) == wanted:
        return plugin, message.sender
    via = any_channel_for(message.sender)
    return (via, message.sender) if via else None

"""Makes a message of the form that Twilio sent, as it was kept.

Pictures and films (MMS) stand in the text as addresses. Who writes from a name instead of a number cannot be answered:
the name stands in the text, and the message has no sender.
"""

from __future__ import annotations

import json
import re

from core import Address, InboundMessage, Unreadable

MOST_MEDIA = 10  # Twilio sends no more

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


def read(raw: bytes) -> InboundMessage:
    """Raises `Unreadable` for anything but a JSON object of texts with a From, as `webhooks` keeps it."""
    form = _form(raw)
    sid, sender, to = (form.get(name, "") for name in ("MessageSid", "From", "To"))
    if not sender:
        raise Unreadable("an SMS has a sender")
    from_number = _NUMBER.fullmatch(sender) is not None
    parts = (form.get("Body", ""), _media(form), "" if from_number else f"Från: {sender}")
    text = "\n\n".join(part for part in parts if part)
    return InboundMessage(
        external_id=sid,
        channel="sms",
        sender=Address("phone", sender) if from_number else None,
        recipients=(Address("phone", to),) if _NUMBER.fullmatch(to) else (),
        text=text,
        fresh=text,
        message_id=sid,
    )


def _form(raw: bytes) -> dict[str, str]:
    try:
        form = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    if not isinstance(form, dict):
        raise Unreadable("not a form")
    return {name: _clean(value) for name, value in form.items() if isinstance(value, str)}


def _clean(value: str) -> str:
    """Without what no database takes: NUL and half characters. Line ends become "\\n"."""
    whole = value.encode("utf-8", "replace").decode()
    return whole.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _media(form: dict[str, str]) -> str:
    links = [form.get(f"MediaUrl{n}", "") for n in range(MOST_MEDIA)]
    return "\n".join(f"Bild eller fil: {link}" for link in links if link)

"""Makes a message of what was typed. How the answer is wanted stands below the text, where whoever answers reads it."""

from __future__ import annotations

from collections.abc import Mapping

from channels.webform.typed import Typed
from core import Address, Attachment, InboundMessage, topics

# For those who answer, so in Swedish whatever language the form was filled in.
WANTED: Mapping[str, str] = {
    "email": "Vill ha svar med e-post.",
    "sms": "Vill ha svar med sms.",
    "call": "Vill bli uppringd.",
    "none": "Vill inte ha svar.",
}


def message_of(
    typed: Typed, external_id: str, files: tuple[Attachment, ...], *, language: str, suspect: bool
) -> InboundMessage:
    """`typed` has been checked. Without an address to answer to the message has no sender, but perhaps a name."""
    kind = "email" if typed.way == "email" else "phone"
    sender = Address(kind, typed.address, typed.name) if typed.address else None  # type: ignore[arg-type]
    below = [f"Namn: {typed.name}"] if typed.name and sender is None else []
    return InboundMessage(
        external_id=external_id,
        channel="webform",
        sender=sender,
        text="\n\n".join([typed.text, "\n".join([*below, WANTED[typed.way]])]),
        fresh=typed.text,
        attachments=files,
        suspect=suspect,
        language=language,
        hints=_hints(typed),
    )


def _hints(typed: Typed) -> dict[str, str]:
    """A topic that nobody offered, or that says nothing, is no hint."""
    topic = next((topic.hint for topic in topics() if topic.key == typed.topic), "")
    return {"topic": topic} if topic else {}

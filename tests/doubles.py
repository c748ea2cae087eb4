"""A real channel, small enough for tests: messages are JSON, and what is sent lies in a list."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Literal

from core import Address, Attachment, Channel, InboundMessage, OutboundMessage, Sent, Unreadable


class PaperChannel(Channel):
    """Set `fails` to an exception that the next sending shall raise."""

    delivers_to: Literal["email", "mobile"] | None = "email"

    def __init__(self, name: str, options: Any) -> None:
        super().__init__(name, options)
        self.sent: list[OutboundMessage] = []
        self.fails: Exception | None = None

    def read(self, raw: bytes) -> InboundMessage:
        try:
            values = json.loads(raw)
        except ValueError as error:
            raise Unreadable("not JSON") from error
        return InboundMessage(
            external_id=values["id"],
            channel=values.get("channel", "email"),
            sender=Address("email", values["from"], values.get("name", "")) if values.get("from") else None,
            recipients=tuple(Address("email", value) for value in values.get("to", [])),
            subject=values.get("subject", ""),
            text=values.get("text", ""),
            fresh=values.get("text", ""),
            message_id=values.get("message_id", ""),
            references=tuple(values.get("references", [])),
            automatic=values.get("automatic"),
            about=values.get("about", ""),
            reason=values.get("reason", ""),
            unproven=values.get("unproven", False),
            attachments=tuple(Attachment(n, "text/plain", c.encode()) for n, c in values.get("files", {}).items()),
            hints=values.get("hints", {}),
        )

    def send(self, outbound: OutboundMessage) -> Sent:
        if self.fails is not None:
            error, self.fails = self.fails, None
            raise error
        self.sent.append(outbound)
        return Sent(external_id=f"paper-{len(self.sent)}")


def letter(id: str, **values: Any) -> bytes:
    """A raw message for the paper channel."""
    return json.dumps({"id": id, **values}).encode()


def at(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)

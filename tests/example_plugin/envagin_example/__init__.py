"""A channel in one file: reads JSON lines from a folder, delivers answers as files into another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from marshmallow import Schema, fields

from core import Address, Channel, InboundMessage, Job, NotSent, OutboundMessage, Sent, Stop, Unreadable, keep


class JsonLines(Channel):
    """Each line is a message: {"from": "…@….example", "subject": "…", "text": "…"}."""

    delivers_to = "email"

    class Options(Schema):
        inbox = fields.String(required=True)
        outbox = fields.String(required=True)
        every = fields.Float(load_default=5.0)

    def jobs(self) -> Iterable[Job]:
        yield Job("read", self.options["every"], self.fetch)

    def fetch(self, stop: Stop) -> None:
        """Keeps every line first, then puts the file aside: a line that is kept twice is one message."""
        for path in sorted(Path(self.options["inbox"]).glob("*.jsonl")):
            if stop.is_set():
                return
            for line in path.read_bytes().splitlines():
                keep(self.name, hashlib.sha256(line).hexdigest(), line)
            path.rename(path.with_suffix(".kept"))

    def read(self, raw: bytes) -> InboundMessage:
        try:
            line = json.loads(raw)
            sender, text = str(line["from"]), str(line["text"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"no message: {type(error).__name__}") from None
        return InboundMessage(
            external_id=hashlib.sha256(raw).hexdigest(),
            channel="email",
            sender=Address("email", sender.lower()),
            subject=str(line.get("subject", "")),
            text=text,
            fresh=text,
        )

    def send(self, outbound: OutboundMessage) -> Sent:
        path = Path(self.options["outbox"]) / f"{outbound.case_number}-{outbound.message_id}.json"
        try:
            path.write_text(json.dumps({"to": outbound.to.value, "text": outbound.text}), encoding="utf-8")
        except OSError as error:
            raise NotSent(f"the outbox cannot be written: {error.strerror}", retry=True) from error
        return Sent(external_id=path.name)


plugin = JsonLines

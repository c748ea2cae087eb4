"""SMS through Twilio: taken in by signed webhooks, read from the form that was kept, sent by Twilio's own client.

webhooks -> keep, receipt          read          send          trial
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from flask import Blueprint

from channels.sms import read as reading
from channels.sms import send as sending
from channels.sms import trial
from channels.sms.settings import SmsOptions
from channels.sms.webhooks import webhooks
from core import Channel, InboundMessage, OutboundMessage, Sent, Tested


class Sms(Channel):
    """One phone number at Twilio."""

    Options = SmsOptions
    delivers_to: Literal["email", "mobile"] | None = "mobile"

    def blueprint(self) -> Blueprint:
        """/NAME/in and /NAME/status, which Twilio calls."""
        return webhooks(self.name, self.options)

    def read(self, raw: bytes) -> InboundMessage:
        """Pure: see `channels.sms.read`."""
        return reading.read(raw)

    def send(self, outbound: OutboundMessage) -> Sent:
        """By Twilio's API: see `channels.sms.send`."""
        return sending.send(outbound, self.options, self.name)

    def about(self) -> Iterable[tuple[str, str]]:
        """Number and provider."""
        return trial.about(self.options)

    def test(self) -> Iterable[Tested]:
        """Asks Twilio for the account."""
        return trial.test(self.options)


plugin = Sms

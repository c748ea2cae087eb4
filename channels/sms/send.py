"""Hands an SMS to Twilio and says exactly what became of it.

Certain is: no connection came about, or Twilio itself refused. After the request has left, silence and every other
5xx leave it open: Twilio says of a 500 that a second try may reach the citizen twice
(https://www.twilio.com/docs/api/errors/20500), so a person decides.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.rest import Client
from urllib3.exceptions import MaxRetryError, NewConnectionError

import core
from channels.sms import words
from channels.sms.api import DirectClient
from channels.sms.settings import query_about, webhook_address
from core import NotSent, OutboundMessage, SendUncertain, Sent

LONGEST = 1600  # characters that Twilio takes as one message (error 21617)
_UNAVAILABLE = 20503  # Twilio's own word for "not taken, try again"; any other 503 may come from something in between


def send(outbound: OutboundMessage, options: Mapping[str, Any], plugin: str) -> Sent:
    """Sends from the instance's number. Raises `NotSent` or `SendUncertain`."""
    _refuse_the_impossible(outbound)
    with _said_exactly(plugin):
        message = client(options).messages.create(
            to=outbound.to.value,
            from_=options["number"],
            body=outbound.text,
            status_callback=webhook_address(options, plugin, "status", query_about(outbound.message_id)),
        )
    if not message.sid:
        raise SendUncertain("Twilio's answer names no message")
    return Sent(str(message.sid))


def _refuse_the_impossible(outbound: OutboundMessage) -> None:
    if outbound.to.kind != "phone" or not outbound.to.value.startswith("+"):
        raise NotSent("an SMS goes to a phone number", retry=False)
    if outbound.attachments:
        raise NotSent("files cannot go with an SMS", retry=False)
    if not outbound.text.strip():
        raise NotSent("the text is empty", retry=False)
    if len(outbound.text) > LONGEST:
        raise NotSent(f"an SMS is at most {LONGEST} characters, this is {len(outbound.text)}", retry=False)


def client(options: Mapping[str, Any]) -> Client:
    """Twilio's own client, for the account of the instance."""
    return Client(
        options["account_sid"],
        options["auth_token"],
        region=options.get("region"),
        edge=options.get("edge"),
        http_client=DirectClient(options.get("base_url", "")),
        environment={"": ""},  # an empty one would mean os.environ
    )


@contextmanager
def _said_exactly(plugin: str) -> Iterator[None]:
    """Twilio's and the network's errors as the core's two."""
    try:
        yield
    except (TwilioRestException, TwilioServiceException) as error:
        raise _refusal(error, plugin) from None
    except requests.ConnectionError as error:
        if _never_connected(error):
            raise NotSent(f"Twilio could not be reached: {type(error).__name__}", retry=True) from None
        raise SendUncertain(f"the connection was lost while sending: {type(error).__name__}") from None
    except Exception as error:
        raise SendUncertain(f"no answer that can be understood: {type(error).__name__}") from None


def _refusal(error: TwilioRestException | TwilioServiceException, plugin: str) -> NotSent | SendUncertain:
    reason = f"Twilio answered {error.status}, error {error.code}"
    if error.status in (401, 403):
        core.health(plugin, "error", words.NO_LOGIN)
    if error.status == 429 or (error.status == 503 and error.code == _UNAVAILABLE):
        return NotSent(reason, retry=True)
    if 400 <= error.status < 500:
        return NotSent(reason, retry=False)
    return SendUncertain(reason)


def _never_connected(error: requests.ConnectionError) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    inner = reason.args[0] if reason is not None and reason.args else None
    return isinstance(reason, NewConnectionError) or isinstance(inner, ssl.SSLCertVerificationError)

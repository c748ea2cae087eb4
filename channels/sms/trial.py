"""What an instance is set to, and whether Twilio knows its account. Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from twilio.base.exceptions import TwilioRestException

from channels.sms import words
from channels.sms.send import client
from core import Tested


def about(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Number and provider; never the account's token."""
    yield words.NUMBER, options["number"]
    yield words.SENT_THROUGH, urlsplit(options.get("base_url", "")).netloc or "Twilio"
    yield words.CALLED_AT, options["public_address"]


def test(options: Mapping[str, Any]) -> Iterator[Tested]:
    """Asks for the account: whether it is there, active, and opened by the token."""
    try:
        account = client(options).api.v2010.accounts(options["account_sid"]).fetch()
    except TwilioRestException as error:
        refused = error.status in (401, 403, 404)
        yield Tested(words.ACCOUNT, False, words.NO_LOGIN if refused else words.NO_ANSWER)
    except Exception:  # the network's own errors, and what no parser makes an account of
        yield Tested(words.ACCOUNT, False, words.NO_ANSWER)
    else:
        active = account.status == "active"
        yield Tested(words.ACCOUNT, active, words.ACTIVE if active else words.CLOSED)

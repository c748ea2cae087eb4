"""The options of an SMS instance in plugins.toml, and the addresses made of them. docs/plugins.md explains each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate

from core import Options

_ADDRESS = "ska vara en adress, till exempel https://sms.example"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _address(text: str) -> None:
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError when it is no number
    except ValueError:
        raise ValidationError(_ADDRESS) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValidationError(_ADDRESS)


def _safe_address(text: str) -> None:
    """The token goes there with every call: in the clear only to this machine itself."""
    _address(text)
    parts = urlsplit(text)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValidationError("ska börja med https://, för auth_token skickas dit")


class SmsOptions(Options):
    """One number. `auth_token` counts as a secret by its name."""

    account_sid = fields.String(
        required=True, validate=validate.Regexp(r"AC[0-9a-f]{32}\Z", error="ska vara AC och 32 tecken 0-9, a-f")
    )
    auth_token = fields.String(required=True, validate=validate.Length(min=1))
    number = fields.String(
        required=True, validate=validate.Regexp(r"\+[1-9][0-9]{6,14}\Z", error="ska vara ett nummer som +46701740699")
    )
    public_address = fields.String(required=True, validate=_address)
    base_url = fields.String(validate=_safe_address)
    region = fields.String(validate=validate.Regexp(r"[a-z0-9]+\Z", error="ska vara en region som ie1"))
    edge = fields.String(validate=validate.Regexp(r"[a-z0-9-]+\Z", error="ska vara ett namn som dublin"))


def webhook_address(options: Mapping[str, Any], plugin: str, page: str, query: str = "") -> str:
    """How Twilio calls one of our pages: what it signs, whatever the proxies in between make of the request."""
    return f"{options['public_address'].rstrip('/')}/{plugin}/{page}{'?' if query else ''}{query}"


def query_about(message_id: str) -> str:
    """What the address of a delivery report says about the message: in signs that nothing on the way rewrites."""
    return f"about={message_id.encode().hex()}"


def id_in(about: str) -> str:
    """The message's id again; empty for anything else."""
    try:
        return bytes.fromhex(about).decode()
    except ValueError:
        return ""

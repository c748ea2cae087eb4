"""The options of an e-mail instance in plugins.toml, and the TLS they ask for. docs/plugins.md explains each."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from core import Options

_SECURITY = validate.OneOf(("tls", "starttls", "plain"))


def _is_file(path: str) -> None:
    if not Path(path).is_file():
        raise ValidationError("filen finns inte")


_PORT = validate.Range(1, 65535)
IMAP_PORTS = {"tls": 993, "starttls": 143, "plain": 143}
SMTP_PORTS = {"tls": 465, "starttls": 587, "plain": 25}


class ImapOptions(Schema):
    """Where mail is fetched."""

    host = fields.String(required=True, validate=validate.Length(min=1))
    port = fields.Integer(strict=True, validate=_PORT)
    security = fields.String(load_default="tls", validate=_SECURITY)
    user = fields.String(required=True)
    password = fields.String(required=True)
    folder = fields.String(load_default="INBOX", validate=validate.Length(min=1))
    ca_file = fields.String(validate=_is_file)
    poll_seconds = fields.Float(load_default=30.0, validate=validate.Range(min=0.1, max=600))


class SmtpOptions(Schema):
    """Where mail is handed in. Without a user nobody logs in."""

    host = fields.String(required=True, validate=validate.Length(min=1))
    port = fields.Integer(strict=True, validate=_PORT)
    security = fields.String(load_default="starttls", validate=_SECURITY)
    user = fields.String()
    password = fields.String()
    ca_file = fields.String(validate=_is_file)

    @validates_schema
    def _both_or_none(self, data: dict[str, Any], **_: Any) -> None:
        if ("user" in data) != ("password" in data):
            missing = "password" if "user" in data else "user"
            raise ValidationError("saknas: user och password hör ihop, skriv båda eller ingen", missing)


class EmailOptions(Options):
    """One mailbox. Without `imap` nothing is fetched, without `smtp` nothing leaves."""

    address = fields.Email(required=True)
    from_name = fields.String()
    reply_token_address = fields.Boolean(load_default=True)
    authserv_id = fields.String(load_default="")
    spam_header = fields.String(load_default="X-Spam-Flag")
    imap = fields.Nested(ImapOptions)
    smtp = fields.Nested(SmtpOptions)


def tls(options: Mapping[str, Any]) -> ssl.SSLContext:
    """Certificates are always verified, against the municipality's own CA if `ca_file` names one."""
    return ssl.create_default_context(cafile=options.get("ca_file"))

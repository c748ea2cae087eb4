"""What Twilio calls: a new SMS is kept before it is answered for, a delivery report finds its message.

Nothing is looked at, let alone kept, before the signature has been checked against our public address.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, request
from twilio.request_validator import RequestValidator

import core
from channels.sms.settings import id_in, webhook_address

LARGEST = 256 * 1024  # bytes: Twilio sends a few thousand
EMPTY = ("", 204)

Answer = tuple[str, int]

_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")


def webhooks(plugin: str, options: Mapping[str, Any]) -> Blueprint:
    """The two pages of an instance. Twilio tries again, or turns to its fallback address, after an answer of 500."""
    pages = Blueprint(plugin, __name__)

    @pages.post("/in")
    @core.own_token
    @core.public
    def incoming() -> Answer:
        return _incoming(plugin, _genuine(plugin, options, "in"))

    @pages.post("/status")
    @core.own_token
    @core.public
    def status() -> Answer:
        return _status(plugin, _genuine(plugin, options, "status"))

    return pages


def _genuine(plugin: str, options: Mapping[str, Any], page: str) -> dict[str, str]:
    """The form that was sent, if Twilio signed it; else the request ends here."""
    request.max_content_length = LARGEST
    form = request.form
    signature = request.headers.get("X-Twilio-Signature", "")
    address = webhook_address(options, plugin, page, request.query_string.decode())
    if not RequestValidator(options["auth_token"]).validate(address, form, signature):
        abort(403)
    return form.to_dict()


def _incoming(plugin: str, form: dict[str, str]) -> Answer:
    raw = json.dumps(form, ensure_ascii=False, sort_keys=True).encode()
    sid = form.get("MessageSid", "")
    known = sid if _SID.fullmatch(sid) else f"sha256:{hashlib.sha256(raw).hexdigest()}"
    core.keep(plugin, known, raw)
    return EMPTY


def _status(plugin: str, form: dict[str, str]) -> Answer:
    code = form.get("ErrorCode", "")
    reason = f"Twilio {code[:10]}" if code else ""
    sid, state = _plain(form.get("MessageSid", "")), _plain(form.get("MessageStatus", ""))
    about = _plain(id_in(request.args.get("about", "")))
    with core.transaction():
        core.receipt(plugin, sid, state, reason, message_id=about)
    return EMPTY


def _plain(text: str) -> str:
    """Without the one character that a database refuses."""
    return text.replace("\0", "")

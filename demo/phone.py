"""Demotelefon's network: what a mobile has sent and got, and the one address of Twilio's API that the channel uses.

A text travels as with Twilio: from the mobile by the signed webhook, to it by Twilio's own client. Kept in a file a
number, so that every process sees the same.
"""

from __future__ import annotations

import fcntl
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import requests
from twilio.request_validator import RequestValidator

from core import now

_NUMBER = re.compile(r"\+467017406\d{2}")
SECONDS = 10


@dataclass(frozen=True, slots=True)
class Text:
    """One SMS as the mobile's owner sees it. `incoming`: to the mobile. `at` is ISO 8601 in UTC."""

    incoming: bool
    body: str
    at: str
    sid: str


class Mobiles:
    """The demo's mobiles: 070-174 06 05 to 99, numbers that belong to nobody."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def texts(self, number: str) -> list[Text]:
        """Everything said on that number, oldest first."""
        path = self._path(number)
        if not path.exists():
            return []
        return [Text(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]

    def add(self, number: str, text: Text) -> None:
        path = self._path(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps(asdict(text), ensure_ascii=False) + "\n")

    def known(self) -> list[str]:
        """The numbers that have said or got something."""
        return sorted(f"+{path.stem}" for path in self._folder.glob("*.jsonl"))

    def _path(self, number: str) -> Path:
        if not is_demo_number(number):
            raise ValueError("not one of the demo's numbers")
        return self._folder / f"{number[1:]}.jsonl"


def is_demo_number(number: str) -> bool:
    return bool(_NUMBER.fullmatch(number))


def send(mobiles: Mobiles, number: str, body: str, *, to: str, address: str, token: str) -> bool:
    """Sends a text from a mobile to the municipality, as Twilio would. False when it was not taken."""
    sid = f"SM{secrets.token_hex(16)}"
    form = {"MessageSid": sid, "From": number, "To": to, "Body": body, "NumMedia": "0"}
    answer = _post(address, form, token)
    if answer:
        mobiles.add(number, Text(False, body, now().isoformat(), sid))
    return answer


def take(mobiles: Mobiles, form: Mapping[str, str], token: str) -> tuple[dict[str, str | None], int]:
    """Twilio's answer to a new message: it lands on the mobile, and the sender hears that it arrived."""
    number, body = form.get("To", ""), form.get("Body", "")
    if not is_demo_number(number):
        words = "The demo delivers only to its own numbers, 070-174 06 05 to 99."
        return {"code": "21211", "message": words, "status": "400"}, 400
    sid = f"SM{secrets.token_hex(16)}"
    mobiles.add(number, Text(True, body, now().isoformat(), sid))
    return {"sid": sid, "status": "queued", "to": number, "from": form.get("From", ""), "body": body}, 201


def tell_delivered(address: str, sid: str, token: str) -> bool:
    """The delivery report, signed as Twilio signs."""
    return _post(address, {"MessageSid": sid, "MessageStatus": "delivered"}, token)


def _post(address: str, form: dict[str, str], token: str) -> bool:
    signature = RequestValidator(token).compute_signature(address, form)
    try:
        answer = requests.post(address, data=form, headers={"X-Twilio-Signature": signature}, timeout=SECONDS)
    except requests.RequestException:
        return False
    return answer.status_code < 300

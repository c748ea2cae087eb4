"""Which way an answer can go, and putting it in the outbox: the request ends there, the worker sends."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Literal

from flask import current_app
from sqlalchemy import Double, bindparam, select
from sqlalchemy.sql.dml import ReturningInsert

from core.case.secrecy import is_protected
from core.case.threads import add_reference
from core.clock import now
from core.contract.instances import Instance
from core.contract.messages import Address, AddressKind
from core.contract.plugin import Channel
from core.contract.registry import plugins
from core.flow.wording import may_be_mobile
from core.store.db import database_now, reading, table, writing
from core.store.editions import known
from core.store.models import Case, Contact, ContactAddress, Delivery, Forvaltning, Message, Svarsgrupp
from core.store.ready import Ready

_GIVEN = (
    "case_id", "message_id", "way", "plugin", "to_value", "to_name", "cc", "automatic", "message_ref", "state", "at"
)  # fmt: skip
WayName = Literal["email", "sms", "phone", "letter"]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer. `via` is the instance; empty for what a person does (ring up, write a letter)."""

    name: WayName
    via: str = ""
    to: Address | None = None


def ways(case: Case) -> tuple[Way, ...]:
    """Every way this case can be answered, the default first. Never empty: somebody can always write a letter."""
    found: list[Way] = []
    for address in _addresses(case):
        wanted = way_of(address)
        via = instance_for(case, address)
        if wanted in ("email", "sms") and via:
            found.append(Way(wanted, via, address))
        if address.kind == "phone":
            found.append(Way("phone", to=address))
        if address.kind == "postal":
            found.append(Way("letter", to=address))
    found.append(Way("letter"))
    own = {"email": "email", "sms": "sms"}.get(case.channel)
    return tuple(sorted(dict.fromkeys(found), key=lambda way: way.name != own))


def way_of(address: Address) -> WayName:
    return {"email": "email", "phone": "sms", "postal": "letter"}[address.kind]  # type: ignore[return-value]


def any_channel_for(address: Address) -> str:
    """Any running instance that reaches the address; empty when there is none."""
    return next((entry.name for entry in plugins().values() if _reaches(entry, address)), "")


def new_ref() -> str:
    """A Message-ID of our own, without brackets: fixed when a message is queued."""
    return f"{secrets.token_hex(12)}@{_domain()}"


def queue_delivery(
    case: Case,
    message_id: int,
    *,
    via: str,
    way: str,
    to: Address | None,
    cc: tuple[str, ...] = (),
    automatic: bool = False,
    undo_seconds: int = 0,
    ref: str = "",
) -> int:
    """Puts a message in the outbox, or for `via` empty on a person's list. `ref` is the Message-ID it has already."""
    values = {
        "case_id": case.id,
        "message_id": message_id,
        "way": way,
        "plugin": via,
        "to_value": to.value if to else "",
        "to_name": to.name if to else "",
        "cc": list(cc),
        "automatic": automatic,
        "message_ref": ref or new_ref(),
        "state": "queued" if via else "todo",
        "undo_seconds": undo_seconds,
        "at": now(),
    }
    delivery_id = int(_queueing.run(values).value())
    if way == "email":
        if not ref:
            _name_message(message_id, str(values["message_ref"]))
        add_reference(message_id, str(values["message_ref"]))
    return delivery_id


@Ready
def _queueing() -> ReturningInsert[Any]:
    deliveries = table(Delivery)
    given: dict[str, Any] = {name: bindparam(name) for name in _GIVEN}
    given["not_before"] = database_now() + bindparam("undo_seconds", type_=Double)
    return deliveries.insert().values(given).returning(deliveries.c.id)


def _name_message(message_id: int, ref: str) -> None:
    messages = table(Message)
    writing().execute(messages.update().where(messages.c.id == message_id).values(message_ref=ref))


def _addresses(case: Case) -> tuple[Address, ...]:
    """Where the counterpart is reached: who wrote last first, then the contact's other addresses."""
    session = reading()
    if case.contact_id is None:
        return ()
    if is_protected(case):
        return ()
    found: list[Address] = []
    last = session.execute(
        select(Message.sender, Message.sender_name)
        .where(Message.case_id == case.id, Message.direction == "in", Message.sender != "", Message.automatic == "")
        .order_by(Message.id.desc())
        .limit(1)
    ).first()
    if last:
        found.append(Address(_kind_of(last.sender), last.sender, last.sender_name))
    rows = session.execute(
        select(ContactAddress.kind, ContactAddress.value, Contact.name)
        .join(Contact, Contact.id == ContactAddress.contact_id)
        .where(ContactAddress.contact_id == case.contact_id)
        .order_by(ContactAddress.id)
    )
    values = {address.value for address in found}
    found += [Address(row.kind, row.value, row.name) for row in rows if row.value not in values]
    return tuple(found)


def _kind_of(sender: str) -> AddressKind:
    return "email" if "@" in sender else "phone" if sender.startswith("+") else "postal"


def instance_for(case: Case, address: Address) -> str:
    """The instance by which the case reaches an address: its own, else its svarsgrupp's, its förvaltning's, any, ""."""
    digits, codes = known("digits and codes", _digits_and_codes)
    digit, code = digits.get(case.svarsgrupp_id or 0), codes[case.forvaltning_id]
    reaching = [entry for entry in plugins().values() if _reaches(entry, address)]
    order = (
        lambda entry: entry.name == case.plugin,
        lambda entry: bool(entry.svarsgrupp) and entry.svarsgrupp == digit,
        lambda entry: bool(entry.forvaltning) and entry.forvaltning == code,
        lambda entry: not entry.svarsgrupp and not entry.forvaltning,
        lambda entry: True,
    )
    return next((entry.name for fits in order for entry in reaching if fits(entry)), "")


def _digits_and_codes() -> tuple[dict[int, str], dict[int, str]]:
    """Of svarsgrupper and of förvaltningar, by id."""
    digits = reading().execute(select(Svarsgrupp.id, Svarsgrupp.digit))
    codes = reading().execute(select(Forvaltning.id, Forvaltning.code))
    return {row.id: row.digit for row in digits}, {row.id: row.code for row in codes}


def _reaches(entry: Instance, address: Address) -> bool:
    if address.kind == "phone" and not may_be_mobile(address.value):
        return False  # nobody can read a text message there
    wanted = {"email": "email", "phone": "mobile"}.get(address.kind)
    return isinstance(entry.plugin, Channel) and wanted is not None and entry.plugin.delivers_to == wanted


def _domain() -> str:
    return str(current_app.config.get("MAIL_DOMAIN") or "localhost")

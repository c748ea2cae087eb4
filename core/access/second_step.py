"""Login in two steps for local accounts: a code that changes every half minute (TOTP, RFC 6238), and codes for once.

A code opens once: the time step that it belongs to is kept, and an earlier or the same one is refused. The recovery
codes are kept as keyed hashes, the secret sealed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

import pyotp
from flask import current_app
from sqlalchemy import delete, func, select, update

from core.clock import now
from core.store.db import reading, rows_changed, table, writing
from core.store.models import AgentRow, RecoveryCode
from core.store.sealing import seal, unseal

ISSUER = "En väg in"
STEP = 30  # seconds
DRIFT = (0, -1, 1)  # steps that a phone's clock may be wrong by
RECOVERY_CODES = 10


def new_secret() -> str:
    """A secret for the phone, in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, login: str) -> str:
    """What the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def turn_on(agent_id: int, secret: str, code: str) -> tuple[str, ...]:
    """Turns it on when the phone shows the right code; returns the recovery codes, else (). Needs a transaction."""
    step = _step_of(secret, code, after=0)
    if step is None:
        return ()
    agents = table(AgentRow)
    values = {"totp": seal(secret), "totp_step": step}
    writing().execute(update(agents).where(agents.c.id == agent_id).values(**values))
    return new_recovery_codes(agent_id)


def turn_off(agent_id: int) -> None:
    """Back to a password alone. Needs a transaction."""
    agents = table(AgentRow)
    writing().execute(update(agents).where(agents.c.id == agent_id).values(totp="", totp_step=0))
    _forget_codes(agent_id)


def new_recovery_codes(agent_id: int) -> tuple[str, ...]:
    """Ten new codes for once in place of the old. Needs a transaction."""
    _forget_codes(agent_id)
    codes = tuple(f"{secrets.randbelow(10**5):05}-{secrets.randbelow(10**5):05}" for _ in range(RECOVERY_CODES))
    rows = [{"agent_id": agent_id, "code": _hash(agent_id, code)} for code in codes]
    writing().execute(table(RecoveryCode).insert(), rows)
    return codes


def is_on(agent_id: int) -> bool:
    """Whether the agent logs in in two steps."""
    return bool(reading().scalar(select(AgentRow.totp).where(AgentRow.id == agent_id)))


def codes_left(agent_id: int) -> int:
    """How many recovery codes have not been used."""
    return int(reading().scalar(select(func.count()).where(RecoveryCode.agent_id == agent_id)) or 0)


def use_code(agent_id: int, typed: str) -> bool:
    """Whether what was typed opens: the phone's code, or a recovery code, each once. Needs a transaction."""
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    if len(digits) == 10:
        return _use_recovery_code(agent_id, f"{digits[:5]}-{digits[5:]}")
    return _use_phone_code(agent_id, digits)


def _use_phone_code(agent_id: int, code: str) -> bool:
    tx, agents = writing(), table(AgentRow)
    row = tx.execute(select(AgentRow.totp, AgentRow.totp_step).where(AgentRow.id == agent_id)).one()
    step = _step_of(unseal(row.totp), code, after=row.totp_step) if row.totp else None
    if step is None:
        return False
    unused = (agents.c.id == agent_id, agents.c.totp_step < step)  # two at once: one of them wins
    return rows_changed(tx.execute(update(agents).where(*unused).values(totp_step=step))) == 1


def _use_recovery_code(agent_id: int, code: str) -> bool:
    rows = table(RecoveryCode)
    which = (rows.c.agent_id == agent_id, rows.c.code == _hash(agent_id, code))
    return rows_changed(writing().execute(delete(rows).where(*which))) == 1


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """The time step whose code this is, if it is a later one than `after`."""
    if not secret or len(code) != 6:
        return None
    at = now()
    for drift in DRIFT:
        moment = at + timedelta(seconds=drift * STEP)
        step = int(moment.timestamp()) // STEP
        if step > after and pyotp.TOTP(secret).verify(code, for_time=moment):
            return step
    return None


def _forget_codes(agent_id: int) -> None:
    writing().execute(delete(table(RecoveryCode)).where(table(RecoveryCode).c.agent_id == agent_id))


def _hash(agent_id: int, code: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"recovery\n{agent_id}\n{code}".encode(), hashlib.sha256).hexdigest()

"""The citizen's latest text as a mail quotes it below the answer."""

from __future__ import annotations

from sqlalchemy import select

from core.store.db import reading
from core.store.models import Message

LONGEST = 10_000  # characters of the citizen's text that go below an answer


def quoted(case_id: int) -> str:
    """The newest message from outside with "> " before each line; empty when there is none."""
    latest = reading().scalar(
        select(Message)
        .where(Message.case_id == case_id, Message.direction == "in", Message.automatic == "")
        .order_by(Message.id.desc())
        .limit(1)
    )
    if latest is None:
        return ""
    return "\n".join(f"> {line}" for line in (latest.fresh or latest.text)[:LONGEST].splitlines())

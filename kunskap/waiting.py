"""The counters in the menu."""

from __future__ import annotations

from core.tables import Agent
from kunskap.faults import waiting
from kunskap.receipts import unread


def to_read(agent: Agent) -> int:
    """Changed rules that the agent has not read."""
    return unread(agent)


def to_mend(agent: Agent) -> int:
    """What the agent may mend, and answers not yet seen."""
    return waiting(agent)

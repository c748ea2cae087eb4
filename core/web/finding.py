"""Finding cases from the search field: one by its number, or many by words."""

from __future__ import annotations

import re

from sqlalchemy import select

from core.access.agents import Agent
from core.access.filters import readable
from core.access.lists import Page, Query
from core.access.scopes import Access
from core.store.db import reading
from core.store.models import Case

_NUMBER = re.compile(r"\s*#?\s*((?:19|20)[0-9]{2})\s*[-‐–−]\s*([0-9]{1,8})\s*")


def case_number(text: str) -> str:
    """The case number when the text is one and nothing else: "2026-4317" is 2026-004317. Else empty."""
    found = _NUMBER.fullmatch(text)
    return f"{found[1]}-{int(found[2]):06d}" if found else ""


def may_open(number: str, agent: Agent, access: Access) -> bool:
    """Whether that case exists for the agent, in full or limited."""
    wanted = select(Case.id).where(Case.number == number, readable(agent, access))
    return reading().scalar(wanted) is not None


def found_words(agent: Agent, access: Access, query: Query) -> tuple[Page, str]:
    """A page of what the search found, and how many in words."""
    return Page(()), ""

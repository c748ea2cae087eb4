"""Cases by an address or a number that stands on their contact, whoever wrote in them: found only when it is whole.

A contact exists for an agent only through a case that the agent may see, so it is the cases that are asked for.
"""

from __future__ import annotations

from sqlalchemy import func, select

from core.access.agents import Agent
from core.access.filters import listed
from core.access.matches import Hit
from core.access.numbers_in_text import INTERNATIONAL, NATIONAL
from core.access.scopes import Access
from core.access.stems import Term
from core.store.db import reading
from core.store.models import Case, ContactAddress, SearchRow

MOST = 1_000  # cases: only a switchboard has more
_LONGEST = 320  # characters of an address


def at_address(text: str, terms: list[Term], agent: Agent, access: Access) -> list[Hit]:
    """The newest thousand cases whose contact has that address, each with the newest of its rows in the index."""
    value = _address(text.strip().lower(), terms)
    if not value:
        return []
    found = reading().execute(
        select(func.max(SearchRow.id), Case.id)
        .join(Case, Case.id == SearchRow.case_id)
        .join(ContactAddress, ContactAddress.contact_id == Case.contact_id)
        .where(ContactAddress.kind == ("email" if "@" in value else "phone"), ContactAddress.value == value)
        .where(listed(agent, access))
        .group_by(Case.id)
        .order_by(func.max(SearchRow.id).desc())
        .limit(MOST)
    )
    return [Hit(row_id, case_id) for row_id, case_id in found]


def _address(text: str, terms: list[Term]) -> str:
    """The e-mail address in lower case, or the number in E.164, that the text is; else nothing."""
    if "@" in text:
        return text if len(text) <= _LONGEST and " " not in text and text.isprintable() else ""
    if len(terms) != 1 or not terms[0].token.isdigit():
        return ""
    digits = terms[0].token
    if digits.startswith("0"):
        return f"+46{digits[1:]}" if len(digits) in NATIONAL else ""
    return f"+{digits}" if text.startswith(("+", "00")) and len(digits) in INTERNATIONAL else ""

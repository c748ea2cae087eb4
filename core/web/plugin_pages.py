"""What plug-ins with pages of their own may use of the web: exported by `core` and `core.tables`."""

from __future__ import annotations

from core.access import contact_search
from core.access.contact_search import ContactHit
from core.case import type_search
from core.case.looking import look_up
from core.case.type_search import TypeHit
from core.store.limits import within_limit
from core.web.error_pages import error_page
from core.web.frame import page, public_page
from core.web.language import reader_language
from core.web.session import current_access, current_agent, framable, public, require_role
from core.web.tokens import new_form_token, own_token, read_form_token

__all__ = [
    "ContactHit",
    "TypeHit",
    "current_access",
    "current_agent",
    "error_page",
    "find_contacts",
    "find_types",
    "framable",
    "new_form_token",
    "own_token",
    "page",
    "public",
    "public_page",
    "read_form_token",
    "require_role",
    "within_limit",
]


def find_types(text: str, *, svarsgrupp: str = "", limit: int = 8) -> tuple[TypeHit, ...]:
    """Case types that an everyday word fits, in the reader's language; without a word the group's commonest."""
    return type_search.find_types(text, reader_language(), svarsgrupp=svarsgrupp, limit=limit)


def find_contacts(text: str, *, limit: int = contact_search.MOST) -> tuple[ContactHit, ...]:
    """Contacts that the current agent knows of through cases, whose name, address or number begins so.

    The search is written to the audit log, with the ids of those that were found; call it outside a transaction.
    """
    found = contact_search.find_contacts(text, current_agent(), current_access(), limit=limit)
    look_up("contacts", text, current_agent(), found=[hit.id for hit in found])
    return found

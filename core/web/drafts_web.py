"""Half-written texts, saved while typing and by a button. Two tabs keep both texts: neither writes over the other."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from core.access.agents import Agent
from core.case.drafts import drafts_of, save_draft
from core.clock import now
from core.store.db import transaction
from core.web.composer_view import draft_saved, new_tab
from core.web.opening import full_id
from core.web.session import current_agent

blueprint = Blueprint("drafts", __name__)
LONGEST = 200_000  # characters of a draft


@blueprint.post("/arende/<number>/utkast")
def save(number: str) -> ResponseReturnValue:
    """Saves what the tab holds, and answers what to show and which version the tab has now."""
    case_id, agent = full_id(number), current_agent()
    with transaction():
        tab, version = keep_draft(case_id, agent, request.form)
    said = draft_saved(now()) if version else ""
    return jsonify(words=said, version=str(version), tab=tab)


def keep_draft(case_id: int, by: Agent, typed: Mapping[str, str]) -> tuple[str, int]:
    """Keeps the posted text in its tab's draft, or in a new one when another tab has changed that draft since.

    Returns the tab it is kept under and its version (0 when there is nothing to keep). Needs a transaction.
    """
    kind = "note" if typed.get("draft_kind") == "note" else "reply"
    tab = typed.get("tab", "")[:32]
    known = next((draft for draft in drafts_of(case_id, kind, by) if draft.tab == tab), None)
    if known is not None and str(known.version) != typed.get("draft_version", ""):
        if known.text == typed.get("text", ""):
            return tab, known.version
        tab = new_tab()
    return tab, save_draft(case_id, kind, typed.get("text", "")[:LONGEST], by, tab=tab)

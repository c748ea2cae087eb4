"""A half-written note of a call: kept on the server while it is typed, until it is saved or thrown away.

It has no case yet, so it is kept under the form's nonce. Of a type that must not be written down, nothing is kept;
of a protected caller neither name nor number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Blueprint, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from core.access.agents import Agent
from core.case.catalogue import version_at
from core.case.drafts import Saved, drafts_of, save_draft
from core.clock import now
from core.contract.errors import Refused
from core.store.db import transaction
from core.web import words
from core.web.composer_view import draft_saved
from core.web.language import gettext as _
from core.web.rows import Link, Notice
from core.web.session import current_agent

blueprint = Blueprint("note_drafts", __name__)
KIND = "call"
KEPT = ("channel", "q", "case_type", "caller", "text")
LONGEST = 20_000  # characters of one field


@blueprint.post("/ny/utkast")
def keep() -> ResponseReturnValue:
    """Keeps what is typed; an empty note, and one that must not be written down, is kept nowhere."""
    if not current_agent().in_contact_centre:
        abort(403)
    kept = _worth_keeping(request.form)
    with transaction():
        version = save_draft(None, KIND, kept, current_agent(), tab=request.form.get("nonce", "")[:32])
    return jsonify(words=draft_saved(now()) if version else "")


def resumed(typed: Mapping[str, str], by: Agent) -> Mapping[str, str]:
    """What was typed; or for the address's ?utkast=ID, the agent's own half-written note of that id."""
    asked = request.args.get("utkast", "") if request.method == "GET" else ""
    draft = next((draft for draft in drafts_of(None, KIND, by) if str(draft.id) == asked), None)
    return {**typed, **json.loads(draft.text), "nonce": draft.tab} if draft else typed


def unsaved(typed: Mapping[str, str], by: Agent) -> tuple[Notice, ...]:
    """On an empty form: that a note was begun and not saved, and where it is."""
    if typed.get("text") or typed.get("nonce") or request.method != "GET":
        return ()
    return tuple(_notice(draft) for draft in drafts_of(None, KIND, by)[:1])


def _notice(draft: Saved) -> Notice:
    at = words.came_in(draft.updated_at, now()).words
    link = Link(_("Go on with it"), url_for("new_note.show", utkast=draft.id))
    return Notice(_("You have a note that is not saved, from %(when)s.", when=at), links=(link,))


def _worth_keeping(form: Mapping[str, str]) -> str:
    protected = "protected" in form
    kept = {name: form.get(name, "")[:LONGEST] for name in KEPT if not (protected and name == "caller")}
    if not (kept["text"].strip() or kept.get("caller", "").strip()) or _must_not_be_written(kept["case_type"]):
        return ""
    return json.dumps(kept | ({"protected": "yes"} if protected else {}))


def _must_not_be_written(code: str) -> bool:
    try:
        return bool(code) and version_at(code, now()).write_nothing
    except Refused:
        return False

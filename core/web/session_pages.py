"""/session: how long the session lasts, and "Fortsätt". The page warns; the end itself is the server's."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from core.access.sessions import note_work
from core.store.db import transaction
from core.web.session import current_session, local_path, passive

session_pages = Blueprint("session_pages", __name__)


@session_pages.get("/session")
@passive
def left() -> Response:
    """Seconds without work until the end; asking is no work."""
    opened = current_session()
    return jsonify(left=int(opened.left.total_seconds()) if opened else 0)


@session_pages.post("/session")
def extend() -> ResponseReturnValue:
    """The person is here: the time begins anew."""
    opened = current_session()
    if opened is not None:
        with transaction():
            note_work(opened)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(left=int(opened.idle.total_seconds()) if opened else 0)
    return redirect(local_path(request.form.get("next", "/")), 303)

"""The form and its receipt. Nothing that is sent is lost: what looks like a machine's is filed as suspect.

The signed token of one showing of the form is the message's identity: sent twice, it answers with the first receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

import core
from channels.webform.message import message_of
from channels.webform.questions import page_of, receipt_of
from channels.webform.receipts import Kept, address_of, kept_at
from channels.webform.typed import Typed, errors, files_of, too_much
from channels.webform.words import gettext as _
from channels.webform.words import language
from core import Attachment, Received

FASTEST = 2  # seconds: nobody reads the page, and answers it with a link, faster
TRAP = "rubrik"  # a question that only machines see


def public_pages(plugin: str, options: Mapping[str, Any]) -> Blueprint:
    """The pages of one instance."""
    blueprint = Blueprint(plugin, __name__, template_folder="templates")

    @blueprint.get("/")
    @core.framable
    def show() -> ResponseReturnValue:
        return _show(plugin, options, Typed())

    @blueprint.post("/")
    @core.own_token
    @core.framable
    def send() -> ResponseReturnValue:
        try:
            return _send(plugin, options)
        except RequestEntityTooLarge:
            return core.error_page(413, _too_large(options))

    @blueprint.get("/tack/<address>")
    @core.framable
    def thanks(address: str) -> ResponseReturnValue:
        return _thank(plugin, address)

    return blueprint


def _send(plugin: str, options: Mapping[str, Any]) -> ResponseReturnValue:
    typed, token = Typed.of(request.form), request.form.get("token", "")
    nonce = core.read_form_token(plugin, token)
    files = files_of(request.files.getlist("files"))
    wrong = errors(typed)
    if problem := too_much(files, options["max_files"], options["max_megabytes"]):
        wrong["files"] = problem
    if wrong or nonce is None:
        return _show(plugin, options, typed, _with_files_again(wrong, files), "" if nonce else _too_old())
    suspect = _looks_like_a_machine(plugin, options, token, typed.text)
    received = _receive(plugin, typed, nonce, files, suspect)
    address = address_of(plugin, _kept(received, wants_answer=bool(typed.address)))
    return redirect(url_for(f"{plugin}.thanks", address=address, lang=language()), 303)


def _kept(received: Received, *, wants_answer: bool) -> Kept:
    at = "" if received.disposition == "duplicate" else core.now().isoformat()
    by = core.public_answer(received.case_id) if received.case_id is not None else None
    return Kept(received.number, at, by.isoformat() if by else "", wants_answer)


def _thank(plugin: str, address: str) -> ResponseReturnValue:
    kept = kept_at(plugin, address)
    if kept is None:
        return core.error_page(404)
    return _unkept(core.public_page("public_receipt.html", receipt=receipt_of(kept)))


def _receive(plugin: str, typed: Typed, nonce: str, files: tuple[Attachment, ...], suspect: bool) -> Received:
    message = message_of(typed, nonce, files, language=language(), suspect=suspect)
    with core.transaction():
        return core.receive(plugin, message)


def _looks_like_a_machine(plugin: str, options: Mapping[str, Any], token: str, text: str) -> bool:
    """Speed alone is no sign: a browser that fills in the form, or a pasted text, is fast too. With a link it is."""
    at_once = "://" in text and core.read_form_token(plugin, token, lasts=FASTEST) is not None
    within = core.within_limit(plugin, request.remote_addr or "", options["messages_per_hour"], 3600)
    return at_once or bool(request.form.get(TRAP)) or not within


def _with_files_again(wrong: Mapping[str, str], files: tuple[Attachment, ...]) -> Mapping[str, str]:
    """A browser does not send a file twice by itself."""
    if files and "files" not in wrong:
        return {**wrong, "files": _("Choose the files again: the browser does not remember them.")}
    return wrong


def _show(
    plugin: str, options: Mapping[str, Any], typed: Typed, wrong: Mapping[str, str] | None = None, problem: str = ""
) -> Response:
    form = page_of(
        typed,
        wrong or {},
        options,
        action=url_for(f"{plugin}.send", lang=language()),
        token=core.new_form_token(plugin),
        problem=problem,
    )
    page = core.public_page("webform/form.html", form=form, step=None, trap=TRAP)
    return _unkept(page, 422 if wrong or problem else 200)


def _unkept(page: str, code: int = 200) -> Response:
    response = make_response(page, code)
    response.headers["Cache-Control"] = "no-store"
    return response


def _too_old() -> str:
    return _("The page had been open for too long. What you wrote is still here: send it again.")


def _too_large(options: Mapping[str, Any]) -> str:
    return _(
        "Nothing has been sent. Go back in the browser: what you wrote is usually still there. "
        "Choose files of at most %(megabytes)s MB together.",
        megabytes=options["max_megabytes"],
    )

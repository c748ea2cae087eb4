"""Files of a case: opened through signed addresses that live five minutes and hold for one agent and one message.

The page links to an address that needs the session; it logs the opening and leads on to the signed one, which may lie
on a second host without cookies. The signed address asks again whether its agent may read the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import Select, select

from core.access.agents import agent_by_id
from core.access.filters import listed
from core.case.events import audit
from core.contract.errors import NotFound
from core.store import blobs
from core.store.db import reading, transaction
from core.store.models import AttachmentRow, Case, Inbound, Message
from core.web.file_kinds import kind_of, picture_type
from core.web.language import gettext as _
from core.web.mail_html import document, harmless
from core.web.opening import full_case
from core.web.session import current_agent, current_agent_or_none, public

blueprint = Blueprint("files", __name__)
LASTS = 300  # seconds that a signed address lives
_THERE = ("files.open_file", "static", "small.theme", "small.favicon")  # what its error page needs, too
LOCKED = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class _File:
    """What a signed address leads to."""

    blob: str
    name: str


@blueprint.before_app_request
def only_files_there() -> None:
    """The second host answers nothing but files: what they might do there, they do to nothing of ours."""
    host = current_app.config["SETTINGS"].files_host
    if host and request.host == host and request.endpoint not in _THERE:
        raise NotFound


@blueprint.get("/arende/<number>/fil/<int:file_id>")
def attachment(number: str, file_id: int) -> ResponseReturnValue:
    """Leads to the signed address of an attachment."""
    case = full_case(number)
    where = (AttachmentRow.id == file_id, Message.case_id == case.id)
    found = reading().scalar(select(Message.id).join(AttachmentRow).where(*where))
    return _lead(case, "attachment", file_id, found)


@blueprint.get("/arende/<number>/meddelande/<int:message_id>/original")
def original(number: str, message_id: int) -> ResponseReturnValue:
    """Leads to the signed address of a message as it came."""
    case = full_case(number)
    where = (Message.id == message_id, Message.case_id == case.id, Message.inbound_id.is_not(None))
    return _lead(case, "original", message_id, reading().scalar(select(Message.id).where(*where)))


@blueprint.get("/fil/<token>")
@public
def open_file(token: str) -> ResponseReturnValue:
    """The file itself, always as a download; a picture that a mail shows in its text, as a picture."""
    kind, row_id = _checked(token)
    found = _original(row_id) if kind == "original" else _attachment(row_id)
    try:
        content = blobs.get(found.blob)
    except FileNotFoundError:
        raise NotFound from None
    shown = picture_type(content) if kind == "picture" else None
    if kind == "picture" and shown is None:
        raise NotFound
    answer = Response(content, mimetype=kind_of(content))
    how = "inline" if shown else "attachment"
    answer.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(found.name, safe='')}"
    answer.headers["Content-Security-Policy"] = LOCKED
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if shown else "same-site"
    return answer


@blueprint.get("/arende/<number>/meddelande/<int:message_id>/html")
def html_of(number: str, message_id: int) -> ResponseReturnValue:
    """A mail as it looked, for a sandboxed frame: cleaned, with its own pictures and no others."""
    case = full_case(number)
    language = case.language
    which = (Message.id == message_id, Message.case_id == case.id, Message.html != "")
    _log(case.id, reading().scalar(select(Message.id).where(*which)), "html")
    message = reading().scalar(select(Message).where(Message.id == message_id))
    assert message is not None
    rows = reading().execute(
        select(AttachmentRow.content_id, AttachmentRow.id).where(AttachmentRow.message_id == message_id)
    )
    own = {content_id.strip("<>"): file_id for content_id, file_id in rows if content_id}
    body, blocked = harmless(message.html, lambda cid: signed("picture", own[cid]) if cid in own else None)
    note = _("Pictures from elsewhere are not shown: they tell the sender that you have read.") if blocked else ""
    styles = url_for("static", filename="css/mail.css")
    answer = Response(document(body, language=language, title=number, styles=styles, note=note))
    answer.headers["Content-Security-Policy"] = _frame_policy()
    return answer


def signed(kind: str, row_id: int) -> str:
    """An address that opens one file for the agent of this request, for five minutes."""
    token = _signer().dumps([kind, row_id, current_agent().id])
    host = current_app.config["SETTINGS"].files_host
    path = url_for("files.open_file", token=token)
    return f"{request.scheme}://{host}{path}" if host else path


def _lead(case: Case, kind: str, row_id: int, message_id: int | None) -> ResponseReturnValue:
    _log(case.id, message_id, kind)
    return redirect(signed(kind, row_id), 302)


def _log(case_id: int, message_id: int | None, kind: str) -> None:
    """Every opening is logged before anything is shown; what is not there is not found."""
    if message_id is None:
        raise NotFound
    with transaction():
        audit("file_opened", current_agent(), case_id, {"message": message_id, "kind": kind})


def _checked(token: str) -> tuple[str, int]:
    """What the token opens, when it is ours and young, and its agent still may read that case."""
    try:
        kind, row_id, agent_id = _signer().loads(token, max_age=LASTS)
    except (BadSignature, ValueError):
        raise NotFound from None
    asking, agent = current_agent_or_none(), agent_by_id(agent_id)
    if agent is None or (asking is not None and asking.id != agent_id):
        raise NotFound
    if reading().scalar(_case_of(kind, row_id).where(listed(agent))) is None:
        raise NotFound
    return str(kind), int(row_id)


def _case_of(kind: str, row_id: int) -> Select[int]:
    found = select(Case.id).join(Message, Message.case_id == Case.id)
    if kind == "original":
        return found.where(Message.id == row_id)
    return found.join(AttachmentRow, AttachmentRow.message_id == Message.id).where(AttachmentRow.id == row_id)


def _attachment(row_id: int) -> _File:
    row = reading().execute(select(AttachmentRow.blob, AttachmentRow.name).where(AttachmentRow.id == row_id)).one()
    return _File(row.blob, row.name or "fil")


def _original(message_id: int) -> _File:
    row = (
        reading()
        .execute(
            select(Inbound.blob, Case.number, Message.channel)
            .join(Message, Message.inbound_id == Inbound.id)
            .join(Case, Case.id == Message.case_id)
            .where(Message.id == message_id)
        )
        .one()
    )
    end = "eml" if row.channel == "email" else "json" if blobs.get(row.blob)[:1] == b"{" else "txt"
    return _File(row.blob, f"{row.number}-{message_id}.{end}")


def _frame_policy() -> str:
    here = f"{request.scheme}://{request.host}"
    host = current_app.config["SETTINGS"].files_host
    pictures = f"{request.scheme}://{host}" if host else here
    return (
        f"default-src 'none'; img-src {pictures}/fil/; style-src {here}/static/css/mail.css; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'; sandbox"
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="file")

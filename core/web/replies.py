"""What is written in the composer: an answer, an answer that also closes, a note, or a draft. Nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from core.access.agents import Agent
from core.case.closing import Closing, close
from core.case.drafts import forget_draft
from core.case.notes import NoteKind, note
from core.case.secrecy import only_neutral
from core.case.threads import Filed
from core.contract.errors import Conflict, Refused
from core.contract.messages import Attachment
from core.flow.queueing import Way
from core.flow.replying import Reply, neutral_text, reply
from core.store import blobs
from core.store.db import reading, transaction
from core.store.models import Case, Message
from core.web.case_page import case_page
from core.web.composer_view import NOTES, Typed, ways_by_value
from core.web.drafts_web import keep_draft
from core.web.language import gettext as _
from core.web.names import names_for
from core.web.opening import full_case
from core.web.refusals import words as refusal_words
from core.web.session import current_agent
from core.web.verb_run import back, number_of

blueprint = Blueprint("replies", __name__)
LONGEST_QUOTE = 10_000  # characters of the citizen's text that go below an answer


@blueprint.post("/arende/<number>/skriv")
def write(number: str) -> ResponseReturnValue:
    """The composer's one address; `do` says which button."""
    case, agent = full_case(number), current_agent()
    match request.form.get("do", ""):
        case "draft":
            with transaction():
                keep_draft(case.id, agent, request.form)
            return redirect(url_for("case_page.show", number=number) + "#composer", 303)
        case "forget":
            return _forget_others(case, agent)
    return _send(case, agent)


def _forget_others(case: Case, by: Agent) -> ResponseReturnValue:
    """Throws away the other versions; the text of this tab is kept first."""
    number, case_id = case.number, case.id
    with transaction():
        forget_draft(case_id, "reply", by)
        keep_draft(case_id, by, request.form)
    return redirect(url_for("case_page.show", number=number) + "#composer", 303)


def _send(case: Case, by: Agent) -> ResponseReturnValue:
    number, case_id, owner_id = case.number, case.id, case.forvaltning_id
    try:
        work = _note(case) if request.form.get("via") in NOTES else _reply(case)
        with transaction():
            work.run(by)
            if work.finished:
                forget_draft(case_id, "reply", by, tab=request.form.get("tab", ""))
            else:
                keep_draft(case_id, by, request.form)
    except Refused as refused:
        owner = names_for(by.language).forvaltningar.get(owner_id, "")
        return _again(number, case_id, by, 422, error=refusal_words(refused, owner))
    except Conflict:
        said = _("The case changed while you wrote. Read what is new, then send again. Your text is kept.")
        return _again(number, case_id, by, 409, stopped=said)
    return back(number)


def _again(
    number: str, case_id: int, by: Agent, code: int, *, error: str = "", stopped: str = ""
) -> ResponseReturnValue:
    """The case with everything that was typed, kept as a draft too; files must be chosen again."""
    form = request.form
    with transaction():
        tab, _version = keep_draft(case_id, by, form)
    if any(file.filename for file in request.files.getlist("file")):
        error = f"{error} {_('Choose the files again.')}".strip()
    typed = Typed(form.get("via", ""), form.get("text", ""), form.get("cc", ""), "quote" in form, tab, error, stopped)
    return case_page(number, typed=typed, code=code)


@dataclass(frozen=True, slots=True)
class _Note:
    case_id: int
    kind: NoteKind
    text: str
    finished: bool = True

    def run(self, by: Agent) -> None:
        note(self.case_id, self.text, self.kind, by)


def _note(case: Case) -> _Note:
    kind: NoteKind = "internal_note" if request.form["via"] == "internal" else "official_note"
    return _Note(case.id, kind, request.form.get("text", ""))


@dataclass(frozen=True, slots=True)
class _Answer:
    """`finished` False keeps the draft: a neutral text went out in place of what was typed."""

    case_id: int
    value: Reply
    files: Filed
    seen_message: int | None
    closing: Closing | None
    version: int | None
    finished: bool

    def run(self, by: Agent) -> None:
        reply(self.case_id, self.value, by, seen_message=self.seen_message, files=self.files)
        if self.closing:
            # The answer itself is one change of the case; more than that is somebody else's.
            close(self.case_id, self.closing, by, seen=None if self.version is None else self.version + 1)


def _reply(case: Case) -> _Answer:
    form = request.form
    way = ways_by_value(case).get(form.get("via", ""))
    if way is None:
        raise Refused("no_way")
    text, neutral = form.get("text", ""), only_neutral(case) and way.name in ("email", "sms")
    value = Reply(
        text=neutral_text(case) if neutral else text,
        way=way.name,
        to=way.to,
        cc=_copies(form.get("cc", ""), way),
        quote=_quote(case) if "quote" in form and not neutral and way.name == "email" else "",
    )
    closing = Closing(form.get("outcome", "")) if form.get("do") == "send_close" else None
    kept = neutral and bool(text.strip())
    files = _files(way)
    if neutral and files.files:
        raise Refused("neutral_only")
    seen = number_of(form, "seen_message")
    return _Answer(case.id, value, files, seen, closing, number_of(form, "version"), not kept)


def _copies(typed: str, way: Way) -> tuple[str, ...]:
    """The addresses of copies, in any writing: a, b; c."""
    found = [part.strip().lower() for part in typed.replace(";", ",").replace(" ", ",").split(",") if part.strip()]
    if found and way.name != "email":
        raise Refused("copies_by_email_only")
    if any(part.count("@") != 1 or part.startswith("@") or part.endswith("@") for part in found):
        raise Refused("not_an_address")
    return tuple(dict.fromkeys(found))


def _quote(case: Case) -> str:
    """The citizen's latest text as a mail quotes it."""
    latest = reading().scalar(
        select(Message)
        .where(Message.case_id == case.id, Message.direction == "in", Message.automatic == "")
        .order_by(Message.id.desc())
        .limit(1)
    )
    if latest is None:
        return ""
    return "\n".join(f"> {line}" for line in (latest.fresh or latest.text)[:LONGEST_QUOTE].splitlines())


def _files(way: Way) -> Filed:
    """The attached files, written to the blob folder before any lock is taken."""
    chosen = [file for file in request.files.getlist("file") if file.filename]
    if chosen and way.name not in ("email", "letter"):
        raise Refused("files_not_this_way")
    return Filed(tuple((blobs.put(one.content), one) for one in map(_attachment, chosen)))


def _attachment(file: FileStorage) -> Attachment:
    content = file.stream.read(current_app.config["MAX_CONTENT_LENGTH"])
    return Attachment((file.filename or "")[:255], (file.mimetype or "application/octet-stream")[:120], content)

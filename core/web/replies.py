"""What is written in the composer: an answer, an answer that also closes, a note, or a draft. Nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from core.access.agents import Agent
from core.access.filters import listed
from core.case.closing import Closing
from core.case.drafts import forget_draft
from core.case.joining import MOST
from core.case.notes import NoteKind, note
from core.case.secrecy import only_neutral
from core.case.threads import Filed
from core.contract.errors import Conflict, Refused
from core.contract.messages import Attachment
from core.flow.queueing import Way
from core.flow.quoting import quoted
from core.flow.replying import Reply, neutral_text
from core.flow.standard_answers import count_use, standard_text
from core.flow.together import Answer, answer
from core.store import blobs
from core.store.db import reading, transaction
from core.store.models import Case
from core.web.case_page import case_page
from core.web.composer_view import NOTES, Typed, ways_by_value
from core.web.drafts_web import keep_draft
from core.web.file_kinds import kind_of
from core.web.language import gettext as _
from core.web.names import names_for
from core.web.opening import full_case
from core.web.refusals import words as refusal_words
from core.web.session import current_agent
from core.web.verb_run import back, number_of

blueprint = Blueprint("replies", __name__)


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
        case insert if insert.startswith("insert:"):
            return _insert(case, agent, insert.removeprefix("insert:"))
    return _send(case, agent)


def _forget_others(case: Case, by: Agent) -> ResponseReturnValue:
    """Throws away the other versions; the text of this tab is kept first."""
    number, case_id = case.number, case.id
    with transaction():
        forget_draft(case_id, "reply", by)
        keep_draft(case_id, by, request.form)
    return redirect(url_for("case_page.show", number=number) + "#composer", 303)


def _insert(case: Case, by: Agent, chosen: str) -> ResponseReturnValue:
    """Puts a standard answer after what was typed; nothing typed is replaced, and all of it is kept as a draft."""
    typed, number, case_id = request.form.get("text", "").rstrip(), case.number, case.id
    template = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
    text = "\n\n".join(part for part in (typed, standard_text(case, template, by)) if part)
    with transaction():
        count_use(case, template)
        tab, _version = keep_draft(case_id, by, {**request.form.to_dict(), "text": text})
    return case_page(number, typed=replace(_typed(tab), text=text, inserted=True))


def _send(case: Case, by: Agent) -> ResponseReturnValue:
    number, case_id, owner_id = case.number, case.id, case.forvaltning_id
    try:
        work = _note(case) if request.form.get("via") in NOTES else _reply(case, by)
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
    with transaction():
        tab, _version = keep_draft(case_id, by, request.form)
    if any(file.filename for file in request.files.getlist("file")):
        error = f"{error} {_('Choose the files again.')}".strip()
    return case_page(number, typed=replace(_typed(tab), error=error, stopped=stopped), code=code)


def _typed(tab: str) -> Typed:
    """Everything of the composer as it was posted."""
    form = request.form
    return Typed(
        form.get("via", ""),
        form.get("text", ""),
        form.get("cc", ""),
        "quote" in form,
        receivers=frozenset(value.partition(":")[0] for value in form.getlist("receiver")),
        outcome=form.get("outcome", ""),
        tab=tab,
    )


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
    given: Answer
    finished: bool

    def run(self, by: Agent) -> None:
        answer(self.case_id, self.given, by)


def _reply(case: Case, by: Agent) -> _Answer:
    form = request.form
    way = ways_by_value(case).get(form.get("via", ""))
    if way is None:
        raise Refused("no_way")
    text, neutral = form.get("text", ""), only_neutral(case) and way.name in ("email", "sms")
    files = _files(way)
    if neutral and files.files:
        raise Refused("neutral_only")
    given = Answer(
        Reply(
            text=neutral_text(case) if neutral else text,
            way=way.name,
            to=way.to,
            cc=_copies(form.get("cc", ""), way),
            quote=quoted(case.id) if "quote" in form and not neutral and way.name == "email" else "",
        ),
        nonce=form.get("nonce", "")[:40],
        also=_receivers(by),
        seen_message=number_of(form, "seen_message"),
        version=number_of(form, "version"),
        closing=Closing(form.get("outcome", "")) if form.get("do") == "send_close" else None,
        files=files,
    )
    return _Answer(case.id, given, finished=not (neutral and text.strip()))


def _receivers(by: Agent) -> dict[int, int | None]:
    """The joined cases that were ticked, with the newest message that the page showed of each."""
    ticked = dict(value.partition(":")[::2] for value in request.form.getlist("receiver"))
    if not ticked:
        return {}
    rows = reading().execute(select(Case.id, Case.number).where(Case.number.in_(list(ticked)[:MOST]), listed(by)))
    return {row.id: number_of(ticked, row.number) for row in rows}


def _copies(typed: str, way: Way) -> tuple[str, ...]:
    """The addresses of copies, in any writing: a, b; c."""
    found = [part.strip().lower() for part in typed.replace(";", ",").replace(" ", ",").split(",") if part.strip()]
    if found and way.name != "email":
        raise Refused("copies_by_email_only")
    if any(part.count("@") != 1 or part.startswith("@") or part.endswith("@") for part in found):
        raise Refused("not_an_address")
    return tuple(dict.fromkeys(found))


def _files(way: Way) -> Filed:
    """The attached files, written to the blob folder before any lock is taken."""
    chosen = [file for file in request.files.getlist("file") if file.filename]
    if chosen and way.name not in ("email", "letter"):
        raise Refused("files_not_this_way")
    return Filed(tuple((blobs.put(one.content), one) for one in map(_attachment, chosen)))


def _attachment(file: FileStorage) -> Attachment:
    content = file.stream.read(current_app.config["MAX_CONTENT_LENGTH"])
    return Attachment((file.filename or "")[:255], kind_of(content), content)

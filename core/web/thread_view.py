"""The thread of a case as rows: what was said, how far our answers have come, and what a person can do about them.

A fixed number of questions to the database, however long the thread is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from flask import url_for
from sqlalchemy import select

from core.access.agents import Agent
from core.case.marking import marks_of
from core.case.record import has_ball
from core.contract.messages import ChannelName
from core.flow.matching import TO_OFFICER
from core.flow.officer_answers import FROM_OFFICER
from core.flow.wording import phone_words
from core.store.db import database_now, reading
from core.store.models import AttachmentRow, Case, Message, SecrecyMark
from core.store.models import Delivery as DeliveryRow
from core.web import words
from core.web.delivery_view import delivery_of
from core.web.file_kinds import PICTURES
from core.web.icons import channel_way
from core.web.language import gettext as _
from core.web.marks_view import of_file, of_message
from core.web.names import Names, names_for
from core.web.rows import Moment
from core.web.thread_rows import Delivery, File, ThreadItem, ThreadKind, Verb

LONGEST = 200_000  # characters of one message that its page shows


@dataclass(frozen=True, slots=True)
class Thread:
    """What is in a case: `messages` oldest first, files and delivery by message, and the database's clock."""

    messages: Sequence[Message]
    files: Mapping[int, Sequence[AttachmentRow]]
    deliveries: Mapping[int, DeliveryRow]
    clock: float
    marks: Sequence[SecrecyMark] = ()

    @property
    def newest_from_outside(self) -> int:
        """The id that an answer must have seen (`seen_message`)."""
        return max((m.id for m in self.messages if m.direction == "in"), default=0)


def thread_of(case: Case) -> Thread:
    """Reads the thread in five questions."""
    session = reading()
    messages = session.scalars(select(Message).where(Message.case_id == case.id).order_by(Message.at, Message.id)).all()
    files: dict[int, list[AttachmentRow]] = defaultdict(list)
    wanted = select(AttachmentRow).join(Message, Message.id == AttachmentRow.message_id)
    for file in session.scalars(wanted.where(Message.case_id == case.id).order_by(AttachmentRow.id)):
        files[file.message_id].append(file)
    deliveries = session.scalars(select(DeliveryRow).where(DeliveryRow.case_id == case.id).order_by(DeliveryRow.id))
    by_message = {delivery.message_id: delivery for delivery in deliveries}
    clock = float(session.scalar(select(database_now())) or 0)
    return Thread(messages, files, by_message, clock, marks_of(case.id))


def items_of(case: Case, thread: Thread, by: Agent, agents: Mapping[int, str], now: datetime) -> tuple[ThreadItem, ...]:
    """The thread as it is shown to `by`, oldest first."""
    names = names_for(by.language)
    show = _Shown(case, thread, by, agents, now, names)
    return tuple(
        replace(show.item(message), secret=of_message(thread.marks, message.id, names)) for message in thread.messages
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """One reader's view of one case."""

    case: Case
    thread: Thread
    by: Agent
    agents: Mapping[int, str]
    now: datetime
    names: Names

    def item(self, message: Message) -> ThreadItem:
        delivery = self.thread.deliveries.get(message.id)
        if message.kind == "receipt":
            return self.event(message, _receipt_words(message, delivery, self.now))
        if delivery is not None and delivery.state == "cancelled":
            who = self.agents.get(message.agent_id or 0, "")
            return self.event(message, _("%(who)s took back an answer", who=who))
        if message.direction == "in":
            return self.incoming(message)
        if message.kind == FROM_OFFICER:
            return self.from_officer(message)
        return self.ours(message, delivery)

    def event(self, message: Message, said: str) -> ThreadItem:
        return ThreadItem(f"m{message.id}", "event", self.at(message), said)

    def incoming(self, message: Message) -> ThreadItem:
        author = self.agents.get(message.agent_id or 0, "")
        way = channel_way(cast(ChannelName, message.channel))
        text, quoted = _without_history(message)
        return ThreadItem(
            f"m{message.id}",
            "in",
            self.at(message),
            text,
            who=message.sender_name or _address(message.sender) or self.case.counterpart or _("Anonymous"),
            way=_("%(way)s, written down by %(who)s", way=way, who=author) if author else way,
            quoted=quoted,
            html_href=self.href("html_of", message) if message.html else "",
            original_href=self.href("original", message) if message.inbound_id else "",
            files=self.files(message),
            warnings=_warnings(message),
        )

    def from_officer(self, message: Message) -> ThreadItem:
        """An officer's answer by mail, with the button that makes it ours."""
        shown = self.incoming(message)
        href = url_for("verbs.use_as_answer", number=self.case.number)
        send_on = Verb("use_as_answer", _("Send as answer"), href, True, hidden=(("message", str(message.id)),))
        idle = message.automatic or self.case.closed_at or not has_ball(self.case, self.by)
        verbs = () if idle else (send_on,)
        return replace(shown, kind="officer", way=_("answer from the department, by e-mail"), verbs=verbs)

    def ours(self, message: Message, delivery: DeliveryRow | None) -> ThreadItem:
        text, quoted = ("", message.text) if message.kind == TO_OFFICER else _without_history(message)
        return ThreadItem(
            f"m{message.id}",
            _kind(message),
            self.at(message),
            text,
            who=self.agents.get(message.agent_id or 0, ""),
            way=_our_way(message) if message.together == 1 else _together(message),
            to=", ".join(_address(value) for value in message.recipients or ()),
            quoted=quoted,
            files=self.files(message),
            delivery=self.delivery(message, delivery) if delivery else None,
        )

    def delivery(self, message: Message, row: DeliveryRow) -> Delivery:
        return delivery_of(row, self.case, message, self.by, self.thread.clock, self.now)

    def files(self, message: Message) -> tuple[File, ...]:
        """The attachments; pictures that the HTML shows in its text stand there instead."""
        return tuple(
            File(
                row.name or _("no name"),
                words.size(row.size),
                url_for("files.attachment", number=self.case.number, file_id=row.id),
                secret=of_file(self.thread.marks, row.id, self.names),
            )
            for row in self.thread.files.get(message.id, ())
            if not _stands_in_the_html(row, message)
        )

    def at(self, message: Message) -> Moment:
        return words.when(message.at, self.now)

    def href(self, page: str, message: Message) -> str:
        return url_for(f"files.{page}", number=self.case.number, message_id=message.id)


def _stands_in_the_html(row: AttachmentRow, message: Message) -> bool:
    """Only a kind of picture that is shown there: anything else that the HTML names would be seen nowhere."""
    shown = row.content_id and row.content_type in PICTURES
    return bool(shown) and f"cid:{row.content_id}" in message.html


def _without_history(message: Message) -> tuple[str, str]:
    """What is new in the message, and the quoted history that follows it (folded, never lost)."""
    fresh, whole = message.fresh.strip(), message.text.strip()
    if not fresh or fresh == whole:
        return _shown(whole) or _("(no text)"), ""
    at = whole.find(fresh)
    quoted = whole if at < 0 else (whole[:at] + whole[at + len(fresh) :]).strip()
    return _shown(fresh), _shown(quoted)


def _shown(text: str) -> str:
    """A browser stops at a text of millions of characters."""
    if len(text) <= LONGEST:
        return text
    goes_on = _("(The text goes on. All of it is in the original.)")  # not in the f-string: nobody would find it there
    return f"{text[:LONGEST]}\n\n{goes_on}"


def _warnings(message: Message) -> tuple[str, ...]:
    found = []
    if message.unproven:
        found.append(_("The sender is not confirmed"))
    if message.automatic:
        found.append(
            {
                "auto_reply": _("Automatic reply"),
                "list": _("From a mailing list"),
                "bounce": _("Message from a mail server: an answer did not arrive"),
                "receipt": _("Read receipt"),
                "own": _("One of our own messages"),
            }.get(message.automatic, message.automatic)
        )
    return tuple(found)


def _kind(message: Message) -> ThreadKind:
    if message.direction == "out":
        return "out"
    if message.kind == TO_OFFICER:
        return "officer"
    return "internal" if message.kind == "internal_note" else "note"


def _our_way(message: Message) -> str:
    if message.kind == TO_OFFICER:
        return _("handed over by e-mail")
    if message.kind == "official_note":
        return _("official note")
    if message.kind == "internal_note":
        return _("internal note")
    return channel_way(cast(ChannelName, message.channel))


def _together(message: Message) -> str:
    return _("%(way)s (the same answer to %(n)s cases)", way=_our_way(message), n=message.together)


def _receipt_words(message: Message, delivery: DeliveryRow | None, now: datetime) -> str:
    """ "Kvittens skickad 10.36", or that it did not arrive."""
    to = ", ".join(_address(value) for value in message.recipients or ())
    if delivery is not None and delivery.state in ("failed", "unknown"):
        return _("The receipt did not arrive at %(who)s", who=to)
    if delivery is not None and delivery.state != "sent":
        return _("A receipt is on its way to %(who)s", who=to)
    return _("Receipt sent %(when)s to %(who)s", when=words.when(message.at, now).words, who=to)


def _address(value: str) -> str:
    return phone_words(value) if value.startswith("+") else value

"""What the thread of a case and its composer take: messages, notes, deliveries, verbs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.web.rows import Moment

# in: from the citizen; out: our answer; note: tjänsteanteckning (FL 27 §); internal: working paper;
# officer: a message inside the municipality (an officer's mail); event: one soft line in the middle.
ThreadKind = Literal["in", "out", "note", "internal", "officer", "event"]
# `delivered` is a receipt from the provider; `undo` the seconds in which an answer can be taken back.
# `todo` waits for a person (ring up, write a letter), who says when it is `done`.
DeliveryState = Literal["undo", "queued", "sending", "sent", "delivered", "retry", "failed", "unknown", "todo", "done"]


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done.

    `key` names it in tests and in the keyboard's table (take, reply …); `href` is posted to when `post`, else a page
    of its own that also opens as a dialog. `shortcut` is the key shown beside it ("T"). `primary` is the page's one
    filled button. `why_not` is the reason it cannot be done: then it is shown, but is no button.
    `hidden` are fields posted with it (version, seen_message).
    """

    key: str
    label: str
    href: str = ""
    post: bool = False
    icon: str = ""
    shortcut: str = ""
    primary: bool = False
    why_not: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: `href` downloads it, `preview` is a picture of it or empty, `size` from `words.size`.

    `secret` are the words of its secrecy marking, or empty.
    """

    name: str
    size: str
    href: str
    preview: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far an answer has come. `at` when; `reason` why it failed, in words; `next_at` the next try.

    `task` is what a person has to do. `verbs` are what a person can do (send again, ring upp). `undo` is "Ångra",
    posted while `undo_seconds` last.
    """

    state: DeliveryState
    at: Moment | None = None
    reason: str = ""
    next_at: Moment | None = None
    task: str = ""
    verbs: tuple[Verb, ...] = ()
    undo: Verb | None = None
    undo_seconds: int = 0


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """One thing in the thread, oldest first.

    `id` is unique on the page; `who` the sender or author; `way` words after the name ("via webben",
    "tjänsteanteckning"); `to` the receivers' words. `text` is plain: line ends are kept, addresses become no links.
    `quoted` is earlier history, folded. `html_href` serves the cleaned HTML for a sandboxed frame; `original_href`
    downloads the original. `warnings` are short words ("Avsändaren är inte bekräftad"). `verbs` are what can be done
    with this item ("Skicka som svar"). `secret` are the words of its own secrecy marking.
    An event has only `text` and `at`.
    """

    id: str
    kind: ThreadKind
    at: Moment
    text: str
    who: str = ""
    way: str = ""
    to: str = ""
    quoted: str = ""
    html_href: str = ""
    original_href: str = ""
    files: tuple[File, ...] = ()
    warnings: tuple[str, ...] = ()
    delivery: Delivery | None = None
    verbs: tuple[Verb, ...] = ()
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A tab of the composer: a way to answer, or a note.

    `value` is posted as `via` (email, sms, letter, phone, note, internal); `kind` decides which buttons show;
    `to` who gets it, in words; `why` says why this way was proposed. `locked` is the reason it cannot be used.
    `neutral`: only `Composer.neutral_text` may leave this way (secrecy, protected identity).
    """

    value: str
    label: str
    kind: Literal["reply", "note"] = "reply"
    checked: bool = False
    to: str = ""
    why: str = ""
    locked: str = ""
    neutral: bool = False


@dataclass(frozen=True, slots=True)
class Composer:
    """Where the answer is written: one form. It posts to `action`: via, to, text, outcome, file, `hidden`, and `do`:

    send | send_close | save_note | draft | forget | insert:<key of a standard answer>.
    `draft_href` takes the same fields while typing and answers JSON {"words": "utkast sparat 10.44", "version": "3"};
    `draft_words` is the state when the page was made. `kept` is the other text when two tabs or a colleague wrote too.
    `stopped` is why sending was stopped once ("Ett nytt meddelande kom in"). `outcomes` are for send_close, the
    first being the default; empty hides that button and `close_why_not` says why. `receivers` are ticked addresses
    when an answer goes to several (joined cases). `inserted`: a standard answer was just put into the text.
    `cc` are more addresses for an e-mail, `quote` whether the
    citizen's own text follows below; both are posted under the same names. `kept` is thrown away by do=forget.
    """

    action: str
    ways: tuple[Way, ...]
    text: str = ""
    error: str = ""
    stopped: str = ""
    kept: str = ""
    neutral_text: str = ""
    signature: str = ""
    neutral_why: str = ""
    standard: tuple[tuple[str, str], ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()
    close_why_not: str = ""
    draft_href: str = ""
    draft_words: str = ""
    receivers: tuple[tuple[str, str, bool], ...] = ()
    inserted: bool = False
    cc: str = ""
    quote: bool = False
    files: bool = True
    hidden: tuple[tuple[str, str], ...] = ()
    shortcut: str = "R"

"""What forms, the quick form, the plug-in page and the public pages take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.contract.messages import ChannelName
from core.web.rows import Link, Moment, Notice, Rosa

FieldKind = Literal[
    "text", "search", "textarea", "select", "radios", "checkboxes", "checkbox", "file",
    "date", "time", "datetime-local", "number", "email", "tel", "password", "static",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: `why` is small text below it, `off` the reason it cannot be chosen, `key` a digit.

    `asks` are questions that only this answer leads to (radios): shown while it is chosen.
    """

    value: str
    label: str
    checked: bool = False
    why: str = ""
    off: str = ""
    key: str = ""
    asks: tuple[Field, ...] = ()


def choose(*choices: Choice, words: str) -> tuple[Choice, ...]:
    """The choices of a select after a first that is none: who gets a case is never chosen by default."""
    return (Choice("", words, not any(choice.checked for choice in choices)), *choices)


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. What was typed comes back in `value` (or in the choices' `checked`).

    `label` the question; `hint` what helps to answer it, read before the field (Markup may make a number bold);
    `error` what to do now, empty when all is well; `optional` adds "(frivilligt)"; `short` makes the field no wider
    than its answer; `accept` for files; `maxlength` 0 is none. A `static` field only shows its value (one with
    `autocomplete` to the browser too: which account a new password is for). `suggest_href`
    answers the options that fit what is typed (?NAME=…): suggestions, nothing else is refused. `focus`: the page asks
    this alone, so whoever opens it begins to type there.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    value: str = ""
    hint: str = ""
    error: str = ""
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    short: bool = False
    rows: int = 5
    autocomplete: str = ""
    inputmode: str = ""
    accept: str = ""
    maxlength: int = 0
    multiple: bool = False
    suggest_href: str = ""
    focus: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A submit button: `name`=`value` is posted. A form's first is the filled one; `danger` cannot be undone."""

    label: str
    name: str = "do"
    value: str = ""
    shortcut: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class TypeSuggestion:
    """A case type in the quick form's list or at classifying: `code` is posted as `case_type`.

    `owner` the förvaltning's short name; `why` the reason ("ordet 'lampan'"); `key` a digit when it is among the
    group's commonest; `notice` what is current for this type ("Stora bassängen stängd till torsdag"), `links` what
    helps to answer it, opened beside the form.
    """

    code: str
    name: str
    owner: str
    rosa: Rosa
    checked: bool = False
    why: str = ""
    key: str = ""
    notice: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form that keeps what was typed. `errors` are shown on top too, each leading to its field.

    `lead` one or two sentences before the first question; `hidden` posted along (the public pages' signed token, a
    case's version); `csrf` False only on public pages, which carry their own token; `cancel_href` is the way back.
    `problem` is an error of the whole form (a refusal: what the rule says and what to do).
    `instead` are verbs that are offered beside the buttons: (what it says, where it leads, its key with Alt).
    `types_href` makes it ask for a case type (posted as `case_type`) first: `types` found for the word `q`.
    """

    title: str
    action: str
    fields: tuple[Field, ...]
    buttons: tuple[Button, ...]
    lead: str = ""
    problem: str = ""
    notices: tuple[Notice, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    cancel_href: str = ""
    instead: tuple[tuple[str, str, str], ...] = ()
    csrf: bool = True
    draft_href: str = ""
    types: tuple[TypeSuggestion, ...] = ()
    types_href: str = ""
    q: str = ""

    @property
    def errors(self) -> tuple[Field, ...]:
        """The fields that need another answer, in order."""
        return tuple(field for field in self.every_field if field.error)

    @property
    def every_field(self) -> tuple[Field, ...]:
        """The fields, and those that an answer leads to."""
        inner = (ask for field in self.fields for choice in field.choices for ask in choice.asks)
        return (*self.fields, *inner)

    @property
    def has_files(self) -> bool:
        """Whether the form must be sent as multipart."""
        return any(field.kind == "file" for field in self.fields)


@dataclass(frozen=True, slots=True)
class SimilarReports:
    """Reports of the same type and place as a note being written: `title` counts them, `choices` join it to one.

    `href` answers the posted form with the fragment `_similar.html`.
    """

    href: str
    title: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class QuickForm:
    """Ny anteckning: the same form as a dialog (Alt+N) and as a page.

    Posts channel, q, case_type, caller, text, outcome, protected, minutes, `hidden`, the `fields`, and `do`: save |
    next (same person, new question) | search (without script: the list of types again).
    `types_href` answers ?q= with the fragment `_types.html` (types); `types_title` "Vanligast i din grupp" or empty.
    `outcomes` have digit keys (Alt+1 …); `fields` are what the chosen outcome needs, or what a plug-in adds, folded
    under "Fler uppgifter".
    `started` the seconds already spent (the timer goes on from there).
    """

    action: str
    channels: tuple[tuple[ChannelName, bool], ...]
    types_href: str
    types: tuple[TypeSuggestion, ...]
    outcomes: tuple[Choice, ...]
    q: str = ""
    types_title: str = ""
    caller: str = ""
    caller_error: str = ""
    text: str = ""
    type_error: str = ""
    outcome_error: str = ""
    problem: str = ""
    protected: bool = False
    fields: tuple[Field, ...] = ()
    fields_open: bool = False
    notices: tuple[Notice, ...] = ()
    earlier: tuple[Link, ...] = ()
    similar: SimilarReports | None = None
    hidden: tuple[tuple[str, str], ...] = ()
    started: int = 0
    cancel_href: str = "/"
    draft_href: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Where in a public form: "Fråga 1 av 6" of "Säg vad du tycker".

    `back_href` is the step before; `foot` and `foot_links` are small words below.
    """

    n: int
    of: int
    name: str
    back_href: str = ""
    foot: str = ""
    foot_links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Tack: the number, what happens next and when, in whole sentences. Never the sender's own text."""

    title: str
    number: str
    sentences: tuple[str, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class PluginRow:
    """One instance in plugins.toml.

    `state`: on, off, failed (an exception at start), trouble (running, but its health says so). `health` words for
    that ("E-posten har inte hämtats sedan 10.12"); `about` is what the configuration means, (label, value);
    `tested` what a try just found (what, whether it went well, words); `test_href` where to try; `activity` the last
    message in or out; `use` the dotted path;
    `reason` why it failed; `help` the lines for plugins.toml that switch it on; `links` are its own pages.
    """

    name: str
    title: str
    use: str
    state: Literal["on", "off", "failed", "trouble"]
    health: str = ""
    activity: Moment | None = None
    reason: str = ""
    help: str = ""
    links: tuple[Link, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    tested: tuple[tuple[str, bool, str], ...] = ()
    test_href: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """A demo login listed on the login page: `name`, `role` in words, `user` to type."""

    name: str
    role: str
    user: str

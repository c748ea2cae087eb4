"""What the case page takes: one case as an agent with full access sees it, and the little that limited access shows."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from core.contract.messages import ChannelName
from core.web.joined_rows import Gathered, Similar
from core.web.rows import Due, Link, Moment, Notice, Rosa
from core.web.thread_rows import Composer, ThreadItem, Verb


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date of the case: `label` "Svar senast", `due` with its words and reason, or `met` when it was kept."""

    label: str
    due: Due
    met: Moment | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A line in the facts column: `why` is small soft text right below; `verb` is shown after the value."""

    label: str
    value: str
    why: str = ""
    strong: bool = False
    verb: Verb | None = None


@dataclass(frozen=True, slots=True)
class CaseLink:
    """Another case in one line: an earlier one, a linked one, one that this may belong to.

    `words` are what it is about, and when. `why` explains a suggestion; `verbs` are "Anslut", "Slå ihop", "Visa".
    """

    number: str
    href: str
    words: str
    why: str = ""
    verbs: tuple[Verb, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Who the case is with. `addresses` ready to read. `protected`: none is stored or shown, and the box says so.

    `kind` "Person", "Företag", "Förening" or empty; `language` "Tolk: arabiska" or empty; `earlier` only cases that
    the reader may read; `all_href` the rest of them.
    """

    name: str
    kind: str = ""
    addresses: tuple[Link, ...] = ()
    protected: bool = False
    language: str = ""
    earlier: tuple[CaseLink, ...] = ()
    all_href: str = ""
    verbs: tuple[Verb, ...] = ()


@dataclass(frozen=True, slots=True)
class Secrecy:
    """The marking: `words` are provision, authority and date in one line. It is a warning, not a decision (OSL 5:5).

    `title` is set when nobody has marked the case, but its type or its contact makes it secret.
    """

    words: str
    advice: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class SharedLine:
    """Somebody or somewhere that a case is given to or kept from; `verbs` end it."""

    words: str
    why: str = ""
    verbs: tuple[Verb, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedPart:
    """One kind of sharing beside the case: questions, för kännedom, named persons, jäv."""

    title: str
    lines: tuple[SharedLine, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of Händelser: `at` from `words.stamp`, `who`, `what`."""

    at: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list the case stands: "Otilldelade, 1 av 14", and its neighbours."""

    words: str
    list_href: str
    previous_href: str = ""
    next_href: str = ""


@dataclass(frozen=True, slots=True)
class CheckStep:
    """A step of the checklist; `why` is who ticked it and when."""

    text: str
    done: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """The type's steps; `href` posts what is ticked, empty for who may only read."""

    title: str
    steps: tuple[CheckStep, ...]
    href: str
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case in full.

    `source` "Synpunkt, felanmälan"; `came_in` "kom in i dag 10.36"; `status` words; `type_name` with `type_confirmed`
    and `type_why` (the reason of the suggestion); `owner`, `svarsgrupp` names; `responsible` the agent's name or empty
    (then `take` is shown in its place). `verbs` stand on top (at most four), `more` under "Mer". `presence` "En
    kollega läser". `access_why` answers "Varför ser jag ärendet", a sentence for
    each ground. `shared` is what others are given. `identity` says how the caller's identity was
    checked, `identity_verb` records it; `identity_needed` demands it before status is read out.
    `may_belong` are "kan höra till", `linked` other cases; `similar` are reports of the
    same thing, `gathered` those joined with this one; `panels` come from plug-ins as (title, markup).
    `events` is Händelser, folded. `full_href` is the page of its own (for the preview), `print_href` the printed one.
    """

    number: str
    subject: str
    channel: ChannelName
    source: str
    came_in: Moment
    status: str
    type_name: str
    rosa: Rosa
    owner: str
    full_href: str
    type_confirmed: bool = True
    type_why: str = ""
    type_verb: Verb | None = None
    svarsgrupp: str = ""
    held_by: str = ""
    responsible: str = ""
    take: Verb | None = None
    deadlines: tuple[Deadline, ...] = ()
    facts: tuple[Fact, ...] = ()
    thread: tuple[ThreadItem, ...] = ()
    composer: Composer | None = None
    verbs: tuple[Verb, ...] = ()
    more: tuple[Verb, ...] = ()
    place: Place | None = None
    presence: str = ""
    contact: Contact | None = None
    secrecy: Secrecy | None = None
    notices: tuple[Notice, ...] = ()
    may_belong: tuple[CaseLink, ...] = ()
    may_belong_title: str = ""
    may_belong_verbs: tuple[Verb, ...] = ()
    linked: tuple[CaseLink, ...] = ()
    similar: Similar | None = None
    gathered: Gathered | None = None
    panels: tuple[tuple[str, Markup], ...] = ()
    access_why: tuple[str, ...] = ()
    shared: tuple[SharedPart, ...] = ()
    identity: str = ""
    identity_verb: Verb | None = None
    identity_needed: bool = False
    events: tuple[Event, ...] = ()
    print_href: str = ""
    checklist: Checklist | None = None


@dataclass(frozen=True, slots=True)
class LimitedCase:
    """All that limited access shows: number, status, owner, date. Nothing else may be put here.

    `asked` notes that somebody asked; `noted` says that this was just done.
    """

    number: str
    status: str
    owner: str
    due: Due | None = None
    came_in: Moment | None = None
    asked: Verb | None = None
    noted: bool = False
    access_why: tuple[str, ...] = ()

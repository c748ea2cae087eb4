"""What the workbench's templates take: frozen values, ready to show. A template computes nothing and asks nothing.

Words are already in the reader's language (`core.web.words`, `core.web.icons`); every `href` is a whole path.
Rows of the case page are in `case_rows` and `thread_rows`, of forms and small pages in `form_rows`, of registers in
`register_rows`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.contract.messages import ChannelName

DueState = Literal["ok", "soon", "late"]
Tone = Literal["info", "good", "soon", "late", "note"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time: `words` to read ("6 min", "i går 10.36"), `iso` for <time datetime>."""

    words: str
    iso: str


@dataclass(frozen=True, slots=True)
class Due:
    """A date to keep: `words` ("i dag 16.30"), `state` gives weight and colour, `why` explains how it was counted."""

    words: str
    state: DueState
    iso: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rosa:
    """ROSA-stegen: `level` 1–6 and the municipality's `name` for it. `confirmed` False draws the dashed frame.

    `judged` False is *Ej klassat*: shown as "ej bedömd" whatever the stored level.
    """

    level: int
    name: str = ""
    confirmed: bool = True
    judged: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A link: what it says and where it leads. `icon` is a symbol in static/icons.svg, or empty.

    `active` marks the page one is on, in `Shell.nav`; `n` is how many things wait there, or empty.
    """

    label: str
    href: str
    icon: str = ""
    active: bool = False
    n: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that a person must see: at the top of a page, over a form, on a case.

    `title` is bold, `text` plain, `tone` the colour; `links` are what can be done about it.
    """

    text: str
    title: str = ""
    tone: Tone = "info"
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A view in the rail. `key` is its permanent name (the counter's id when it is refreshed).

    `n` comes from `words.counted`, `alarm` makes it red; `icon` is what the narrow rail of the case page shows.
    """

    key: str
    label: str
    href: str
    n: str = ""
    active: bool = False
    alarm: bool = False
    icon: str = "inbox"


@dataclass(frozen=True, slots=True)
class ViewGroup:
    """Views under one small heading ("Tid"); the first group has none. `narrow` groups stand in the narrow rail too."""

    views: tuple[ViewLink, ...]
    label: str = ""
    narrow: bool = True


@dataclass(frozen=True, slots=True)
class Site:
    """The municipality, on every page. `logo` is an address or empty (a plain shield is drawn); `theme` is /tema.css.

    `lang` is the page's language ("sv", "en"); `languages` are links that change it; `demo` shows the demo's mark.
    """

    name: str
    centre: str
    theme: str = "/tema.css"
    logo: str = ""
    home: str = "/"
    lang: str = "sv"
    phone: str = ""
    demo: bool = False
    languages: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds every page of the workbench.

    `agent` and `place` are the name and "Grupp 4" at the foot; `views` the rail; `nav` links of plug-ins and admin;
    `new_href` the page "Ny anteckning", empty when the agent may not write one; `banners` stand above everything
    (mail not fetched, alarm); `search_href` is where / leads; `logout_href` takes a POST. `idle_seconds` is how long
    the session lasts without work, 0 for no limit.
    """

    agent: str
    place: str
    views: tuple[ViewGroup, ...] = ()
    nav: tuple[Link, ...] = ()
    new_href: str = ""
    search_href: str = "/"
    logout_href: str = "/logga-ut"
    home_href: str = "/"
    banners: tuple[Notice, ...] = ()
    account_href: str = "/konto"
    idle_seconds: int = 0


@dataclass(frozen=True, slots=True)
class FilterOption:
    """One value of a filter, as it stands in the address. `n` is an optional counter."""

    value: str
    label: str
    checked: bool = False
    n: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: `name` is the parameter in the address (channel, level, forvaltning, svarsgrupp, type, status).

    `label` is the chip's word when nothing is chosen; with one choice the chip shows that choice.
    `clear_href` is this page without the filter.
    """

    name: str
    label: str
    options: tuple[FilterOption, ...]
    clear_href: str = ""

    @property
    def chosen(self) -> tuple[FilterOption, ...]:
        """What is ticked, in the order of the options."""
        return tuple(option for option in self.options if option.checked)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list: two lines.

    `href` the case page; `preview_href` the fragment for the pane at >= 1200 px; `who` a name, a number as read aloud
    or "Anonym"; `owner` the förvaltning's short name; `age` from `words.age`, `due` from `words.due` or None;
    `unread` bold; `selected` is the one in the preview; `state` a word when it is not plain ("väntar på svar", "hos
    Tekniska"); `secret` the secrecy mark's words or empty; `held` the agent who has it, or empty; `joined` "Anslutet
    till 2026-004317" or "3 anslutna". `moves` is "2
    ägarbyten", and `sent_around` says that they are more than they should be.
    """

    number: str
    href: str
    subject: str
    who: str
    channel: ChannelName
    rosa: Rosa
    owner: str
    age: Moment
    due: Due | None = None
    preview_href: str = ""
    unread: bool = False
    selected: bool = False
    state: str = ""
    secret: str = ""
    held: str = ""
    joined: str = ""
    moves: str = ""
    sent_around: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """The bar "3 nya ärenden, visa" and the fresh counters: asked for every `every` seconds with `etag`.

    `n` new cases in this view since the page was made; `href` is the page made anew; `views` are the links whose
    counters may have changed (the whole rail on the page itself, so that ids exist).
    """

    poll_href: str
    href: str
    n: int = 0
    etag: str = ""
    every: int = 20
    views: tuple[ViewLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Inbox:
    """The list page. `query` is the searched text; `hidden` the parameters that a new search keeps (the view).

    `found` words above the rows after a search ("12 träffar"); `more_href` is "Visa fler" (keyset), empty at the
    end; `empty` says what would be here and what to do; `clear_href` is the view without filters and text. `told` are
    lines that plug-ins have for whoever works: one row each, the rest on a click.
    """

    title: str
    rows: tuple[CaseRow, ...]
    filters: tuple[Filter, ...] = ()
    n: str = ""
    action: str = "/"
    query: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    found: str = ""
    more_href: str = ""
    empty: str = ""
    clear_href: str = ""
    news: News | None = None
    notices: tuple[Notice, ...] = ()
    told: tuple[Notice, ...] = ()

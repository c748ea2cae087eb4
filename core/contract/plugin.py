"""A plug-in and a channel: everything the core will ever ask of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from marshmallow import Schema

from core.contract.messages import InboundMessage, OutboundMessage, Sent
from core.contract.texts import StandardText

if TYPE_CHECKING:
    from flask import Blueprint
    from markupsafe import Markup


class Stop(Protocol):
    """Set when the job must end: the worker is stopping, or another worker has its lease."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


@dataclass(frozen=True, slots=True)
class Job:
    """Work done again and again, in one place at a time. `every` is in seconds.

    `run(stop)` may last; it looks at `stop` between steps and returns when it is set.
    """

    name: str
    every: float
    run: Callable[[Stop], None]


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link in the agents' menu. `endpoint` is a Flask endpoint; `label` a message id.

    `count(agent)` is how many things wait there for that agent, shown beside the label; asked for with every page.
    `needs` is an action of the table of roles, such as "read": whoever has no role with it is not shown the link.
    """

    label: str
    endpoint: str
    icon: str = "circle"
    count: Callable[[Any], int] | None = None
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a plug-in tells whoever works: a line over the list of cases, or beside a case type that is chosen.

    `case_type` is the code of that type, empty over the list; `links` are (words, address).
    """

    text: str = ""
    title: str = ""
    case_type: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """A program of a plug-in's own that `./run` keeps running beside web and worker.

    `env` is added to the environment. `ready` tells, quickly and as often as asked, whether it can be used; an OSError
    means not yet.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    ready: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """One thing that `Plugin.test` tried. `what` and `words` are message ids; `words` never holds names or secrets."""

    what: str
    ok: bool
    words: str


class Options(Schema):
    """Base of every plug-in's options: an unknown key is an error."""


class Plugin:
    """Something switched on in plugins.toml. One instance for each table there.

    `name` is the instance's permanent name; `options` are validated by `Options` already.
    """

    Options: type[Schema] = Options
    migrations: Path | None = None  # the folder of an Alembic history, for plug-ins that own tables

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        self.name = name
        self.options = options

    def blueprint(self) -> Blueprint | None:
        """Pages, mounted under /<name>/. None when there are none."""
        return None

    def jobs(self) -> Iterable[Job]:
        """Work for the worker's clock."""
        return ()

    def nav(self) -> Iterable[NavItem]:
        """Links for the agents' menu."""
        return ()

    def texts(self) -> Iterable[StandardText]:
        """Its texts to citizens that the municipality may change, each in its standard wording."""
        return ()

    def about(self) -> Iterable[tuple[str, str]]:
        """What the configuration means, for the administrator: (message id, value). Never a secret."""
        return ()

    def test(self) -> Iterable[Tested]:
        """Tries what the instance needs, such as logging in to its server, and changes and sends nothing.

        Called outside any transaction when an administrator asks. Nothing when there is nothing to try.
        """
        return ()

    def prepare(self, say: Callable[[str], None]) -> Iterable[Program]:
        """Called by `./run` before anything starts, in the app's context: fills what the plug-in needs there, once.

        `say` shows a line of progress. Returns the programs of its own that shall run beside web and worker.
        """
        return ()

    def panel(self, case: Any, agent: Any) -> Markup | None:
        """A box beside a case that the agent may read in full. None for no box."""
        return None

    def tell(self, agent: Any, case_types: Sequence[str] = ()) -> Iterable[Told]:
        """What the agent should see over the list of cases; with codes of case types, what is told beside those."""
        return ()


class Channel(Plugin):
    """A plug-in that messages come in or go out through."""

    delivers_to: Literal["email", "mobile"] | None = None

    def read(self, raw: bytes) -> InboundMessage:
        """Makes a message of what `keep` was given. Pure; only the core calls it.

        Raises `Unreadable` for what is no message of this channel.
        """
        raise NotImplementedError(f"{type(self).__name__} keeps nothing raw")

    def send(self, outbound: OutboundMessage) -> Sent:
        """Hands a message to the provider. Called outside any transaction.

        Raises `NotSent` only when it is certain that nothing left, else `SendUncertain`.
        """
        raise NotImplementedError(f"{type(self).__name__} delivers nothing")

"""The plug-ins of one installation: what each table of plugins.toml became, and why one is off."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.contract.plugin import Channel, Plugin
from core.contract.references import Mask

log = logging.getLogger("envagin.plugins")

State = Literal["on", "off", "failed"]


@dataclass(slots=True)
class Instance:
    """One table [plugins.<name>].

    `forvaltning` (its code) and `svarsgrupp` (its digit) are as written; whether they exist, the database knows.
    `plugin` is there exactly while `state` is "on". `reason` says why it failed, `warnings` what is wrong while off.
    """

    name: str
    use: str
    enabled: bool = True
    forvaltning: str | None = None
    svarsgrupp: str | None = None
    plugin: Plugin | None = field(default=None, repr=False)
    state: State = "off"
    reason: str = ""
    warnings: tuple[str, ...] = ()
    mask: Mask = field(default_factory=Mask, repr=False)

    def fail(self, reason: str | BaseException) -> None:
        """Switches this instance off until the next start. The rest runs on.

        An exception becomes its class name and message, without option values; the log also
        gets the places it passed.
        """
        self.reason = self.mask.hide(worded(reason) if isinstance(reason, BaseException) else reason)
        self.state = "failed"
        self.plugin = None
        log.error("insticksmodulen %s är avstängd: %s", self.name, self.reason)
        if isinstance(reason, BaseException):
            log.error("%s", "".join(traceback.format_tb(reason.__traceback__)))


class Plugins(Mapping[str, Instance]):
    """Every instance by name, in the order of the file. `written` tells what the file said (`loader.fingerprint`)."""

    def __init__(self, instances: Iterable[Instance] = (), written: str = "") -> None:
        self.written = written
        self._instances = {instance.name: instance for instance in instances}

    def __getitem__(self, name: str) -> Instance:
        return self._instances[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._instances)

    def __len__(self) -> int:
        return len(self._instances)

    def __repr__(self) -> str:
        return f"Plugins({list(self._instances.values())})"

    def on(self) -> list[Plugin]:
        """The plug-ins that run; `plugin.name` is the instance's name."""
        return [instance.plugin for instance in self.values() if instance.plugin is not None]

    def channels(self) -> list[Channel]:
        """Those of them that messages come in or go out through."""
        return [plugin for plugin in self.on() if isinstance(plugin, Channel)]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What would stop the start if the instance were switched on."""
        return tuple(line for instance in self.values() for line in instance.warnings)


def worded(error: BaseException) -> str:
    """An exception as its class name and message."""
    return f"{type(error).__name__}: {error}".removesuffix(": ")

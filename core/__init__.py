"""Surface 1, for channels: values, the contract, and the few things a channel may ask of the core.

Names are looked up when they are first used, so that reading the contract loads no database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.clock import now as now
    from core.contract.errors import (
        ConfigurationError as ConfigurationError,
    )
    from core.contract.errors import (
        Conflict as Conflict,
    )
    from core.contract.errors import (
        EnvagError as EnvagError,
    )
    from core.contract.errors import (
        NotFound as NotFound,
    )
    from core.contract.errors import (
        NotSent as NotSent,
    )
    from core.contract.errors import (
        Refused as Refused,
    )
    from core.contract.errors import (
        SendUncertain as SendUncertain,
    )
    from core.contract.errors import (
        Unreadable as Unreadable,
    )
    from core.contract.messages import (
        CHANNELS as CHANNELS,
    )
    from core.contract.messages import (
        Address as Address,
    )
    from core.contract.messages import (
        Attachment as Attachment,
    )
    from core.contract.messages import (
        Automatic as Automatic,
    )
    from core.contract.messages import (
        ChannelName as ChannelName,
    )
    from core.contract.messages import (
        InboundMessage as InboundMessage,
    )
    from core.contract.messages import (
        OutboundMessage as OutboundMessage,
    )
    from core.contract.messages import (
        Received as Received,
    )
    from core.contract.messages import (
        Sent as Sent,
    )
    from core.contract.plugin import (
        Channel as Channel,
    )
    from core.contract.plugin import (
        Job as Job,
    )
    from core.contract.plugin import (
        NavItem as NavItem,
    )
    from core.contract.plugin import (
        Options as Options,
    )
    from core.contract.plugin import (
        Plugin as Plugin,
    )
    from core.contract.plugin import (
        Stop as Stop,
    )
    from core.flow.bounces import receipt as receipt
    from core.flow.intake import keep as keep
    from core.flow.intake import receive as receive
    from core.flow.remembering import health as health
    from core.flow.remembering import recall as recall
    from core.flow.remembering import remember as remember
    from core.store.db import transaction as transaction

_HOMES = {
    "core.clock": ("now",),
    "core.contract.errors": (
        "ConfigurationError",
        "Conflict",
        "EnvagError",
        "NotFound",
        "NotSent",
        "Refused",
        "SendUncertain",
        "Unreadable",
    ),
    "core.contract.messages": (
        "CHANNELS",
        "Address",
        "Attachment",
        "Automatic",
        "ChannelName",
        "InboundMessage",
        "OutboundMessage",
        "Received",
        "Sent",
    ),
    "core.contract.plugin": ("Channel", "Job", "NavItem", "Options", "Plugin", "Stop"),
    "core.flow.bounces": ("receipt",),
    "core.flow.intake": ("keep", "receive"),
    "core.flow.remembering": ("health", "recall", "remember"),
    "core.store.db": ("transaction",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
__all__ = sorted(_HOME_OF)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"core has no {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)

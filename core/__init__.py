"""Surface 1, for channels: values, the contract, and the few things a channel may ask of the core."""

from core.clock import now
from core.contract.errors import (
    ConfigurationError,
    Conflict,
    EnvagError,
    NotFound,
    NotSent,
    Refused,
    SendUncertain,
    Unreadable,
)
from core.contract.messages import (
    CHANNELS,
    Address,
    Attachment,
    Automatic,
    ChannelName,
    InboundMessage,
    OutboundMessage,
    Received,
    Sent,
)
from core.contract.plugin import Channel, Job, NavItem, Options, Plugin, Program, Stop
from core.flow.bounces import receipt
from core.flow.intake import keep, receive
from core.flow.remembering import health, recall, remember
from core.store.db import transaction

__all__ = [
    "CHANNELS",
    "Address",
    "Attachment",
    "Automatic",
    "Channel",
    "ChannelName",
    "ConfigurationError",
    "Conflict",
    "EnvagError",
    "InboundMessage",
    "Job",
    "NavItem",
    "NotFound",
    "NotSent",
    "Options",
    "OutboundMessage",
    "Plugin",
    "Program",
    "Received",
    "Refused",
    "SendUncertain",
    "Sent",
    "Stop",
    "Unreadable",
    "health",
    "keep",
    "now",
    "recall",
    "receipt",
    "receive",
    "remember",
    "transaction",
]

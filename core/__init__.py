"""Surface 1, for channels: values, the contract, and the few things a channel may ask of the core."""

from core.case.deadlines import public_answer
from core.case.topics import Topic, topics
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
from core.contract.registry import reaches
from core.flow.bounces import receipt
from core.flow.intake import keep, receive
from core.flow.remembering import health, recall, remember
from core.flow.wording import date_words
from core.store.db import transaction
from core.web.form_rows import Button, Choice, Field, Form, Receipt
from core.web.plugin_pages import (
    current_agent,
    error_page,
    framable,
    new_form_token,
    own_token,
    page,
    public,
    public_page,
    read_form_token,
    within_limit,
)
from core.web.rows import Link, Notice

__all__ = [
    "CHANNELS",
    "Address",
    "Attachment",
    "Automatic",
    "Button",
    "Channel",
    "ChannelName",
    "Choice",
    "ConfigurationError",
    "Conflict",
    "EnvagError",
    "Field",
    "Form",
    "InboundMessage",
    "Job",
    "Link",
    "NavItem",
    "NotFound",
    "NotSent",
    "Notice",
    "Options",
    "OutboundMessage",
    "Plugin",
    "Program",
    "Receipt",
    "Received",
    "Refused",
    "SendUncertain",
    "Sent",
    "Stop",
    "Topic",
    "Unreadable",
    "current_agent",
    "date_words",
    "error_page",
    "framable",
    "health",
    "keep",
    "new_form_token",
    "now",
    "own_token",
    "page",
    "public",
    "public_answer",
    "public_page",
    "reaches",
    "read_form_token",
    "recall",
    "receipt",
    "receive",
    "remember",
    "topics",
    "transaction",
    "within_limit",
]

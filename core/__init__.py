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
    Wrong,
)
from core.contract.messages import (
    CHANNELS,
    Address,
    Attachment,
    Automatic,
    ChannelName,
    InboundMessage,
    OutboundMessage,
    RawMessage,
    Received,
    Sent,
)
from core.contract.plugin import Channel, Job, NavItem, Options, Plugin, Program, Stop, Tested, Told
from core.contract.registry import reaches
from core.contract.texts import StandardText
from core.flow.bounces import receipt
from core.flow.intake import receive
from core.flow.keeping import keep, keep_all
from core.flow.registering import Note, register
from core.flow.remembering import health, recall, remember
from core.flow.wording import date_words
from core.store.db import transaction
from core.web.after_note import case_href, note_problems
from core.web.form_rows import Button, Choice, Field, Form, Receipt
from core.web.plugin_pages import (
    current_agent,
    error_page,
    find_contacts,
    framable,
    new_form_token,
    own_token,
    page,
    public,
    public_page,
    read_form_token,
    within_limit,
)
from core.web.quick_note import Problems, note_from, quick_form
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
    "Note",
    "Notice",
    "Options",
    "OutboundMessage",
    "Plugin",
    "Problems",
    "Program",
    "RawMessage",
    "Receipt",
    "Received",
    "Refused",
    "SendUncertain",
    "Sent",
    "StandardText",
    "Stop",
    "Tested",
    "Told",
    "Topic",
    "Unreadable",
    "Wrong",
    "case_href",
    "current_agent",
    "date_words",
    "error_page",
    "find_contacts",
    "framable",
    "health",
    "keep",
    "keep_all",
    "new_form_token",
    "note_from",
    "note_problems",
    "now",
    "own_token",
    "page",
    "public",
    "public_answer",
    "public_page",
    "quick_form",
    "reaches",
    "read_form_token",
    "recall",
    "receipt",
    "receive",
    "register",
    "remember",
    "topics",
    "transaction",
    "within_limit",
]

"""All tables of the core, one family a file."""

from core.store.models.agents import (
    AgentAuthorisation,
    AgentRole,
    AgentRow,
    AgentSvarsgrupp,
    Delegation,
    RecoveryCode,
    SecrecyClass,
    SessionRow,
)
from core.store.models.cases import (
    Case,
    CaseLink,
    CaseShare,
    DeadlineRow,
    Decision,
    NumberSeries,
    Scope,
    SecrecyMark,
    SupervisedUnit,
)
from core.store.models.catalogue import AnswerTemplate, CaseType, CaseTypeName, CaseTypeVersion, CaseTypeWord
from core.store.models.contacts import Contact, ContactAddress
from core.store.models.events import Audit, Event
from core.store.models.finding import Counter, SearchRow
from core.store.models.messages import AttachmentRow, Delivery, Draft, Inbound, Message, Reference
from core.store.models.municipality import Change, Upload
from core.store.models.organisation import Forvaltning, Namnd, Setting, Svarsgrupp, TextRow, Unit
from core.store.models.running import Alarm, Edition, Heartbeat, Lease, Limit, PluginHealth, PluginState

__all__ = [
    "AgentAuthorisation",
    "AgentRole",
    "AgentRow",
    "AgentSvarsgrupp",
    "Alarm",
    "AnswerTemplate",
    "AttachmentRow",
    "Audit",
    "Case",
    "CaseLink",
    "CaseShare",
    "CaseType",
    "CaseTypeName",
    "CaseTypeVersion",
    "CaseTypeWord",
    "Change",
    "Contact",
    "ContactAddress",
    "Counter",
    "DeadlineRow",
    "Decision",
    "Delegation",
    "Delivery",
    "Draft",
    "Edition",
    "Event",
    "Forvaltning",
    "Heartbeat",
    "Inbound",
    "Lease",
    "Limit",
    "Message",
    "Namnd",
    "NumberSeries",
    "PluginHealth",
    "PluginState",
    "RecoveryCode",
    "Reference",
    "Scope",
    "SearchRow",
    "SecrecyClass",
    "SecrecyMark",
    "SessionRow",
    "Setting",
    "SupervisedUnit",
    "Svarsgrupp",
    "TextRow",
    "Unit",
    "Upload",
]

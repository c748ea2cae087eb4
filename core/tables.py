"""Surface 2, for plug-ins that own tables: the base, reading and writing, the filters, cases by foreign key."""

from core.access.agents import SYSTEM, Agent
from core.access.filters import degree_of, listed, readable
from core.access.scopes import access_of
from core.case.events import audit, record
from core.store.db import Base, UTCDateTime, reading, table, transaction, upsert, writing
from core.store.models import Case, Forvaltning, Namnd
from core.store.texts import set_setting, set_text, setting, text

__all__ = [
    "SYSTEM",
    "Agent",
    "Base",
    "Case",
    "Forvaltning",
    "Namnd",
    "UTCDateTime",
    "access_of",
    "audit",
    "degree_of",
    "listed",
    "readable",
    "reading",
    "record",
    "set_setting",
    "set_text",
    "setting",
    "table",
    "text",
    "transaction",
    "upsert",
    "writing",
]

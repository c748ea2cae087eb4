"""Surface 2, for plug-ins that own tables: the base, reading and writing, the filters, cases by foreign key."""

from core.access.agents import SYSTEM, Agent
from core.access.filters import degree_of, listed, readable
from core.access.scopes import access_of
from core.case.catalogue import knows_type
from core.case.deadlines import public_answer
from core.case.events import audit, record
from core.contract.registry import reaches
from core.flow.telling import has_told_who_answers, tell_who_answers
from core.flow.wording import date_words
from core.store.db import Base, UTCDateTime, reading, table, transaction, upsert, writing
from core.store.models import Case, DeadlineRow, Forvaltning, Namnd
from core.store.texts import set_setting, set_text, setting, text

__all__ = [
    "SYSTEM",
    "Agent",
    "Base",
    "Case",
    "DeadlineRow",
    "Forvaltning",
    "Namnd",
    "UTCDateTime",
    "access_of",
    "audit",
    "date_words",
    "degree_of",
    "has_told_who_answers",
    "knows_type",
    "listed",
    "public_answer",
    "reaches",
    "readable",
    "reading",
    "record",
    "set_setting",
    "set_text",
    "setting",
    "table",
    "tell_who_answers",
    "text",
    "transaction",
    "upsert",
    "writing",
]

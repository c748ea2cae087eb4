"""Surface 2, for plug-ins that own tables: the base, reading and writing, the filters, cases by foreign key."""

from core.access.agents import SYSTEM, Agent
from core.access.filters import degree_of, listed, readable
from core.access.permits import permitted
from core.access.roles import may
from core.access.scopes import access_of
from core.access.staff import active_agents
from core.access.stems import query_terms, stems
from core.case.catalogue import forvaltning_of, knows_type, names_by_code
from core.case.deadlines import public_answer
from core.case.events import audit, record
from core.contract.registry import reaches
from core.flow.telling import has_told_who_answers, tell_who_answers
from core.flow.wording import date_words
from core.municipality.changes import note_change
from core.store.db import Base, UTCDateTime, reading, table, transaction, upsert, writing
from core.store.models import AnswerTemplate, AnswerUse, Case, DeadlineRow, Forvaltning, Namnd, Svarsgrupp
from core.store.texts import set_setting, set_text, setting, text
from core.web.names import agent_names

__all__ = [
    "SYSTEM",
    "Agent",
    "AnswerTemplate",
    "AnswerUse",
    "Base",
    "Case",
    "DeadlineRow",
    "Forvaltning",
    "Namnd",
    "Svarsgrupp",
    "UTCDateTime",
    "access_of",
    "active_agents",
    "agent_names",
    "audit",
    "date_words",
    "degree_of",
    "forvaltning_of",
    "has_told_who_answers",
    "knows_type",
    "listed",
    "may",
    "names_by_code",
    "note_change",
    "permitted",
    "public_answer",
    "query_terms",
    "reaches",
    "readable",
    "reading",
    "record",
    "set_setting",
    "set_text",
    "setting",
    "stems",
    "table",
    "tell_who_answers",
    "text",
    "transaction",
    "upsert",
    "writing",
]

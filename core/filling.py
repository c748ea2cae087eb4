"""Surface 3, for programs that fill a database whole: the demo, the bench, later an import. Not for plug-ins at work.

They write rows as the verbs would have left them, with the times of long ago; so they see the tables themselves. What
is true of a case today they do through the verbs.
"""

from core.access.agents import agent_by_login
from core.access.counters import Standing, book
from core.access.scopes import scope_id_for
from core.access.stems import stems
from core.case.conflict import report_conflict
from core.case.deadlines import dues_of, explain
from core.case.marking import Mark, mark
from core.case.naming import name_person
from core.case.opening_hours import calendar
from core.case.outcomes import counts_as_solved
from core.case.places import place_key
from core.case.sharing import answer, ask, inform
from core.case.threads import Filed, add_files, insert_message
from core.contract.messages import Attachment
from core.flow.routing import mentions_care
from core.passwords import hashed
from core.seed import BEGINNING
from core.settings import Settings
from core.store import blobs, models
from core.store.db import reading, table, transaction, upsert, writing
from core.store.models.agents import FIRST_TYPE_CLASS, MARKED, ORDINARY, PROTECTED, SORTERING
from core.store.models.catalogue import UNCLASSIFIED
from core.store.search_index import index
from core.store.texts import set_setting, set_text, setting

__all__ = [
    "BEGINNING",
    "FIRST_TYPE_CLASS",
    "MARKED",
    "ORDINARY",
    "PROTECTED",
    "SORTERING",
    "UNCLASSIFIED",
    "Attachment",
    "Filed",
    "Mark",
    "Settings",
    "Standing",
    "add_files",
    "agent_by_login",
    "answer",
    "ask",
    "blobs",
    "book",
    "calendar",
    "counts_as_solved",
    "dues_of",
    "explain",
    "hashed",
    "index",
    "inform",
    "insert_message",
    "mark",
    "mentions_care",
    "models",
    "name_person",
    "place_key",
    "reading",
    "report_conflict",
    "scope_id_for",
    "set_setting",
    "set_text",
    "setting",
    "stems",
    "table",
    "transaction",
    "upsert",
    "writing",
]

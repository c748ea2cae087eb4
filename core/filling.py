"""Surface 3, for programs that fill a database whole: the demo, the bench, later an import. Not for plug-ins at work.

They write rows as the verbs would have left them, with the times of long ago; so they see the tables themselves.
"""

from core.access.counters import Standing, book
from core.access.scopes import scope_id_for
from core.access.stems import stems
from core.case.deadlines import calendar, dues_of, explain
from core.case.outcomes import counts_as_solved
from core.case.places import place_key
from core.case.threads import Filed, add_files, insert_message
from core.contract.messages import Attachment
from core.flow.routing import mentions_care
from core.passwords import hashed
from core.seed import BEGINNING
from core.settings import Settings
from core.store import blobs, models
from core.store.db import reading, table, transaction, upsert, writing
from core.store.models.agents import FIRST_TYPE_CLASS, ORDINARY, PROTECTED, SORTERING
from core.store.models.catalogue import UNCLASSIFIED
from core.store.search_index import index
from core.store.texts import set_setting, set_text, setting

__all__ = [
    "BEGINNING",
    "FIRST_TYPE_CLASS",
    "ORDINARY",
    "PROTECTED",
    "SORTERING",
    "UNCLASSIFIED",
    "Attachment",
    "Filed",
    "Settings",
    "Standing",
    "add_files",
    "blobs",
    "book",
    "calendar",
    "counts_as_solved",
    "dues_of",
    "explain",
    "hashed",
    "index",
    "insert_message",
    "mentions_care",
    "models",
    "place_key",
    "reading",
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

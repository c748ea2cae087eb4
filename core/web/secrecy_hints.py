"""What the text of a case may call for: a marking, when its type may hold secrets; the MAS, when it tells of neglect.

Words and types are the municipality's (settings `care_words` and `lex_sarah`); a hint is shown, nothing is decided.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from core.access.agents import Agent
from core.access.permits import permitted
from core.access.scopes import Access
from core.access.stems import stems
from core.case.catalogue import code_of, version_by_id
from core.flow.routing import mentions_care
from core.store.models import Case, Message
from core.store.models.agents import ORDINARY
from core.store.texts import setting
from core.web.language import gettext as _
from core.web.rows import Link, Notice

_READ_AT_MOST = 20_000  # characters of what came in


def secrecy_hints(case: Case, secrecy_class: int, thread: Sequence[Message], *, can_mark: bool) -> tuple[Notice, ...]:
    """The hints for whoever sees the case in full and open."""
    if case.closed_at is not None:
        return ()
    said = _said(case, thread)
    found = []
    if can_mark and secrecy_class == ORDINARY and may_hold_secrets(case.case_type_version_id) and mentions_care(said):
        links = (Link(_("Mark as secret"), url_for("verbs.mark", number=case.number)),)
        text = _("The type may hold secrets, and the text has words of care or illness.")
        found.append(Notice(text, _("Secret?"), "soon", links))
    if _tells_of_neglect(case, said):
        found.append(Notice(_call(), _("May concern lex Sarah, call the MAS."), "soon"))
    return tuple(found)


def may_hold_secrets(version_id: int) -> bool:
    """Whether the catalogue says "Möjlig" of the type."""
    return version_by_id(version_id).secrecy == "mojlig"


def may_mark(case: Case, by: Agent, access: Access) -> bool:
    return permitted(by, "mark", case.id, case.scope_id, access)


def speaks_of_care(case: Case, thread: Sequence[Message]) -> bool:
    """Whether what came in has words of care or illness."""
    return mentions_care(_said(case, thread))


def _tells_of_neglect(case: Case, said: str) -> bool:
    """One of the setting's types, with one of its words (SOSFS 2011:5): both, for a plain invoice is no neglect."""
    wanted = setting("lex_sarah", {})
    if code_of(case.case_type_id) not in wanted.get("types", ()):
        return False
    words = {stem for word in wanted.get("words", ()) for stem in stems(word)}
    return not words.isdisjoint(stems(said))


def _call() -> str:
    phone = str(setting("lex_sarah", {}).get("phone", ""))
    if phone:
        return _("Telephone %(phone)s. They decide whether it is reported.", phone=phone)
    return _("They decide whether it is reported.")


def _said(case: Case, thread: Sequence[Message]) -> str:
    texts = (message.fresh for message in thread if message.direction == "in")
    return "\n".join((case.subject, *texts))[:_READ_AT_MOST]

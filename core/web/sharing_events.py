"""The events of sharing, utlämnande, jäv and naming in words: where a case was given, and whom it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from core.web.language import gettext
from core.web.names import Names, place_name

_ = str  # marks message ids for the catalogue; they are translated when shown

Said = Callable[[Mapping[str, Any], Mapping[int, str], Names], str]


def _to_place(words: str) -> Said:
    """Words about where a case was given: a unit, or a whole förvaltning."""

    def said(data: Mapping[str, Any], agents: Mapping[int, str], names: Names) -> str:
        forvaltning, unit = [*data.get("to", ()), None, None][:2]
        return gettext(words, where=place_name(names, forvaltning, unit))

    return said


def _about_agent(words: str) -> Said:
    return lambda data, agents, names: gettext(words, who=agents.get(data.get("agent") or 0, "?"))


def _received(data: Mapping[str, Any], agents: Mapping[int, str], names: Names) -> str:
    words = _("Received from %(where)s by disclosure")
    return gettext(words, where=names.forvaltningar.get(data.get("from") or 0, "?"))


def _outside(data: Mapping[str, Any], agents: Mapping[int, str], names: Names) -> str:
    words = {
        "email": _("Sent outside the municipality by e-mail"),
        "letter": _("Sent outside the municipality by letter"),
    }.get(str(data.get("way")), _("Sent outside the municipality in another way"))
    return gettext(words)


SHARING: Mapping[str, Said] = MappingProxyType(
    {
        "question_asked": _to_place(_("Asked %(where)s a question")),
        "question_answered": _to_place(_("%(where)s answered the question")),
        "question_ended": _to_place(_("The question to %(where)s ended")),
        "informed": _to_place(_("Shared for information with %(where)s")),
        "informed_ended": _to_place(_("Sharing for information with %(where)s ended")),
        "disclosed": _to_place(_("Disclosed to %(where)s")),
        "received_disclosed": _received,
        "sent_outside": _outside,
        "conflict_set": _about_agent(_("Noted a conflict of interest for %(who)s")),
        "conflict_lifted": _about_agent(_("Lifted the conflict of interest of %(who)s")),
        "person_named": _about_agent(_("Named %(who)s for the protected case")),
        "person_unnamed": _about_agent(_("%(who)s is no longer named for the protected case")),
    }
)

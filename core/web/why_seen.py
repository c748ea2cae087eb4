"""”Du ser ärendet för att …": every ground on which the reader sees the case, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from core.access.agents import Agent
from core.access.permits import why
from core.access.scopes import Access, ScopeKey, scope_by_id
from core.store.db import reading
from core.store.models import Case, SecrecyClass
from core.store.models.agents import MARKED
from core.web.language import gettext as _
from core.web.names import Names

Sentence = Callable[[Case, ScopeKey, Names], str]


def why_seen(case: Case, by: Agent, access: Access, names: Names) -> tuple[str, ...]:
    """A sentence for each ground; the machine's own sight has none."""
    scope = scope_by_id(case.scope_id)
    return tuple(REASONS[code](case, scope, names) for code in why(by, case.id, case.scope_id, access))


def class_name(secrecy_class_id: int) -> str:
    """What a secrecy class is called."""
    if secrecy_class_id == MARKED:
        return _("cases marked as secret")
    row = reading().get(SecrecyClass, secrecy_class_id)
    return row.name if row else ""


def _authorised(case: Case, scope: ScopeKey, names: Names) -> str:
    if scope.secrecy_class_id == MARKED:
        return _("You see the case because it is marked as secret and you lead, or are authorised for such cases.")
    return _("You see the case because you are authorised for %(name)s.", name=class_name(scope.secrecy_class_id))


def _unit(case: Case, names: Names) -> str:
    return names.units.get(case.unit_id or 0) or names.forvaltningar.get(case.forvaltning_id, "")


def _owner(case: Case, names: Names) -> str:
    return names.forvaltningar.get(case.forvaltning_id, "")


def _namnd(scope: ScopeKey, names: Names) -> str:
    return names.namnder.get(scope.namnd_id, "")


REASONS: Mapping[str, Sentence] = MappingProxyType(
    {
        "contact_centre": lambda case, scope, names: _(
            "You see the case because the contact centre reads every ordinary case that is there or has passed through."
        ),
        "own_unit": lambda case, scope, names: _(
            "You see the case because it belongs to %(unit)s, where you work.", unit=_unit(case, names)
        ),
        "own_forvaltning": lambda case, scope, names: _(
            "You see the case because it belongs to %(owner)s, where you work.", owner=_owner(case, names)
        ),
        "chief": lambda case, scope, names: _(
            "You see the case because you are the chief of %(owner)s.", owner=_owner(case, names)
        ),
        "contact_person": lambda case, scope, names: _(
            "You see the case because you are the contact person of %(owner)s.", owner=_owner(case, names)
        ),
        "registrator": lambda case, scope, names: _(
            "You see the case because you are registrar of %(namnd)s.", namnd=_namnd(scope, names)
        ),
        "arkiv": lambda case, scope, names: _(
            "You see the case because you keep the archive of %(namnd)s.", namnd=_namnd(scope, names)
        ),
        "revisor": lambda case, scope, names: _("You see the case because you audit, until the day your role ends."),
        "dataskydd": lambda case, scope, names: _(
            "You see its row because you answer for data protection in %(namnd)s.", namnd=_namnd(scope, names)
        ),
        "sorts": lambda case, scope, names: _(
            "You see the case because you sort what may be secret: as team leader, or authorised for a secrecy type."
        ),
        "authorised": _authorised,
        "named_unit": lambda case, scope, names: _(
            "You see the case because it is secret and was given to %(unit)s, where you work.", unit=_unit(case, names)
        ),
        "handed_over": lambda case, scope, names: _(
            "You see number and status because you are authorised for such cases, and this one is handed over."
        ),
        "register_row": lambda case, scope, names: _(
            "You see its row in the register because of your role in %(namnd)s; the content is secret.",
            namnd=_namnd(scope, names),
        ),
        "question": lambda case, scope, names: _("You see the case because your unit was asked a question about it."),
        "informed": lambda case, scope, names: _("You see the case because it was shared with you for information."),
        "named": lambda case, scope, names: _(
            "You see the case because you are named for it: the contact has a protected identity."
        ),
    }
)

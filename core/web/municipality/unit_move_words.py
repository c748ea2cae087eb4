"""What closing or splitting a unit does, in sentences: the same before it is planned, and while it waits."""

from __future__ import annotations

from core.case.catalogue import names
from core.municipality.forvaltningar import departments
from core.municipality.pending_moves import CENTRE, END, NONE, STAY, Move
from core.municipality.unit_contents import There, TypeThere, going
from core.municipality.units import OneUnit, units
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.role_words import role_name
from core.web.session import current_agent


def planned_words(unit: OneUnit, there: There, move: Move) -> tuple[str, ...]:
    """Every consequence, the largest first."""
    return (
        _("%(unit)s closes.", unit=unit.name)
        if move.closes
        else _("%(unit)s goes on with what stays.", unit=unit.name),
        *_cases(unit, there, move),
        *_types(unit, there, move),
        *_members(unit, there, move),
        *_mailbox(unit, move),
        _("Deadlines stay as they are, and closed cases still name the unit that had them."),
    )


def where_words(unit: OneUnit, where: str) -> str:
    """A place in words."""
    if where.isdigit():
        return next((one.name for one in units() if one.id == int(where)), where)
    owners = {one.code: one.name for one in departments()}
    if where == NONE:
        return _("%(department)s, no unit", department=owners[unit.forvaltning])
    if where == CENTRE:
        return next((one.name for one in departments() if one.contact_centre), _("the contact centre"))
    return {STAY: _("stays in %(unit)s", unit=unit.name), END: _("leaves, without a place here")}.get(where, where)


def type_name(one: TypeThere) -> str:
    """Code and name."""
    return f"{one.code} {names(current_agent().language).get(one.id, '')}".strip()


def _cases(unit: OneUnit, there: There, move: Move) -> list[str]:
    if not there.open_cases:
        return [_("There are no open cases to move right now.")]
    found = []
    for where, n in sorted(going(there, move).items(), key=lambda pair: -pair[1]):
        if where == STAY:
            found.append(ngettext("%(num)s open case stays.", "%(num)s open cases stay.", n))
        else:
            to = where_words(unit, where)
            found.append(ngettext("%(num)s open case moves to %(to)s.", "%(num)s open cases move to %(to)s.", n, to=to))
    return found


def _types(unit: OneUnit, there: There, move: Move) -> list[str]:
    moving = [one for one in there.types if one.names_unit and move.where(one.id) != STAY]
    return [
        _("New cases of %(type)s: %(where)s.", type=type_name(one), where=where_words(unit, move.where(one.id)))
        for one in moving
    ]


def _members(unit: OneUnit, there: There, move: Move) -> list[str]:
    found = [
        _("%(name)s (%(role)s): %(where)s.", name=one.name, role=role_name(one.role), where=where_words(unit, where))
        for one in there.members
        if (where := move.members.get(one.role_id, ""))
    ]
    if move.closes and move.archive and there.members:
        found.append(_("Those who move may still read the cases that the unit has closed."))
    return found


def _mailbox(unit: OneUnit, move: Move) -> list[str]:
    if not move.mailbox:
        return []
    return [
        _("%(mailbox)s becomes the mailbox of %(unit)s.", mailbox=unit.mailbox, unit=where_words(unit, move.mailbox))
    ]

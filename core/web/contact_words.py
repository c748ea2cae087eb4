"""Whom one rings in a förvaltning before handing over, in one line."""

from __future__ import annotations

from core.municipality.agreements import Person, persons
from core.web import words
from core.web.language import gettext as _


def contact_words(forvaltning_id: int) -> str:
    """ "Kontaktperson: Anna Ek, 08-465 004 20, telefontid mån–tors 9–11, senast ändrad 3 maj"; empty without one."""
    found = persons(forvaltning_id)
    contact, deputy = found.get((forvaltning_id, "contact")), found.get((forvaltning_id, "deputy"))
    said = []
    if contact:
        said.append(_("Contact person: %(said)s", said=person_words(contact)))
    if deputy:
        said.append(_("Deputy: %(said)s", said=person_words(deputy)))
    return ". ".join(said)


def person_words(person: Person) -> str:
    """Name, phone, hours, and when that was last written."""
    parts = [person.name, person.phone]
    parts += [_("phone hours %(hours)s", hours=person.hours)] if person.hours else []
    parts.append(_("last changed %(day)s", day=words.whole_day(words.local(person.changed_at).date())))
    return ", ".join(filter(None, parts))

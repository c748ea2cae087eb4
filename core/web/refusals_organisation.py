"""Why the organisation cannot be changed like that: one sentence for each code, part of `refusals.WORDS`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ = str  # marks message ids for the catalogue; they are translated when shown

ORGANISATION: Mapping[str, str] = MappingProxyType(
    {
        "unit_not_open": _("The unit does not exist that day. Choose another."),
        "answer_missing": _("This must be filled in."),
        "answer_bad_sign": _("There is a sign here that cannot be used. Write it again by hand."),
        "name_taken": _("%(name)s is there already. Change that one, or choose another name."),
        "day_wrong": _("Write the day as year-month-day, for example 2027-01-01."),
        "day_has_passed": _("Choose today or a day to come, and not before the unit's first day."),
        "kind_wrong": _("Choose a kind from the list."),
        "no_such_department": _("Choose a department that is there."),
        "department_not_empty": _(
            "The department still has units, open cases or case types. Close and move them first, then the department."
        ),
        "centre_stays": _("The contact centre cannot be closed. Let another department become contact centre first."),
        "centre_has_cases": _(
            "The department has open cases of its own, so it cannot become the contact centre. Move them first."
        ),
        "unit_at_work": _("The unit is at work already. Its first day cannot be put ahead."),
        "unit_has_plan": _("Something is planned for the unit already. Undo that first."),
        "unit_receives": _(
            "Another unit gives it cases or people on %(day)s. Choose a later day, or undo the other plan first."
        ),
        "choose_where": _("Choose where."),
        "nothing_moves": _("Nothing would move. Choose what the unit gives away, or that it closes."),
        "secret_cases_need_unit": _("%(code)s is secret and must have a named unit. Choose the unit."),
        "move_begun": _("The day has come, so it cannot be undone. Plan a new change instead."),
        "unit_stays_in_department": _("A unit stays in its department, and the department must be there."),
    }
)

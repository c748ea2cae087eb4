"""Why a rule about employees, roles and absences says no: one sentence for each code, as in `refusals`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ = str  # marks message ids for the catalogue; they are translated when shown

PEOPLE: Mapping[str, str] = MappingProxyType(
    {
        "login_wrong": _("Write a user name of small letters a–z, digits, full stop or hyphen."),
        "email_wrong": _("Write an e-mail address like anna.ek@municipality.example."),
        "phone_wrong": _("Write a phone number with digits, for example 08-465 004 00."),
        "language_wrong": _("Choose sv or en."),
        "no_such_role": _("Choose a role from the list."),
        "no_such_place": _("Choose a department, a unit or a board from the list."),
        "place_missing": _("Choose where the role holds."),
        "has_role": _("The person has that role there already, for some of these days."),
        "ends_before_start": _("The last day is before the first. Change one of them."),
        "too_far_ahead": _("That is more than two years ahead. Choose an earlier day, or leave it empty."),
        "roles_elsewhere": _("The municipality's own login decides the roles of this account. Change them there."),
        "facts_elsewhere": _(
            "The municipality's own login decides name and e-mail of this account. Change them there."
        ),
        "emergency_elsewhere": _("The account for emergencies is changed with ./run user break-glass."),
        "last_administrator": _(
            "Nobody else is an administrator then. Make somebody else an administrator first, without an end."
        ),
        "own_account": _("You cannot switch off your own account. Ask another administrator."),
        "account_off": _("The account is switched off. Switch it on again on its page first."),
        "role_words_wrong": _(
            "Write a role with its place, for example handlaggare PBK till 2027-03-31, not “%(value)s”."
        ),
        "no_such_group": _("Choose answering groups from the list."),
        "no_such_class": _("Choose secret types from the list."),
        "has_class": _("The person is authorised for these types already."),
        "decision_missing": _("Write the board's decision or the provision that it rests on."),
        "has_delegation": _("The person has a delegation for this type already. End it first."),
        "point_missing": _("Write the point of the delegation."),
        "no_such_reason": _("Choose why."),
        "no_such_deputy": _("Choose somebody else who can log in."),
        "away_already": _("An absence is written down for some of these days already. Take it away first."),
        "hours_wrong": _("Write hours like 9–11, or 9–11, 13–14.30."),
    }
)

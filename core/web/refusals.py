"""Why a rule says no, in plain words that say what to do instead: one sentence for each code in the core."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.contract.errors import Refused
from core.web.language import gettext
from core.web.refusals_organisation import ORGANISATION
from core.web.refusals_people import PEOPLE

_ = str  # marks message ids for the catalogue; they are translated when shown

WORDS: Mapping[str, str] = MappingProxyType(
    {
        # levels and types
        "level_needs_assessment": _("This needs an assessment (level %(level)s). Hand it over to %(owner)s."),
        "type_not_transferred": _(
            "%(owner)s has not transferred this type of case to the contact centre. Hand it over."
        ),
        "decision_needs_level_4": _("Only a case at level 4 can be closed with a decision."),
        "no_delegation": _("You have no delegation for this decision. Prepare it and hand it over."),
        "level_not_higher": _("Choose a higher level than the present one."),
        "level_not_lower": _("Choose a lower level than the present one."),
        "no_such_level": _("Choose a level from 1 to 6."),
        "only_owner_lowers": _("Only the department that owns the case can lower the level below the agreed one."),
        "only_owner_changes_type": _(
            "Only the department that owns the case can change this type to one at level 1–4."
        ),
        "unknown_type": _("There is no such type of case. Choose one from the list."),
        "type_ended": _("This type is not offered any more. Choose another."),
        "cannot_confirm_unclassified": _("Unclassified cannot be confirmed. Choose what the case is about."),
        "classify_first": _("Choose what the case is about before you hand it over."),
        # closing
        "unknown_outcome": _("Choose an outcome from the list."),
        "type_not_confirmed": _("Choose the type of case before you close it."),
        "outcome_not_yours": _("This outcome is not for you to choose."),
        "outcome_not_at_level": _("This outcome cannot be used at level %(level)s."),
        "outcome_does_not_fit": _("That outcome cannot be true of this case. Choose another."),
        "field_missing": _("Fill in what the outcome requires: %(field)s."),
        "already_closed": _("The case is closed already. Reopen it first."),
        "cannot_reopen": _("This case cannot be reopened. Register a new one and link them."),
        # who has the case
        "not_your_role": _("Your role lets you read this case, not do this with it."),
        "not_yours": _("You cannot do this with somebody else's."),
        "not_with_you": _("The case is not with you. Only those who have it can do this."),
        "only_leaders_assign": _("Only a team leader can assign cases to others."),
        "receiver_may_not_see": _("The one you chose may not see this case. Choose somebody else."),
        "already_here": _("The case is here already."),
        "already_there": _("The case is there already. Choose another receiver."),
        "no_such_receiver": _("Choose a receiver from the list."),
        "secrecy_needs_unit": _("A secret case can only be handed over to a named unit. Choose the unit."),
        "unit_elsewhere": _("The unit belongs to another department. Choose one of the department's own units."),
        # secrecy, sharing, jäv
        "provision_missing": _("Choose or write the provision that the secrecy rests on."),
        "you_lose_sight": _("You will not see the case when it is marked. Tick that you know it."),
        "no_such_mark": _("That marking has been ended already. Load the page again."),
        "no_such_authority": _("Choose a board from the list."),
        "no_such_part": _("Choose the case, or a message or file of it."),
        "say_whether_secret": _("This type may hold secrets. Say whether this case does."),
        "other_namnd": _(
            "That is another board, and secrecy holds between them. Disclose chosen messages to it instead."
        ),
        "same_namnd": _("That is the same board. Ask a question or share for information instead."),
        "supervised": _("That one is under supervision in cases of this type and can never receive them."),
        "already_given": _("That one has it already. Choose another."),
        "already_ended": _("That has ended already. Load the page again."),
        "not_asked": _("Only the unit that was asked can answer."),
        "only_named": _("A protected identity is for named persons only. The case cannot be given to others."),
        "not_protected": _("The case has no protected identity."),
        "nobody_missing": _("Somebody is named for every protected case."),
        "nothing_chosen": _("Choose at least one message."),
        "subject_missing": _("Write a heading for the receiver's case."),
        "ground_missing": _("What is secret needs a ground: consent with how and date, or a provision."),
        "secret_not_by_email": _("What is secret does not go by e-mail. Choose letter or another way."),
        "not_an_address": _("Write each address as name@place.example, with commas between copies."),
        "not_a_single_address": _("Write one e-mail address or one mobile number."),
        "only_leaders_send": _("Only a team leader can send to a protected person."),
        "disclosed_stays": _("What has been disclosed stays with the receiver. The link cannot be taken away."),
        # texts
        "reason_missing": _("Write why, so that the next one understands."),
        "name_missing": _("Write who will answer."),
        "text_missing": _("Write something first."),
        "time_has_passed": _("Choose a time that has not passed."),
        "no_such_case": _("There is no case with that number, or it is not for you."),
        "time_missing": _("Choose date and time, for example tomorrow at eight."),
        "unknown_wait": _("Choose whom you wait for."),
        "identity_first": _("Check who it is first, and say how."),
        "unknown_way_to_ask": _("Choose how they asked."),
        "unknown_identity_check": _("Choose how you checked who it is."),
        "same_case": _("A case cannot be linked to itself."),
        # reports of one thing
        "join_secret": _("%(number)s cannot be joined: one of the cases is secret or its contact is protected."),
        "join_other_namnd": _("%(number)s belongs to another committee. Link the cases instead."),
        "join_closed": _("%(number)s cannot be joined: one of the cases is closed. Reopen it first."),
        "joined_already": _("%(number)s is joined to another case already. Take it out there first."),
        "join_lead_is_joined": _("The other case is joined to a third one. Join %(number)s to that one."),
        "join_has_members": _("Other cases are joined to %(number)s. Take them out of it first."),
        "join_too_many": _("%(number)s cannot be joined: the case has as many as one answer can go to."),
        "not_joined": _("It is no longer joined to this case."),
        "newer_message": _("A new message has come in it. Read it first."),
        # answers
        "no_way": _("There is no way to answer like that. Choose another way, or ring up."),
        "neutral_only": _(
            "This case is secret: e-mail and text messages may only carry the neutral text. Call or write a letter."
        ),
        "copies_by_email_only": _("Copies can only go by e-mail."),
        "person_elsewhere": _("That address belongs to another board. Hand over to them, or disclose what they need."),
        "not_our_own_address": _("Write an address inside the municipality, for example anna.ek@%(domain)s."),
        "files_not_this_way": _("Files can only go by e-mail or letter. Choose another way, or send without them."),
        "already_sent": _("It has left already and cannot be taken back."),
        "already_settled": _("Somebody has dealt with this already. Load the page again."),
        # the municipality's own
        "logo_missing": _("Choose a picture first."),
        "logo_too_big": _("The picture is larger than 1 MB. Make it smaller and choose it again."),
        "logo_kind": _("Choose a PNG, JPEG or WebP picture. SVG can carry program code and is not taken."),
        "web_address_wrong": _("Write the whole address, beginning with https."),
        "colour_wrong": _("Write the colour with six signs, such as #0b5c63."),
        "number_between": _("Write a number from %(low)s to %(high)s."),
        "text_field_near": _("There is no field %(name)s here. Perhaps you mean %(near)s."),
        "text_field_unknown": _("There is no field %(name)s here. There are: %(known)s."),
        "text_no_fields": _("This text has no fields: take away %(name)s."),
        "hours_from_taken": _("There are hours from that date already. Change those instead."),
        "hours_from_past": _("Choose today or a later date, so that dates already promised stay true."),
        "hours_nobody_above": _("The municipality must have hours of its own."),
        "hours_hold_already": _("These hours hold already. Plan others from a later date instead."),
        "hours_span_wrong": _("Write from and to, such as 8–12, 13–16.30, and nothing when closed."),
        "hours_overlap": _("The times must come one after the other, and each must end after it begins."),
        "hours_none_open": _("Open at least one weekday, or no answering time can be counted."),
        "hours_time_wrong": _("Write a time, such as 12 or 12.30."),
        "date_wrong": _("Choose a date."),
        "days_backwards": _("The last day must come after the first."),
        "days_too_many": _("At most %(n)s days at a time. Plan other opening hours instead."),
        "day_reason_missing": _("Write why, so that everybody understands."),
        "too_long": _("That is too long: at most %(n)s characters."),
        "name_of_thing_missing": _("Write a name."),
        "code_wrong": _("A code has letters, digits, spaces and hyphens, and begins and ends with a letter or digit."),
        "code_taken": _("The code %(code)s is used already. Choose another."),
        "digit_wrong": _("Write the menu choice as one or two digits."),
        "digit_taken": _("The digit %(digit)s leads to another group already. Choose another."),
        "choose_from_list": _("Choose something in the list."),
        "day_has_passed": _("Choose today or a later day. What was, was."),
        "number_wrong": _("Write a number, 0 or more."),
        "word_too_long": _("A word may have at most %(n)s characters. Put commas between the words."),
        "checklist_too_long": _("At most %(n)s steps, and %(most)s characters in each."),
        "promise_wrong": _("Write direkt, genast, samma dag, lag, 2 ad, 1 ad åter, 2+10 ad or 1 mån."),
        "link_wrong": _("Write a whole address that begins with https://."),
        "type_code_wrong": _("Write a capital letter and then numbers, for example T32."),
        "type_code_taken": _("There is a type or a proposal with the code %(code)s already. Choose another code."),
        "secret_type_needs_unit": _("Choose the unit that gets the secret cases."),
        "secret_type_needs_class": _("Choose who may know of a secret case."),
        "class_without_secrecy": _("Only a secret type has this. Take it away, or choose Yes at secrecy."),
        "nothing_changed": _("Nothing is changed. Change something first, or go back."),
        "rule_name_taken": _("There is a rule called %(name)s already. Choose another name."),
        "rule_value_missing": _("Write what the message must have."),
        "rule_leads_nowhere": _("Choose a type, an answering group, or both."),
        "checklist_changed": _("The case has another checklist now. Load the page again and tick there."),
        "own_proposal": _("Somebody else approves what you have proposed."),
        "already_decided": _("Somebody has answered this already. Load the page again."),
        "starter_too_late": _("There is an organisation here already, so the starter can no longer be added."),
        "sheet_empty": _("The file is empty. Choose another."),
        "sheet_not_text": _("This is not a CSV file. Save the sheet as CSV in your spreadsheet and choose that file."),
        "sheet_too_big": _("The file is larger than %(size)s MB. Divide it and read in one part at a time."),
        "sheet_too_long": _("The file has more than %(lines)s lines. Divide it and read in one part at a time."),
        "sheet_column_missing": _("This column is missing. Add it to the first line."),
        "sheet_column_twice": _("This column is there twice. Keep one of them."),
        "sheet_unknown": _("Nothing here is called “%(value)s”. Mend the spelling, or add it first."),
        "sheet_unknown_near": _("Nothing here is called “%(value)s”. Write “%(near)s” if that is what you mean."),
        "sheet_double": _("The same as on line %(line)s. Keep one of them."),
        "sheet_too_many_cells": _("The line has more than %(n)s cells. Put a text that holds a separator in quotes."),
        "sheet_bad_sign": _("A sign here could not be read. Save the file as UTF-8 and read it in again."),
        "sheet_value_missing": _("This must not be empty."),
        # knowledge
        "no_such_choice": _("Choose one from the list."),
        "no_such_day": _("Write the day as year-month-day, for example 2026-11-22."),
        "ends_before": _("It would end before it begins. Choose a later end."),
        "forvaltning_not_yours": _("Choose a department whose articles you answer for."),
        **ORGANISATION,
        **PEOPLE,
        # accounts
        "password_short": _(
            "The password is too short: at least %(n)s characters. Three or four words are easy to remember."
        ),
        "password_long": _("The password is too long: at most %(n)s characters."),
        "password_common": _("Many use that password, so it is tried first. Choose another one."),
        "password_personal": _("The password may not be your name or user name. Choose another one."),
        "password_elsewhere": _("This account belongs to the municipality's own login. Its password is changed there."),
        "login_taken": _("The user name %(login)s is taken. Choose another one."),
    }
)
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "target": _("where you guided them"),
        "other_system": _("the name of the system"),
        "other_number": _("the number there"),
        "diary_number": _("the diary number"),
        "decided_by": _("who decided"),
        "decided_on": _("the date of the decision"),
        "delegation_point": _("the point of the delegation"),
    }
)
UNKNOWN = _("This cannot be done with the case as it is now. Load the page again.")


def words(refused: Refused, owner: str = "") -> str:
    """The sentence in the reader's language. `owner` is the name of the förvaltning that owns the case."""
    values = {**refused.values, "owner": owner or gettext("the department")}
    if "field" in values:
        values["field"] = gettext(FIELDS.get(values["field"], values["field"]))
    values = {"level": "", "domain": "", **values}
    values.setdefault("number", gettext("the case"))
    sentence = gettext(WORDS.get(refused.code, UNKNOWN), **values)
    return sentence[:1].upper() + sentence[1:]

"""What an agent does with a case, as addresses: plain forms that post, one transaction each, back to the case."""

from __future__ import annotations

from flask import Blueprint

from core.access.agents import Agent
from core.case.assignment import release, take
from core.case.closing import reopen
from core.case.waiting import resume
from core.flow.officer_answers import use_as_answer
from core.web.asked_form import ASKED
from core.web.checklist_form import tick_from_page
from core.web.conflict_forms import PERSONS
from core.web.disclosure_forms import DISCLOSING
from core.web.ending_forms import ENDING
from core.web.identity_form import IDENTITY
from core.web.joining_forms import JOINING, join_others, leave_lead
from core.web.judging_forms import JUDGING
from core.web.marking_forms import MARKING
from core.web.moving_forms import MOVING, unlink
from core.web.notes_form import NOTE
from core.web.sharing_forms import SHARING, end_from_page
from core.web.verb_run import Typed, button, form, number_of, seen

blueprint = Blueprint("verbs", __name__)


def _take(case_id: int, by: Agent, typed: Typed) -> None:
    take(case_id, by, seen=seen(typed))


def _release(case_id: int, by: Agent, typed: Typed) -> None:
    release(case_id, by)


def _reopen(case_id: int, by: Agent, typed: Typed) -> None:
    reopen(case_id, by)


def _resume(case_id: int, by: Agent, typed: Typed) -> None:
    resume(case_id, by)


def _use_as_answer(case_id: int, by: Agent, typed: Typed) -> None:
    use_as_answer(case_id, number_of(typed, "message") or 0, by)


button(blueprint, "use_as_answer", "skicka-som-svar", _use_as_answer, "composer")
button(blueprint, "take", "ta", _take)
button(blueprint, "release", "slapp", _release)
button(blueprint, "reopen", "ateroppna", _reopen)
button(blueprint, "resume", "ateruppta", _resume)
button(blueprint, "unlink", "ta-bort-lank", unlink)
button(blueprint, "join", "anslut", join_others)
button(blueprint, "leave", "ta-ur", leave_lead)
button(blueprint, "checklist", "checklista", tick_from_page, "checklist")
button(blueprint, "end_share", "avsluta-delning", end_from_page)
for verb in (*JUDGING, *JOINING, *MOVING, *ENDING, NOTE, IDENTITY, ASKED, *MARKING, *SHARING, *DISCLOSING, *PERSONS):
    form(blueprint, verb)

"""Forms about single persons and a case: jäv reported, set and lifted; who is named for a protected identity."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import select

from core.access.agents import Agent
from core.access.colleagues import agents_on_side
from core.case.conflict import lift_conflict, report_conflict, set_conflict
from core.case.naming import name, unname
from core.case.shares import ShareKind, active
from core.contract.errors import Refused
from core.flow.once import send_once
from core.flow.replying import neutral_text
from core.store.db import reading
from core.store.models import AgentRow, Case
from core.web.form_rows import Button, Choice, Field, Form, choose
from core.web.language import gettext as _
from core.web.names import agent_names
from core.web.verb_run import FormVerb, Typed, number_of


def _form(
    case: Case, key: str, title: str, fields: tuple[Field, ...], label: str, typed: Typed, lead: str = ""
) -> Form:
    share = typed.get("share", "")
    return Form(
        title,
        url_for(f"verbs.{key}_now", number=case.number),
        fields,
        (Button(label, value="save", shortcut="S"),),
        lead=lead,
        hidden=(("share", share),) if share else (),
        cancel_href=url_for("case_page.show", number=case.number),
    )


def _why(typed: Typed) -> Field:
    return Field("text", _("Why?"), "textarea", typed.get("text", ""), rows=3, maxlength=200)


def _report_form(case: Case, by: Agent, typed: Typed) -> Form:
    lead = _("The case is taken away from you at once, and goes back to the group. Only a chief can give it back.")
    title = _("I have a conflict of interest, %(number)s", number=case.number)
    return _form(case, "report_conflict", title, (_why(typed),), _("Report and leave the case"), typed, lead)


def _report(case_id: int, by: Agent, typed: Typed) -> None:
    report_conflict(case_id, typed.get("text", ""), by)


def _set_form(case: Case, by: Agent, typed: Typed) -> Form:
    people = reading().execute(select(AgentRow.id, AgentRow.name).where(AgentRow.active, AgentRow.id != by.id))
    known = {share.agent_id for share in active(case.id, "block")}
    chosen = number_of(typed, "to")
    choices = tuple(
        Choice(str(row.id), row.name, row.id == chosen, off=_("is kept away") if row.id in known else "")
        for row in sorted(people, key=lambda row: row.name)
    )
    fields = (Field("to", _("Who?"), "select", choices=choose(*choices, words=_("Choose …"))), _why(typed))
    lead = _("They no longer see the case anywhere. Also for whoever a complaint is about.")
    title = _("Conflict of interest, %(number)s", number=case.number)
    return _form(case, "set_conflict", title, fields, _("Keep away from the case"), typed, lead)


def _set(case_id: int, by: Agent, typed: Typed) -> None:
    set_conflict(case_id, number_of(typed, "to") or 0, typed.get("text", ""), by)


def _lift_form(case: Case, by: Agent, typed: Typed) -> Form:
    fields = (_person(case, "block", typed), _why(typed))
    title = _("Lift the conflict of interest, %(number)s", number=case.number)
    return _form(case, "lift_conflict", title, fields, _("Lift"), typed)


def _lift(case_id: int, by: Agent, typed: Typed) -> None:
    lift_conflict(_share(case_id, "block", typed), typed.get("text", ""), by)


def _name_form(case: Case, by: Agent, typed: Typed) -> Form:
    known, chosen = {share.agent_id for share in active(case.id, "named")}, number_of(typed, "to")
    people = tuple(
        Choice(str(agent.id), agent.name, agent.id == chosen, off=_("is named already") if agent.id in known else "")
        for agent in agents_on_side(case)
    )
    fields = (Field("to", _("Who may know?"), "select", choices=choose(*people, words=_("Choose …"))), _why(typed))
    lead = _("Only named persons see a case with a protected identity. As few as possible.")
    title = _("Name a person, %(number)s", number=case.number)
    return _form(case, "name", title, fields, _("Name this person"), typed, lead)


def _name(case_id: int, by: Agent, typed: Typed) -> None:
    name(case_id, number_of(typed, "to") or 0, typed.get("text", ""), by)


def _unname_form(case: Case, by: Agent, typed: Typed) -> Form:
    fields = (_person(case, "named", typed), _why(typed))
    title = _("No longer named, %(number)s", number=case.number)
    return _form(case, "unname", title, fields, _("End"), typed)


def _unname(case_id: int, by: Agent, typed: Typed) -> None:
    unname(_share(case_id, "named", typed), typed.get("text", ""), by)


def _once_form(case: Case, by: Agent, typed: Typed) -> Form:
    fields = (
        Field(
            "address",
            _("E-mail address or mobile number"),
            value=typed.get("address", ""),
            hint=_("For this message only. It is erased when the message has left, and stands nowhere else."),
            autocomplete="off",
        ),
        Field("neutral", _("This text is sent"), "static", neutral_text(case)),
    )
    title = _("Send to a protected person, %(number)s", number=case.number)
    return _form(case, "send_once", title, fields, _("Send"), typed)


def _once(case_id: int, by: Agent, typed: Typed) -> None:
    send_once(case_id, typed.get("address", ""), by)


def _person(case: Case, kind: ShareKind, typed: Typed) -> Field:
    share = next((one for one in active(case.id, kind) if one.id == number_of(typed, "share")), None)
    who = agent_names([share.agent_id]).get(share.agent_id or 0, "") if share else ""
    return Field("who", _("Who?"), "static", who)


def _share(case_id: int, kind: ShareKind, typed: Typed) -> int:
    """The posted share, if it is one of the case's."""
    wanted = number_of(typed, "share")
    if wanted is None or wanted not in {share.id for share in active(case_id, kind)}:
        raise Refused("already_ended")
    return wanted


PERSONS = (
    FormVerb("report_conflict", "anmal-jav", _report_form, _report),
    FormVerb("set_conflict", "jav", _set_form, _set),
    FormVerb("lift_conflict", "hav-jav", _lift_form, _lift),
    FormVerb("name", "utse-person", _name_form, _name),
    FormVerb("unname", "inte-utsedd", _unname_form, _unname),
    FormVerb("send_once", "sand-till-skyddad", _once_form, _once),
)

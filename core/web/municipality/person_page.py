"""One medarbetare: everything about the account on one page, each part with its own way to change it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.access.absences import absences_of
from core.access.accounts import LINK_HOURS, link_token
from core.case.events import audit
from core.clock import now
from core.contract.errors import NotFound
from core.municipality.absences import REST_OF_DAY
from core.municipality.changes import changes, note_change
from core.municipality.leaving import reactivate
from core.municipality.people import AREA, Held, Person, person
from core.municipality.phone_hours import phone_hours
from core.municipality.trust import authorisations, delegations
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web import words
from core.web.absence_words import away_words, reason_words, span_words
from core.web.entering import local_logins
from core.web.frame import page
from core.web.language import gettext as _
from core.web.municipality.editing import saved, saved_notice
from core.web.municipality.hub import insist_here
from core.web.municipality.listing import change_rows
from core.web.municipality.people_pages import CHANGED
from core.web.names import names_for
from core.web.role_words import class_name, role_name
from core.web.rows import Link, Notice
from core.web.session import current_agent

blueprint = Blueprint("person", __name__, url_prefix="/installningar/medarbetare")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that somebody has: `more` beside it, `end` leads to where it is taken away."""

    text: str
    more: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: what there is, what is said when there is nothing, and how to add."""

    key: str
    title: str
    lines: tuple[Line, ...]
    empty: str
    add: Link | None = None
    lead: str = ""


@blueprint.get("/<int:agent_id>")
def show(agent_id: int) -> str:
    """The page."""
    insist_here("administer")
    return _page(person(agent_id))


@blueprint.post("/<int:agent_id>/lank")
def link(agent_id: int) -> str:
    """A one-time link where the person chooses a password; shown once, to be handed over."""
    insist_here("administer")
    one = person(agent_id)
    if one.emergency or not one.active:
        raise NotFound
    with transaction():
        token = link_token(agent_id)
        note_change(AREA, one.login, {}, {"link": True}, current_agent())
        audit("password_link", current_agent(), data={"agent": agent_id})
    address = f"{current_app.config['SETTINGS'].public_address}{url_for('first_password.form', token=token)}"
    return _page(one, address)


@blueprint.post("/<int:agent_id>/aktivera")
def switch_on(agent_id: int) -> ResponseReturnValue:
    """The account works again."""
    insist_here("administer")
    with transaction():
        one_at_a_time()
        reactivate(agent_id, current_agent())
    return redirect(saved(url_for("person.show", agent_id=agent_id)), 303)


def _page(one: Person, link: str = "") -> str:
    hours, coming = phone_hours(one.id), absences_of(one.id)
    at = now()
    facts = (
        (_("User name"), one.login),
        (_("Title"), one.title),
        (_("Duties"), one.duties),
        (_("E-mail"), one.email),
        (_("Phone"), one.phone),
        (_("Phone hours"), hours.words),
        (_("Language"), {"sv": "Svenska", "en": "English"}.get(one.language, one.language)),
        (_("Last here"), words.came_in(one.last_seen, at).words if one.last_seen else _("never")),
    )
    return page(
        "municipality/person.html",
        person=one,
        facts=facts,
        parts=(_roles(one), _groups(one), _secrecy(one), _delegation(one), _absences(one)),
        notices=(*saved_notice(), *_notices(one)),
        link=link,
        hours=LINK_HOURS,
        may_link=one.active and not one.external and not one.emergency and local_logins(),
        own=one.id == current_agent().id,
        away=next((away_words(absence) for absence in coming if absence.holds(at)), ""),
        back=Link(_("Employees"), url_for("people.listed")),
        changes=change_rows(changes(AREA, one.login), CHANGED),
    )


def _notices(one: Person) -> list[Notice]:
    found = []
    if one.emergency:
        said = _("It is made and given a new password with ./run user break-glass, and cannot be changed here.")
        found.append(Notice(said, _("The account for emergencies.")))
    if one.external:
        said = _("Name and roles come from there, at every login, and cannot be changed here.")
        found.append(Notice(said, _("An account of the municipality's own login.")))
    if not one.active:
        found.append(Notice(_("Nobody can log in with it."), _("The account is switched off."), "soon"))
    elif one.waits and not one.emergency:
        found.append(Notice(_("Make a one-time link and hand it over."), _("No password has been chosen yet."), "soon"))
    if "ny-atkomst" in request.args:
        said = _("Other administrators see it on their pages for a day, and it stands in the log.")
        found.append(Notice(said, _("You gave yourself access to cases."), "soon"))
    return found


def _roles(one: Person) -> Part:
    at = now()
    current = [held for held in one.roles if not held.over(at)]
    lines = tuple(
        Line(role_words(held), _span(held), "" if one.fixed else _to("role.end", one, role_id=held.id))
        for held in current
    )
    old = tuple(Line(role_words(held), _span(held)) for held in one.roles if held.over(at))[-5:]
    add = None if one.fixed else Link(_("Give a role"), _to("role.give", one))
    lead = (
        "" if one.fixed else _("Roles decide which cases a person sees. You see what a change does before it is saved.")
    )
    empty = _("No role: whoever logs in with it sees nothing.")
    return Part("roles", _("Roles"), (*lines, *old), empty, add, lead)


def role_words(held: Held) -> str:
    """ "Handläggare, Plan- och byggkontoret"."""
    return ", ".join(filter(None, (role_name(held.role), held.place_name)))


def _span(held: Held) -> str:
    at = now()
    parts = []
    if held.valid_from and held.valid_from > at:
        parts.append(_("from %(day)s", day=words.short_date(held.valid_from, at)))
    if held.valid_until:
        last = words.short_date(held.valid_until, at) if held.over(at) else words.last_day(held.valid_until, at)
        parts.append(_("ended %(day)s", day=last) if held.over(at) else _("until %(day)s", day=last))
    return ", ".join(parts)


def _groups(one: Person) -> Part:
    names = names_for(current_agent().language).groups.values()
    lines = tuple(Line(name) for name in names if name.split(" ", 1)[0] in one.groups)
    empty = _("In no answering group.")
    return Part("groups", _("Answering groups"), lines, empty, Link(_("Change groups"), _to("trust.groups", one)))


def _secrecy(one: Person) -> Part:
    lines = []
    for given in authorisations(one.id):
        by = _("written down by %(name)s", name=given.by) if given.by else ""
        day = words.short_date(given.at, now()) if given.at else ""
        more = ", ".join(filter(None, (given.decision, by, day)))
        lines.append(Line(class_name(given.code, given.name), more, _to("trust.unauthorise_for", one, code=given.code)))
    lead = _("Types that are secret are seen only by those the board has named.")
    add = Link(_("Authorise"), _to("trust.authorise_for", one))
    return Part("secrecy", _("Secrecy"), tuple(lines), _("Authorised for no secret types."), add, lead)


def _delegation(one: Person) -> Part:
    names = names_for(current_agent().language).types
    lines = tuple(
        Line(
            f"{given.type_code} {names.get(given.type_id, '')}",
            _("point %(point)s", point=given.point),
            _to("trust.undelegate_from", one, delegation_id=given.id),
        )
        for given in delegations(one.id)
    )
    add = Link(_("Add a delegation"), _to("trust.delegate_to", one))
    return Part("delegation", _("Decisions by delegation"), lines, _("May decide nothing by delegation."), add)


def _absences(one: Person) -> Part:
    lines = tuple(
        Line(
            f"{reason_words(absence.why)} {'' if absence.why == REST_OF_DAY else span_words(absence)}".strip(),
            _("%(name)s answers", name=absence.deputy) if absence.deputy else "",
        )
        for absence in absences_of(one.id)
    )
    add = Link(_("Absence and phone hours"), url_for("absences.of", agent_id=one.id)) if one.active else None
    return Part("absence", _("Absence"), lines, _("No absence is planned."), add)


def _to(endpoint: str, one: Person, **more: object) -> str:
    return url_for(endpoint, agent_id=one.id, **more)  # type: ignore[arg-type]

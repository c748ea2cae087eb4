"""A förvaltning's contact person, deputy and agreement with the contact centre: one form, plain fields."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from core.municipality.agreements import AREA, agree, agreed, changed_at, persons
from core.municipality.forvaltningar import department
from core.municipality.merging import Value
from core.web import words
from core.web.form_rows import Field
from core.web.language import gettext as _
from core.web.municipality.editing import Edit, edit_page
from core.web.municipality.hub import insist_here
from core.web.rows import Link
from core.web.session import current_agent

blueprint = Blueprint("agreements", __name__, url_prefix="/installningar")


@blueprint.route("/forvaltningar/<code>/overenskommelse", methods=["GET", "POST"])
def one(code: str) -> ResponseReturnValue:
    """Shown and changed."""
    insist_here("administer")
    here = department(code)

    def save(values: dict[str, Value]) -> str:
        agree(code, {name: str(value) for name, value in values.items()}, current_agent())
        return url_for("organisation.show")

    title = _("%(department)s: contact person and agreement", department=here.name)
    back = Link(here.name, url_for("organisation.one", code=code))
    return edit_page(Edit(title, _fields(), lambda: dict(agreed(code)), save, back, AREA, code, lead=_changed(here.id)))


def _fields() -> tuple[Field, ...]:
    return (
        *_person("contact", _("Contact person"), _("Who brings new, changed and removed rules to the contact centre.")),
        *_person("deputy", _("Deputy"), _("Who answers when the contact person is away.")),
        _plain("sla_first_response", _("First response"), _("As agreed, for example within 1 working day.")),
        _plain("sla_hand_back", _("Time for handing back"), _("For example within 2 working days.")),
        _plain("sla_hours", _("Hours"), _("When the department can be reached.")),
        _plain("sla_contact", _("Contact for the agreement"), _("Who follows it up.")),
    )


def _plain(name: str, label: str, hint: str) -> Field:
    return Field(name, label, hint=hint, optional=True, maxlength=200)


def _person(kind: str, label: str, hint: str) -> tuple[Field, ...]:
    return (
        Field(f"{kind}_name", label, hint=hint, optional=True, maxlength=120),
        Field(f"{kind}_phone", _("%(who)s: phone", who=label), "tel", optional=True, short=True, maxlength=40),
        Field(f"{kind}_email", _("%(who)s: e-mail", who=label), "email", optional=True, maxlength=254),
        _plain(f"{kind}_hours", _("%(who)s: phone hours", who=label), _("For example Mon–Thu 9–11.")),
    )


def _changed(forvaltning_id: int) -> str:
    days = [person.changed_at for person in persons(forvaltning_id).values()]
    days += [at] if (at := changed_at(forvaltning_id)) else []
    return _("Last changed %(day)s.", day=words.stamp(max(days))) if days else ""

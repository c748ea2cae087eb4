"""Tjänstepaket och överenskommelse: everything agreed with one förvaltning, to print and sign (requirement 41)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, url_for

from core.clock import now
from core.municipality.agreements import agreed
from core.municipality.service_types import service_types
from core.municipality.type_fields import steps_of
from core.web import words
from core.web.frame import site
from core.web.language import gettext as _
from core.web.municipality.hub import insist_here
from core.web.municipality.type_words import competence_words, names_of, value_words
from core.web.rows import Link
from core.web.session import current_agent

blueprint = Blueprint("type_package", __name__, url_prefix="/installningar/tjanster/paket")


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A type as it stands in the agreement; `partial` what the förvaltning keeps, `secret` whether it holds secrets."""

    code: str
    name: str
    level: str
    transferred: str
    partial: str
    promise: str
    group: str
    competence: str
    secret: str
    steps: tuple[str, ...]


@blueprint.get("/<owner>")
def show(owner: str) -> str:
    """The paper of one förvaltning, as it holds today."""
    insist_here("propose_type", "approve_type", "administer")
    name = names_of("forvaltning").get(owner)
    if name is None:
        abort(404)
    rows = [
        _row(one.code, one.values) for one in service_types() if one.values["forvaltning"] == owner and not one.closed
    ]
    agreement = agreed(owner)
    return render_template(
        "municipality/package.html",
        site=site(for_agent=True),
        owner=name,
        rows=rows,
        counted=[(label, sum(row.transferred == label for row in rows)) for label in (_("Yes"), _("Partly"), _("No"))],
        persons=[_person(agreement, kind) for kind in ("contact", "deputy") if agreement[f"{kind}_name"]],
        agreed=[(label, agreement[f"sla_{key}"]) for key, label in _agreed() if agreement[f"sla_{key}"]],
        printed_at=words.stamp(now()),
        printed_by=current_agent().name,
        back=Link(_("Service catalogue"), url_for("types_catalogue.listed")),
    )


def _row(code: str, values: dict[str, str]) -> PackageRow:
    return PackageRow(
        code,
        values["name"],
        values["rosa_level"],
        value_words("transferred", values["transferred"]),
        values["partial"],
        values["promise"],
        value_words("svarsgrupp", values["svarsgrupp"]),
        competence_words(values["competence"]),
        "" if values["secrecy"] == "nej" else value_words("secrecy", values["secrecy"]),
        tuple(steps_of(values["checklist"])),
    )


def _person(agreement: dict[str, str], kind: str) -> tuple[str, str]:
    said = (agreement[f"{kind}_{field}"] for field in ("name", "phone", "email", "hours"))
    return _("Contact person") if kind == "contact" else _("Deputy"), ", ".join(part for part in said if part)


def _agreed() -> tuple[tuple[str, str], ...]:
    return (
        ("first_response", _("First response")),
        ("hand_back", _("Hand back")),
        ("hours", _("Hours")),
        ("contact", _("Way of contact")),
    )

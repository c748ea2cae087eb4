"""Authorisation groups: the list, a new one, another name."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from core.municipality.merging import Value
from core.municipality.secrecy_classes import (
    AREA,
    LONGEST_CODE,
    LONGEST_NAME,
    add_class,
    rename_class,
    secrecy_class,
    secrecy_classes,
)
from core.web.form_rows import Field
from core.web.language import gettext as _
from core.web.municipality.editing import Edit, edit_page
from core.web.municipality.hub import insist_here
from core.web.municipality.listing import list_page
from core.web.register_rows import Cell, Column, Register
from core.web.rows import Link
from core.web.session import current_agent

blueprint = Blueprint("secrecy_classes", __name__, url_prefix="/installningar/behorigheter")
FIELDS = {"code": lambda: _("Code"), "name": lambda: _("Name")}


@blueprint.get("")
def listed() -> str:
    """All of them, with how many types and people each has."""
    insist_here("administer")
    rows = tuple(
        (
            Cell(one.name, url_for("secrecy_classes.one", code=one.code)),
            Cell(one.code),
            Cell(str(one.types)),
            Cell(str(one.people), tone="" if one.people else "soon"),
        )
        for one in secrecy_classes()
    )
    register = Register(
        _("Authorisation groups"),
        (Column(_("Name"), "wide"), Column(_("Code")), Column(_("Types"), "number"), Column(_("Authorised"), "number")),
        rows,
        _("Secret types of case that the same people may know of. Who is authorised is said on each person."),
        empty=_("No authorisation groups yet. A secret type of case needs one, for example Care of the elderly."),
    )
    new = Link(_("New authorisation group"), url_for("secrecy_classes.new"))
    return list_page(register, new=new, area=AREA, fields=FIELDS)


@blueprint.route("/ny", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new one, which nobody belongs to yet."""
    insist_here("administer")
    code = Field(
        "code", _("Code"), hint=_("Short, for files and the log. It stays."), short=True, maxlength=LONGEST_CODE
    )

    def save(values: dict[str, Value]) -> str:
        add_class(str(values["code"]), str(values["name"]), current_agent())
        return url_for("secrecy_classes.listed")

    return edit_page(Edit(_("New authorisation group"), (_name(), code), dict, save, _back()))


@blueprint.route("/<code>", methods=["GET", "POST"])
def one(code: str) -> ResponseReturnValue:
    """Another name for one."""
    insist_here("administer")

    def save(values: dict[str, Value]) -> str:
        rename_class(code, str(values["name"]), current_agent())
        return url_for("secrecy_classes.listed")

    def now_values() -> dict[str, Value]:
        return {"name": secrecy_class(code).name}

    return edit_page(Edit(secrecy_class(code).name, (_name(),), now_values, save, _back(), AREA, code))


def _name() -> Field:
    return Field("name", _("Name"), maxlength=LONGEST_NAME)


def _back() -> Link:
    return Link(_("Authorisation groups"), url_for("secrecy_classes.listed"))

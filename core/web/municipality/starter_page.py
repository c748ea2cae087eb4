"""The starter: shown whole before it is added, and added only where nothing is."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from core.municipality.starter_pack import add_starter, may_start, rows
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web.frame import page
from core.web.language import gettext as _
from core.web.municipality.editing import saved
from core.web.municipality.hub import insist_here
from core.web.names import level_names
from core.web.register_rows import Cell, Column, Register
from core.web.rows import Link, Rosa
from core.web.session import current_agent

starter = Blueprint("starter", __name__, url_prefix="/installningar/startpaket")


@starter.get("")
def show() -> str:
    """Everything that would be added."""
    insist_here("administer")
    return page(
        "municipality/starter.html",
        departments=[row["name"] for row in rows("forvaltningar")],
        groups=[f"{row['digit']} {row['name']}" for row in rows("groups")],
        types=_types(),
        open=may_start(),
        back=Link(_("Getting started"), url_for("getting_started.show")),
    )


@starter.post("")
def add() -> ResponseReturnValue:
    """Adds it, all or nothing."""
    insist_here("administer")
    with transaction():
        one_at_a_time()
        add_starter(current_agent())
    return redirect(saved(url_for("getting_started.show")), 303)


def _types() -> Register:
    names, owners = level_names("sv"), {row["code"]: row["short_name"] for row in rows("forvaltningar")}
    centre = _("The contact centre")
    return Register(
        _("Types of case in the starter"),
        (Column(_("Code")), Column(_("Type of case"), "wide"), Column(_("Owner")), Column(_("ROSA level"))),
        tuple(
            (
                Cell(row["code"]),
                Cell(row["name"]),
                Cell(owners.get(row["forvaltning"], centre)),
                Cell(rosa=Rosa(int(row["rosa_level"]), names[int(row["rosa_level"])])),
            )
            for row in rows("types")
        ),
    )

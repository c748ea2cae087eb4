"""Every address of the plug-in: the public form's, the register's, and what is done in the box beside a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from synpunkter.desk import DeskPages
from synpunkter.public import PublicPages


def pages(name: str, options: Mapping[str, Any]) -> Blueprint:
    """The blueprint of one instance."""
    blueprint = Blueprint("synpunkter", __name__, template_folder="templates")
    public, desk = PublicPages(name, options), DeskPages(name)
    for rule, view in (
        ("/", public.first),
        ("/<address>/<slug>", public.question),
        ("/<address>/skicka", public.check),
    ):
        blueprint.add_url_rule(rule, view.__name__, view, methods=["GET", "POST"])
    blueprint.add_url_rule("/<address>/tack", "thanks", public.thanks)
    blueprint.add_url_rule("/register", "register", desk.register)
    blueprint.add_url_rule("/register.csv", "export", desk.export)
    blueprint.add_url_rule("/arende/<number>/vem", "tell", desk.tell, methods=["POST"])
    blueprint.add_url_rule("/arende/<number>/atgard", "measure", desk.measure, methods=["POST"])
    return blueprint

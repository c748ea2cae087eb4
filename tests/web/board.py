"""Two plug-ins for the tests of the frame: one with pages of every kind, one that fetches."""

from __future__ import annotations

from flask import Blueprint

from core.contract.errors import Conflict, NotFound, Refused
from core.contract.instances import Instance, Plugins
from core.contract.plugin import Job, NavItem, Plugin
from core.web import plugin_pages
from tests.doubles import PaperChannel

ERRORS = {"refused": Refused("already_sent"), "missing": NotFound(), "changed": Conflict(), "bug": KeyError("nyckel")}


class Postman(PaperChannel):
    """Paper that is fetched by a job."""

    def jobs(self) -> tuple[Job, ...]:
        return (Job("fetch", 10, lambda stop: None),)


class Board(Plugin):
    """A notice board. For everybody and for agents."""

    def blueprint(self) -> Blueprint:
        board = Blueprint("board", __name__)

        @board.get("/alla")
        @plugin_pages.framable
        def everybody() -> str:
            return plugin_pages.public_page("public_receipt.html", receipt=None)

        @board.get("/vi")
        def agents() -> str:
            return plugin_pages.current_agent().name

        @board.post("/signerad")
        @plugin_pages.public
        @plugin_pages.own_token
        def signed() -> str:
            return "taget"

        @board.get("/fel/<kind>")
        @plugin_pages.public
        def wrong(kind: str) -> str:
            raise ERRORS[kind]

        return board

    def nav(self) -> tuple[NavItem, ...]:
        return (NavItem("Case type", "board.agents", "tag"),)


def board_and_others() -> Plugins:
    """One of each: two channels and a board that run, one that is off, one that failed."""
    return Plugins(
        [
            Instance("post", "tests:Postman", plugin=Postman("post", {}), state="on"),
            Instance("paper", "tests.doubles:PaperChannel", plugin=PaperChannel("paper", {}), state="on"),
            Instance("board", "tests:Board", plugin=Board("board", {}), state="on"),
            Instance("fax", "channels.fax", enabled=False),
            Instance("broken", "tests:Broken", state="failed", reason="KeyError: 'nyckel'"),
        ]
    )

"""Björkåsa kommun, to try everything in: its people and past, a mail server, Demobrevlåda and Demotelefon."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Blueprint
from marshmallow import fields

from core import Options, Plugin, Program

__all__ = ["plugin"]


class DemoOptions(Options):
    """`sms` is the SMS instance that Demotelefon writes to, `synpunkter` the one whose register gets a past."""

    sms = fields.String(load_default="sms")
    synpunkter = fields.String(load_default="synpunkter")


class Demo(Plugin):
    """The demo municipality. Never in a real installation: its logins are written on the login page."""

    Options = DemoOptions

    def blueprint(self) -> Blueprint:
        """Demobrevlåda and Demotelefon, under /<name>/."""
        from demo.pages import demo_pages

        return demo_pages(self.name, self.options["sms"])

    def prepare(self, say: Callable[[str], None]) -> Iterable[Program]:
        """Fills an empty database, and names the mail server as a program to run."""
        from demo.prepare import fill_once, mail_server

        fill_once(say, self.options["synpunkter"])
        return [mail_server()]


plugin = Demo

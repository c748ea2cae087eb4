"""Björkåsa kommun, to try everything in: its people and past, a mail server, Demobrevlåda and Demotelefon."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core import Plugin, Program

__all__ = ["plugin"]


class Demo(Plugin):
    """The demo municipality. Never in a real installation: its logins are written on the login page."""

    def prepare(self, say: Callable[[str], None]) -> Iterable[Program]:
        """Fills an empty database, and names the mail server as a program to run."""
        from demo.prepare import fill_once, mail_server

        fill_once(say)
        return [mail_server()]


plugin = Demo

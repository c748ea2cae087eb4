"""Calls, visits, letters, fax and social media: what an agent writes down while somebody talks.

The telephone opens /NAME/ny?telefon=NUMBER&menyval=DIGIT; the core's /ny leads there too.

typed -> pages
"""

from __future__ import annotations

from flask import Blueprint

from channels.phone.pages import pages
from core import Channel, Options


class Phone(Channel):
    """The form for notes. Nothing is kept raw, and nothing is delivered: people ring up themselves."""

    Options = Options

    def blueprint(self) -> Blueprint:
        """The form."""
        return pages(self.name)


plugin = Phone

"""The public contact form: one page, without script, cookie or login. What is sent becomes a case at once.

settings     typed -> questions, message, receipts -> pages
"""

from __future__ import annotations

from flask import Blueprint

from channels.webform.pages import public_pages
from channels.webform.settings import WebformOptions
from core import Channel


class Webform(Channel):
    """One form, at /NAME/. It keeps nothing raw and delivers nothing: answers go by e-mail, SMS or telephone."""

    Options = WebformOptions

    def blueprint(self) -> Blueprint:
        """The form and its receipt."""
        return public_pages(self.name, self.options)


plugin = Webform

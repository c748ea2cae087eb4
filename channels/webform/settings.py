"""The options of a contact form in plugins.toml. docs/plugins.md explains each."""

from __future__ import annotations

from marshmallow import fields, validate

from core import Options


class WebformOptions(Options):
    """Limits: of the files of one message, and of the messages from one place before they are held as suspect."""

    max_files = fields.Integer(load_default=5, validate=validate.Range(0, 20))
    max_megabytes = fields.Integer(load_default=10, validate=validate.Range(1, 35))
    messages_per_hour = fields.Integer(load_default=10, validate=validate.Range(1, 1000))

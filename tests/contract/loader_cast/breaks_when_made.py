"""Fails in its constructor, and tells everything it knows while failing."""

from __future__ import annotations

from marshmallow import Schema, fields

from core.contract.plugin import Plugin


class Talkative(Plugin):
    class Options(Schema):
        host = fields.String()
        password = fields.String()

    def __init__(self, name, options):
        super().__init__(name, options)
        raise ValueError(f"cannot log in to {options.get('host')} with {options.get('password')!r}")


class Quitting(Plugin):
    def __init__(self, name, options):
        raise SystemExit(3)


class BadSchema(Plugin):
    class Options(Schema):
        def __init__(self, **more):
            raise KeyError("schema")

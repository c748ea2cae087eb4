"""A channel with options of every kind, and classes that are no plug-ins."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from core.contract.plugin import Channel, Plugin


class Server(Schema):
    host = fields.String(required=True)
    port = fields.Integer(load_default=993)
    security = fields.String(validate=validate.OneOf(["tls", "starttls", "none"]))
    user = fields.String()
    password = fields.String()
    watch = fields.Boolean(load_default=True)


class Mailbox(Channel):
    class Options(Schema):
        address = fields.Email(required=True)
        imap = fields.Nested(Server)
        pause = fields.Float(load_default=1.0)
        folders = fields.List(fields.String())
        backups = fields.List(fields.Nested(Server))
        since = fields.Date()
        pin = fields.String(metadata={"secret": True})
        token_kind = fields.String()

        @validates_schema
        def two_of_a_kind(self, data, **_):
            if data.get("folders") == ["A", "A"]:
                raise ValidationError(f"the folders {data['folders']} are alike")


plugin = Mailbox


class JustAClass:
    pass


class WithoutSchema(Plugin):
    Options = dict

"""What the table in plugins.toml may say about synpunkter."""

from __future__ import annotations

from marshmallow import fields, validate

from core import Options


class CaseTypes(Options):
    """Which case types the form suggests, as codes of the catalogue. A code that it lacks suggests nothing."""

    praise = fields.String(load_default="C05")
    suggestion = fields.String(load_default="C05")
    complaint = fields.String(load_default="C13")
    care = fields.String(load_default="V07")
    school = fields.String(load_default="B07")


class SynpunkterOptions(Options):
    """`anonymous`: whether one may write without saying who one is. `keep_hours`: how long half a form is kept."""

    anonymous = fields.Boolean(load_default=True)
    keep_hours = fields.Integer(load_default=24, strict=True, validate=validate.Range(1, 168))
    case_types = fields.Nested(CaseTypes, load_default=lambda: CaseTypes().load({}))

"""The table [envagin] of plugins.toml: what it may hold, and what is asked of each value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate

from core.contract.plugin import Options

LOOPBACK = ("127.0.0.1", "localhost")
LAST_PORT = 65533  # the demo's mail server takes the two ports after it
IDLE_MINUTES = 30

_ADDRESS = "ska vara en adress, till exempel https://direkt.example"
_HOST = "ska vara ett värdnamn, till exempel filer.example"
_MAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+")
_CONTACT = re.compile(r"(mailto:[^\s@]+@[^\s@]+|https://\S+|tel:\+?[0-9-]+)")


@dataclass(frozen=True, slots=True)
class Oidc:
    """The municipality's own login (Entra ID, AD FS, Keycloak). What is secret stays out of `repr`.

    `roles`  a value of the claim `role_claim` → a role here; who has none of them is refused
    `units`  a value of the claim `unit_claim` → the code of a unit, or of a förvaltning
    `local_logins`  whether local accounts work beside it; the emergency account always does
    `recheck_minutes`  how often the provider is asked again, without the person noticing
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    button: str = ""
    login_claim: str = "preferred_username"
    role_claim: str = "roles"
    unit_claim: str = "groups"
    scope: str = "openid profile email"
    roles: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    local_logins: bool = False
    recheck_minutes: int = 60

    @classmethod
    def of(cls, table: Mapping[str, Any] | None) -> Oidc | None:
        """The table [envagin.oidc], when there is one."""
        if not table:
            return None
        maps = {key: MappingProxyType(dict(table.get(key, {}))) for key in ("roles", "units")}
        return cls(**{**table, **maps, "issuer": table["issuer"].rstrip("/")})


def whole_address(text: str) -> None:
    """Raises `ValidationError` for what is no address of a host."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError when it is no number
    except ValueError:
        raise ValidationError(_ADDRESS) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValidationError(_ADDRESS)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValidationError("ska sluta efter värdnamnet: systemet kan inte ligga under en annan adress")


def _issuer(text: str) -> None:
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ValidationError(_ADDRESS) from None
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValidationError("ska börja med https://")
    if not parts.hostname or parts.query or parts.fragment or text.endswith("/.well-known/openid-configuration"):
        raise ValidationError("ska vara utfärdarens adress (issuer), utan /.well-known/openid-configuration")


def _role(text: str) -> None:
    from core.store.models.agents import ROLES  # not at the top: the settings are read before the tables are needed

    if text not in ROLES:
        raise ValidationError(f"rollen finns inte: välj en av {', '.join(ROLES)}")


class OidcTable(Options):
    issuer = fields.String(required=True, validate=_issuer)
    client_id = fields.String(required=True, validate=validate.Length(min=1))
    client_secret = fields.String(required=True, validate=validate.Length(min=1))
    button = fields.String(load_default="", validate=validate.Length(max=60))
    login_claim = fields.String(load_default="preferred_username")
    role_claim = fields.String(load_default="roles")
    unit_claim = fields.String(load_default="groups")
    scope = fields.String(load_default="openid profile email", validate=validate.ContainsNoneOf("\r\n"))
    roles = fields.Dict(keys=fields.String(), values=fields.String(validate=_role), required=True)
    units = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    local_logins = fields.Boolean(load_default=False)
    recheck_minutes = fields.Integer(load_default=60, validate=validate.Range(5, 720))


class EnvaginTable(Options):
    public_address = fields.String(validate=whole_address)
    files_host = fields.String(validate=validate.Regexp(r"[A-Za-z0-9.-]+(:[0-9]+)?\Z", error=_HOST))
    trusted_proxies = fields.Integer(validate=validate.Range(0, 10), load_default=0)
    host = fields.String(validate=validate.Length(min=1))
    port = fields.Integer(validate=validate.Range(1, LAST_PORT))
    demo = fields.Boolean(load_default=False)
    idle_minutes = fields.Integer(validate=validate.Range(0, 720), load_default=IDLE_MINUTES)
    administrators_need_totp = fields.Boolean(load_default=False)
    alarm_address = fields.String(validate=validate.Regexp(_MAIL, error="ska vara en e-postadress"))
    security_contact = fields.String(
        validate=validate.Regexp(_CONTACT, error="ska börja med mailto:, https:// eller tel:")
    )
    oidc = fields.Nested(OidcTable)

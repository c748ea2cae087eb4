"""What every answer tells the browser: run only our own, be framed by nobody, remember nothing personal."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g
from sqlalchemy.exc import SQLAlchemyError

from core.store.texts import setting
from core.web.session import view_of_request

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
A_YEAR = 31_536_000  # seconds: browsers come back over TLS only
FRAME_ORIGINS = "frame_origins"  # setting: the sites that may frame the public pages, as origins


def protect(app: Flask) -> None:
    """Adds the headers to each answer. A page that has set its own policy (a mail's HTML) keeps it."""
    app.after_request(_add)


def policy(ancestors: str = "'none'", leads_to: str = "") -> str:
    """The content security policy, with who may frame the page and where else a form may lead in the end."""
    own = {**POLICY, "frame-ancestors": ancestors, "form-action": f"'self' {leads_to}".strip()}
    return "; ".join(f"{key} {value}" for key, value in own.items())


def _add(response: Response) -> Response:
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    if "Content-Security-Policy" not in response.headers:
        response.headers["Content-Security-Policy"] = policy(_ancestors(), _own_login())
    if "Cache-Control" not in response.headers and g.get("agent") is not None:
        response.headers["Cache-Control"] = "no-store"
    return response


def _ancestors() -> str:
    if not getattr(view_of_request(), "is_framable", False):
        return "'none'"
    try:
        listed = setting(FRAME_ORIGINS, [])
    except SQLAlchemyError:  # the page that says so still needs its headers
        return "'none'"
    origins = [origin for origin in listed if _is_origin(origin)] if isinstance(listed, list) else []
    return " ".join(origins) or "'none'"


def _own_login() -> str:
    """The origin of the municipality's own login: the button "Log out" leads there."""
    oidc = current_app.config["SETTINGS"].oidc
    parts = urlsplit(oidc.issuer) if oidc else None
    return f"{parts.scheme}://{parts.netloc}" if parts else ""


def _is_origin(value: object) -> bool:
    if not isinstance(value, str) or any(sign in value for sign in " ;,\r\n"):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and value == f"{parts.scheme}://{parts.netloc}"

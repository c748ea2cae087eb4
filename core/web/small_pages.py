"""The small public addresses: colours, logo, icon, robots."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from core.clock import now
from core.municipality.look import ACCENT
from core.store.texts import setting
from core.web.session import public
from core.web.theme import theme_css

VALID = timedelta(days=180)  # how long the answer of security.txt may be kept; RFC 9116 asks for less than a year
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}

small_pages = Blueprint("small", __name__)


@small_pages.get("/tema.css")
@public
def theme() -> Response:
    """The municipality's own colour, from the setting `accent`; a wrong one is as good as none."""
    try:
        css = theme_css(str(setting("accent", ACCENT)))
    except ValueError:
        css = theme_css(ACCENT)
    return Response(css, mimetype="text/css", headers={"Cache-Control": "public, max-age=300"})


@small_pages.get("/logotyp")
@public
def logo() -> ResponseReturnValue:
    """The picture that the setting `logo` names: a file in the data folder itself."""
    name = str(setting("logo", ""))
    kind = LOGO_TYPES.get(Path(name).suffix.lower())
    path = Path(current_app.config["DATA"]) / name
    if kind is None or Path(name).name != name or not path.is_file():
        abort(404)
    answer = send_file(path, mimetype=kind, max_age=300)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer


@small_pages.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """Browsers ask for it unasked."""
    return redirect(url_for("static", filename="shield.svg"), 302)


@small_pages.get("/.well-known/security.txt")
@public
def security_txt() -> Response:
    """Who finds a hole tells whom (RFC 9116); nothing until the installation says whom."""
    settings = current_app.config["SETTINGS"]
    if not settings.security_contact:
        abort(404)
    expires = (now() + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.security_contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: sv, en",
        f"Canonical: {settings.public_address}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@small_pages.get("/robots.txt")
@public
def robots() -> Response:
    """Nothing here is for a search engine; the municipality's own site links to the forms."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")

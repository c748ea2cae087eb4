"""Every template of the workbench and the public pages, filled with Björkåsa's samples: `python -m tests.web.gallery`.

It has no database and no rules: it shows what the templates do with rows, and is what the tests look at.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, Response, jsonify, render_template, request
from flask_babel import Babel, get_locale
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from core.web import icons, theme, words
from core.web.rows import Link, Notice
from tests.web import sample_cases, sample_forms, samples

WEB = Path(__file__).parents[2] / "core" / "web"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
OUTAGE = Notice("E-posten har inte hämtats sedan 10.12. Det som kommer in ligger kvar och hämtas sedan.", "", "late")
ERRORS = (400, 403, 404, 409, 413, 429, 500, 503)


def _step(**more: object) -> dict[str, object]:
    form, step = sample_forms.first_step()
    return {"form": form, "step": step, **more}


def _login(own: Link | None = None, folded: bool = False) -> dict[str, object]:
    form = sample_forms.login()
    return {"form": form, "step": None, "cast": sample_forms.DEMO_CAST, "own": own, "folded": folded}


def _outage() -> dict[str, object]:
    return {"inbox": samples.inbox(query="lampa", found="12 träffar"), "shell": samples.shell((OUTAGE,))}


def _error(code: int) -> dict[str, object]:
    return {"code": code, "detail": "", "links": (Link("Till startsidan", "/"),)}


def _printed() -> dict[str, object]:
    return {"case": sample_cases.secret_case(), "printed_at": words.stamp(samples.NOW), "printed_by": "Fatima Rahimi"}


PAGES: Mapping[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "inbox": ("inbox.html", lambda: {"inbox": samples.inbox(), "case": sample_cases.case()}),
    "inbox_empty": ("inbox.html", lambda: {"inbox": samples.inbox(rows=(), empty="Inga ärenden just nu.", news=None)}),
    "inbox_outage": ("inbox.html", _outage),
    "news": ("news.html", lambda: {"news": samples.inbox().news}),
    "case": ("case.html", lambda: {"case": sample_cases.case()}),
    "case_secret": ("case.html", lambda: {"case": sample_cases.secret_case()}),
    "case_limited": ("case_limited.html", lambda: {"limited": sample_cases.limited()}),
    "case_print": ("case_print.html", _printed),
    "close": ("form.html", lambda: {"form": sample_forms.close(), "back": Link("2026-004317", "/arende/2026-004317")}),
    "classify": ("form.html", lambda: {"form": sample_forms.classify()}),
    "quick": ("quick.html", lambda: {"quick": sample_forms.quick()}),
    "quick_wrong": ("quick.html", lambda: {"quick": sample_forms.quick(wrong=True)}),
    "register": ("register.html", lambda: {"register": sample_forms.register()}),
    "register_empty": ("register.html", lambda: {"register": sample_forms.register(empty=True)}),
    "plugins": ("plugins.html", lambda: sample_forms.channels(sample_forms.plugins(), checked=True)),
    "plugins_none": ("plugins.html", lambda: sample_forms.channels((), problems=("[plugins.x] use saknas",))),
    "public_step": ("public_form.html", _step),
    "public_form": ("public_form.html", lambda: {"form": sample_forms.contact_form(), "step": None}),
    "public_check": ("public_check.html", lambda: _step(form=sample_forms.check(), answers=sample_forms.answers())),
    "public_receipt": ("public_receipt.html", lambda: {"receipt": sample_forms.receipt()}),
    "login": ("login.html", lambda: _login()),
    "login_own": ("login.html", lambda: _login(Link("Logga in med ditt arbetskonto", "/logga-in/egen"), folded=True)),
    **{f"error_{code}": ("error.html", partial(_error, code)) for code in ERRORS},
}  # fmt: skip

WHOLE = [name for name in PAGES if name != "news"]  # all but the fragments


def make_gallery(catalogue: Path, accent: str = "#0b5c63") -> Flask:
    """The app. `catalogue` is an empty folder for the compiled Swedish words; `accent` the municipality's colour."""
    app = Flask("gallery", static_folder=str(WEB / "static"), template_folder=str(WEB / "templates"))
    app.config.update(SECRET_KEY="gallery", TESTING=True, BABEL_TRANSLATION_DIRECTORIES=str(compiled(catalogue)))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, locale_selector=lambda: request.args.get("lang", "sv"))
    CSRFProtect(app)
    icons.dress(app)
    _pages(app, accent)
    _answers(app)
    return app


def compiled(folder: Path) -> Path:
    """The Swedish catalogue as Flask-Babel reads it, made in `folder`."""
    target = folder / "sv" / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    with (
        (WEB / "translations/sv/LC_MESSAGES/messages.po").open("rb") as source,
        (target / "messages.mo").open("wb") as out,
    ):
        write_mo(out, read_po(source, locale="sv"))
    return folder


def _pages(app: Flask, accent: str) -> None:
    @app.get("/tema.css")
    def theme_css() -> Response:
        return Response(theme.theme_css(accent), mimetype="text/css")

    @app.get("/<page>")
    def show(page: str) -> str:
        template, context = PAGES[page]
        lang = str(get_locale())
        return render_template(
            template, **{"site": samples.site(lang), "shell": samples.shell(), "case": None, "back": None, **context()}
        )

    @app.get("/arende/<number>")
    def case(number: str) -> str:
        shown = replace(sample_cases.case(), number=number)
        return render_template("case.html", site=samples.site("sv"), shell=samples.shell(), case=shown)

    @app.get("/ny")
    def new() -> str:
        return show("quick")

    @app.get("/arende/<number>/<verb>")
    def verb(number: str, verb: str) -> str:
        return show("close")

    @app.get("/nytt")
    def news() -> tuple[str, int]:
        return ("", 304) if request.headers.get("If-None-Match") else (show("news"), 200)


def _answers(app: Flask) -> None:
    @app.get("/mail.html")
    def mail() -> str:
        return "<!doctype html><title>mail</title><p>Hej!"

    @app.get("/typer")
    def types() -> str:
        found = tuple(t for t in sample_forms.TYPES if request.args["q"].lower() in t.name.lower())
        return render_template("_types.html", types=found, types_title="")

    @app.post("/utkast")
    def draft() -> Response:
        return jsonify(words="utkast sparat 10.45", version="3")

    @app.post("/<path:anything>")
    def posted(anything: str) -> str:
        return "|".join(f"{name}={value}" for name, value in request.form.items() if name != "csrf_token")

    @app.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        return response


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "gallery-words")
    make_gallery(folder).run(port=8090)
    shutil.rmtree(folder)

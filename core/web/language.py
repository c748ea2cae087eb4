"""Words in the reader's language: Flask-Babel's two functions, with types, and where the words come from.

The catalogues are text (`messages.po`) and are compiled beside themselves when the text is newer:
`python -m core.web.language` does it for every folder of the project.
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import flask_babel
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, request
from flask.globals import request_ctx

LANGUAGES = ("sv", "en")
DEFAULT = "sv"
OWN = Path(__file__).parent / "translations"

log = logging.getLogger("envagin.web")


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language; `values` fill its %(name)s."""
    said = str(_catalogue().ugettext(message))
    return said % values if values else said


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """The message for a number; %(num)s is the number itself."""
    return str(_catalogue().ungettext(one, many, n)) % {"num": n, **values}


def _catalogue() -> Any:
    """The reader's translations, asked for once a request: a list holds six hundred words, and asking is slow."""
    if not has_request_context():
        return flask_babel.get_translations()
    known = getattr(request_ctx, "catalogue", None)
    if known is None:
        known = request_ctx.catalogue = flask_babel.get_translations()  # type: ignore[attr-defined]
    return known


def reader_locale() -> Locale:
    """The reader's locale, asked for once a request: every date of a list needs it."""
    if not has_request_context():
        return flask_babel.get_locale() or Locale(DEFAULT)
    known = getattr(request_ctx, "locale", None)
    if not isinstance(known, Locale):
        known = request_ctx.locale = flask_babel.get_locale() or Locale(DEFAULT)  # type: ignore[attr-defined]
    return known


def speak(app: Flask, plugins: Iterable[object]) -> None:
    """Makes the app speak: the core's catalogue, then each plug-in's own, all compiled."""
    folders = [OWN, *(folder for plugin in plugins if (folder := folder_of(plugin)))]
    compile_catalogues(folders)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(map(str, dict.fromkeys(folders)))
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    flask_babel.Babel(app, locale_selector=reader_language)
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]


def reader_language() -> str:
    """The agent's own language; on public pages what the address asks for, else what the browser prefers."""
    from core.web.session import current_agent_or_none  # not at the top: the session's own words need this module

    if not has_request_context():
        return DEFAULT
    agent = current_agent_or_none()
    if agent is not None:
        return agent.language if agent.language in LANGUAGES else DEFAULT
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES, DEFAULT) or DEFAULT


def folder_of(plugin: object) -> Path | None:
    """A plug-in's own `translations`, beside the module of its class."""
    file = getattr(sys.modules.get(type(plugin).__module__), "__file__", None)
    folder = Path(file).parent / "translations" if file else None
    return folder if folder and folder.is_dir() else None


def compile_catalogues(folders: Iterable[Path] | None = None) -> list[Path]:
    """Makes every messages.mo whose text is newer, in these folders (default: all of the project's).

    Returns what was made. A folder that cannot be written to is said in the log: its words stay as they were.
    """
    made = []
    for text in (po for folder in folders or project_folders() for po in sorted(folder.glob("*/LC_MESSAGES/*.po"))):
        compiled = text.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= text.stat().st_mtime:
            continue
        try:
            _compile(text, compiled)
            made.append(compiled)
        except OSError as error:
            log.warning("%s cannot be written: %s", compiled, error.strerror)
    return made


def project_folders() -> list[Path]:
    """Every folder `translations` of the core, its plug-ins and its channels."""
    root = Path(__file__).parents[2]
    return sorted(folder for depth in ("*", "*/*") for folder in root.glob(f"{depth}/translations") if folder.is_dir())


def _compile(text: Path, compiled: Path) -> None:
    with text.open("rb") as source:
        catalogue = read_po(source, locale=text.parts[-3])
    # Several processes start at once: each writes its own file, and the last rename wins.
    temporary = compiled.with_name(f".{compiled.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("wb") as target:
            write_mo(target, catalogue)
        os.replace(temporary, compiled)
    finally:
        temporary.unlink(missing_ok=True)


if __name__ == "__main__":
    for path in compile_catalogues():
        print(path)

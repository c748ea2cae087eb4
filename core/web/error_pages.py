"""When something cannot be done: a page that says what, and what to do now."""

from __future__ import annotations

import logging
from errno import EDQUOT, ENOSPC

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from core.contract.errors import Conflict, NotFound, Refused
from core.web.frame import plain_site, public_page, site
from core.web.language import gettext as _
from core.web.refusals import words
from core.web.rows import Link, Site
from core.web.session import forget_agent

log = logging.getLogger("envagin.web")


def explain(app: Flask) -> None:
    """Gives the app its error pages, and each of the core's own errors its code."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, lambda error: error_page(404))
    app.register_error_handler(Conflict, lambda error: error_page(409))
    app.register_error_handler(Refused, lambda error: error_page(422, words(error)))
    app.register_error_handler(DataError, lambda error: error_page(400))
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(OSError, _disk)


def error_page(code: int, detail: str = "") -> tuple[str, int]:
    """The page for a code; `detail` replaces its general advice."""
    try:
        return _page(code, detail), code
    except OperationalError as error:  # away already for this page: so it is for the one that was asked for
        return _database(error)


def _page(code: int, detail: str = "") -> str:
    shown = _site(code)  # first: the words below may ask who reads
    links = (Link(_("To the start page"), url_for("inbox.show")),)
    return public_page("error.html", site=shown, code=code, detail=detail, links=links)


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if error.response is not None:
        return error.response
    if code == 401:
        return redirect(url_for("login.form"), 303)
    if code < 400:
        return error
    allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return (*error_page(code), {"Allow": allowed} if code == 405 else {})


def _database(error: OperationalError) -> tuple[str, int]:
    log.error("%s %s: the database cannot be asked: %s", request.method, request.path, error.orig)
    return _page(503), 503


def _disk(error: OSError) -> tuple[str, int]:
    """A full disk loses nothing that was kept before; anything else is a mistake of ours."""
    if error.errno not in (ENOSPC, EDQUOT):
        raise error
    log.error("%s %s: the disk is full", request.method, request.path)
    return error_page(503, _("Nothing was saved: our disk is full. Go back in the browser, what you wrote is there."))


def _site(code: int) -> Site:
    """The municipality; without asking anything when it may be the database that is away."""
    if code < 500:
        return site()
    forget_agent(None)
    try:
        return site()
    except SQLAlchemyError:
        return plain_site()

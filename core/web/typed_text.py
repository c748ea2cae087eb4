"""What is typed or pasted reaches every page without the signs that no row can hold: NUL and half characters.

A form that carries a proof of its own (`own_token`) is left as it was sent: its signature may cover every byte.
"""

from __future__ import annotations

from flask import Flask, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from core.flow.fitting import fit
from core.web.session import view_of_request
from core.web.tokens import has_own_token


def take_out_the_unfit(app: Flask) -> None:
    """From here on each form, address and file name is clean before its page looks at it."""
    app.before_request(_clean)


def _clean() -> None:
    if has_own_token(view_of_request()):
        return
    request.args = _cleaned(request.args)
    if request.method not in ("POST", "PUT", "PATCH"):
        return
    request.form = _cleaned(request.form)
    for file in request.files.values():
        file.filename = fit(file.filename) if file.filename else file.filename


def _cleaned(values: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict((fit(name), fit(value)) for name, value in values.items(multi=True))

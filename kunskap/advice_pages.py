"""Jag använde den här: pressed in the box beside a case."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from core import NotFound, current_agent, transaction
from kunskap.advice import advise


def advised(number: str) -> ResponseReturnValue:
    """Keeps which version was used, and goes back to the case."""
    typed = request.form.get("version", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise NotFound
    with transaction():
        advise(number, int(typed), current_agent())
    return redirect(f"/arende/{number}", 303)

"""Core's own pages."""

from __future__ import annotations

from flask import Flask


def mount(app: Flask) -> None:
    """Registers every page of the core."""

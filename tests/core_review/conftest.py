"""The desk of the flow's tests, and what these tests say about a case in few words."""

from __future__ import annotations

from tests.flow.conftest import Desk, desk, expire

__all__ = ["Desk", "desk", "expire"]

"""What plug-ins with pages of their own may use of the web: exported by `core` and `core.tables`."""

from __future__ import annotations

from core.store.limits import within_limit
from core.web.error_pages import error_page
from core.web.frame import page, public_page
from core.web.session import current_access, current_agent, framable, public, require_role
from core.web.tokens import new_form_token, own_token, read_form_token

__all__ = [
    "current_access",
    "current_agent",
    "error_page",
    "framable",
    "new_form_token",
    "own_token",
    "page",
    "public",
    "public_page",
    "read_form_token",
    "require_role",
    "within_limit",
]

"""What the channel says about itself, as message ids: without numbers, names and secrets."""

from __future__ import annotations

from typing import Final


def _(words: str) -> str:
    """Marks a message id for the catalogue; the page translates it for its reader."""
    return words


NO_LOGIN: Final = _("Twilio does not accept the account or its token.")

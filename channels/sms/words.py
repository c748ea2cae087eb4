"""What the channel says about itself, as message ids: without numbers, names and secrets."""

from __future__ import annotations

from typing import Final


def _(words: str) -> str:
    """Marks a message id for the catalogue; the page translates it for its reader."""
    return words


NO_LOGIN: Final = _("Twilio does not accept the account or its token.")

# For the page of channels.
NUMBER: Final = _("Phone number")
SENT_THROUGH: Final = _("Sent through")
CALLED_AT: Final = _("Twilio calls us at")
ACCOUNT: Final = _("The account at Twilio")
ACTIVE: Final = _("Twilio knows the account and it is active. Nothing was sent.")
CLOSED: Final = _("Twilio knows the account, but it is not active.")
NO_ANSWER: Final = _("Twilio does not answer, or not in a way that can be understood.")

"""What the mailbox says about itself and about a mail that did not leave: message ids, without names and secrets."""

from __future__ import annotations

from typing import Final


def _(words: str) -> str:
    """Marks a message id for the catalogue; the page translates it for its reader."""
    return words


WATCHED: Final = _("The mailbox is being watched.")
SOME_MISSING: Final = _("The mailbox is being watched, but the server does not hand out some of the mails.")
NO_LOGIN: Final = _("The mail server does not accept the user name or the password.")
NO_CERTIFICATE: Final = _("The mail server's certificate cannot be trusted.")
NO_TLS: Final = _("The encrypted connection to the mail server failed.")
UNREACHABLE: Final = _("The mail server cannot be reached.")
SILENT: Final = _("The mail server does not answer in time.")
CLOSED: Final = _("The mail server closed the connection.")
NO_FOLDER: Final = _("The mail server does not let us read the folder.")
GARBAGE: Final = _("The mail server gave an answer that cannot be understood.")
NO_SERVER: Final = _("No mail server for sending is named in plugins.toml.")
NO_ADDRESS: Final = _("The address cannot be used for e-mail.")
NO_SWEDISH_LETTERS: Final = _("The mail server does not take an address with å, ä or ö before the @.")
LOST_WHILE_SENDING: Final = _("The connection to the mail server was lost while sending.")
NO_SENDING_LOGIN: Final = _("The mail server for sending does not accept the user name or the password.")

# For the page of channels.
ADDRESS: Final = _("Address")
FETCHED_FROM: Final = _("Fetched from")
SENT_THROUGH: Final = _("Sent through")
FETCHING: Final = _("Fetching")
SENDING: Final = _("Sending")
FOLDER_OPENED: Final = _("The server let us in and opened the folder. Nothing was fetched.")
LET_IN: Final = _("The server let us in. Nothing was sent.")

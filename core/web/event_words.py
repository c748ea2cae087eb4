"""What happens to a case, in words that need nothing of the event but its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.web.language import gettext as _


def plain_words(kind: str) -> str:
    """The words for that kind in the reader's language; "" for one that has none of its own."""
    return _PLAIN[kind]() if kind in _PLAIN else ""


_PLAIN: Mapping[str, Callable[[], str]] = {  # each said only when asked for
    "opened": lambda: _("Came in"),
    "released": lambda: _("Released"),
    "confirmed": lambda: _("Confirmed type, level and owner"),
    "opened_by_agent": lambda: _("Begun"),
    "reopened": lambda: _("Opened again"),
    "reopened_by_message": lambda: _("Opened again by a new message"),
    "message_in": lambda: _("New message"),
    "official_note": lambda: _("Wrote an official note"),
    "internal_note": lambda: _("Wrote an internal note"),
    "resumed": lambda: _("No longer waiting"),
    "woke": lambda: _("Back from being parked"),
    "reply_undone": lambda: _("Took back an answer"),
    "done_by_hand": lambda: _("Noted that the answer was given"),
    "settled_sent": lambda: _("Noted that the answer arrived"),
    "settled_failed": lambda: _("Noted that the answer did not arrive"),
    "sent_again": lambda: _("Sent the answer again"),
    "delivered": lambda: _("The message was sent"),
    "delivery_failed": lambda: _("The answer did not arrive"),
    "delivery_unknown": lambda: _("Unknown whether the answer arrived"),
    "delivery_delayed": lambda: _("The answer is delayed"),
    "receipt_failed": lambda: _("The receipt did not arrive"),
    "receipt_unknown": lambda: _("Unknown whether the receipt arrived"),
    "receipt_withheld": lambda: _("No receipt: the sender has had many today"),
    "registered": lambda: _("Registered"),
    "registered_afterwards": lambda: _("Registered afterwards"),
    "officers_mailed": lambda: _("Mailed the case to the department"),
    "officer_answered": lambda: _("The department answered by e-mail"),
    "officer_mail_failed": lambda: _("The mail to the department did not arrive"),
    "officer_mail_unknown": lambda: _("Unknown whether the mail to the department arrived"),
    "identity_checked": lambda: _("Checked the identity"),
    "told_who_answers": lambda: _("Told the citizen who answers"),
    "marked": lambda: _("Marked as secret"),
    "part_marked": lambda: _("Marked a message or a file as secret"),
    "unmarked": lambda: _("Ended the secrecy marking"),
    "conflict_reported": lambda: _("Reported a conflict of interest"),
    "sent_once": lambda: _("Sent the neutral text to an address that is then forgotten"),
    "joined": lambda: _("Joined to another case"),  # which one is shown only where the reader may see it
    "left": lambda: _("No longer joined to another case"),
    "got_member": lambda: _("Another case was joined to this one"),
    "lost_member": lambda: _("Another case is no longer joined to this one"),
    "told_of_hand_over": lambda: _("Told the citizen that the case was handed over"),
    "dates_recounted": lambda: _("Counted the dates again by the new opening hours"),
    "measure_noted": lambda: _("Noted whether it led to a measure"),
}

"""Secrecy markings in words: "OSL 26 kap. 1 §, Socialnämnden, 2026-11-22", on the message or file that carries one."""

from __future__ import annotations

from collections.abc import Sequence

from core.store.models import SecrecyMark
from core.web import words
from core.web.language import gettext as _
from core.web.names import Names


def mark_words(found: SecrecyMark, names: Names) -> str:
    """Provision, authority and date. Never who pressed the button."""
    day = words.local(found.marked_at).date().isoformat()
    return ", ".join((found.provision, names.namnder.get(found.namnd_id, ""), day))


def of_message(marks: Sequence[SecrecyMark], message_id: int, names: Names) -> str:
    """The marking of one message; empty when it has none."""
    return _said([mark for mark in marks if mark.message_id == message_id], names)


def of_file(marks: Sequence[SecrecyMark], file_id: int, names: Names) -> str:
    """The marking of one file; empty when it has none."""
    return _said([mark for mark in marks if mark.attachment_id == file_id], names)


def _said(marks: Sequence[SecrecyMark], names: Names) -> str:
    return _("Secret: %(why)s", why=mark_words(marks[-1], names)) if marks else ""

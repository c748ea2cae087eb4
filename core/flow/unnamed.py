"""What comes in from a protected person is kept without who sent it and from where (practice 7).

Only what was newly written is kept: what an answer quotes names its sender's address too, and so do its HTML and its
original. The original lies with the other originals, but no page leads to it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from core.case.secrecy import secrecy_class_of
from core.contract.messages import InboundMessage
from core.store.models import Case
from core.store.models.agents import PROTECTED


def is_protected(case: Case) -> bool:
    """Whether the case is about somebody with a protected identity."""
    return secrecy_class_of(case) == PROTECTED


def unnamed(message: InboundMessage) -> InboundMessage:
    """The message without sender, receivers and quotes, and without the sender's address or number in its words."""
    own = message.sender.value if message.sender else ""
    said = _without(own, message.fresh or message.text)
    subject = _without(own, message.subject)
    return replace(message, sender=None, recipients=(), subject=subject, text=said, fresh=said, html="")


def _without(address: str, text: str) -> str:
    return re.sub(re.escape(address), "…", text, flags=re.IGNORECASE) if address else text

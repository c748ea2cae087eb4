"""What comes from outside is made to fit the tables before it is filed: once, here, for every channel and database.

PostgreSQL takes no NUL, no database a lone surrogate, and a column only its length. Nothing is lost by it: the
original is kept as it came.
"""

from __future__ import annotations

import re
from dataclasses import replace

from core.contract.messages import Address, Attachment, InboundMessage

_UNFIT = re.compile("[\x00\ud800-\udfff]")


def fitted(message: InboundMessage) -> InboundMessage:
    """The same message without what no row can hold."""
    return replace(
        message,
        external_id=fit(message.external_id, 200),
        sender=_address(message.sender) if message.sender else None,
        recipients=tuple(_address(address) for address in message.recipients),
        subject=fit(message.subject, 998),
        text=fit(message.text),
        fresh=fit(message.fresh),
        html=fit(message.html),
        attachments=tuple(_attachment(file) for file in message.attachments),
        message_id=fit(message.message_id, 998),
        references=tuple(fit(value, 998) for value in message.references),
        about=fit(message.about, 998),
        reason=fit(message.reason, 300),
        language=fit(message.language, 12),
        hints={fit(name): fit(value) for name, value in message.hints.items()},
    )


def fit(text: str, most: int | None = None) -> str:
    """The text without NUL and lone surrogates, cut to `most` characters."""
    return _UNFIT.sub("", text)[:most]


def _address(address: Address) -> Address:
    return replace(address, value=fit(address.value, 320), name=fit(address.name, 200))


def _attachment(file: Attachment) -> Attachment:
    name, kind, content_id = fit(file.name, 255), fit(file.content_type, 120), fit(file.content_id, 255)
    if (name, kind, content_id) == (file.name, file.content_type, file.content_id):
        return file
    return replace(file, name=name, content_type=kind, content_id=content_id)

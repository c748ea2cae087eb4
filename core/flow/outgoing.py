"""Makes the outgoing value of a delivery: the text, its thread, its reply token. Reads only."""

from __future__ import annotations

from sqlalchemy import select

from core.contract.messages import Address, AddressKind, Attachment, OutboundMessage
from core.flow.matching import TO_OFFICER
from core.flow.tokens import officer_token, reply_token
from core.store import blobs
from core.store.db import reading
from core.store.models import AttachmentRow, Case, Delivery, Message
from core.store.texts import setting

_THREAD = 20  # References grow no longer than this


def outbound(delivery_id: int) -> tuple[str, OutboundMessage]:
    """The instance's name and what it shall send."""
    delivery, message, number, language = (
        reading()
        .execute(
            select(Delivery, Message, Case.number, Case.language)
            .join(Message, Message.id == Delivery.message_id)
            .join(Case, Case.id == Delivery.case_id)
            .where(Delivery.id == delivery_id)
        )
        .one()
    )
    officer = message.kind == TO_OFFICER
    kind: AddressKind = "email" if delivery.way == "email" else "phone"
    value = OutboundMessage(
        message_id=delivery.message_ref,
        case_number=number,
        to=Address(kind, delivery.to_value, delivery.to_name),
        cc=tuple(Address("email", address) for address in delivery.cc or ()),
        subject=message.subject,
        text=message.text,
        attachments=_attachments(message.id),
        references=() if officer else _references(delivery.case_id, message.id),
        reply_token=officer_token(delivery_id) if officer else reply_token(delivery.case_id),
        from_name=str(setting("centre_name", "")),
        automatic=delivery.automatic,
        language=language,
    )
    return delivery.plugin, value


def _references(case_id: int, before: int) -> tuple[str, ...]:
    rows = reading().scalars(
        select(Message.message_ref)
        .where(Message.case_id == case_id, Message.id < before, Message.message_ref != "", Message.channel == "email")
        .where(Message.direction != "note")
        .order_by(Message.id.desc())
        .limit(_THREAD)
    )
    return tuple(reversed(rows.all()))


def _attachments(message_id: int) -> tuple[Attachment, ...]:
    rows = reading().scalars(select(AttachmentRow).where(AttachmentRow.message_id == message_id))
    return tuple(Attachment(row.name, row.content_type, blobs.get(row.blob)) for row in rows)

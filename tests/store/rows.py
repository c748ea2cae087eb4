"""The fewest rows that a case with one message and one file needs."""

from __future__ import annotations

from datetime import UTC, datetime

from core.store import blobs
from core.store.db import transaction
from core.store.models import (
    AttachmentRow,
    Case,
    CaseType,
    CaseTypeVersion,
    Forvaltning,
    Inbound,
    Message,
    Namnd,
    Scope,
    SearchRow,
    Svarsgrupp,
)

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LETTER = "Hej! Gatlampan på Ågatan är släckt.".encode()
PICTURE = b"\x89PNG not much of a picture" * 1000


def put_a_case() -> int:
    """Writes the case with everything around it and returns its id."""
    raw, file = blobs.put(LETTER), blobs.put(PICTURE)
    with transaction() as tx:
        tx.add(Namnd(id=1, code="TN", name="Tekniska nämnden"))
        tx.flush()
        tx.add(Forvaltning(id=1, code="TEK", name="Tekniska", short_name="Tekniska", namnd_id=1))
        tx.add(Svarsgrupp(id=1, digit="4", name="Gata och park"))
        tx.add(CaseType(id=1, code="T01"))
        tx.flush()
        tx.add(
            CaseTypeVersion(
                id=1, case_type_id=1, valid_from=MONDAY, forvaltning_id=1, svarsgrupp_id=1, rosa_level=1,
                transferred="Ja", promise="1 ad",
            )
        )  # fmt: skip
        tx.add(Scope(id=1, forvaltning_id=1, svarsgrupp_id=1, held_by="kundtjanst"))
        tx.flush()
        tx.add(
            Case(
                id=1, number="2026-000001", subject="Släckt gatlampa", channel="email", case_type_id=1,
                case_type_version_id=1, rosa_level=1, forvaltning_id=1, svarsgrupp_id=1, received_at=MONDAY,
                activity_at=MONDAY, scope_id=1,
            )
        )  # fmt: skip
        tx.flush()
        tx.add(
            Inbound(
                id=1, plugin="email", receiving_id=1, external_id="a", blob=raw, received_at=MONDAY,
                kept_at=MONDAY, case_id=1,
            )
        )  # fmt: skip
        tx.flush()
        tx.add(Message(id=1, case_id=1, direction="in", channel="email", at=MONDAY, inbound_id=1))
        tx.flush()
        tx.add(AttachmentRow(message_id=1, blob=file, name="lampa.png", content_type="image/png", size=len(PICTURE)))
        tx.add(SearchRow(id=1, case_id=1, message_id=1, stems="gatlamp ågat släck", scope="s1"))
    return 1

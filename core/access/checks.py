"""Where counters and search rows are not what cases and messages say: for `./run db check`.

What is found here, `./run db rebuild` puts right.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select, text
from sqlalchemy.exc import DatabaseError

from core.access.counters import CHANGES
from core.access.rebuild import count_cases, hold_still
from core.store.db import db, reading, transaction
from core.store.models import Case, Counter, Message, SearchRow
from core.store.search_index import OWN, tokens


def check() -> Iterator[str]:
    """A sentence for each difference; none when all is well. Reads everything, so it may take minutes."""
    yield from _counters()
    yield from _missing_rows()
    yield from _foreign_rows()
    yield from _full_text()


def _counters() -> Iterator[str]:
    with transaction() as tx:
        hold_still()
        truth, _ = count_cases()
        rows = tx.execute(select(Counter.owner, Counter.owner_id, Counter.view, Counter.n)).all()
    kept = {(row.owner, row.owner_id, row.view): row.n for row in rows if row.view != CHANGES and row.n}
    for key in sorted(truth.keys() | kept.keys()):
        if truth[key] != kept.get(key, 0):
            owner, owner_id, view = key
            yield f"räknare: {view} för {owner} {owner_id} är {kept.get(key, 0)}, ska vara {truth[key]}"


def _missing_rows() -> Iterator[str]:
    own = select(SearchRow.id).where(SearchRow.case_id == Case.id, SearchRow.message_id.is_(None))
    for number in reading().scalars(select(Case.number).where(~own.exists()).order_by(Case.id)):
        yield f"sökning: ärende {number} saknar sin egen rad"
    theirs = select(SearchRow.id).where(SearchRow.case_id == Message.case_id, SearchRow.message_id == Message.id)
    lost = select(Message.id, Case.number).join(Case, Case.id == Message.case_id)
    for message_id, number in reading().execute(lost.where(Message.kind != "receipt", ~theirs.exists())):
        yield f"sökning: meddelande {message_id} i ärende {number} saknar rad"


def _foreign_rows() -> Iterator[str]:
    """Rows that somebody else might find: another scope's, or of a message in another case."""
    own = SearchRow.message_id.is_(None)
    groups = reading().execute(
        select(Case.scope_id, SearchRow.scope, own.label("own"), func.count(), func.min(Case.number))
        .join(Case, Case.id == SearchRow.case_id)
        .group_by(Case.scope_id, SearchRow.scope, own)
    )
    for scope_id, scope, is_own, n, number in groups.all():
        right = f"{tokens(scope_id)} {OWN}" if is_own else tokens(scope_id)
        if scope != right:
            yield f"sökning: {n} rader har omfånget {scope!r}, ska ha {right!r} (ärende {number} med flera)"
    astray = select(SearchRow.id).join(Message, Message.id == SearchRow.message_id)
    for row_id in reading().scalars(astray.where(or_(Message.case_id != SearchRow.case_id, Message.kind == "receipt"))):
        yield f"sökning: rad {row_id} hör till ett meddelande i ett annat ärende"
    twice = select(SearchRow.case_id).group_by(SearchRow.case_id, SearchRow.message_id).having(func.count() > 1)
    for case_id in reading().scalars(twice):
        yield f"sökning: ärendet med id {case_id} har samma rad två gånger"


def _full_text() -> Iterator[str]:
    """SQLite's index lies beside its rows and can differ from them; PostgreSQL makes its own."""
    if db.engine.dialect.name != "sqlite":
        return
    try:
        with transaction() as tx:
            tx.execute(text("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)"))
    except DatabaseError:
        yield "sökning: fulltextindexet stämmer inte med sina rader"

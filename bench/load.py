"""Loads a municipality's years in bulk: cases, messages, search rows, counters, as the ordinary way leaves them.

The same seed makes the same cases. One in ten is open, the newest most of all; three in a hundred are secret; the
narrow officer may see twelve, spread over the years.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import text

from bench.bulk import Bulk
from bench.corpus import COMMON, HIDDEN, RARE, Writer
from bench.town import SMALL, Kind, Town
from core.access.rebuild import rebuild_counters
from core.filling import FIRST_TYPE_CLASS, ORDINARY, scope_id_for, stems, transaction
from core.store.db import db
from core.store.models import Case, Contact, ContactAddress, Message, NumberSeries, SearchRow
from core.store.search_index import OWN, tokens, words_in

FEW = 12  # cases that the narrow officer may see
YEARS = 5
CHANNELS = (
    ("email",) * 50 + ("phone",) * 28 + ("webform",) * 10 + ("sms",) * 7 + ("synpunkt",) * 3 + ("visit", "letter")
)
_PIECES = 4_000  # texts that messages are put together from, so that a million need no writing


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    stems: str


class Loader:
    """Makes `n` cases in the town."""

    def __init__(self, town: Town, n: int, seed: int = 1) -> None:
        self.town, self.n = town, n
        self.chance = random.Random(seed)
        self.end = datetime.now(UTC)
        self.pieces = _pieces(seed)
        self.scopes: dict[tuple[Any, ...], int] = {}
        self.tokens: dict[int, str] = {}
        self.few = {round((k + 0.5) * n / FEW) for k in range(FEW)}
        small = sorted(town.officers)[SMALL]
        self.ordinary = [kind for kind in town.kinds if not kind.secrecy_class and kind.forvaltning_id != small]
        self.secret = [kind for kind in town.kinds if kind.secrecy_class and kind.forvaltning_id != small]
        self.small = next(k for k in town.kinds if k.forvaltning_id == small and not k.secrecy_class)
        self.messages = 0

    def load(self, batch: int = 5_000) -> None:
        """All of it in one transaction, then what the database needs to know of it."""
        with transaction():
            for kind in self.town.kinds:
                self._prepare_scopes(kind)
        with Bulk() as bulk:
            if not bulk.is_sqlite:
                bulk.execute("DROP INDEX ix_search_rows_tsv")
            for first in range(1, self.n + 1, batch):
                self._write(bulk, range(first, min(first + batch, self.n + 1)))
            bulk.write(NumberSeries, [{"year": self.end.year, "last": self.n}])
            self._finish(bulk)
        with transaction():
            rebuild_counters()
        analyze()

    def _prepare_scopes(self, kind: Kind) -> None:
        """Both hands, so that no scope is made while rows are copied."""
        unit = self.town.units[kind.forvaltning_id] if kind.secrecy_class else None
        for held, unit_id, group in (
            ("kundtjanst", None, kind.svarsgrupp_id),
            ("forvaltning", unit, kind.svarsgrupp_id),
            ("forvaltning", unit, None),
        ):
            scope = scope_id_for(kind.forvaltning_id, unit_id, group, held, kind.secrecy_class)
            self.scopes[kind.id, held, group] = scope
            self.tokens[scope] = tokens(scope)

    def _write(self, bulk: Bulk, ids: range) -> None:
        cases = [self._case(id) for id in ids]
        messages = [message for case in cases for message in self._thread(case)]
        contacts = sorted({case["contact_id"] for case in cases if case["id"] % 3 == 1})
        bulk.write(Contact, [{"id": c, "name": f"Person {c}", "created_at": self.end} for c in contacts])
        addresses = [{"contact_id": c, "kind": "email", "value": f"person{c}@invanare.example"} for c in contacts]
        bulk.write(ContactAddress, addresses)
        bulk.write(Case, cases)
        bulk.write(Message, [{k: v for k, v in message.items() if k != "stems"} for message in messages])
        bulk.write(SearchRow, list(self._search_rows(cases, messages)))

    def _case(self, id: int) -> dict[str, Any]:
        chance = self.chance
        kind = self._kind(id)
        newness = id / self.n
        received = self.end - timedelta(days=365 * YEARS * (1 - newness), seconds=chance.random())
        is_open = chance.random() < (0.8 if newness > 0.92 else 0.04) or (id in self.few and newness > 0.3)
        with_owner = id in self.few or chance.random() < 0.35
        group = None if with_owner and chance.random() < 0.25 else kind.svarsgrupp_id
        held = "forvaltning" if with_owner else "kundtjanst"
        return {
            "id": id,
            "number": f"{self.end.year}-{id:06d}",
            "subject": f"Fråga om {chance.choice(self.pieces).text.split()[-1].strip('.?')}",
            "channel": chance.choice(CHANNELS),
            "plugin": "email",
            "case_type_id": kind.id,
            "case_type_version_id": kind.version_id,
            "rosa_level": kind.level,
            "competence": 1 if kind.level < 3 else 2,
            "confirmed": not is_open or chance.random() < 0.6,
            "forvaltning_id": kind.forvaltning_id,
            "unit_id": self.town.units[kind.forvaltning_id] if with_owner and kind.secrecy_class else None,
            "svarsgrupp_id": group,
            "held_by": held,
            "contact_id": id - (id - 1) % 3,
            "counterpart": f"Person {id - (id - 1) % 3}",
            "scope_id": self.scopes[kind.id, held, group],
            "received_at": received,
            "activity_at": received,
            "suspect": is_open and not with_owner and chance.random() < 0.005,
            **(self._going_on(received, kind, with_owner) if is_open else self._ended(received)),
        }

    def _kind(self, id: int) -> Kind:
        if id in self.few:
            return self.small
        return self.chance.choice(self.secret if self.chance.random() < 0.03 else self.ordinary)

    def _going_on(self, received: datetime, kind: Kind, with_owner: bool) -> dict[str, Any]:
        chance, town = self.chance, self.town
        draw = chance.random()
        agent = None if draw < 0.5 else town.officers[kind.forvaltning_id] if with_owner else chance.choice(town.agents)
        return {
            "agent_id": agent,
            "status": "waiting_citizen" if draw > 0.85 else "open" if agent else "new",
            "due_at": self.end + timedelta(hours=chance.uniform(-40, 100)) if chance.random() < 0.7 else None,
            "snoozed_until": self.end + timedelta(days=2) if 0.5 < draw < 0.53 else None,
            "closed_at": None,
            "closed_by": None,
            "outcome": "",
            "unread": draw < 0.3,
        }

    def _ended(self, received: datetime) -> dict[str, Any]:
        by = self.chance.choice(self.town.agents)
        return {
            "agent_id": by,
            "status": "closed",
            "due_at": None,
            "snoozed_until": None,
            "closed_at": received + timedelta(hours=self.chance.uniform(0.1, 200)),
            "closed_by": by,
            "outcome": "answered",
            "unread": False,
        }

    def _thread(self, case: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for place in range(self.chance.choice((1, 1, 1, 2, 2))):
            self.messages += 1
            text, words = self._text(case)
            yield {
                "id": self.messages,
                "case_id": case["id"],
                "direction": "out" if place else "in",
                "channel": case["channel"],
                "sender": "" if place else f"person{case['contact_id']}@invanare.example",
                "subject": case["subject"],
                "text": text,
                "fresh": text,
                "at": case["received_at"],
                "stems": words,
            }

    def _text(self, case: dict[str, Any]) -> tuple[str, str]:
        chance = self.chance
        pieces = chance.choices(self.pieces, k=2)
        if chance.random() < 0.5:
            pieces.append(_piece(f"Jag hoppas att {COMMON} svarar."))
        if chance.random() < 0.00002 or case["id"] == 1:
            pieces.append(_piece(f"Det gäller vår {RARE}."))
        if self._is_secret(case) and chance.random() < 0.3:
            pieces.append(_piece(f"Det gäller {HIDDEN}."))
        return "\n".join(piece.text for piece in pieces), " ".join(piece.stems for piece in pieces)

    def _is_secret(self, case: dict[str, Any]) -> bool:
        return any(case["case_type_id"] == kind.id for kind in self.secret)

    def _search_rows(self, cases: list[dict[str, Any]], messages: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        by_case: dict[int, list[dict[str, Any]]] = {}
        for message in messages:
            by_case.setdefault(message["case_id"], []).append(message)
        for case in cases:
            scope = self.tokens[case["scope_id"]]
            secrecy = FIRST_TYPE_CLASS if self._is_secret(case) else ORDINARY
            number, contact = case["number"], case["contact_id"]
            words = f"{number.replace('-', '')} {number[5:]} person {contact} person{contact} " + _stems(
                case["subject"]
            )
            yield {
                "case_id": case["id"],
                "message_id": None,
                "stems": words_in(secrecy, words),
                "scope": f"{scope} {OWN}",
            }
            for message in by_case[case["id"]]:
                yield {
                    "case_id": case["id"],
                    "message_id": message["id"],
                    "stems": words_in(secrecy, message["stems"]),
                    "scope": scope,
                }

    def _finish(self, bulk: Bulk) -> None:
        if bulk.is_sqlite:
            bulk.execute("INSERT INTO search_index(search_index) VALUES ('rebuild')")
            return
        bulk.execute("CREATE INDEX ix_search_rows_tsv ON search_rows USING gin (tsv)")
        for name in ("cases", "messages", "contacts"):
            bulk.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")


def analyze() -> None:
    """Lets the planner know what there is now."""
    with db.engine.connect().execution_options(writes=True, isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE"))


def _pieces(seed: int) -> list[_Piece]:
    writer = Writer(seed)
    return [_piece("\n".join(writer.letter().text.split("\n")[:5])) for _ in range(_PIECES)]


@lru_cache(maxsize=16)
def _piece(words: str) -> _Piece:
    return _Piece(words, _stems(words))


@lru_cache(maxsize=10_000)
def _stems(words: str) -> str:
    return " ".join(stems(words))

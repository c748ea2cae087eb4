"""What makes lists and search quick: counters kept in the case's own transaction, and the rows of the search."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base


class Counter(Base):
    """How many cases a view holds, per scope or per agent. `version` grows with every change."""

    __tablename__ = "counters"
    owner: Mapped[str] = mapped_column(String(6), primary_key=True)  # scope | agent
    owner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    view: Mapped[str] = mapped_column(String(20), primary_key=True)
    n: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(BigInteger, default=0)


class SearchRow(Base):
    """The stems of one message (or of the case itself), with the scope as a token in the same row.

    SQLite matches it through the FTS5 table `search_index`, PostgreSQL through the column `tsv`; both are made by
    the migration. Rows are found newest first by id.
    """

    __tablename__ = "search_rows"
    __table_args__ = (Index(None, "case_id"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    stems: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(String(80))

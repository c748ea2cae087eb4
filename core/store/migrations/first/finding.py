"""Counters and search rows, as the first version has them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from core.store.migrations.first.metadata import metadata

Table(
    "counters",
    metadata,
    Column("owner", String(6), primary_key=True),
    Column("owner_id", Integer, primary_key=True, autoincrement=False),
    Column("view", String(20), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
)

Table(
    "search_rows",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("message_id", Integer, ForeignKey("messages.id")),
    Column("stems", Text, nullable=False),
    Column("scope", String(80), nullable=False),
    Index(None, "case_id"),
)

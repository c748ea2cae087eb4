"""The plug-in's tables: articles and their versions, advice, notices and who has read them, what is to be mended."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.tables import Base, UTCDateTime


class Article(Base):
    """What holds now. `kind` guide | faq, `state` draft | published | withdrawn.

    `everyday` are words that people use for it, `source` an outside body. `words` and `title_words` are stems for the
    search, each between spaces. The owner is a förvaltning, and perhaps a person there.
    """

    __tablename__ = "kunskap_articles"
    __table_args__ = (Index(None, "state", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(12), default="sv")
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text)
    everyday: Mapped[str] = mapped_column(String(400), default="")
    source: Mapped[str] = mapped_column(String(120), default="")
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    review_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    title_words: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")


class ArticleType(Base):
    """A case type, by code, that the article helps with."""

    __tablename__ = "kunskap_article_types"
    article_id: Mapped[int] = mapped_column(ForeignKey("kunskap_articles.id", ondelete="CASCADE"), primary_key=True)
    case_type: Mapped[str] = mapped_column(String(10), primary_key=True, index=True)


class Version(Base):
    """The article as it was saved: `content` holds every field by name. Never changed: advice points at it."""

    __tablename__ = "kunskap_versions"
    __table_args__ = (UniqueConstraint("article_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("kunskap_articles.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Advice(Base):
    """This version was what somebody in this case was advised by."""

    __tablename__ = "kunskap_advice"
    __table_args__ = (UniqueConstraint("case_id", "version_id", "agent_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("kunskap_versions.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Notice(Base):
    """`kind` today (from `starts_at` until `ends_at`) or rule (holds from `starts_at`, asks to be read).

    Without `svarsgrupp_id` and `case_types` (codes) it is for everybody; `forvaltning_id` is whose word it is.
    """

    __tablename__ = "kunskap_notices"
    __table_args__ = (Index(None, "kind", "ends_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"))
    svarsgrupp_id: Mapped[int | None] = mapped_column(ForeignKey("svarsgrupper.id"))
    case_types: Mapped[list[str]] = mapped_column(JSON, default=list)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))


class Read(Base):
    """That somebody has read a changed rule."""

    __tablename__ = "kunskap_reads"
    notice_id: Mapped[int] = mapped_column(ForeignKey("kunskap_notices.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Fault(Base):
    """Something to mend: `kind` article | checklist | web. `forvaltning_id` is whose it is to mend.

    `case_type` is what it came up in. `told_at` is when the one who said it had seen the answer.
    """

    __tablename__ = "kunskap_faults"
    __table_args__ = (Index(None, "done_at", "forvaltning_id"), Index(None, "agent_id", "told_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    article_id: Mapped[int | None] = mapped_column(ForeignKey("kunskap_articles.id"))
    version: Mapped[int | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    case_type: Mapped[str] = mapped_column(String(10), default="")
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

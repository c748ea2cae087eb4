"""The service catalogue: a type has a stable code; what it demands is versioned, and a case keeps its version."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base, UTCDateTime

UNCLASSIFIED = "C10"  # "Ej klassat": what nothing matches gets it; it cannot be confirmed


class CaseType(Base):
    """`closed_on` is the first day it is not offered. Its open cases then go to `successor_id`, when there is one;
    `cases_moved` says that they have."""

    __tablename__ = "case_types"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    closed_on: Mapped[date | None] = mapped_column(Date)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("case_types.id"))
    cases_moved: Mapped[bool] = mapped_column(default=False)


class CaseTypeVersion(Base):
    """`transferred` Ja|Delvis|Nej: what the contact centre does. `secrecy` Ja|Möjlig|Nej as nej|mojlig|ja.

    `promise` is the svarsmål as the catalogue writes it ("1 ad", "2+10 ad", "direkt"). Minutes are per case.
    `write_nothing`: by phone only that the call was connected is noted (oro för barn, practice 12).
    A secrecy type names its unit and the class of those who may know. `partial` says what "Delvis" leaves with the
    förvaltning, `checklist` the steps of a case, `volume` how many are expected a year, `retention` when it is weeded.
    """

    __tablename__ = "case_type_versions"
    __table_args__ = (Index(None, "case_type_id", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_type_id: Mapped[int] = mapped_column(ForeignKey("case_types.id"))
    valid_from: Mapped[datetime] = mapped_column(UTCDateTime)
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    svarsgrupp_id: Mapped[int] = mapped_column(ForeignKey("svarsgrupper.id"))
    rosa_level: Mapped[int]
    transferred: Mapped[str] = mapped_column(String(6))
    competence: Mapped[int] = mapped_column(default=2)
    promise: Mapped[str] = mapped_column(String(20))
    secrecy: Mapped[str] = mapped_column(String(6), default="nej")
    secrecy_class_id: Mapped[int | None] = mapped_column(ForeignKey("secrecy_classes.id"))
    diary: Mapped[str] = mapped_column(String(20), default="nej")
    write_nothing: Mapped[bool] = mapped_column(default=False)
    supervision: Mapped[bool] = mapped_column(default=False)
    topic: Mapped[str] = mapped_column(String(60), default="")
    ask_for: Mapped[str] = mapped_column(Text, default="")
    eservice: Mapped[str] = mapped_column(String(300), default="")
    minutes_here: Mapped[float] = mapped_column(default=0)
    minutes_there: Mapped[float] = mapped_column(default=0)
    partial: Mapped[str] = mapped_column(Text, default="")
    delegation: Mapped[str] = mapped_column(String(60), default="")
    checklist: Mapped[list[str]] = mapped_column(JSON, default=list)
    review_on: Mapped[date | None] = mapped_column(Date)
    review_owner: Mapped[str] = mapped_column(String(120), default="")
    retention: Mapped[str] = mapped_column(String(200), default="")
    volume: Mapped[int] = mapped_column(default=0)


class CaseTypeName(Base):
    __tablename__ = "case_type_names"
    case_type_id: Mapped[int] = mapped_column(ForeignKey("case_types.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(160))


class AnswerTemplate(Base):
    """A standard answer: of a type, or for any case when `case_type_id` is empty. `position` orders the menu.

    `text` may hold fields in braces ({nummer}, {datum}); `flow.standard_answers` says which. `forvaltning_id` answers
    for what it says, and looks at it again by `review_on`.
    """

    __tablename__ = "answer_templates"
    __table_args__ = (Index(None, "case_type_id", "language"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_type_id: Mapped[int | None] = mapped_column(ForeignKey("case_types.id"))
    language: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)
    forvaltning_id: Mapped[int | None] = mapped_column(ForeignKey("forvaltningar.id"))
    review_on: Mapped[date | None] = mapped_column(Date)


class AnswerUse(Base):
    """How many times a standard answer was inserted on a day. Says nothing of in which case, or by whom."""

    __tablename__ = "answer_uses"
    template_id: Mapped[int] = mapped_column(ForeignKey("answer_templates.id", ondelete="CASCADE"), primary_key=True)
    on: Mapped[date] = mapped_column(Date, primary_key=True)
    n: Mapped[int]


class CaseTypeWord(Base):
    """An everyday word for the type (dagis, lyktstolpe): agents search by it and routing suggests by it."""

    __tablename__ = "case_type_words"
    case_type_id: Mapped[int] = mapped_column(ForeignKey("case_types.id"), primary_key=True)
    word: Mapped[str] = mapped_column(String(80), primary_key=True)


class TypeProposal(Base):
    """A change of a type that `forvaltning_id` must agree to: `after` holds the fields that differ, as the form has
    them. `state` waiting | approved | declined. A type that is proposed as new has a `code` that no type has yet.
    """

    __tablename__ = "type_proposals"
    __table_args__ = (Index(None, "state", "forvaltning_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    forvaltning_id: Mapped[int] = mapped_column(ForeignKey("forvaltningar.id"))
    valid_from: Mapped[date] = mapped_column(Date)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    answer: Mapped[str] = mapped_column(Text, default="")


class RoutingRule(Base):
    """What a message must have for a type or a svarsgrupp to be suggested. `kind` mailbox | topic | menu | sender |
    words; `within` subject | text | both, for words. The first that fits, in order of `position`, decides.
    """

    __tablename__ = "routing_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(300))
    within: Mapped[str] = mapped_column(String(10), default="both")
    case_type_id: Mapped[int | None] = mapped_column(ForeignKey("case_types.id"))
    svarsgrupp_id: Mapped[int | None] = mapped_column(ForeignKey("svarsgrupper.id"))
    active: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date] = mapped_column(Date)


class CaseTick(Base):
    """A step of the type's checklist that is done in a case: `step` counts from 0 in that version's list."""

    __tablename__ = "case_ticks"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("case_type_versions.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

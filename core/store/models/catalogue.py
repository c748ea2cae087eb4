"""The service catalogue: a type has a stable code; what it demands is versioned, and a case keeps its version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base, UTCDateTime

UNCLASSIFIED = "C10"  # "Ej klassat": what nothing matches gets it; it cannot be confirmed


class CaseType(Base):
    __tablename__ = "case_types"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)


class CaseTypeVersion(Base):
    """`transferred` Ja|Delvis|Nej: what the contact centre does. `secrecy` Ja|Möjlig|Nej as nej|mojlig|ja.

    `promise` is the svarsmål as the catalogue writes it ("1 ad", "2+10 ad", "direkt"). Minutes are per case.
    `write_nothing`: by phone only that the call was connected is noted (oro för barn, practice 12).
    A secrecy type names its unit and the class of those who may know.
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


class CaseTypeName(Base):
    __tablename__ = "case_type_names"
    case_type_id: Mapped[int] = mapped_column(ForeignKey("case_types.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(160))


class AnswerTemplate(Base):
    """A standard answer: of a type, or for any case when `case_type_id` is empty. `position` orders the menu.

    `text` may hold fields in braces ({nummer}, {datum}); `flow.standard_answers` says which.
    """

    __tablename__ = "answer_templates"
    __table_args__ = (Index(None, "case_type_id", "language"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_type_id: Mapped[int | None] = mapped_column(ForeignKey("case_types.id"))
    language: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)


class CaseTypeWord(Base):
    """An everyday word for the type (dagis, lyktstolpe): agents search by it and routing suggests by it."""

    __tablename__ = "case_type_words"
    case_type_id: Mapped[int] = mapped_column(ForeignKey("case_types.id"), primary_key=True)
    word: Mapped[str] = mapped_column(String(80), primary_key=True)

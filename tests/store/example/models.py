"""The tables of a small plug-in: what a case was photographed as, and what was seen in each picture."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base


class Photo(Base):
    __tablename__ = "example_photos"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))


class Sighting(Base):
    __tablename__ = "example_sightings"
    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("example_photos.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(80))

"""What the running system knows of itself: leases, heartbeats, plug-ins' small state and health."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.db import Base, UTCDateTime


class Lease(Base):
    """Makes a job run in one place at a time. `until` is the database's epoch seconds."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    owner: Mapped[str] = mapped_column(String(60), default="")
    until: Mapped[float] = mapped_column(default=0)


class Heartbeat(Base):
    """A worker is well when its row is under 60 s old."""

    __tablename__ = "heartbeats"
    worker: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[float] = mapped_column(default=0)


class PluginState(Base):
    """A plug-in's small state, such as a mailbox's UIDVALIDITY and UID."""

    __tablename__ = "plugin_states"
    plugin: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class PluginHealth(Base):
    """`state` ok | warning | error, `words` why; `at` when it was last ok.

    `activity_at` is when something last came in or went out.
    """

    __tablename__ = "plugin_health"
    plugin: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(8), default="ok")
    words: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    activity_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    first_start: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Alarm(Base):
    """Something that must reach people outside the system: the emergency account was used, an administrator let
    themself see cases (then `agent_id` is who).

    `state` is waiting | sent | failed | no_channel | no_address; `words` why it did not leave.
    """

    __tablename__ = "alarms"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(String(300), default="")
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))


class Limit(Base):
    """How often something was tried lately: `key` is a hash that tells nobody who, `until` the database's epoch."""

    __tablename__ = "limits"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int] = mapped_column(default=0)
    until: Mapped[float] = mapped_column(default=0, index=True)


class Edition(Base):
    """One row, whose value changes with every change of what `store.editions` names: triggers write it."""

    __tablename__ = "editions"
    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(String(36))

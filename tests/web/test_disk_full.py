"""A full disk: whoever writes is told that nothing was saved, /healthz says so, and nothing is half there."""

from __future__ import annotations

import errno
import io

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.store import blobs
from core.store.db import reading
from core.store.models import Message
from core.web import health
from tests.cast import Cast
from tests.web.desk import LAMP, Desk, bring

FILE = (b"karta", "karta.txt")


def full(content: bytes) -> str:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_an_answer_with_a_file_is_told_to_be_unsaved(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")
    monkeypatch.setattr(blobs, "put", full)
    answer = desk.write(case.number, "send", "email", "Se kartan.", file=(io.BytesIO(FILE[0]), FILE[1]))
    assert answer.status_code == 503 and "vår disk är full" in answer.text
    wrote = select(func.count()).where(Message.direction == "out", Message.kind == "message")
    assert reading().scalar(wrote) == 0
    monkeypatch.undo()
    assert desk.write(case.number, "send", "email", "Hej!").status_code == 303


def test_health_says_so_before_it_is_too_late(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.testing = True
    assert "blobs: the disk is full" not in app.test_client().get("/healthz").text
    monkeypatch.setattr(health, "LEAST_LEFT", 10**18)
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503 and "blobs: the disk is full" in answer.text


def test_another_error_of_the_disk_is_a_mistake_of_ours(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    case, desk = bring(**LAMP), Desk(app, cast, "fatima")

    def broken(content: bytes) -> str:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(blobs, "put", broken)
    answer = desk.write(case.number, "send", "email", "Se kartan.", file=(io.BytesIO(FILE[0]), FILE[1]))
    assert answer.status_code == 500

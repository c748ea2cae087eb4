"""Files are written before the first lock is taken: nobody waits for somebody else's disk (design: transactions)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from flask import Flask

from core import Address, Attachment, InboundMessage, Note, keep, receive, register
from core.store import blobs
from core.store.db import _writing, transaction
from tests.cast import Cast
from tests.doubles import letter
from tests.flow.conftest import Desk

PLAN = (Attachment("plan.pdf", "application/pdf", b"%PDF"),)
MONA = Address("email", "mona@invanare.example")
FORM = InboundMessage("f1", "webform", MONA, text="Lampan är släckt", attachments=PLAN)
NOTE = Note("n" * 32, "letter", "T06", text="Lampan är släckt", outcome="handled", files=PLAN)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each file that is written, whether the transaction around it had begun to hold anything."""
    seen: list[bool] = []
    real: Callable[[Path, bytes], BinaryIO] = blobs._written

    def write(target: Path, content: bytes) -> BinaryIO:
        around = _writing.get()
        seen.append(around is not None and around.in_transaction())
        return real(target, content)

    monkeypatch.setattr(blobs, "_written", write)
    return seen


def test_a_form_with_files(app: Flask, cast: Cast, written: list[bool]) -> None:
    with transaction():
        receive("paper", FORM)
    assert written == [False, False]


def test_a_note_with_files(app: Flask, cast: Cast, written: list[bool]) -> None:
    fatima = cast.agent("fatima")
    with transaction():
        register("paper", NOTE, fatima)
    assert written == [False, False]


def test_a_mail_with_files(desk: Desk, written: list[bool]) -> None:
    keep("paper", "m1", letter("m1", **{"from": "mona@invanare.example"}, files={"plan.txt": "plan"}))
    desk.read()
    assert desk.inbound("m1").state == "done" and written == [False, False]

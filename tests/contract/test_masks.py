"""What a mask takes out of a text, and what it leaves."""

from __future__ import annotations

import pytest

from core.contract.references import Mask


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("login with hunter2 failed", "login with … failed"),
        ("https://u:hunter2@host", "https://u:…@host"),
        ("b'hunter2x'", "b'…x'"),
        ("it is pa'ss\\word", "it is …"),
        (repr("pa'ss\\word"), '"…"'),
        ("?p=pa%27ss%5Cword", "?p=…"),
        ("port 1 of 1000", "port … of 1000"),
        ("mail.example refused imap.mail.example2", "… refused imap.mail.example2"),
        ("two\nlines", "two lines"),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_a_mask_hides_secrets_everywhere_and_words_where_they_stand_alone(text, shown):
    assert Mask(("hunter2", "pa'ss\\word", "1", ""), ("mail.example", "")).hide(text) == shown


def test_a_mask_shows_nothing_of_itself():
    assert repr(Mask(("hunter2",), ("mail.example",))) == "Mask()"

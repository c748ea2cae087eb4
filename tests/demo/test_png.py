"""A picture with a palette shows the same pixels."""

from __future__ import annotations

import random
import struct
import zlib

import pytest

from demo.png import SIGNATURE, _chunk, _chunks, shrink

WIDTH = 7


def picture(rows: list[bytes], kinds: list[int], colour: int = 2) -> bytes:
    """A PNG whose rows are filtered as `kinds` say, by the definitions of the format."""
    lines, above = b"", bytes(3 * WIDTH)
    for row, kind in zip(rows, kinds, strict=True):
        lines += bytes([kind]) + bytes((value - guess(kind, row, above, x)) & 255 for x, value in enumerate(row))
        above = row
    header = struct.pack(">IIBBBBB", WIDTH, len(rows), 8, colour, 0, 0, 0)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")


def guess(kind: int, row: bytes, above: bytes, x: int) -> int:
    a, b, c = (row[x - 3] if x > 2 else 0), above[x], (above[x - 3] if x > 2 else 0)
    nearest = min((a, b, c), key=lambda value: abs(a + b - c - value))  # the first of equals, in this order
    return [0, a, b, (a + b) // 2, nearest][kind]


def shown(png: bytes) -> list[bytes]:
    """The pixels of a picture with a palette, row by row."""
    parts = dict(_chunks(png))
    raw, palette = zlib.decompress(parts[b"IDAT"]), parts[b"PLTE"]
    lines = [raw[at + 1 : at + 1 + WIDTH] for at in range(0, len(raw), WIDTH + 1)]
    return [b"".join(palette[3 * n : 3 * n + 3] for n in line) for line in lines]


def test_a_picture_of_few_colours_is_unchanged_whatever_its_rows_are_filtered_with():
    chance = random.Random(1)
    rows = [chance.randbytes(3 * WIDTH) for _ in range(15)]
    assert shown(shrink(picture(rows, [0, 1, 2, 3, 4] * 3))) == rows


def test_colours_beyond_the_palette_become_the_nearest():
    rows = [bytes([x, y, 40] * 1) for y in range(60) for x in range(7)]
    rows = [b"".join(rows[at : at + WIDTH]) for at in range(0, len(rows), WIDTH)]
    after = shown(shrink(picture(rows, [4] * len(rows))))
    assert len(after) == len(rows)
    assert all(
        abs(a - b) <= 60 for one, other in zip(rows, after, strict=True) for a, b in zip(one, other, strict=True)
    )


def test_a_picture_that_is_not_rgb_is_refused():
    with pytest.raises(ValueError, match="RGB"):
        shrink(picture([], [], colour=6))

"""A drawing that fills a mail: 28 MB, as scanners make them when nobody has told them to be sparing."""

from __future__ import annotations

import struct

SIDE = 3072  # pixels: 28,311,552 bytes of three colours
NAME, KIND = "skiss-over-tomten.bmp", "image/bmp"
_WALL = 24

# Left, top, right and bottom of what is drawn: the plot, the house, the planned annexe.
_SHAPES = ((200, 200, 2872, 2872), (900, 800, 2100, 1700), (2100, 1100, 2600, 1700))


def large_sketch() -> bytes:
    """A plot with a house on it, as an uncompressed bitmap of 24 bits (BMP)."""
    rows = [_row(y) for y in range(SIDE)]
    pixels = b"".join(reversed(rows))  # a bitmap begins with its lowest row
    about = struct.pack("<IiiHHIIiiII", 40, SIDE, SIDE, 1, 24, 0, len(pixels), 2835, 2835, 0, 0)
    return struct.pack("<2sIHHI", b"BM", 14 + len(about) + len(pixels), 0, 0, 14 + len(about)) + about + pixels


def _row(y: int) -> bytes:
    row = bytearray(b"\xff" * (3 * SIDE))
    for left, top, right, bottom in _SHAPES:
        if not top <= y <= bottom:
            continue
        across = y - top < _WALL or bottom - y < _WALL
        for start, end in ((left, right),) if across else ((left, left + _WALL), (right - _WALL, right)):
            row[3 * start : 3 * end] = bytes(3 * (end - start))
    return bytes(row)

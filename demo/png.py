"""Makes a picture of a page small: at most 256 colours, which is all that text and quiet surfaces need."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST = 256
HUE = 32  # colours that differ less than this are of one hue


def shrink(png: bytes) -> bytes:
    """The same picture with a palette. Takes 8-bit RGB without interlacing, as a browser makes it.

    Colours beyond the 256 commonest become the nearest of these.
    """
    chunks = list(_chunks(png))
    width, height, depth, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    if (depth, kind) != (8, 2):
        raise ValueError("only 8-bit RGB")
    rows = _rows(zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT")), width)
    pixels = [[row[x : x + 3] for x in range(0, len(row), 3)] for row in rows]
    palette, place = _palette(Counter(pixel for row in pixels for pixel in row))
    lines = b"".join(b"\0" + bytes([place[pixel] for pixel in row]) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _rows(raw: bytes, width: int) -> Iterator[bytes]:
    """The bytes of each row, with the filter that PNG puts before compression taken away (RFC 2083, 6)."""
    step = 3 * width + 1
    above = bytearray(3 * width)
    for start in range(0, len(raw), step):
        row = bytearray(raw[start + 1 : start + step])
        _unfilter(raw[start], row, above)
        yield bytes(row)
        above = row


def _unfilter(kind: int, row: bytearray, above: bytearray) -> None:
    for x in range(len(row) if kind else 0):
        left, corner = (row[x - 3], above[x - 3]) if x > 2 else (0, 0)
        up = above[x]
        match kind:
            case 1:
                row[x] = row[x] + left & 255
            case 2:
                row[x] = row[x] + up & 255
            case 3:
                row[x] = row[x] + (left + up) // 2 & 255
            case _:
                row[x] = row[x] + _paeth(left, up, corner) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner


def _palette(colours: Counter[bytes]) -> tuple[list[bytes], dict[bytes, int]]:
    """The colours that are kept, and where each colour of the picture stands among them.

    First one of each hue, or a rare red would become the nearest brown; then the commonest.
    """
    by_count = [colour for colour, _ in colours.most_common()]
    hues: dict[tuple[int, ...], bytes] = {}
    for colour in by_count:
        hues.setdefault(tuple(value // HUE for value in colour), colour)
    kept = list(dict.fromkeys([*hues.values(), *by_count]))[:MOST]
    place = {colour: n for n, colour in enumerate(kept)}
    for colour in by_count:
        if colour not in place:
            place[colour] = min(range(len(kept)), key=lambda n: _distance(kept[n], colour))
    return kept, place


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))

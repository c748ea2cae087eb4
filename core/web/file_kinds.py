"""What a file is, by its first bytes and never by its name: kinds on the list keep their type, all others are bytes.

The list holds what a browser shows or hands to an office program without running anything. HTML and SVG have no
signature and are never on it: they are downloads without a type.
"""

from __future__ import annotations

import filetype

UNKNOWN = "application/octet-stream"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_OFFICE = "application/vnd.openxmlformats-officedocument"
KNOWN = frozenset(
    {
        *PICTURES,
        "image/heic",
        "image/tiff",
        "application/pdf",
        "application/zip",
        "application/msword",
        "application/vnd.ms-excel",
        f"{_OFFICE}.wordprocessingml.document",
        f"{_OFFICE}.spreadsheetml.sheet",
        f"{_OFFICE}.presentationml.presentation",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "audio/mpeg",
        "audio/wav",
        "video/mp4",
        "video/quicktime",
    }
)
_LOOKED_AT = 8192  # bytes: nothing is unpacked, so a bomb is as cheap as any other file


def kind_of(content: bytes) -> str:
    """The content type, or `UNKNOWN`."""
    found = filetype.guess(content[:_LOOKED_AT])
    return found.mime if found is not None and found.mime in KNOWN else UNKNOWN


def picture_type(content: bytes) -> str | None:
    """The type of a raster picture that browsers show, or None."""
    kind = kind_of(content)
    return kind if kind in PICTURES else None

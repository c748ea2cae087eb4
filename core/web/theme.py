"""The municipality's own colour, made readable: one hex value in, the stylesheet /tema.css out.

Contrast is the ratio of WCAG 2 (1.4.3): 4.5 for text. A colour that is too pale for that is darkened
(or, in dark mode, lightened) in small steps until it is readable; its hue stays.
"""

from __future__ import annotations

import colorsys
import re

LIGHT = {"paper": "#f6f6f3", "surface": "#ffffff", "ink": "#1b2326"}
DARK = {"paper": "#14191b", "surface": "#1b2124", "ink": "#e8ebe9"}
READABLE = 5.0  # a little above the 4.5 of WCAG AA: the accent also stands on its own soft shade
STEP = 0.015
MUTED = 0.42  # the most saturation that is calm on a dark ground

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def theme_css(accent: str) -> str:
    """The stylesheet for a municipality's accent, "#rrggbb". Raises ValueError for anything else."""
    if not _HEX.fullmatch(accent):
        raise ValueError("a colour is written #rrggbb")
    return f":root{{{_rules(light_accent(accent), LIGHT)}}}\n" + (
        f"@media (prefers-color-scheme:dark){{:root{{{_rules(dark_accent(accent), DARK)}}}}}\n"
    )


def preview_css(accent: str) -> str:
    """The same colour in a box that is light and one that is dark, side by side: for trying it."""
    grounds = ((".look-light", LIGHT, light_accent(accent)), (".look-dark", DARK, dark_accent(accent)))
    return "\n".join(
        f"{where}{{{_rules(found, ground)};--surface:{ground['surface']};--ink:{ground['ink']};"
        f"background:{ground['paper']};color:{ground['ink']}}}"
        for where, ground, found in grounds
    )


def light_accent(accent: str) -> str:
    """The accent, dark enough to be read on paper, on its own soft shade, and under white text."""
    while min(contrast(accent, LIGHT["paper"]), contrast(accent, mixed(accent, LIGHT["surface"], 0.12))) < READABLE:
        accent = _lighter(accent, -STEP)
    return accent


def dark_accent(accent: str) -> str:
    """The accent, muted, and light enough to be read on the dark surface and on its own soft shade."""
    hue, light, saturation = colorsys.rgb_to_hls(*_rgb(accent))
    accent = _hex(colorsys.hls_to_rgb(hue, light, min(saturation, MUTED)))
    while min(contrast(accent, DARK["surface"]), contrast(accent, mixed(accent, DARK["surface"], 0.14))) < READABLE:
        accent = _lighter(accent, STEP)
    return accent


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2, 1.4.3)."""
    lower, upper = sorted((_luminance(one), _luminance(other)))
    return (upper + 0.05) / (lower + 0.05)


def mixed(colour: str, base: str, part: float) -> str:
    """`part` of the colour (0 to 1) on the base."""
    return _hex(tuple(part * c + (1 - part) * b for c, b in zip(_rgb(colour), _rgb(base), strict=True)))


def _rules(accent: str, ground: dict[str, str]) -> str:
    part = 0.12 if ground is LIGHT else 0.14
    on_accent = max(("#ffffff", DARK["paper"]), key=lambda ink: contrast(ink, accent))
    soft = mixed(accent, ground["surface"], part)
    return f"--accent:{accent};--accent-soft:{soft};--on-accent:{on_accent}"


def _lighter(colour: str, step: float) -> str:
    hue, light, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    return _hex(colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light + step)), saturation))


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def _hex(rgb: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(c * 255):02x}" for c in rgb)

"""Every pair of colours that the pages use can be read, in light and in dark, and with any municipality's accent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.web import theme

CSS = Path(theme.__file__).parent / "static" / "css"
TEXT, LARGE = 4.5, 3.0  # WCAG 2.2 AA, 1.4.3 and 1.4.11
GROUNDS = ("paper", "surface")

# (text, ground, at least): what stands on what in the style sheets.
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "accent", "soon", "late") for ground in GROUNDS),
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "soon") for ground in ("note", "accent-soft")),
    ("accent", "accent-soft", TEXT),
    ("late", "accent-soft", TEXT),
    ("late", "late-soft", TEXT),
    ("ink", "late-soft", TEXT),
    ("ink-soft", "late-soft", TEXT),
    ("on-accent", "accent", TEXT),
    *((sign, ground, LARGE) for sign in ("ochre", "line-strong", "accent") for ground in GROUNDS),
    ("line-strong", "accent-soft", LARGE),
]
ACCENTS = ["#0b5c63", "#005b9f", "#c8102e", "#ffd100", "#ffffff", "#000000", "#6fbf4b", "#7a2682", "#ff7f00"]


def tokens(scheme: str) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", (CSS / "tokens.css").read_text(encoding="utf-8"), re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return light if scheme == "light" else {**light, **dark}


def themed(scheme: str, accent: str) -> dict[str, str]:
    light, dark = theme.theme_css(accent).splitlines()
    return {**tokens(scheme), **dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", light if scheme == "light" else dark))}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_a_pair_of_colours_can_be_read(scheme: str, ink: str, ground: str, least: float) -> None:
    colours = tokens(scheme)
    assert theme.contrast(colours[ink], colours[ground]) >= least


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ACCENTS)
def test_any_municipality_s_colour_is_made_readable(scheme: str, accent: str) -> None:
    colours = themed(scheme, accent)
    faint = [
        (ink, ground, round(theme.contrast(colours[ink], colours[ground]), 2))
        for ink, ground, least in PAIRS
        if {"accent", "accent-soft", "on-accent"} & {ink, ground}
        and theme.contrast(colours[ink], colours[ground]) < least
    ]
    assert faint == []


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = tokens("light"), tokens("dark")
    assert set(light) == set(dark)
    assert [name for name in light if light[name] == dark[name]] == []


def test_the_theme_knows_the_grounds_of_the_tokens() -> None:
    assert {name: tokens("light")[name] for name in theme.LIGHT} == theme.LIGHT
    assert {name: tokens("dark")[name] for name in theme.DARK} == theme.DARK


def test_a_readable_accent_stays_as_the_municipality_chose_it() -> None:
    assert "--accent:#0b5c63" in theme.theme_css("#0b5c63")


@pytest.mark.parametrize("colour", ["red", "#fff", "#0b5c63;}body{display:none", "", "#0b5c6g"])
def test_only_a_colour_gets_into_the_style_sheet(colour: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        theme.theme_css(colour)


def test_black_on_white_is_the_known_ratio() -> None:
    assert round(theme.contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(theme.contrast("#777777", "#ffffff"), 2) == 4.48

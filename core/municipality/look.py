"""What the municipality is called and looks like, and the few limits that it sets itself: rows of `settings`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

from core.access.agents import Agent
from core.contract.errors import Refused, Wrong
from core.municipality.changes import note_change
from core.store.texts import set_setting, setting

AREA = "utseende"
LONGEST = 120
BIGGEST_LOGO = 1024 * 1024
LIMITS: Mapping[str, tuple[int, int, int]] = {"question_days": (2, 1, 60), "fetch_limit_minutes": (10, 1, 1440)}
NAMES = ("municipality_name", "centre_name", "phone", "jour", "privacy_page", "accent")
ENDINGS: Mapping[str, str] = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
ACCENT = "#0b5c63"

_HEX = re.compile(r"#[0-9a-f]{6}")
_PHONE = re.compile(r"\+?[\d][\d \-()]{4,20}")


def look_now() -> dict[str, str]:
    """Each value as its field shows it."""
    found = {name: str(setting(name, "") or "") for name in NAMES}
    found["accent"] = found["accent"] or ACCENT
    return {**found, **{name: str(setting(name, usual)) for name, (usual, _low, _high) in LIMITS.items()}}


def change_look(values: Mapping[str, str], by: Agent) -> None:
    """Saves what differs. Raises `Wrong` with every field that needs another answer."""
    values = {**values, "accent": colour_of(values["accent"])}
    _check(values)
    before = look_now()
    for name, value in values.items():
        if value != before[name]:
            set_setting(name, int(value) if name in LIMITS else value)
    note_change(AREA, AREA, before, {**before, **values}, by)


def colour_of(typed: str) -> str:
    """The colour as #rrggbb, however it was typed; what is none comes back as it was."""
    bare = typed.strip().lower().lstrip("#")
    if len(bare) == 3:
        bare = "".join(sign * 2 for sign in bare)
    return f"#{bare}" if _HEX.fullmatch(f"#{bare}") else typed.strip()


def is_colour(value: str) -> bool:
    """Whether it is #rrggbb."""
    return bool(_HEX.fullmatch(value))


def keep_logo(content: bytes, kind: str | None, by: Agent) -> None:
    """Takes a picture as the logo; `kind` is what its first bytes say. Raises `Wrong`."""
    if not content:
        raise Wrong({"logo": Refused("logo_missing")})
    if len(content) > BIGGEST_LOGO:
        raise Wrong({"logo": Refused("logo_too_big")})
    if kind is None or kind not in ENDINGS:
        raise Wrong({"logo": Refused("logo_kind")})
    name = f"logotyp-{hashlib.sha256(content).hexdigest()[:16]}{ENDINGS[kind]}"
    (Path(current_app.config["DATA"]) / name).write_bytes(content)
    _set_logo(name, by)


def remove_logo(by: Agent) -> None:
    """No logo: the program's own mark."""
    _set_logo("", by)


def _set_logo(name: str, by: Agent) -> None:
    before = str(setting("logo", "") or "")
    set_setting("logo", name)
    note_change(AREA, AREA, {"logo": before}, {"logo": name}, by)


def _check(values: Mapping[str, str]) -> None:
    wrong = {name: Refused("too_long", n=str(LONGEST)) for name in NAMES if len(values[name]) > LONGEST}
    for name in ("municipality_name", "centre_name"):
        if not values[name].strip():
            wrong[name] = Refused("name_of_thing_missing")
    for name in ("phone", "jour"):
        if values[name] and not _PHONE.fullmatch(values[name]):
            wrong[name] = Refused("phone_wrong")
    if values["privacy_page"] and not _is_address(values["privacy_page"]):
        wrong["privacy_page"] = Refused("web_address_wrong")
    if not is_colour(values["accent"]):
        wrong["accent"] = Refused("colour_wrong")
    for name, (_usual, low, high) in LIMITS.items():
        if not values[name].isascii() or not values[name].isdigit() or not low <= int(values[name]) <= high:
            wrong[name] = Refused("number_between", low=str(low), high=str(high))
    if wrong:
        raise Wrong(wrong)


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not any(sign.isspace() for sign in value)

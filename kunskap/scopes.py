"""For whom a notice is, in words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.tables import Svarsgrupp, reading
from kunskap.models import Notice
from kunskap.words import gettext as _
from kunskap.words import type_name


def for_whom(rows: Sequence[Notice]) -> dict[int, str]:
    """Notice → "Grupp 4; Snöröjning, Trasig gatubelysning", or "Alla"."""
    digits = {row.id: row.digit for row in reading().execute(select(Svarsgrupp.id, Svarsgrupp.digit))}
    return {one.id: "; ".join(filter(None, (_group(one, digits), _types(one)))) or _("Everybody") for one in rows}


def _group(one: Notice, digits: dict[int, str]) -> str:
    return _("Group %(digit)s", digit=digits.get(one.svarsgrupp_id, "?")) if one.svarsgrupp_id else ""


def _types(one: Notice) -> str:
    return ", ".join(type_name(code) for code in one.case_types)

"""Finds case types by what people say: everyday words and names, by their beginnings."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, or_, select

from core.access.stems import stems
from core.case.catalogue import names
from core.case.worktime import local_date
from core.clock import now
from core.store.db import reading
from core.store.models import Case, CaseType, CaseTypeVersion, CaseTypeWord, Forvaltning, Svarsgrupp
from core.store.models.catalogue import UNCLASSIFIED

MOST = 10
_LATELY = 2_000  # registered cases that say what is common


@dataclass(frozen=True, slots=True)
class TypeHit:
    """A case type as it holds now. `word` is the everyday word that found it, "" when its name did.

    `forvaltning` is the owner's code, `svarsgrupp` the digit of who answers in the contact centre.
    """

    code: str
    name: str
    rosa_level: int
    forvaltning: str
    forvaltning_name: str
    svarsgrupp: str
    word: str = ""
    ask_for: str = ""


def find_types(text: str, language: str = "sv", *, svarsgrupp: str = "", limit: int = MOST) -> tuple[TypeHit, ...]:
    """The types whose everyday words, name or code begin as the words of the text, the best first.

    When no type has them all, the text is a sentence ("koppla mig till Lars") and the everyday words in it decide.
    Without text: the commonest of late, in that svarsgrupp (its digit) if one is given. *Ej klassat* is never found.
    """
    types = {hit.code: hit for hit in _current(language)}
    wanted = _plain(text[:200]).split()
    if not wanted:
        return tuple(types[code] for code in _commonest(svarsgrupp) if code in types)[:limit]
    everyday: dict[str, list[str]] = {}
    for code, word in reading().execute(select(CaseType.code, CaseTypeWord.word).join_from(CaseTypeWord, CaseType)):
        everyday.setdefault(code, []).append(word)
    found = [(_fit(hit, everyday.get(hit.code, ()), wanted), hit) for hit in types.values()]
    if not any(fit.points for fit, _hit in found):
        found = [(_said_in(wanted, everyday.get(hit.code, ())), hit) for hit in types.values()]
    best = sorted((f for f in found if f[0].points), key=lambda pair: (-pair[0].points, pair[1].name))
    return tuple(replace(hit, word=fit.word) for fit, hit in best[:limit])


@dataclass(frozen=True, slots=True)
class _Fit:
    points: int = 0
    word: str = ""


def _fit(hit: TypeHit, everyday: Iterable[str], wanted: Sequence[str]) -> _Fit:
    """How well a type fits: every wanted word must be found in its code, its everyday words or its name."""
    named = [(part, "") for part in _plain(hit.name).split()]
    said = [(part, word) for word in everyday for part in (_plain(word), *_plain(word).split())]
    points, shown = 0, ""
    for word in wanted:
        best = max(
            ((3 * _likeness(word, part), source) for part, source in said),
            default=(0, ""),
        )
        best = max(best, *((2 * _likeness(word, part), source) for part, source in named), (0, ""))
        if word == _plain(hit.code):
            best = (100, "")
        if not best[0]:
            return _Fit()
        points, shown = points + best[0], shown or best[1]
    return _Fit(points, shown)


def _said_in(sentence: Sequence[str], everyday: Iterable[str]) -> _Fit:
    """The longest everyday word that stands whole in a sentence."""
    text = f" {' '.join(sentence)} "
    said = max((word for word in everyday if f" {_plain(word)} " in text), key=len, default="")
    return _Fit(len(said), said)


def _likeness(typed: str, word: str) -> int:
    """3 the same word, 2 another form of it, 1 its beginning, 0 something else."""
    if typed == word:
        return 3
    if len(typed) > 3 and stems(typed) == stems(word):
        return 2
    return 1 if word.startswith(typed) else 0


def _current(language: str) -> Iterator[TypeHit]:
    """Each type in the version that holds now, named in the language or else in Swedish."""
    named, today = names(language), local_date(now())
    latest = func.row_number().over(
        partition_by=CaseTypeVersion.case_type_id,
        order_by=(CaseTypeVersion.valid_from.desc(), CaseTypeVersion.id.desc()),
    )
    holds = select(CaseTypeVersion.id, latest.label("age")).where(CaseTypeVersion.valid_from <= now()).subquery()
    rows = reading().execute(
        select(CaseType.id, CaseType.code, CaseTypeVersion, Forvaltning, Svarsgrupp.digit)
        .join(CaseTypeVersion, CaseTypeVersion.case_type_id == CaseType.id)
        .join(holds, holds.c.id == CaseTypeVersion.id)
        .join(Forvaltning, Forvaltning.id == CaseTypeVersion.forvaltning_id)
        .join(Svarsgrupp, Svarsgrupp.id == CaseTypeVersion.svarsgrupp_id)
        .where(
            holds.c.age == 1,
            CaseType.code != UNCLASSIFIED,
            or_(CaseType.closed_on.is_(None), CaseType.closed_on > today),
        )
        .order_by(CaseType.code)
    )
    for type_id, code, version, owner, digit in rows:
        name = named.get(type_id, code)
        yield TypeHit(code, name, version.rosa_level, owner.code, owner.short_name, digit, ask_for=version.ask_for)


def _commonest(svarsgrupp: str) -> list[str]:
    """Codes by how many of the latest cases have them."""
    latest = select(Case.case_type_id).order_by(Case.id.desc()).limit(_LATELY)
    if svarsgrupp:
        latest = latest.join(Svarsgrupp, Svarsgrupp.id == Case.svarsgrupp_id).where(Svarsgrupp.digit == svarsgrupp)
    cases = latest.subquery()
    return list(
        reading().scalars(
            select(CaseType.code)
            .join(cases, cases.c.case_type_id == CaseType.id)
            .group_by(CaseType.code)
            .order_by(func.count().desc(), CaseType.code)
        )
    )


def _plain(text: str) -> str:
    """Composed and in lower case; å, ä and ö remain."""
    return unicodedata.normalize("NFC", text).casefold().strip()

"""Case types to choose among, found by everyday words: /typer?q=lampa, and the group's commonest with digit keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core.access.agents import Agent
from core.case.type_search import TypeHit, find_types
from core.store.db import reading
from core.store.models import Case, CaseType, Svarsgrupp
from core.store.models.catalogue import UNCLASSIFIED
from core.web.form_rows import TypeSuggestion
from core.web.language import gettext as _
from core.web.names import names_for
from core.web.rows import Link, Rosa
from core.web.session import current_agent
from core.web.told import told_of_types

blueprint = Blueprint("types", __name__)
DIGITS = "1234567890"


@blueprint.get("/typer")
def find() -> ResponseReturnValue:
    """The list of types for a word, as a fragment; without a word the commonest."""
    q = request.args.get("q", "")
    types = types_for(q, current_agent(), chosen=request.args.get("case_type", ""))
    return render_template("_types.html", types=types, types_title=title_for(q))


def title_for(q: str) -> str:
    return "" if q.strip() else _("Commonest in your group")


def types_for(q: str, by: Agent, *, chosen: str = "", case: Case | None = None) -> tuple[TypeSuggestion, ...]:
    """The types for a word; without one, the case's own and the commonest of the agent's group.

    `chosen` stays ticked; else the only hit of a word is, so that Enter is enough.
    """
    hits = find_types(q, by.language, svarsgrupp="" if q.strip() else _group_of(by, case))
    told = told_of_types([hit.code for hit in hits], by)
    found = [_with(told, _suggestion(hit, by)) for hit in hits]
    if not q.strip():
        found = [replace(one, key=key) for one, key in zip(found, DIGITS, strict=False)]
    if q.strip() and found and chosen not in {one.code for one in found}:
        chosen = found[0].code
    own = _own(case, by) if case is not None and not q.strip() else None
    if own and own.code not in {one.code for one in found}:
        found.insert(0, _with(told_of_types([own.code], by), own))
    ticked = chosen or (own.code if own else "")
    return tuple(replace(one, checked=one.code == ticked) for one in found)


def _with(told: Mapping[str, tuple[str, tuple[Link, ...]]], one: TypeSuggestion) -> TypeSuggestion:
    notice, links = told.get(one.code, ("", ()))
    return replace(one, notice=notice, links=links)


def _suggestion(hit: TypeHit, by: Agent) -> TypeSuggestion:
    rosa = Rosa(hit.rosa_level, names_for(by.language).levels[hit.rosa_level])
    why = _("the word “%(word)s”", word=hit.word) if hit.word else ""
    return TypeSuggestion(hit.code, hit.name, hit.forvaltning_name, rosa, why=why)


def _own(case: Case, by: Agent) -> TypeSuggestion | None:
    """The type that the case has now, unless nobody knows it yet."""
    names = names_for(by.language)
    code = reading().scalar(select(CaseType.code).where(CaseType.id == case.case_type_id))
    if code is None or code == UNCLASSIFIED:
        return None
    owner = names.owners.get(case.forvaltning_id, "")
    return TypeSuggestion(
        code, names.types[case.case_type_id], owner, Rosa(case.rosa_level, names.levels[case.rosa_level]), why=_("now")
    )


def _group_of(by: Agent, case: Case | None) -> str:
    """The digit of the case's group, else of the agent's first."""
    wanted = [case.svarsgrupp_id] if case is not None and case.svarsgrupp_id else sorted(by.svarsgrupper)[:1]
    return str(reading().scalar(select(Svarsgrupp.digit).where(Svarsgrupp.id.in_(wanted))) or "") if wanted else ""

"""A file from a spreadsheet, in three steps: sent, shown as what it would change, taken in. Never half."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.access.agents import Agent
from core.access.roles import Action
from core.municipality.sheets import MOST_BYTES, Column, Line, LineProblem, Sheet, read_sheet
from core.municipality.uploads import forget_upload, keep_upload, upload
from core.store.db import transaction
from core.store.locking import one_at_a_time
from core.web.csv_file import csv_answer
from core.web.form_rows import Button, Field, Form
from core.web.frame import page
from core.web.language import gettext as _
from core.web.language import ngettext
from core.web.municipality.editing import saved
from core.web.municipality.hub import insist_here
from core.web.refusals import words
from core.web.rows import Link
from core.web.session import current_agent

SHOWN = 200  # lines of a preview, and problems


@dataclass(frozen=True, slots=True)
class Step:
    """What a line would do: `kind` new, changed or same; `differs` is (heading, before, after)."""

    line: int
    name: str
    kind: str
    differs: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the file would do, or all that is wrong with it. `notes` are said in the preview."""

    steps: tuple[Step, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Tells whether the same file would still do the same."""
        return hashlib.sha256(repr(self.steps).encode()).hexdigest()

    def count(self, kind: str) -> int:
        return sum(step.kind == kind for step in self.steps)


@dataclass(frozen=True, slots=True)
class Kind:
    """A list that can be had and sent as a file, under /installningar/<path>/fil.

    `plan` compares the lines with what is there, inside a transaction or not; `apply` saves them, inside one, and
    raises nothing that `plan` could have told. `rows` is what the file has now, in the order of `columns`.
    """

    path: str
    name: str
    title: Callable[[], str]
    lead: Callable[[], str]
    columns: Sequence[Column]
    actions: tuple[Action, ...]
    back: str
    plan: Callable[[Sheet], Plan]
    apply: Callable[[tuple[Line, ...], Agent], None]
    rows: Callable[[], Iterable[Sequence[str]]]


def mount(blueprint: Blueprint, kind: Kind) -> None:
    """Adds the addresses of the kind to a blueprint that lies under /installningar."""
    at, name = f"/{kind.path}/fil", kind.name

    def ask() -> ResponseReturnValue:
        insist_here(*kind.actions)
        return _asked(kind)

    def send() -> ResponseReturnValue:
        insist_here(*kind.actions)
        return _sent(kind)

    def look(key: str) -> ResponseReturnValue:
        insist_here(*kind.actions)
        return _preview(kind, key)

    def take_in(key: str) -> ResponseReturnValue:
        insist_here(*kind.actions)
        return _taken_in(kind, key)

    def download() -> ResponseReturnValue:
        insist_here(*kind.actions)
        return csv_answer(f"{kind.path}.csv", [column.heading for column in kind.columns], kind.rows())

    blueprint.add_url_rule(at, f"{name}_file", ask, methods=["GET"])
    blueprint.add_url_rule(at, f"{name}_send", send, methods=["POST"])
    blueprint.add_url_rule(f"{at}/<key>", f"{name}_preview", look, methods=["GET"])
    blueprint.add_url_rule(f"{at}/<key>", f"{name}_take_in", take_in, methods=["POST"])
    blueprint.add_url_rule(f"/{kind.path}.csv", f"{name}_csv", download, methods=["GET"])


def file_links(blueprint: str, kind: Kind) -> tuple[Link, ...]:
    """For the head of the list: the file down, and a file up."""
    return (
        Link(_("Download as file"), url_for(f"{blueprint}.{kind.name}_csv"), "download"),
        Link(_("Read in a file"), url_for(f"{blueprint}.{kind.name}_file"), "file-text"),
    )


def _asked(kind: Kind, error: str = "") -> str:
    columns = ", ".join(column.heading + ("" if column.required else f" ({_('optional')})") for column in kind.columns)
    hint = _("Columns: %(columns)s. At most %(size)s MB.", columns=columns, size=MOST_BYTES // 1024 // 1024)
    field = Field(
        "file", _("File from a spreadsheet (CSV)"), "file", hint=hint, error=error, accept=".csv,.txt,text/csv"
    )
    lead = " ".join((kind.lead(), _("You see what the file would change before anything is changed.")))
    form = Form(
        kind.title(), request.path, (field,), (Button(_("Show what it would change")),), lead, cancel_href=_home(kind)
    )
    return page("form.html", form=form, back=_back(kind), wide=True)


def _sent(kind: Kind) -> ResponseReturnValue:
    file = request.files.get("file")
    if file is None or not file.filename:
        return _asked(kind, _("Choose a file first.")), 422
    raw = file.read(MOST_BYTES + 1)
    plan = _planned(kind, raw)
    if plan.problems:
        return _shown(kind, plan, file.filename), 422
    with transaction():
        key = keep_upload(kind.name, file.filename, raw, current_agent())
    return redirect(f"{request.path}/{key}", 303)


def _preview(kind: Kind, key: str) -> ResponseReturnValue:
    name, raw = upload(key, kind.name, current_agent())
    return _shown(kind, _planned(kind, raw), name)


def _taken_in(kind: Kind, key: str) -> ResponseReturnValue:
    name, raw = upload(key, kind.name, current_agent())
    try:
        with transaction():
            one_at_a_time()
            plan = _planned(kind, raw)
            if plan.problems or plan.digest != request.form.get("digest", ""):
                raise _Other
            kind.apply(read_sheet(raw, kind.columns).lines, current_agent())
            forget_upload(key)
    except _Other:
        said = _("Something was changed meanwhile. This is what the file would do now.")
        return _shown(kind, _planned(kind, raw), name, said), 422
    return redirect(saved(_home(kind)), 303)


class _Other(Exception):
    """The file would no longer do what the preview said."""


def _planned(kind: Kind, raw: bytes) -> Plan:
    sheet = read_sheet(raw, kind.columns)
    plan = Plan(problems=sheet.problems) if sheet.problems and not sheet.lines else kind.plan(sheet)
    problems = sorted({*sheet.problems, *plan.problems}, key=lambda one: (one.line, one.heading))
    notes = plan.notes
    if sheet.encoding == "windows-1252":
        notes = (_("The file is not in UTF-8 and was read as Windows-1252. See that å, ä and ö are right."), *notes)
    return Plan(plan.steps, tuple(problems), notes)


def _shown(kind: Kind, plan: Plan, name: str, problem: str = "") -> str:
    return page(
        "municipality/preview.html",
        title=kind.title(),
        name=name,
        plan=plan,
        steps=[step for step in plan.steps if step.kind != "same"][:SHOWN],
        most=SHOWN,
        problems=[_said(one) for one in plan.problems[:SHOWN]],
        counted=_counted(plan),
        problem=problem,
        again=url_for(f"{request.blueprint}.{kind.name}_file"),
        back=_back(kind),
    )


def _said(one: LineProblem) -> tuple[str, str, str]:
    where = _("Line %(n)s", n=one.line) if one.line else _("The file")
    return where, one.heading, words(one.refused)


def _counted(plan: Plan) -> str:
    return ", ".join(
        (
            ngettext("%(num)s is new", "%(num)s are new", plan.count("new")),
            ngettext("%(num)s is changed", "%(num)s are changed", plan.count("changed")),
            ngettext("%(num)s stays as it is", "%(num)s stay as they are", plan.count("same")),
        )
    )


def _home(kind: Kind) -> str:
    return url_for(kind.back)


def _back(kind: Kind) -> Link:
    return Link(kind.title(), _home(kind))

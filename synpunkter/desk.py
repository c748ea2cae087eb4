"""The agents' pages: the register, its export, and what is done from the box beside a case."""

from __future__ import annotations

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core import NotFound, Refused, current_agent, page, transaction
from core.tables import Agent, Case, audit, has_told_who_answers, listed, reading, tell_who_answers
from synpunkter import book
from synpunkter.export import as_csv
from synpunkter.measures import note_measure
from synpunkter.models import Entry
from synpunkter.shelf import register_of, wanted_by
from synpunkter.typed import clean, line

EXPORTED = 50_000  # rows of one file


class DeskPages:
    """The pages of one instance. The register is the same for all: what an agent may see decides."""

    def __init__(self, name: str) -> None:
        self.name = name

    def register(self) -> ResponseReturnValue:
        """The list, filtered in the address, a page at a time."""
        return page("register.html", register=register_of(current_agent(), wanted_by(request.args), request.args))

    def export(self) -> ResponseReturnValue:
        """The same rows, all of them, as a file for a spreadsheet. Written down in the audit log first."""
        agent, wanted = current_agent(), wanted_by(request.args)
        rows = book.rows(agent, wanted, EXPORTED)
        with transaction():
            audit("export_synpunkter", agent, data={"rows": len(rows), "kinds": list(wanted.kinds)})
        answer = Response(as_csv(rows), mimetype="text/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="synpunkter.csv"'
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def tell(self, number: str) -> ResponseReturnValue:
        """Sends who will answer, or notes that the citizen knows it already."""
        agent = current_agent()
        case_id = _case(number, agent)
        with transaction():
            if request.form.get("do") == "told":
                has_told_who_answers(case_id, agent)
            else:
                tell_who_answers(case_id, line(request.form.get("who", "")) or agent.name, agent)
        return _back_to(number)

    def measure(self, number: str) -> ResponseReturnValue:
        """Whether it led to a measure, and which."""
        agent = current_agent()
        case_id = _case(number, agent)  # first: what is not for the reader does not exist, whatever was posted
        led = {"yes": True, "no": False}.get(request.form.get("led", ""))
        if led is None:
            raise Refused("text_missing")
        with transaction():
            note_measure(case_id, led, clean(request.form.get("text", "")), agent)
        return _back_to(number)


def _case(number: str, agent: Agent) -> int:
    """The case of a synpunkt that the agent may see in full; else there is none."""
    wanted = select(Entry.case_id).join(Case, Case.id == Entry.case_id).where(Case.number == number, listed(agent))
    case_id = reading().scalar(wanted)
    if case_id is None:
        raise NotFound
    return int(case_id)


def _back_to(number: str) -> ResponseReturnValue:
    return redirect(f"/arende/{number}", 303)

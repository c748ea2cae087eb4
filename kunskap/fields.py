"""Questions that several forms ask: whose it is, which types and which group it is for."""

from __future__ import annotations

from sqlalchemy import or_, select

from core import Choice, Field
from core.tables import Agent, Forvaltning, Svarsgrupp, active_agents, names_by_code, reading
from kunskap.articles import today
from kunskap.rights import may_write, places_of
from kunskap.words import gettext as _
from kunskap.words import language


def forvaltning_field(agent: Agent) -> Field:
    """The förvaltning that answers for it, of those that the agent may write for."""
    choices = [Choice(str(id), name) for id, name in forvaltningar(places_of(agent))]
    first = (Choice("", _("Choose a department")),) if len(choices) > 1 else ()
    return Field("forvaltning", _("Department that owns it"), "select", choices=(*first, *choices))


def owner_field() -> Field:
    """A person who keeps it right, of those who may write."""
    choices = (Choice(str(one.id), one.name) for one in active_agents() if may_write(one))
    return Field(
        "owner", _("Person who keeps it right"), "select", optional=True,
        choices=(Choice("", _("The department's contact person")), *choices),
    )  # fmt: skip


def types_field(hint: str) -> Field:
    """The case types, any number of them."""
    names = names_by_code(language())
    choices = tuple(Choice(code, f"{code} {name}") for code, name in names.items())
    return Field("types", _("Case types"), "checkboxes", hint=hint, optional=True, choices=choices)


def group_field() -> Field:
    """One svarsgrupp, or everybody."""
    rows = reading().execute(
        select(Svarsgrupp.id, Svarsgrupp.digit, Svarsgrupp.name)
        .where(or_(Svarsgrupp.closed_on.is_(None), Svarsgrupp.closed_on > today()))
        .order_by(Svarsgrupp.digit)
    )
    choices = (Choice(str(row.id), f"{row.digit} {row.name}") for row in rows)
    return Field("svarsgrupp", _("For whom"), "select", choices=(Choice("", _("Everybody")), *choices))


def forvaltningar(places: frozenset[int] | None = None) -> list[tuple[int, str]]:
    """(id, name) of those that are open, by name; only those in `places`, unless that is None."""
    here = or_(Forvaltning.closed_on.is_(None), Forvaltning.closed_on > today())
    query = select(Forvaltning.id, Forvaltning.name).where(here).order_by(Forvaltning.name)
    return [(id, name) for id, name in reading().execute(query) if places is None or id in places]

"""What is told where somebody works: notices over the list, and notices and guides beside a type that is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import url_for

from core import Told
from core.tables import Agent
from kunskap.markup import plain
from kunskap.models import Notice
from kunskap.notices import now_about, now_for
from kunskap.receipts import unread
from kunskap.searching import published_for
from kunskap.words import gettext as _
from kunskap.words import moment, ngettext

MOST = 4  # guides beside a type


def over_the_list(name: str, agent: Agent) -> Iterator[Told]:
    """The notices for this agent, and that there are changed rules to read."""
    for one in now_for(agent):
        yield Told(_said(one), one.title)
    if n := unread(agent):
        words = ngettext("%(num)s changed rule to read.", "%(num)s changed rules to read.", n)
        yield Told(words, links=((_("Read it"), url_for(f"{name}.rules")),))


def of_types(name: str, agent: Agent, case_types: Sequence[str]) -> Iterator[Told]:
    """Beside each type: what is current, then what helps to answer."""
    for one in now_about(case_types):
        for code in set(one.case_types).intersection(case_types):
            yield Told(_said(one), one.title, code)
    for code, articles in published_for(tuple(case_types)).items():
        links = tuple((one.title, url_for(f"{name}.show", article_id=one.id)) for one in articles[:MOST])
        yield Told(case_type=code, links=links)


def _said(one: Notice) -> str:
    until = _("Until %(when)s.", when=moment(one.ends_at)) if one.ends_at else ""
    return " ".join(filter(None, (plain(one.text, 300), until)))

"""Whom one reaches in Björkåsa's förvaltningar, and outside the municipality."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from core import now
from core.filling import models, table, writing
from demo.bjorkasa.organisation import organisation

WRITTEN = timedelta(days=23)  # since phone hours were last looked to


def write_contacts(forvaltningar: Mapping[str, int]) -> None:
    """Whom one reaches in the förvaltningar and outside the municipality, as written down some weeks ago."""
    for code, row in organisation().contacts.items():
        owner = {"forvaltning_id": forvaltningar[code], "changed_at": now() - WRITTEN}
        for kind in ("contact", "deputy"):
            if kind in row:
                writing().execute(table(models.ContactPerson).insert().values(kind=kind, **owner, **row[kind]))
        writing().execute(table(models.Agreement).insert().values(**owner, **row["sla"]))
    for body in organisation().external.values():
        writing().execute(table(models.OutsideBody).insert().values(**body))

"""The catalogue of Björkåsa in motion: checklists, a version that is to come, a proposal that waits, a few rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core import now
from core.filling import models, table, writing
from demo.bjorkasa.catalogue import catalogue
from demo.bjorkasa.files import toml

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def write_planned(types: dict[str, int], versions: dict[str, int], agents: dict[str, int]) -> None:
    """All of services.toml, in the caller's transaction. `types`, `versions` and `agents` are ids by code and login."""
    told, rows = toml("services.toml"), table(models.CaseTypeVersion)
    for service in catalogue().values():
        values = {"volume": service.volume, "delegation": service.delegation}
        writing().execute(rows.update().where(rows.c.id == versions[service.code]).values(**values))
    for code, steps in told["checklists"].items():
        writing().execute(rows.update().where(rows.c.id == versions[code]).values(checklist=steps))
    _coming(dict(told["coming"]), versions)
    _proposal(told["proposal"], versions, agents)
    for position, rule in enumerate(told["rules"], 1):
        rule_values = {**rule, "case_type_id": types[rule["case_type"]], "position": position, "valid_from": _today()}
        del rule_values["case_type"]
        writing().execute(table(models.RoutingRule).insert().values(**rule_values))


def _coming(changed: dict[str, str], versions: dict[str, int]) -> None:
    rows = table(models.CaseTypeVersion)
    row = writing().execute(select(rows).where(rows.c.id == versions[changed.pop("code")])).one()._asdict()
    del row["id"]
    begins = datetime.combine(_new_year(), time(), STOCKHOLM).astimezone(UTC)
    writing().execute(rows.insert().values(**{**row, **changed, "valid_from": begins}))


def _proposal(told: dict[str, object], versions: dict[str, int], agents: dict[str, int]) -> None:
    rows = table(models.CaseTypeVersion)
    owner = writing().scalar(select(rows.c.forvaltning_id).where(rows.c.id == versions[str(told["code"])]))
    values = {name: told[name] for name in ("code", "reason", "before", "after")}
    values |= {"at": now() - timedelta(days=2), "agent_id": agents[str(told["by"])], "forvaltning_id": owner}
    writing().execute(table(models.TypeProposal).insert().values(**values, valid_from=_new_year(), state="waiting"))


def _today() -> date:
    return now().astimezone(STOCKHOLM).date()


def _new_year() -> date:
    return date(_today().year + 1, 1, 1)

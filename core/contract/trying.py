"""Lines for plugins.toml, checked as a start checks them, before they are written there. Nothing is constructed."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from importlib.util import find_spec

from marshmallow import fields

from core.contract.instances import Instance
from core.contract.loader import Candidate, Installation
from core.contract.options import SECRET_WORDS, AnyField, fields_of
from core.contract.references import Sources
from core.contract.toml_problems import tables_of
from core.contract.uses import GROUP, find_class

PASTED = "rutan"  # what the problems call the box that the lines stand in


def problems_of(text: str, installation: Installation, running: Iterable[Instance]) -> list[str]:
    """Every problem of the pasted lines, one line each; none when a start would take them.

    Only plug-ins that are shipped, installed or named in the file already are looked at: whoever may open a page may
    not make the program import what it likes.
    """
    instances = list(running)
    tables, problems = tables_of(text, PASTED)
    allowed, sources = set(uses(instances)), Sources(installation.environ, installation.shared)
    names = {instance.name for instance in instances}
    for name, table in tables.get("plugins", {}).items():
        use = table.get("use") if isinstance(table, dict) else None
        if isinstance(use, str) and use not in allowed:
            problems.append(
                f"{PASTED}: [plugins.{name}] use: '{use}' är inte installerad här; det prövas först vid starten"
            )
            continue
        candidate = Candidate(PASTED, name, table, sources)
        candidate.examine()
        problems += [*candidate.problems, *candidate.instance.warnings]
        problems += [candidate.instance.reason] if candidate.instance.reason else []
        if name in names:
            problems.append(
                f"{PASTED}: [plugins.{name}] namnet finns redan i filen: byt ut de raderna, eller välj ett annat"
            )
    if not problems and not tables.get("plugins"):
        problems.append(f"{PASTED}: ingen tabell [plugins.NAMN]")
    return problems


def uses(running: Iterable[Instance]) -> Iterator[str]:
    """What `use` can be here: what the file names, what lies beside it in the same package, and what is installed."""
    named = sorted({instance.use for instance in running if instance.use})
    yield from named
    for parent in sorted({use.rpartition(".")[0] for use in named if "." in use and ":" not in use}):
        spec = find_spec(parent)
        for module in pkgutil.iter_modules(spec.submodule_search_locations or () if spec else ()):
            if module.ispkg:
                yield f"{parent}.{module.name}"
    yield from sorted(entry.name for entry in entry_points(group=GROUP))


def lines_for(use: str) -> str:
    """A table that switches the plug-in on, with every option that must be there; secrets as references."""
    name = use.rpartition(".")[2].rpartition(":")[0] or use.rpartition(".")[2]
    head = [f"[plugins.{name}]", f'use = "{use}"', "enabled = true"]
    try:
        options = list(_options(fields_of(find_class(use).Options()), f"plugins.{name}.options", name))
    except Exception:  # a plug-in that breaks is told of at the start; here it only has fewer lines
        options = []
    return "\n".join([*head, *options])


def _options(known: dict[str, AnyField], table: str, instance: str) -> Iterator[str]:
    plain = [key for key, field in known.items() if field.required and not isinstance(field, fields.Nested)]
    if plain:
        yield f"\n[{table}]"
        for key in plain:
            yield f"{key} = {_example(key, known[key], instance)}"
    for key, field in known.items():
        if isinstance(field, fields.Nested):
            yield from _options(fields_of(field.schema), f"{table}.{key}", instance)


def _example(key: str, field: AnyField, instance: str) -> str:
    if any(key == word or key.endswith(f"_{word}") for word in SECRET_WORDS):
        return f'{{ env = "{instance}_{key}" }}'.upper().replace("ENV", "env", 1)
    if isinstance(field, fields.Integer):
        return "0"
    return "false" if isinstance(field, fields.Boolean) else '"…"'

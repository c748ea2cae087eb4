"""Who may import whom, read from the source: floors, plug-ins, the two surfaces, and the one commit."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import core
import core.tables

ROOT = Path(__file__).resolve().parents[1]
FLOORS = (
    "contract",
    "store",
    "access",
    "case",
    "municipality",
    "flow",
    "web",
)  # from below; a floor imports from those before it
PLUGINS = ("channels", "synpunkter", "kunskap", "demo")
CHANNELS = tuple(sorted(folder.name for folder in (ROOT / "channels").iterdir() if (folder / "__init__.py").exists()))

# What a page is made of: values that the core's templates take. Plug-ins with pages of their own may fill them in.
PAGE_SURFACE = ("core.web.form_rows", "core.web.register_rows", "core.web.rows", "core.web.plugin_pages")
# What pages of the municipality's own stand on: forms that keep both of two changes, and files with a preview.
FORM_SURFACE = (
    *(f"core.web.municipality.editing.{name}" for name in ("Edit", "edit_page", "saved", "saved_notice")),
    *(f"core.web.municipality.importing.{name}" for name in ("Kind", "Plan", "Step", "file_links", "mount")),
    *(f"core.municipality.sheets.{name}" for name in ("Column", "Line", "LineProblem", "Sheet", "unknown")),
    *("core.web.municipality.listing.list_page", "core.municipality.merging.Value"),
    "core.web.csv_file.csv_answer",
)
# What fills an empty database; and the demo's mailbox shows a mail as the channel reads it.
DEMO_ONLY = ("core.filling", "channels.email.read")

# Surface 1: everything a channel may ask of the core. A new name comes with a shipped plug-in that uses it.
CORE = [
    "CHANNELS", "Address", "Attachment", "Automatic", "Button", "Channel", "ChannelName", "Choice",
    "ConfigurationError", "Conflict", "EnvagError", "Field", "Form", "InboundMessage", "Job", "Link", "NavItem",
    "NotFound", "NotSent", "Note", "Notice", "Options", "OutboundMessage", "Plugin", "Problems", "Program",
    "RawMessage", "Receipt", "Received", "Refused", "SendUncertain", "Sent", "StandardText", "Stop", "Tested", "Told",
    "Topic", "Unreadable", "Wrong",
    "case_href", "current_agent", "date_words", "error_page", "find_contacts", "framable", "health", "keep", "keep_all",
    "new_form_token", "note_from", "note_problems", "now", "own_token", "page", "public", "public_answer",
    "public_page", "quick_form", "reaches", "read_form_token", "recall", "receipt", "receive", "register", "remember",
    "topics", "transaction", "within_limit",
]  # fmt: skip

# Surface 2: what plug-ins that own tables may use as well.
TABLES = [
    "SYSTEM", "Agent", "AnswerTemplate", "AnswerUse", "Base", "Case", "DeadlineRow", "Forvaltning", "Namnd",
    "Svarsgrupp", "UTCDateTime", "access_of", "active_agents", "agent_names", "audit", "date_words", "degree_of",
    "forvaltning_of", "has_told_who_answers", "knows_type", "listed", "may", "names_by_code", "note_change",
    "permitted", "public_answer", "query_terms", "reaches", "readable", "reading", "record", "set_setting",
    "set_text", "setting", "stems", "table", "tell_who_answers", "text", "transaction", "upsert", "writing",
]  # fmt: skip


def modules(*folders: str) -> Iterator[tuple[str, Path]]:
    """Every module of the folders: its dotted name and its file."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, at the top or inside a function, as "core.store.db" or "core.store.db.name"."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written out"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def attributes(path: Path) -> Iterator[str]:
    """Every "name.attribute" in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def within(name: str, *allowed: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


def floor_of(name: str) -> int | None:
    """The floor of a module of the core; None for what stands outside the floors (app, settings, clock, commands)."""
    parts = name.split(".")
    return FLOORS.index(parts[1]) if len(parts) > 1 and parts[0] == "core" and parts[1] in FLOORS else None


def told(found: list[tuple[str, str]]) -> str:
    return "\n".join(f"{module} imports {name}" for module, name in found)


def test_a_floor_imports_only_from_floors_below_it():
    wrong = [
        (module, name)
        for module, path in modules("core")
        for name in imports(path)
        if (here := floor_of(module)) is not None and (there := floor_of(name)) is not None and there > here
    ]
    assert not wrong, told(wrong)


def test_a_floor_imports_nothing_from_the_app_above_all_floors():
    above = ("core.app", "core.cli", "core.commands", "core.supervisor", "core.tables")
    wrong = [
        (module, name)
        for module, path in modules("core")
        for name in imports(path)
        if floor_of(module) is not None and within(name, *above)
    ]
    assert not wrong, told(wrong)


def test_the_core_imports_no_plugin():
    wrong = [(module, name) for module, path in modules("core") for name in imports(path) if within(name, *PLUGINS)]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_imports_of_ours_only_the_core_and_itself(channel):
    wrong = []
    for module, path in modules(f"channels/{channel}"):
        for name in imports(path):
            ours = within(name, "core", *PLUGINS)
            allowed = within(name, f"channels.{channel}") or name in {"core", *(f"core.{one}" for one in CORE)}
            if (ours and not allowed) or within(name, "sqlalchemy", "flask_sqlalchemy", "alembic"):
                wrong.append((module, name))
    assert not wrong, told(wrong)


def test_synpunkter_imports_of_the_core_only_the_surfaces():
    surfaces = {"core", "core.tables", *(f"core.{one}" for one in CORE), *(f"core.tables.{one}" for one in TABLES)}
    wrong = [
        (module, name)
        for module, path in modules("synpunkter")
        for name in imports(path)
        if within(name, "core", *PLUGINS) and not within(name, "synpunkter", *PAGE_SURFACE) and name not in surfaces
    ]
    assert not wrong, told(wrong)


def test_kunskap_imports_of_the_core_only_the_surfaces():
    surfaces = {"core", "core.tables", *(f"core.{one}" for one in CORE), *(f"core.tables.{one}" for one in TABLES)}
    wrong = [
        (module, name)
        for module, path in modules("kunskap")
        for name in imports(path)
        if within(name, "core", *PLUGINS)
        and not within(name, "kunskap", *PAGE_SURFACE)
        and name not in surfaces.union(FORM_SURFACE)
    ]
    assert not wrong, told(wrong)


def test_the_demo_imports_of_the_core_only_the_surfaces_and_what_fills_it():
    surfaces = {"core", "core.tables", *(f"core.{one}" for one in CORE), *(f"core.tables.{one}" for one in TABLES)}
    wrong = [
        (module, name)
        for module, path in modules("demo")
        for name in imports(path)
        if within(name, "core", *PLUGINS)
        and not within(name, "demo", *PAGE_SURFACE, *DEMO_ONLY)
        and name not in surfaces
    ]
    assert not wrong, told(wrong)


def test_surface_1_is_exactly_this():
    assert sorted(core.__all__) == sorted(CORE)


def test_surface_2_is_exactly_this():
    assert sorted(core.tables.__all__) == sorted(TABLES)


def test_commit_is_written_once():
    found = [
        f"{module}:{number}"
        for module, path in modules("core", *PLUGINS)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\.commit\(", line)
    ]
    assert [place.split(":")[0] for place in found] == ["core.store.db"], found


def test_the_environment_is_read_at_the_start_only():
    starts = ("core.settings", "core.supervisor", "core.secrets_env", "core.cli")
    programs = ("core.store.snapshot", "demo.mailserver")  # pg_dump is given its own; a program of its own
    wrong = [
        (module, name)
        for module, path in modules("core", *PLUGINS)
        if module not in (*starts, *programs)
        for name in (*imports(path), *attributes(path))
        if name in ("os.environ", "os.getenv")
    ]
    assert not wrong, told(wrong)


def test_no_file_is_longer_than_a_readers_patience():
    long = {
        str(path.relative_to(ROOT)): lines
        for _, path in modules("core", *PLUGINS)
        if "migrations" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 250
    }
    assert not long


def test_names_that_hide_what_a_file_is_about_are_not_used():
    hiding = re.compile(r"(utils?|helpers?|common|services?|managers?)")
    assert not [module for module, _ in modules("core", *PLUGINS) if hiding.fullmatch(module.rsplit(".", 1)[-1])]

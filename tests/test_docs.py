"""The docs keep up: each option, command and member of the contract stands in them, and each link leads somewhere."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from marshmallow import Schema, fields

import core
from core import cli
from core.contract import plugin as contract
from core.settings import _EnvaginTable

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
PLUGINS = (ROOT / "docs/plugins.md").read_text(encoding="utf-8")
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(ROOT.glob("docs/**/*.md"))
SHARED = "Options of every command"
ONLY_IN_RUN = ("test", "lock")
VALUES = [value for name in core.__all__ if dataclasses.is_dataclass(value := getattr(core, name))]
OF_THE_CONTRACT = [value for value in VALUES if value.__module__.startswith("core.contract")]
OPTIONS = {
    "channels.email": "The e-mail channel's options",
    "channels.sms": "The SMS channel's options",
    "channels.webform": "The contact form's options",
    "channels.phone": "The form for calls",
    "synpunkter": "The synpunkter form's options",
    "kunskap": "Knowledge",
    "demo": "The demo's options",
}
ELSEWHERE = [  # in halves, so that this file is not found itself
    *("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"),
    *("py" + "pi.", "python" + "hosted", "npm" + "js", "js" + "delivr", "un" + "pkg", "art" + "ifactory"),
]


def commands() -> dict[str, argparse.ArgumentParser]:
    actions = cli._parser()._actions
    (subparsers,) = (action for action in actions if isinstance(action, argparse._SubParsersAction))
    return dict(subparsers.choices)


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    names = {name for action in parser._actions for name in action.option_strings}
    return {name for name in names if name.startswith("--")} - {"--help"}


def section(text: str, title: str) -> str:
    """What stands below a heading, down to the next of its rank or above."""
    found = re.search(rf"^(#+) {re.escape(title)}.*$", text, re.MULTILINE)
    assert found, f"no heading {title}"
    rest = text[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def headings(text: str) -> set[str]:
    """What stands as code in a heading: "`region` and `edge`" is two."""
    return {code for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE) for code in re.findall(r"`([^`]+)`", line)}


def test_every_command_has_its_heading_and_every_heading_its_command():
    assert headings("\n".join(re.findall(r"^## .*$", COMMANDS, re.MULTILINE))) == {*commands(), *ONLY_IN_RUN}


@pytest.mark.parametrize("name", commands())
def test_every_option_of_a_command_has_its_heading(name):
    shared = headings(section(COMMANDS, SHARED))
    assert options_of(commands()[name]) - shared == headings(section(COMMANDS, f"`{name}`"))


def test_the_options_of_every_command_are_those_of_every_command():
    assert headings(section(COMMANDS, SHARED)) == set.intersection(*(options_of(one) for one in commands().values()))


@pytest.mark.parametrize("owner", [contract.Plugin, contract.Channel])
def test_every_member_of_a_plugin_has_its_heading(owner):
    members = {name for name in vars(owner) if not name.startswith("_")}
    if owner is contract.Plugin:
        members |= {"name", "options"}  # set when it is made
    documented = {heading.partition("(")[0] for heading in headings(section(PLUGINS, "The contract"))}
    assert {f"{owner.__name__}.{name}" for name in members} <= documented


@pytest.mark.parametrize("value", OF_THE_CONTRACT, ids=lambda value: value.__name__)
def test_every_field_of_a_value_is_explained(value):
    below = section(PLUGINS, f"`{value.__name__}`")
    missing = [field.name for field in dataclasses.fields(value) if not re.search(rf"\b{field.name}\b", below)]
    assert missing == []


@pytest.mark.parametrize("name", core.__all__)
def test_everything_that_the_core_offers_is_named(name):
    assert re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", PLUGINS)


def options_in(schema: Schema) -> Iterator[str]:
    for name, field in schema.fields.items():
        yield name
        if isinstance(field, fields.Nested):
            yield from options_in(field.schema)


@pytest.mark.parametrize(("use", "title"), OPTIONS.items())
def test_every_option_of_a_shipped_plugin_is_explained(use, title):
    below = section(PLUGINS, title)
    schema = importlib.import_module(use).plugin.Options()
    assert [name for name in options_in(schema) if f"`{name}`" not in below] == []


def test_every_setting_of_the_installation_has_its_heading():
    below = headings(section(PLUGINS, "The installation's settings"))
    assert set(_EnvaginTable().fields) <= below


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_nothing_names_one_machine_or_the_host_of_a_registry():
    found = [
        f"{path}: {word}" for path in tracked() for word in ELSEWHERE if word.encode() in (ROOT / path).read_bytes()
    ]
    assert found == []


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a clone")
    return [path for path in listed.stdout.splitlines() if (ROOT / path).is_file()]

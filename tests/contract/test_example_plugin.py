"""A plug-in that somebody else wrote works by dotted path and by entry point, and does nothing by being installed."""

from __future__ import annotations

import importlib
import shutil
import tomllib
from pathlib import Path

import pytest

from core.contract.errors import ConfigurationError
from core.contract.loader import load
from core.contract.uses import GROUP

EXAMPLE = Path(__file__).parents[1] / "example_plugin"
TOML = """
[plugins.lines]
use = "{use}"
[plugins.lines.options]
inbox = "in"
outbox = "{outbox}"
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as pip leaves it in a folder: its package, and its metadata as the pyproject.toml says."""
    site = tmp_path_factory.mktemp("site")
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shutil.copytree(EXAMPLE / "envagin_example", site / "envagin_example")
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    entries = [f"{name} = {value}" for name, value in project["entry-points"][GROUP].items()]
    (info / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *entries, ""]))
    return site


@pytest.fixture
def on_path(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(installed)
    importlib.invalidate_caches()


@pytest.mark.parametrize("use", ["envagin_example", "envagin_example:JsonLines", "jsonlines"])
def test_the_example_is_loaded_by_dotted_path_and_by_entry_point(install, on_path, use, tmp_path):
    plugins = load(install(TOML.format(use=use, outbox=tmp_path)))
    assert [type(plugin).__name__ for plugin in plugins.channels()] == ["JsonLines"]
    assert plugins["lines"].use == use


def test_a_plugin_that_is_only_installed_is_not_active(install, on_path):
    assert len(load(install(""))) == 0


def test_a_misspelt_entry_point_is_recognised(install, on_path):
    with pytest.raises(ConfigurationError) as raised:
        load(install('[plugins.lines]\nuse = "jsonline"'))
    line = "plugins.toml: [plugins.lines] use: insticksmodulen 'jsonline' finns inte, menade du 'jsonlines'?"
    assert raised.value.problems == (line,)


def test_an_entry_point_cannot_take_the_place_of_another_package(install, on_path, tmp_path, monkeypatch):
    (tmp_path / "jsonlines.py").write_text("plugin = None", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigurationError, match="'jsonlines' är namnet på flera insticksmoduler: skriv den du menar"):
        load(install('[plugins.lines]\nuse = "jsonlines"'))


def test_the_example_reads_a_line_and_delivers_an_answer(install, on_path, tmp_path):
    channel = load(install(TOML.format(use="jsonlines", outbox=tmp_path))).channels()[0]
    core = importlib.import_module("core")
    message = channel.read('{"from": "Maja@invanare.example", "subject": "Lampan", "text": "Är släckt."}'.encode())
    assert (message.sender, message.text) == (core.Address("email", "maja@invanare.example"), "Är släckt.")
    answer = core.OutboundMessage("m1@bjorkasa.example", "2026-000001", message.sender, "Lampan", "Den är lagad.")
    assert channel.send(answer) == core.Sent("2026-000001-m1@bjorkasa.example.json")
    assert "Den \\u00e4r lagad." in (tmp_path / "2026-000001-m1@bjorkasa.example.json").read_text(encoding="utf-8")
    with pytest.raises(core.Unreadable):
        channel.read(b"\xff[]")

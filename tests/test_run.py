"""`run`: one sentence for each thing that can be missing, the stamp, and what stands in the pinned requirements."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
NAMES = ["requirements-uv.txt", "requirements.txt", "requirements-demo.txt", "requirements-dev.txt"]


def load_run() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("run_script", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader("run_script", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    exec(loader.source_to_code((ROOT / "run").read_bytes(), "run"), module.__dict__)  # leaves no runc beside it
    return module


run = load_run()


@pytest.fixture
def environment(tmp_path: Path):
    """An environment whose packages are in place by its own stamp: nothing but a link to this Python."""
    for name in [*NAMES, "pyproject.toml"]:
        shutil.copy(ROOT / name, tmp_path / name)
    made = run.Environment(tmp_path)
    (made.folder / "bin").mkdir(parents=True)
    os.symlink(sys.executable, made.python)
    made.stamp.write_text(json.dumps(made.fresh_stamp(NAMES[:3])))
    return made


@pytest.fixture
def installing(environment, monkeypatch) -> list[list[str]]:
    """What would have been installed, a list for each time; the packages themselves are not fetched."""
    asked: list[list[str]] = []
    monkeypatch.setattr(run.Environment, "make", lambda self: asked.append(["from nothing"]))
    monkeypatch.setattr(run.Environment, "install", lambda self, files: asked.append([Path(f).name for f in files]))
    return asked


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 9, 2), (3, 10, 13)])
def test_an_old_python_is_told_what_is_needed_and_how_to_get_it(version) -> None:
    with pytest.raises(run.Stop) as stopped:
        run.check_python(version)
    sentence = str(stopped.value)
    assert "Python 3.11 eller nyare" in sentence and ".".join(map(str, version)) in sentence and "apt" in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1)])
def test_a_new_python_is_welcome(version) -> None:
    run.check_python(version)


def test_the_script_can_be_read_by_an_old_python() -> None:
    ast.parse((ROOT / "run").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_missing_module_is_named_with_the_package_that_has_it(tmp_path, module) -> None:
    (tmp_path / f"{module}.py").write_text("raise ImportError('left out by the distribution')")
    copy = copy_of_the_start(tmp_path / "program")
    done = start(copy, PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"Modulen {module} saknas" in done.stderr and "python3-venv" in done.stderr


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path, unprivileged) -> None:
    with pytest.raises(run.Stop, match=f"Det går inte att skriva i mappen {re.escape(str(tmp_path))}"):
        run.Environment(tmp_path).check_writable()


def test_a_folder_that_can_be_written_to_is_left_as_it_was(tmp_path) -> None:
    run.Environment(tmp_path).check_writable()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("NewConnectionError('…: [Errno -3] Temporary failure in name resolution')", "nätet svarar inte"),
        ("error: Failed to fetch: `…`\n  Caused by: dns error: failed to lookup address", "nätet svarar inte"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "fel hash"),
        ("error: Hash mismatch for `aiosmtpd==1.4.6`", "fel hash"),
        ("OSError: [Errno 28] No space left on device", "Disken är full"),
        ("something\nERROR: quite another thing\n\n", "ERROR: quite another thing (hela loggen: log)"),
        ("", "ingen förklaring"),
    ],
)
def test_what_an_installer_says_becomes_one_sentence(log, words) -> None:
    sentence = run.explain(log, Path("log"))
    assert words in sentence and "\n" not in sentence


def test_no_network_is_said_in_one_sentence_and_the_next_start_begins_again(tmp_path) -> None:
    copy = copy_of_the_start(tmp_path)
    closed = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": ""}
    done = start(copy, PIP_CONFIG_FILE=os.devnull, PIP_NO_CACHE_DIR="1", **closed)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stdout + done.stderr
    assert "nätet svarar inte" in done.stderr
    assert not (tmp_path / ".venv" / "envagin.json").exists()


def test_a_second_start_installs_nothing(environment, installing) -> None:
    environment.prepare(NAMES[:3])
    assert installing == []


def test_the_tests_add_what_they_need_to_what_is_there(environment, installing) -> None:
    environment.prepare(NAMES)
    environment.prepare(NAMES[:3])
    assert installing == [NAMES]
    assert environment.present() == NAMES


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_a_changed_file_installs_again_in_place(environment, installing, name) -> None:
    (environment.root / name).write_text("changed")
    environment.prepare(NAMES[:2])
    assert installing == [NAMES[:3]]


def test_an_environment_that_was_only_half_made_is_made_from_nothing(environment, installing) -> None:
    environment.stamp.unlink()
    environment.prepare(NAMES[:3])
    assert installing == [["from nothing"], NAMES[:3]]
    environment.prepare(NAMES[:3])
    assert len(installing) == 2


def test_a_start_that_is_killed_while_installing_leaves_no_stamp(environment, monkeypatch) -> None:
    def killed(self, files):
        raise KeyboardInterrupt

    monkeypatch.setattr(run.Environment, "install", killed)
    with pytest.raises(KeyboardInterrupt):
        environment.prepare(NAMES)
    assert environment.present() == []


@pytest.mark.parametrize("stamp", ["", "{", "[]", "{}", '{"files": 3}'])
def test_an_unreadable_stamp_counts_as_none(environment, stamp) -> None:
    environment.stamp.write_text(stamp)
    assert environment.present() == []


def test_a_moved_folder_or_another_python_makes_the_environment_anew(environment, monkeypatch) -> None:
    with monkeypatch.context() as other:
        other.setattr(run, "PYTHON", "3.99 /elsewhere")
        assert environment.present() == []
    moved = environment.root.rename(environment.root.with_name("moved"))
    assert run.Environment(moved).present() == []


@pytest.mark.parametrize(
    ("line", "present", "files"),
    [
        ("", [], NAMES[:3]),
        ("--port 9000", NAMES[:2], NAMES[:3]),
        ("serve", [], NAMES[:3]),
        ("serve --no-demo", [], NAMES[:2]),
        ("serve --no-demo", NAMES[:3], NAMES[:3]),
        ("check", [], NAMES[:3]),
        ("worker", NAMES[:2], NAMES[:2]),
        ("test -k word", [], NAMES),
        ("bench inbox", NAMES[:2], NAMES),
        ("screenshots", [], NAMES),
        ("lock", [], NAMES[:2]),
    ],
)
def test_each_command_gets_what_it_needs(line, present, files) -> None:
    arguments = line.split()
    command = arguments[0] if arguments and not arguments[0].startswith("-") else "serve"
    assert run.wanted(command, arguments, present) == files


def test_a_place_where_pip_is_told_to_look_is_told_to_uv_too(environment, monkeypatch) -> None:
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    settings = environment.root / "pip.conf"
    settings.write_text("[global]\nindex-url = file:///mirror\nfind-links =\n    /one\n    /two\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    variables = environment.variables()
    assert (variables["UV_DEFAULT_INDEX"], variables["UV_FIND_LINKS"]) == ("file:///mirror", "/one,/two")


@pytest.mark.parametrize("name", NAMES)
def test_every_package_is_pinned_with_hashes_and_no_line_names_a_place(name) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert packages
    assert all(re.match(r"[\w.-]+(\[\w+\])?==\S+ ", p) and "--hash=sha256:" in p for p in packages)
    assert not re.search(r"https?:|file:|index|find-links|trusted-host|@ ", text)


@pytest.mark.parametrize("name", NAMES)
def test_every_package_we_ask_for_is_pinned_and_has_its_version_and_reason_in_the_docs(name) -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w.-]+?)(?:\[\w+\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE))
    asked = re.findall(r"^([a-z][\w-]*)", (ROOT / name.replace(".txt", ".in")).read_text(), re.MULTILINE)
    assert asked
    assert [package for package in asked if f"| {package} | {pinned.get(package)} | " not in text] == []


def test_the_licence_is_named_by_its_spdx_identifier() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "EUPL-1.2"
    assert "EUPL-1.2" in (ROOT / "LICENSE").read_text(encoding="utf-8")


@pytest.fixture
def unprivileged(tmp_path: Path) -> Iterator[None]:
    """A folder without permission to write, for somebody whom permissions bind."""
    tmp_path.chmod(0o500)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)
    tmp_path.chmod(0o700)


def copy_of_the_start(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name in [*NAMES, "pyproject.toml", "run"]:
        shutil.copy(ROOT / name, folder / name)
    return folder / "run"


def start(script: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    command = [sys.executable, str(script), "serve"]
    return subprocess.run(command, env={**ours, **variables}, capture_output=True, text=True, timeout=120)

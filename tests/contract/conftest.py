"""A small installation for the loader's tests: a plugins.toml, an environment, a data folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.settings import Settings

Install = Callable[..., Settings]


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)


@pytest.fixture
def install(tmp_path: Path, cast: None) -> Install:
    """`install(toml, NAME="value")` gives the settings of an installation with that file and environment."""

    def write(toml: str, **environ: str) -> Settings:
        path = tmp_path / "plugins.toml"
        path.write_text(toml, encoding="utf-8")
        return Settings.collect(tmp_path / "data", path, environ)[0]

    return write

"""No instance may be named as one of the core's own pages: it would never be reached."""

from __future__ import annotations

from pathlib import Path

from core.app import create_app
from core.contract.instances import Plugins
from core.contract.loader import RESERVED_NAMES
from core.settings import Settings


def test_every_page_of_the_core_has_its_name_reserved(tmp_path: Path) -> None:
    app = create_app(Settings.read(data=tmp_path, environ={}), Plugins())
    first = {str(rule).split("/")[1].partition(".")[0] for rule in app.url_map.iter_rules()}
    assert first - {""} <= RESERVED_NAMES

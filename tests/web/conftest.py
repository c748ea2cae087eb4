"""The gallery as a running server, and Chromium as Debian ships it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.web import gallery

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def gallery_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return gallery.make_gallery(tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="session")
def gallery_address(gallery_app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, gallery_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    if not CHROMIUM:
        if os.environ.get("ENVAGIN_CI"):
            pytest.fail("Chromium is missing, and in CI it may not be")
        pytest.skip("needs Chromium")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}

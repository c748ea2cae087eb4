"""`./run screenshots`: starts a demo of its own in a temporary folder and takes pictures of its pages with Chromium."""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from demo.png import shrink

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SIZES = {"": (1440, 900), "-m": (390, 844)}
READY = "Stoppa med Ctrl-C."
SETTLE = 700  # milliseconds, for what the page fetches by itself
PATIENCE = 30  # seconds for a mail and its receipt
LAMP = "Släckt lampa vid övergångsstället på Skolgatan 4"


def main(arguments: Sequence[str] | None = None) -> int:
    """Takes every picture at both widths, as NAME.png and NAME-m.png."""
    parser = argparse.ArgumentParser(prog="./run screenshots", description="Tar bilder av demons sidor.")
    parser.add_argument("--out", type=Path, default=PICTURES, help="mappen att lägga bilderna i")
    out: Path = parser.parse_args(arguments).out
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium saknas. Installera den (Debian, Ubuntu: sudo apt install chromium).", file=sys.stderr)
        return 1
    out.mkdir(parents=True, exist_ok=True)
    with demo() as address:
        take_all(address, chromium, out)
    return 0


@contextmanager
def demo() -> Iterator[str]:
    """A demo that begins empty and leaves nothing behind. Gives its address."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [sys.executable, "-P", "-m", "core.cli", "serve", "--data", folder, "--port", str(port), "--demo"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
            assert running.stdout is not None
            try:
                if not any(line.strip() == READY for line in running.stdout):
                    raise SystemExit("Demon startade inte.")
                yield f"http://127.0.0.1:{port}"
            finally:
                running.terminate()


def free_port() -> int:
    """One that is free, and most likely the two after it."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return min(int(found.getsockname()[1]), 65_000)


def take_all(address: str, chromium: str, out: Path) -> None:
    from playwright.sync_api import sync_playwright  # only here: the demo itself does without

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for suffix, (width, height) in SIZES.items():
            for name, show in SHOWN.items():
                size: ViewportSize = {"width": width, "height": height}
                context = browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm", viewport=size)
                page = context.new_page()
                show(page, address)
                page.wait_for_timeout(SETTLE)
                (out / f"{name}{suffix}.png").write_bytes(shrink(page.screenshot()))
                context.close()
                print(out / f"{name}{suffix}.png", flush=True)
        browser.close()


def inbox(page: Page, address: str) -> None:
    log_in(page, address, "fatima")
    if is_wide(page):
        page.get_by_role("link", name=LAMP).click()
        page.locator("#preview #case").wait_for()


def case(page: Page, address: str) -> None:
    log_in(page, address, "fatima")
    path = page.get_by_role("link", name=LAMP).get_attribute("href") or ""
    number = path.rstrip("/").rpartition("/")[2].partition("?")[0]
    page.goto(f"{address}/arende/{number}")


def quick(page: Page, address: str) -> None:
    log_in(page, address, "fatima")
    if is_wide(page):
        page.keyboard.press("Alt+n")
    else:
        page.goto(f"{address}/ny")
    page.locator("#q").press_sequentially("badh")
    page.locator("#types .type").first.wait_for()
    page.locator("#caller").fill("070-174 06 21")
    page.keyboard.press("Alt+1")


def form(page: Page, address: str) -> None:
    """The second question of the synpunkt form."""
    page.goto(f"{address}/synpunkter/")
    page.locator("label", has_text="Något är trasigt").click()
    page.get_by_role("button", name="Fortsätt").click()
    page.locator("label", has_text="Gator").click()


def login(page: Page, address: str) -> None:
    page.goto(f"{address}/logga-in")


def plugins(page: Page, address: str) -> None:
    log_in(page, address, "magnus")
    page.goto(f"{address}/admin/insticksmoduler")


def mailbox(page: Page, address: str) -> None:
    """Demobrevlåda, with a mail's own receipt in it."""
    page.goto(f"{address}/demo/brevlada?som=mona")
    if page.locator(".demo-letter").count() == 0:
        page.get_by_label("Rubrik").fill("Lampan på Skolgatan")
        page.get_by_label("Mejl till").fill("Hej! Lampan på Skolgatan 4 är släckt. /Mona")
        page.get_by_role("button", name="Skicka").click()
    for _ in range(PATIENCE):
        page.goto(f"{address}/demo/brevlada?som=mona")
        if page.locator(".demo-letter").count():
            return
        page.wait_for_timeout(1_000)


SHOWN: dict[str, Callable[[Page, str], None]] = {
    "inbox": inbox,
    "case": case,
    "quick": quick,
    "form": form,
    "login": login,
    "plugins": plugins,
    "mailbox": mailbox,
}


def log_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/logga-in")
    page.locator("#f-user").fill(who)
    page.locator("#f-password").fill("bjorkasa")
    page.locator("#f-password").press("Enter")
    page.locator("#rail").wait_for(state="attached")
    page.wait_for_load_state()


def is_wide(page: Page) -> bool:
    return bool(page.viewport_size and page.viewport_size["width"] >= 1200)


if __name__ == "__main__":
    sys.exit(main())

"""A real browser on a real server: Debian's Chromium, driven by Playwright; what it complains of fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW = (
    "no Chromium here: `make browser` installs Debian's as root; elsewhere install the package chromium, and try again"
)
FLAGS = (
    "--no-sandbox",  # in containers tests run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = (Path(__file__).with_name("axe") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def browser() -> Iterator[Browser]:
    """One for a whole file of tests; skips where there is none, and says what to do."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        pytest.skip(HOW)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()


class Reader:
    """Somebody at a screen of some width; a language that is empty is said in headers later."""

    def __init__(self, chromium: Browser, base_url: str, width: int, language: str) -> None:
        self._context = chromium.new_context(
            base_url=base_url, viewport={"width": width, "height": 844}, locale=language or None, bypass_csp=False
        )
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        """What the browser said against a page, requests to other hosts included."""
        self._base_url = base_url
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.on("request", self._asks)

    def _asks(self, request: Any) -> None:
        if not request.url.startswith((self._base_url, "data:")):
            self.complaints.append(f"asks {request.url}")

    def opens(self, path: str) -> None:
        """Go somewhere."""
        self.page.goto(path)

    def faults(self) -> list[str]:
        """What is wrong with the page as it stands: axe's rules, and whether it is wider than the screen."""
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(found =>"
            " found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | ')))",
            RULES,
        )
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return [
            f"{self.page.url} {one}" for one in [*found, *([f"{wider} px wider than the screen"] if wider > 0 else [])]
        ]

    def leaves(self) -> None:
        """Close the window."""
        self._context.close()

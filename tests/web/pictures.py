"""The four pictures of the README: `make pictures` takes them anew. One store, in English and in Thai."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, ViewportSize

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.pages")
django.setup()

from setia.services.initialise import initialise  # noqa: E402
from tests.api.serving import serving  # noqa: E402
from tests.conftest import START, use  # noqa: E402
from tests.web import member_screens, till_screens  # noqa: E402
from tests.web.browser import browser  # noqa: E402
from tests.web.counter import TEXT  # noqa: E402
from tests.web.store import Store  # noqa: E402

FOLDER = Path(__file__).parents[2] / "docs" / "images"
WIDE, TALL = ViewportSize(width=1080, height=700), ViewportSize(width=390, height=700)


def main(folder: Path) -> None:
    """Take them."""
    with tempfile.TemporaryDirectory(prefix="setia-pictures-") as place:
        with use(f"sqlite:///{place}/setia.sqlite3") as url:
            initialise("simulated", START)
            store = Store(TEXT)
            member_screens.prepare(store)
            store.hires("aina", "owner")
            staff, member = store.sends_a_link("aina"), member_screens.links(store, 1)[0]
            at_till = f"/till/members/{store.public_id('C-2')}/sale?way=lines"
        with serving(url, pages=True) as server, browser() as chromium:
            page = _opened(chromium, server.base_url, staff, "en-GB", WIDE)
            page.wait_for_selector(".chart rect", state="attached")
            page.screenshot(path=folder / "overview.png")
            page.set_viewport_size(ViewportSize(width=1080, height=640))
            page.goto("/program")
            page.screenshot(path=folder / "program.png")
            till_screens.opens(page, "kl-1")
            page.goto(at_till)
            page.screenshot(path=folder / "till.png")
            phone = _opened(chromium, server.base_url, member, "th-TH", TALL)
            phone.wait_for_selector(".balance")
            phone.screenshot(path=folder / "member.png")
    for name in ("overview", "program", "till", "member"):
        sys.stdout.write(f"{name}.png: {(folder / f'{name}.png').stat().st_size:,} bytes\n")


def _opened(chromium: Browser, base_url: str, link: str, language: str, screen: ViewportSize) -> Page:
    context = chromium.new_context(base_url=base_url, viewport=screen, locale=language, color_scheme="light")
    page = context.new_page()
    page.goto(link)
    page.click("main button")
    return page


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

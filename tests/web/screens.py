"""`make screens`: every page in every language, wide and narrow, light and dark, on one sheet to look through.

`python -m tests.web.screens [FOLDER]` writes pictures and `index.html` to .screens, or to that folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Literal

import django
from playwright.sync_api import Browser, ViewportSize

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.pages")
django.setup()

from setia.services.initialise import initialise  # noqa: E402
from setia.wording.languages import LANGUAGES  # noqa: E402
from tests.api.serving import Server, serving  # noqa: E402
from tests.conftest import START, use  # noqa: E402
from tests.web import console_screens, member_screens, till_screens  # noqa: E402
from tests.web.browser import browser  # noqa: E402
from tests.web.counter import TEXT  # noqa: E402
from tests.web.store import Store  # noqa: E402

WIDTHS = (1280, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TILE = (
    "<figure><a href='{name}'><img loading=lazy width=320 src='{name}' alt=''></a>"
    "<figcaption>{name}</figcaption></figure>"
)


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="setia-screens-") as place:
        with use(f"sqlite:///{place}/setia.sqlite3") as url:
            initialise("simulated", START)
            store = Store(TEXT)
            store.hires("aina", "owner")
            console_screens.prepare(store)
            looks = len(LANGUAGES) * len(WIDTHS) * len(SCHEMES)
            links = [store.sends_a_link("aina") for _ in range(looks)]
            at_console = console_screens.paths(store)
            at_till = till_screens.addresses(store)
            member_screens.prepare(store)
            members_links, members_paths = member_screens.links(store, looks), member_screens.paths(store)
        os.environ.setdefault("SETIA_MAIL_SERVER", "smtp://127.0.0.1:1")  # nothing is sent; the forms are shown
        with serving(url, pages=True) as server, browser() as chromium:
            names = _taken(chromium, server, folder, links, (at_console, at_till))
            names += _taken(chromium, server, folder, members_links, (members_paths, {}))
    tiles = "\n".join(TILE.format(name=name) for name in names)
    sheet = f"<!doctype html><meta charset=utf-8><title>Screens</title>\n{tiles}\n"
    (folder / "index.html").write_text(sheet, encoding="utf-8")
    sys.stdout.write(f"{len(names)} pictures: {folder / 'index.html'}\n")


def _taken(
    chromium: Browser, server: Server, folder: Path, links: list[str], paths: tuple[dict[str, str], dict[str, str]]
) -> list[str]:
    """The names of the pictures, those of one page beside each other; `paths` are the console's and the till's."""
    looks: list[tuple[str, int, Literal["light", "dark"]]] = [
        (language, width, scheme) for language in LANGUAGES for width in WIDTHS for scheme in SCHEMES
    ]
    names = []
    for (language, width, scheme), link in zip(looks, links, strict=True):
        screen = ViewportSize(width=width, height=844)
        context = chromium.new_context(base_url=server.base_url, viewport=screen, locale=language, color_scheme=scheme)
        page = context.new_page()
        page.goto(link)
        page.click("main button")
        page.wait_for_selector(".chart, .balance")
        for name, path in paths[0].items():
            page.goto(path)
            file = f"{name}-{language}-{width}-{scheme}.png"
            page.screenshot(path=folder / file, full_page=True)
            names.append(file)
        look = f"{language}-{width}-{scheme}"
        if paths[1]:
            till_screens.opens(page, look)
            names += till_screens.pictured(page, paths[1], folder, look)
        context.close()
    return sorted(names)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".screens"))

"""The till's pages for `make screens`: some are addresses, some are only reached by doing something first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.web.counter import PIN
from tests.web.store import Store


def addresses(store: Store) -> dict[str, str]:
    """Pages that an address opens, by name."""
    member = f"/till/members/{store.public_id('C-2')}"
    return {
        "till": "/till",
        "till-found": "/till?q=ar",
        "till-nobody": "/till?q=0123456799",
        "till-join": "/till/join",
        "till-member": member,
        "till-lines": f"{member}/sale?way=lines",
        "till-redeem": f"{member}/redeem",
        "till-returns": "/till/returns",
        "till-receipt": "/till/receipts/till/R21",
        "till-today": "/till/today",
        "till-guest": "/till/sale",
    }


def opens(page: Page, name: str) -> None:
    """Whoever has signed in makes a till of his device, and stays in the console, too."""
    page.goto("/till/open")
    page.fill("#name", name)
    if page.locator("#store").count():
        page.fill("#store", "kl")
    for field in ("#pin", "#again"):
        if page.locator(field).count():
            page.fill(field, PIN)
    page.uncheck("[name=leave]")
    page.click("main .primary")
    page.wait_for_selector("#q")


def pictured(page: Page, paths: dict[str, str], folder: Path, look: str) -> Iterator[str]:
    """Take every picture of the till; their names."""
    for name in seen(page, paths):
        file = f"{name}-{look}.png"
        page.screenshot(path=folder / file, full_page=True)
        yield file


def seen(page: Page, paths: dict[str, str]) -> Iterator[str]:
    """Go through all of the till; the name of what is there now, each time something else is."""
    for name, path in paths.items():
        page.goto(path)
        yield name
    yield from done(page, paths)


def done(page: Page, paths: dict[str, str]) -> Iterator[str]:
    """Of that, what is only there once somebody has done something."""
    page.goto(paths["till-member"])
    page.fill("#total", "12.90" if not page.locator("html[lang=id]").count() else "12,90")
    page.wait_for_selector("#looked .told")
    yield "till-typed"
    page.keyboard.press("Enter")
    page.wait_for_selector(".amount")
    yield "till-confirm"
    page.goto(paths["till-redeem"])
    page.locator("form.reserved button[value=reward]").first.click()
    page.wait_for_selector("#proof")
    yield "till-prove"
    page.goto(f"{paths['till-receipt']}/return")
    page.click("button[value=all]")
    page.wait_for_selector("button[value=book]")
    yield "till-return"
    page.goto("/till")
    page.locator("form[action='/till/lock'] button:visible").click()
    page.wait_for_selector("#pin")
    yield "till-lock"

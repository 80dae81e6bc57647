"""A cashier's day in a real browser, by keyboard: PIN, a new member, a sale, a reward with proof, a return (S12).

The story in Thai on a phone, every page in English on a desktop; axe looks at each.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec import Struct
from playwright.sync_api import Browser, expect

from setia.services import member_proof
from setia.storage import clock, proofs
from setia.storage.models import Journal, Member
from tests.api.serving import Server, free_port
from tests.conftest import use
from tests.web import till_screens
from tests.web.browser import Reader, browser
from tests.web.counter import PIN, TEXT
from tests.web.store import Store

pytestmark = pytest.mark.slow

MEMBER_PIN = "592713"


class House(Struct):
    """A server with its store, and a browser that is at it."""

    chromium: Browser
    url: str
    links: dict[str, str]
    database: str
    paths: dict[str, str]


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    path = tmp_path_factory.mktemp("till") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}") as url:
        store = Store(TEXT)
        store.earns("C-2", 2_000)
        member = Member.objects.get(public_id=store.public_id("C-2"))
        proofs.set_pin(member.pk, member_proof.hashed(MEMBER_PIN), clock.read())
        paths = till_screens.addresses(store)
        links = {"en-GB": store.hires("budi", "cashier", "kl"), "th-TH": store.hires("nok", "cashier", "kl")}
    server = Server(url, free_port(), pages=True)
    try:
        server.wait_until_ready("/health/pages")
        with browser() as chromium:
            yield House(chromium, server.base_url, links, url, paths)
    finally:
        assert server.stop() == 0


def test_a_cashier_serves_by_keyboard_in_thai_on_a_phone(house: House) -> None:
    cashier = Reader(house.chromium, house.url, 390, "th-TH")
    page, faults = cashier.page, list[str]()

    def types(text: str) -> None:
        """What a scanner does, too: into the field that has the focus, and Enter."""
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    def looked_at(selector: str) -> None:
        """The next page is there; axe looks at it."""
        expect(page.locator(selector).first).to_be_visible()
        faults.extend(cashier.faults())

    cashier.opens(house.links["th-TH"])
    page.locator("main button").click()
    looked_at("#name")
    page.fill("#name", "kl-1")
    page.fill("#pin", PIN)
    page.fill("#again", PIN)
    page.keyboard.press("Enter")
    looked_at("#q")
    page.locator("form[action='/till/lock'] button:visible").click()
    looked_at("#pin")
    types(PIN)

    expect(page.locator("#q")).to_be_focused()
    types("012-345 6722")
    looked_at("#found .primary")
    page.locator("#found .primary").click()
    page.locator("[name=wants]").check()
    faults.extend(cashier.faults())
    page.locator("#value").press("Enter")
    expect(page.locator("#total")).to_be_focused()
    page.keyboard.type("12.90")
    looked_at("#looked .told")
    page.keyboard.press("Enter")
    looked_at("button[value=pay]")
    expect(page.locator("button[value=pay]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".why-told")).to_contain_text("การซื้อครั้งนี้ได้รับ 12 คะแนน")
    faults.extend(cashier.faults())
    receipt = page.locator("h1").inner_text()

    expect(page.locator("#q")).to_be_focused()
    types("C-2")
    page.locator("a[href$='/redeem']").first.click()
    looked_at("button[value=reward]")
    page.locator("button[value=reward]").first.click()
    looked_at("#proof")
    page.locator("[value=pin]").check()
    page.locator("#proof").press_sequentially(MEMBER_PIN)
    page.keyboard.press("Enter")
    looked_at("button[value=use]")
    page.locator("button[value=use]").first.click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator("button[value=use]")).to_have_count(0)

    cashier.opens("/till/returns")
    faults.extend(cashier.faults())
    types(receipt)
    page.locator("button[value=all]").click()
    expect(page.locator(".told")).to_contain_text("-12 คะแนน")
    faults.extend(cashier.faults())
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    cashier.opens("/till/today")
    faults.extend(cashier.faults())
    assert faults == []
    assert cashier.complaints == []
    cashier.leaves()
    assert re.fullmatch(r"[A-Z0-9]{4,10}", receipt)
    with ThreadPoolExecutor(1) as aside:  # the browser's own thread may not ask a database
        assert aside.submit(_done_by, house.database, "staff:nok").result() == [
            "enrol",
            "record_purchase",
            "redeem_reward",
            "use_reward",
            "return",
        ]


def _done_by(database: str, actor: str) -> list[str]:
    with use(database):
        done = Journal.objects.filter(actor=actor, channel="till").order_by("transaction_id")
        return list(done.values_list("kind", flat=True))


def test_pages_of_the_till_in_english_on_a_desktop(house: House) -> None:
    cashier = Reader(house.chromium, house.url, 1280, "en-GB")
    page, faults = cashier.page, list[str]()
    cashier.opens(house.links["en-GB"])
    page.locator("main button").click()
    page.locator("#name").wait_for()
    till_screens.opens(page, "kl-2")
    for path in (*house.paths.values(), "/account/pin", "/till/closed", f"{house.paths['till-receipt']}/return"):
        cashier.opens(path)
        faults.extend(cashier.faults())
    assert faults == []
    assert cashier.complaints == []
    cashier.leaves()

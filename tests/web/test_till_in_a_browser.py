"""A cashier's day in a real browser, by keyboard: PIN, a new member, a sale, a reward with proof, a return (S12).

In Thai on a phone; axe looks at each page on the way.
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
from tests.web.browser import Reader, browser
from tests.web.counter import PIN, TEXT
from tests.web.store import Store

pytestmark = pytest.mark.slow

MEMBER_PIN = "592713"


class House(Struct):
    """A server with its store, and a browser that is at it."""

    chromium: Browser
    url: str
    link: str
    database: str


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    path = tmp_path_factory.mktemp("till") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}") as url:
        store = Store(TEXT)
        store.earns("C-2", 2_000)
        member = Member.objects.get(public_id=store.public_id("C-2"))
        proofs.set_pin(member.pk, member_proof.hashed(MEMBER_PIN), clock.read())
        link = store.hires("nok", "cashier", "kl")
    server = Server(url, free_port(), pages=True)
    try:
        server.wait_until_ready("/health/pages")
        with browser() as chromium:
            yield House(chromium, server.base_url, link, url)
    finally:
        assert server.stop() == 0


class Story:
    """What a cashier does, with what axe says of each page on the way."""

    def __init__(self, cashier: Reader) -> None:
        self.cashier, self.page, self.faults = cashier, cashier.page, list[str]()

    def types(self, text: str) -> None:
        """What a scanner does, too: into the field that has the focus, and Enter."""
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def sees(self, selector: str) -> None:
        """The next page is there; axe looks at it."""
        expect(self.page.locator(selector).first).to_be_visible()
        self.faults += self.cashier.faults()

    def presses(self, value: str) -> None:
        """A button that does this."""
        self.page.locator(f"button[value={value}]").first.click()

    def opens_a_till_and_comes_back_by_pin(self, link: str) -> None:
        self.cashier.opens(link)
        self.page.locator("main button").click()
        self.sees("#name")
        self.page.fill("#name", "kl-1")
        self.page.fill("#pin", PIN)
        self.page.fill("#again", PIN)
        self.page.keyboard.press("Enter")
        self.sees("#q")
        self.page.locator("form[action='/till/lock'] button:visible").click()
        self.sees("#pin")
        self.types(PIN)

    def enrols(self, phone: str) -> None:
        expect(self.page.locator("#q")).to_be_focused()
        self.types(phone)
        self.sees("#found .primary")
        self.page.locator("#found .primary").click()
        self.page.locator("[name=wants]").check()
        self.faults += self.cashier.faults()
        self.page.locator("#value").press("Enter")

    def sells(self, total: str, earned: str) -> str:
        """One total; the number of its receipt."""
        expect(self.page.locator("#total")).to_be_focused()
        self.page.keyboard.type(total)
        self.sees("#looked .told")
        self.page.keyboard.press("Enter")
        self.sees("button[value=pay]")
        expect(self.page.locator("button[value=pay]")).to_be_focused()
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".why-told")).to_contain_text(earned)
        self.faults += self.cashier.faults()
        return self.page.locator("h1").inner_text()

    def redeems(self, card: str) -> None:
        """The next customer's first reward, which is above the limit of proof."""
        expect(self.page.locator("#q")).to_be_focused()
        self.types(card)
        self.page.locator("a[href$='/redeem']").first.click()
        self.sees("button[value=reward]")
        self.presses("reward")
        self.sees("#proof")
        self.page.locator("[value=pin]").check()
        self.page.locator("#proof").press_sequentially(MEMBER_PIN)
        self.page.keyboard.press("Enter")
        self.sees("button[value=use]")
        self.presses("use")
        expect(self.page.get_by_role("status")).to_be_visible()
        expect(self.page.locator("button[value=use]")).to_have_count(0)

    def takes_back(self, receipt: str, taken: str) -> None:
        self.cashier.opens("/till/returns")
        self.faults += self.cashier.faults()
        self.types(receipt)
        self.presses("all")
        expect(self.page.locator(".told")).to_contain_text(taken)
        self.faults += self.cashier.faults()
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("status")).to_be_visible()


def test_a_cashier_serves_by_keyboard_in_thai_on_a_phone(house: House) -> None:
    story = Story(Reader(house.chromium, house.url, 390, "th-TH"))
    story.opens_a_till_and_comes_back_by_pin(house.link)
    story.enrols("012-345 6722")
    receipt = story.sells("12.90", "การซื้อครั้งนี้ได้รับ 12 คะแนน")
    assert re.fullmatch(r"[A-Z0-9]{4,10}", receipt)
    story.redeems("C-2")
    story.takes_back(receipt, "-12 คะแนน")
    story.cashier.opens("/till/today")
    story.sees("h1")
    assert story.faults == []
    assert story.cashier.complaints == []
    story.cashier.leaves()
    with ThreadPoolExecutor(1) as aside:  # the browser's own thread may not ask a database
        done = aside.submit(_done_by, house.database, "staff:nok").result()
    assert done == ["enrol", "record_purchase", "redeem_reward", "use_reward", "return"]


def _done_by(database: str, actor: str) -> list[str]:
    with use(database):
        done = Journal.objects.filter(actor=actor, channel="till").order_by("transaction_id")
        return list(done.values_list("kind", flat=True))

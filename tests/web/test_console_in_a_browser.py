"""The console in a real browser, in two languages and two widths: what an owner does, and what axe says on the way.

One browser and one server for the whole file.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from msgspec import Struct
from playwright.sync_api import Browser, expect

from setia.services import clients
from tests.api.serving import Server, free_port
from tests.conftest import use
from tests.web.browser import Reader, browser
from tests.web.store import Store

pytestmark = pytest.mark.slow


class House(Struct):
    """A server with its store, and a browser that is at it."""

    chromium: Browser
    url: str
    links: dict[str, str]
    key: str
    """Of a client of the API that may look at the audit log."""
    leaving: str


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    path = tmp_path_factory.mktemp("console") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}") as url:
        store = Store()
        links = {"en-GB": store.hires("aina", "owner"), "th-TH": store.hires("nok", "owner")}
        links["late"] = store.hires("late", "manager")
        links["cashier"] = store.hires("cashier", "cashier")
        links["manager"] = store.hires("budi", "manager")
        assert store.hears_late() == "review"
        links["owner"] = store.hires("owner", "owner")
        leaving = store.public_id("C-4")
        key = clients.make(store.program, "watcher", frozenset({"admin", "read"}), "", "owner").key.text
    server = Server(url, free_port(), pages=True)
    try:
        server.wait_until_ready("/health/pages")
        with browser() as chromium:
            yield House(chromium, server.base_url, links, key, leaving)
    finally:
        assert server.stop() == 0


@pytest.mark.parametrize(
    ("language", "width", "said"),
    [
        ("en-GB", 1280, ("Members", "Why?", "This purchase earned 17 points and 1 stamp.", "It is done", "Sign in")),
        ("th-TH", 390, ("สมาชิก", "ทำไม", "การซื้อครั้งนี้ได้รับ 17 คะแนน", "เรียบร้อย", "เข้าสู่ระบบ")),
    ],
)
def test_an_owner_signs_in_finds_a_member_reads_why_and_adjusts(
    house: House, language: str, width: int, said: tuple[str, ...]
) -> None:
    members, why, earned, done, sign_in = said
    owner = Reader(house.chromium, house.url, width, language)
    page = owner.page
    owner.opens(house.links[language])
    page.get_by_role("button", name=sign_in).click()
    expect(page.locator(".chart rect").first).to_be_attached(timeout=20_000)

    page.get_by_role("link", name=members).first.click()
    page.get_by_role("searchbox").fill("ใจ")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    page.get_by_role("link", name=re.compile("สมชาย")).click()
    page.locator("summary", has_text=why).first.click()
    expect(page.locator(".why-told")).to_contain_text(earned)
    faults = owner.faults()

    page.locator(".head a.button").last.click()
    page.locator("#amount").fill("50")
    page.locator("#reason").select_option("goodwill")
    page.locator("form .primary").click()
    expect(page.get_by_role("status")).to_contain_text(done)
    expect(page.locator(".gain").first).to_contain_text("+50")
    assert faults == []
    assert owner.complaints == []
    owner.leaves()


def test_a_cashier_writes_down_what_a_member_is_called(house: House) -> None:
    cashier = Reader(house.chromium, house.url, 390, "en-GB")
    page = cashier.page
    cashier.opens(house.links["cashier"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Open a till")).to_be_visible()
    cashier.opens("/members")
    page.get_by_role("searchbox").fill("C-3")
    page.get_by_role("link", name="Suharto").click()
    page.get_by_role("link", name="Name and contact").click()
    page.get_by_label("Call name").fill("Pak Harto")
    page.get_by_label("Phone").fill("+60123456780")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("status")).to_contain_text("kept")
    expect(page.get_by_role("heading", name="Suharto (Pak Harto)")).to_be_visible()
    page.get_by_role("link", name="Members").first.click()
    page.get_by_role("searchbox").fill("6780")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    assert cashier.complaints == []
    cashier.leaves()


def test_an_owner_hands_a_member_his_data_and_forgets_him(house: House) -> None:
    owner = Reader(house.chromium, house.url, 1280, "en-GB")
    page = owner.page
    owner.opens(house.links["owner"])
    page.get_by_role("button", name="Sign in").click()
    owner.opens(f"/members/{house.leaving}/data")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    assert "C-4" in saved.value.path().read_text()
    page.get_by_label("To be sure").fill("mem_other")
    page.get_by_role("button", name="Forget for good").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("To be sure").fill(house.leaving)
    page.get_by_role("button", name="Forget for good").click()
    expect(page.get_by_role("status")).to_contain_text("Forgotten")
    page.get_by_role("searchbox").fill("Lestari")
    expect(page.locator("#found .empty")).to_be_visible()
    found = httpx.get(f"{house.url}/api/v1/audit-log", headers={"Authorization": f"Bearer {house.key}"}).json()
    done = {(one["action"], one["actor"], one["channel"]) for one in found["entries"]}
    assert {(what, "staff:owner", "console") for what in ("member_exported", "member_erased")} <= done
    owner.leaves()


def test_a_manager_lets_happen_what_came_late(house: House) -> None:
    manager = Reader(house.chromium, house.url, 390, "en-GB")
    page = manager.page
    manager.opens(house.links["late"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Look at them").click()
    assert manager.faults() == []
    page.get_by_role("button", name="Let it happen").click()
    expect(page.get_by_role("status")).to_contain_text("done")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    assert manager.complaints == []
    manager.leaves()


def test_lines_that_come_back_take_back_what_they_gave(house: House) -> None:
    manager = Reader(house.chromium, house.url, 1280, "en-GB")
    page = manager.page
    manager.opens(house.links["manager"])
    page.get_by_role("button", name="Sign in").click()
    manager.opens("/purchases?receipt=R20")
    page.get_by_role("link", name="R20").click()
    page.get_by_role("link", name="Something comes back").click()
    page.get_by_label("How many of 4712 come back").fill("5")
    page.get_by_role("button", name="Book it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("How many of 4712 come back").fill("2")
    page.get_by_role("button", name="Book it").click()
    expect(page.get_by_role("status")).to_contain_text("booked")
    expect(page.get_by_text("2 came back")).to_be_visible()
    page.get_by_role("link", name="a member").click()
    expect(page.locator(".gain").first).to_contain_text("-4")
    manager.leaves()

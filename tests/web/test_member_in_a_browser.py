"""A member's story in a real browser, in two languages and two widths, with what axe says on the way.

One browser, one server with pages, and one mail server for the whole file.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection
from msgspec import Struct
from playwright.sync_api import Browser, expect

from setia.engine.commands import Earn
from setia.services import claim_links
from setia.services.batch import Request, apply
from setia.services.claim_purchase import receipt_token
from setia.storage import members, privacy
from setia.storage.members import Known
from tests.api.serving import Server, free_port
from tests.conftest import START, use
from tests.shop import TILL
from tests.web.browser import Reader, browser
from tests.web.mailbox import Mailbox, mail_server
from tests.web.phones import member_of
from tests.web.store import Store

pytestmark = pytest.mark.slow


class House(Struct):
    """A server with its store, a mail server, and a browser that is at it."""

    chromium: Browser
    url: str
    store: Store
    mail: Mailbox
    aside: Executor
    """A thread where the shop goes on: the browser's has a loop of its own, in which Django asks no database."""

    def gives(self, who: Known, points: int) -> None:
        """The shop gives somebody points."""
        request = Request(Earn(START, "points", points, "goodwill"), who)
        [done] = self.aside.submit(apply, self.store.program, [request], TILL).result()
        assert done.status == "done"

    def sells_to_a_guest(self, receipt: str) -> str:
        """For 45 dollars; the code that stands on the receipt."""
        self.aside.submit(self.store.buys, None, 45_00, receipt=receipt).result()
        token = self.aside.submit(receipt_token, self.store.program, "till", receipt).result()
        assert isinstance(token, str)
        return token

    def account(self, who: Known) -> int:
        """Whose account somebody has."""
        program = self.store.program
        [account_id] = self.aside.submit(members.find, [who.key(program.key)], program.id).result().values()
        return account_id

    def has_forgotten(self, account_id: int) -> bool:
        """Whether nothing is known any more of whose account it was."""
        return self.aside.submit(privacy.erased_accounts, [account_id]).result() == {account_id}

    def lets_in(self, name: str) -> str:
        """What the till shows to a member."""
        member = self.aside.submit(member_of, self.store, name).result()
        return self.aside.submit(claim_links.make, member, START).result()


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    path = tmp_path_factory.mktemp("member") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}") as url, mail_server() as mail:
        store = Store()
        with patch.dict(os.environ, {"SETIA_MAIL_SERVER": f"smtp://127.0.0.1:{mail.port}"}):
            server = Server(url, free_port(), pages=True)
        try:
            server.wait_until_ready("/health/pages")
            with browser() as chromium, ThreadPoolExecutor(1) as aside:
                yield House(chromium, server.base_url, store, mail, aside)
                aside.submit(lambda: connection.close()).result()
        finally:
            assert server.stop() == 0


class Story(Struct):
    """A member at a screen, and what is wrong with the pages that he has seen."""

    house: House
    reader: Reader
    who: Known
    faults: list[str] = []

    def looks(self) -> None:
        """The page as it stands is right."""
        self.faults += self.reader.faults()

    def opens(self, path: str) -> None:
        """Go somewhere, and look."""
        self.reader.opens(path)
        self.looks()

    def goes_on(self) -> None:
        """Press what the page is for."""
        self.reader.page.locator("main .primary").first.click()

    def joins(self) -> None:
        """By e-mail, and confirm it."""
        page = self.reader.page
        self.opens("/join")
        page.locator("#who").fill(self.who.value.upper())
        self.goes_on()
        self.looks()
        page.locator("#code").fill(self.house.mail.code(self.who.value))
        self.goes_on()
        expect(page.locator(".balance strong")).to_have_text("0")
        expect(page.get_by_role("status")).to_be_visible()
        self.looks()

    def redeems(self) -> None:
        """Points into a voucher."""
        page = self.reader.page
        self.opens("/me")
        expect(page.locator(".balance strong")).to_have_text("600")
        self.opens("/me/rewards")
        self.goes_on()
        self.looks()
        self.goes_on()
        expect(page.locator(".modules svg path")).to_be_visible()
        expect(page.locator(".spoken")).to_have_text(re.compile("[0-9A-Z]{16}"))
        self.looks()

    def claims(self, token: str) -> None:
        """What he bought as a guest; and reads why it gave what it gave."""
        page = self.reader.page
        self.opens(f"/me/claim?token={token}")
        self.goes_on()
        expect(page.get_by_role("status")).to_be_visible()
        page.locator("main summary").click()
        self.looks()
        self.reader.opens("/me/history")
        expect(page.locator(".gain").first).to_contain_text("+45")
        page.locator(".story summary").first.click()
        expect(page.locator(".why-told")).to_contain_text("45")
        self.looks()

    def leaves(self) -> None:
        """Take his data along, and be forgotten."""
        page = self.reader.page
        self.opens("/me/data")
        with page.expect_download() as saved:
            page.locator("form button").click()
        [membership] = json.loads(saved.value.path().read_text())["memberships"]
        assert membership["wallets"]["points"]["available"] == 145
        page.locator("a.bad").click()
        self.looks()
        page.locator("input[name=sure]").check()
        page.locator("button.bad").click()
        expect(page.locator("h1")).to_be_visible()
        self.looks()


@pytest.mark.parametrize(("language", "width", "other"), [("en-GB", 390, "ms"), ("th-TH", 1280, "id")])
def test_a_member_joins_sees_redeems_claims_and_leaves(house: House, language: str, width: int, other: str) -> None:
    phone = Reader(house.chromium, house.url, width, language)
    story = Story(house, phone, Known("email", f"{other}@example.com"))
    story.joins()
    account_id = house.account(story.who)
    house.gives(story.who, 600)
    story.redeems()
    story.claims(house.sells_to_a_guest(f"G-{other}"))
    phone.opens("/me/settings")
    phone.page.locator(f"button[value={other}]").click()
    expect(phone.page.locator("html")).to_have_attribute("lang", other)
    story.leaves()
    phone.opens("/me")
    expect(phone.page).to_have_url(f"{house.url}/me/sign-in")
    assert house.has_forgotten(account_id)
    assert story.faults == []
    assert [one for one in phone.complaints if "410" not in one] == []
    phone.leaves()


def test_the_card_shows_another_code_by_itself_and_a_link_lets_in_on_a_phone(house: House) -> None:
    phone = Reader(house.chromium, house.url, 390, "id-ID")
    page = phone.page
    page.clock.install()
    phone.opens(house.lets_in("C-1"))
    assert phone.faults() == []
    page.locator("main .primary").click()
    expect(page.locator(".balance strong")).to_have_text("33")
    phone.opens("/me/card")
    with page.expect_response("**/me/card/qr") as answered:
        page.clock.fast_forward(32_000)
    assert answered.value.ok
    expect(page.locator("#qr svg")).to_be_visible()
    assert phone.complaints == []
    phone.leaves()

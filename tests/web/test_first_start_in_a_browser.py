"""An owner sets a shop up from an empty database: the link that the server prints, forms, words, start, signed in."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.api.serving import Server, free_port
from tests.conftest import use
from tests.web.browser import Reader, browser

pytestmark = pytest.mark.slow


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """What is in the database; Django's models cannot be asked while a browser is driven."""
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute(query).fetchall()


def takes_in_the_sample(owner: Reader) -> list[Any]:
    """Sample purchases, which come in by themselves once they are asked for; what axe finds on the way."""
    owner.opens("/imports")
    faults = owner.faults()
    owner.page.click("button[name=sample]")
    expect(owner.page.locator("main")).to_contain_text("นำเข้าแล้ว", timeout=30_000)
    return faults + owner.faults()


def chooses_a_colour(owner: Reader) -> list[Any]:
    """The shop's colour, worn at once; what axe finds on the way."""
    owner.opens("/settings")
    faults, page = owner.faults(), owner.page
    page.check("[name=own_colour]")
    page.fill("[name=colour]", "#c2185b")
    page.click("main button.primary")
    expect(page.locator(".notice")).to_be_visible()
    # The page may stand there a moment before its sheets do.
    expect(page.locator("html")).to_have_css("--accent", "#c2185b")
    return faults


def test_an_owner_sets_up_a_shop_from_an_empty_database(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite3"
    shutil.copy(sqlite_template, path)
    with tempfile.TemporaryFile("w+") as out, use(f"sqlite:///{path}") as url, browser() as chromium:
        server = Server(url, free_port(), pages=True, out=out.fileno())
        try:
            server.wait_until_ready("/health/pages")
            out.seek(0)
            [at] = re.findall(r"/start/\S+", told := out.read())
            assert httpx.get(server.base_url + at).status_code == 200, told
            owner = Reader(chromium, server.base_url, 390, "th-TH")
            page = owner.page
            owner.opens(at)
            faults = owner.faults()
            page.click("button[value=tiered]")
            faults += owner.faults()
            page.fill("#name", "กาแฟบ้านเรา")
            page.select_option("#currency", "THB")
            page.fill("#owner", "nok")
            page.fill("#email", "nok@example.com")
            page.fill("[name='rules[0].effects[0].per']", "๒๕")
            page.click("button[value=look]")
            expect(page.locator("main")).to_contain_text("4 คะแนน")  # 100 baht, a point for every 25
            faults += owner.faults()
            assert rows(path, "SELECT code FROM program") == []
            page.click("button[value=back]")
            expect(page.locator("#name")).to_have_value("กาแฟบ้านเรา")
            page.click("button[value=look]")
            page.click("button[value=start]")
            page.click("form[method=post] button.primary")
            expect(page.locator("h1")).to_be_visible()
            owner.opens("/program")
            expect(page.locator("h1")).to_have_text("กาแฟบ้านเรา")
            assert rows(path, "SELECT name, role FROM staff") == [("nok", "owner")]
            faults += takes_in_the_sample(owner)
            assert rows(path, "SELECT count(*) > 150 FROM purchase") == [(1,)]
            faults += chooses_a_colour(owner)
            assert faults == []
            assert owner.complaints == []
            owner.leaves()
        finally:
            server.stop()

"""Every page there is, read by somebody who reads only Thai; so are refused forms, and pages that say no."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings
from msgspec import Struct

import setia.services
from setia.storage.models.ledger import BY_HAND
from setia.web.console import deed_words
from setia.web.telling import Teller
from setia.wording.sentences import Speech
from tests.conftest import use
from tests.web import console_screens, member_screens, till_screens
from tests.web.counter import TEXT, Counter, api_in_process
from tests.web.forms_of import ODD, forms_of
from tests.web.phones import Phone
from tests.web.reader import Desk, figures_are_there
from tests.web.store import Store
from tests.web.test_every_page_in_a_browser import OPEN
from tests.web.test_signing_in import PASSWORD, code_of
from tests.web.thai import strange

pytestmark = pytest.mark.slow

KNOWN = tuple(
    "Siti Nurhaliza binti Tarudin|Suharto|Lestari|PASTRY|PRODUCE|COUPON|grocery|old-till.csv|aina|nok|boss|owner|kl"
    "|Siti|test|GUEST|LATE|zzz|old".split("|")
)
"""Names and codes that the shop of these tests typed itself, a file's among them; and who is sought in vain."""
FILE = ("Colour", "purchase_id", "event_at", "member", "net", "never", "red", "blue", "2017-12-30", "gregorian", "2026")
"""Of the page that shows a file as it came, and asks which years it has."""
MORE = {"import-columns": FILE}
"""By page, what belongs on it."""
ENDS = ("/language", "/account/logout", "/till/lock", "/me/sign-out", "/me/data/forget", "/me/language")
"""Forms after which nobody is there any more, or in another language."""
WORDS = ("walets", "wallets", "effective_from", "currency", "ISO", "zone", "format", "one", "id")
"""Of documents, where a fault names them."""
WEAK = (("", ""), ("short", "short"), ("12345678901234", "12345678901234"), ("password1234", "password1234"))


class House(Struct):
    """Devices of an owner, a cashier, a member and nobody, with the pages that each of them opens."""

    store: Store
    pages: list[tuple[Desk, str, str]]
    """By device: a name and an address."""


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    path = tmp_path_factory.mktemp("thai") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"), api_in_process(), override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=1):
        store = Store(TEXT)
        store.hires("aina", "owner")
        store.hires("nok", "cashier")
        console_screens.prepare(store)
        member_screens.prepare(store)
        owner = Desk("th").signs_in(store.sends_a_link("aina"))
        figures_are_there(owner)
        cashier = Counter("th").opens(store, "nok")
        member = Phone("th").signs_in(member_screens.links(store, 1)[0])
        opened = {**console_screens.paths(store), "figures": "/overview/figures", "open": "/till/open"}
        sets = (
            (owner, opened),
            (cashier, till_screens.addresses(store)),
            (member, member_screens.paths(store)),
            (Desk("th"), OPEN),
        )
        yield House(store, [(device, name, path) for device, pages in sets for name, path in pages.items()])


def read(answer: Any, *more: str) -> list[str]:
    """What somebody stumbles over; parts of pages are read as pages, and files are not read."""
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    page = answer.content.decode()
    whole = page if "<html" in page else f'<html lang="th"><p>ส่วนหนึ่ง</p><p>{page}'
    return strange(whole, (*KNOWN, *more))


def test_every_page_is_for_who_reads_only_thai(house: House) -> None:
    found = {}
    for device, name, path in house.pages:
        answer = device.reads(path)
        if said := read(answer, *MORE.get(name, ())):
            found[name] = said
    assert found == {}


def test_what_is_refused_is_refused_in_thai(house: House) -> None:
    sent, found, refused = set(), {}, 0
    for device, name, path in house.pages:
        page: Any = device.reads(path)
        for form in forms_of(page.content.decode(), page.request["PATH_INFO"]):
            if form.action.startswith(ENDS) or (form.action, tuple(form.fields)) in sent:
                continue
            sent.add((form.action, tuple(form.fields)))
            for text in ("", ODD):
                for fields in form.sent(text):
                    answer: Any = device.client.post(form.action, fields, follow=True)
                    refused += answer.status_code == 422
                    if said := read(answer, *MORE.get(name, ())):
                        found[f"{name}: {form.action} {fields}"] = said
    assert found == {}
    assert len(sent) > 30
    assert refused > 30


@pytest.mark.parametrize(
    ("was", "typed"),
    [
        ("zone: UTC", "zone: Bangkok"),
        ("format: 1", "format: one"),
        ("points: 1, per: 1.00", "points: -1, per: []"),
        ("points: 1, per: 1.00", "points: 1.23456789, per: 1.00"),
        ("wallets:", "wallets: {}\nwalets:"),
        ("rules:", "rules: :"),
        ("rules:", "- rules"),
        ("id: grocery", "id: ร้าน"),
        ("currency: USD", "currency: THB"),
    ],
)
def test_what_is_wrong_with_a_program_is_said_in_thai(house: House, was: str, typed: str) -> None:
    assert was in TEXT
    owner = house.pages[0][0]
    answer = owner.client.post("/program/edit", {"document": TEXT.replace(was, typed, 1), "do": "check"})
    assert 'class="mistake"' in (page := answer.content.decode()) or "warn" in page
    assert read(answer, *WORDS) == []


@pytest.mark.parametrize(
    "path",
    [
        "/members?before=x",
        "/purchases?day=30/13/2569",
        "/purchases?amount=มาก",
        "/purchases?receipt=ไม่มี",
        "/audit-log?actor=ใคร",
    ],
)
def test_what_is_sought_in_vain_is_said_in_thai(house: House, path: str) -> None:
    assert read(house.pages[0][0].reads(path)) == []


def test_pages_that_say_no_say_it_in_thai(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = Desk("th").signs_in(house.store.sends_a_link("aina"))
    cashier = Desk("th").signs_in(house.store.hires("mai", "cashier"))
    strict = Desk("th", checks_csrf=True)
    owner.client.raise_request_exception = False
    monkeypatch.setattr(Teller, "wallets", lambda *_: 1 // 0)
    answers: list[tuple[Any, int]] = [
        (owner.client.get("/members/nobody"), 404),
        (cashier.client.get("/overview"), 403),
        (strict.client.post("/account/login/", {"login": "x"}), 403),
        (owner.client.get(f"/members/{house.store.public_id('C-1')}"), 500),
    ]
    for answer, status in answers:
        assert answer.status_code == status
        assert read(answer) == [], status


def test_signing_in_with_a_second_factor_is_said_in_thai(house: House) -> None:
    cache.clear()
    desk = Desk("th").signs_in(house.store.hires("dao", "owner"))
    told: list[str] = []

    def sends(path: str, **fields: str) -> int:
        answer: Any = desk.client.post(path, fields, follow=True)
        told.extend(f"{path}: {one}" for one in read(answer, "dao", secret))
        return int(answer.status_code)

    def reads(path: str) -> str:
        answer = desk.reads(path)
        told.extend(f"{path}: {one}" for one in read(answer, "dao", secret))
        return answer.content.decode()

    secret = ""
    [secret] = re.findall(r'class="code">([A-Z2-7]{16,})<', desk.reads("/account/code-app/").content.decode())
    sends("/account/code-app/", code="000000")
    sends("/account/code-app/", code=code_of(secret))
    codes = re.findall(r"<li>([\w-]+)</li>", reads("/account/recovery-codes/"))
    reads("/account/recovery-codes/new/")
    for first, second in (*WEAK, (PASSWORD, "another"), ("dao@example.com", "dao@example.com")):
        cache.clear()  # else it says that this is tried too often
        sends("/account/password", password1=first, password2=second)
    assert [sends("/account/password", password1="", password2="") for _ in range(9)][-1] == 429
    cache.clear()
    sends("/account/password", password1=PASSWORD, password2=PASSWORD)
    reads("/account")
    reads("/account/password")
    reads("/account/password-again/")
    sends("/account/password-again/", password="wrong")
    sends("/account/logout/")
    sends("/account/login/", login="dao@example.com", password="wrong")
    sends("/account/login/", login="dao@example.com", password=PASSWORD)
    sends("/account/code/", code="123456")
    sends("/account/code/", code=codes[0])
    sends("/account/password", oldpassword="wrong", password1=PASSWORD, password2=PASSWORD)
    assert told == []


def test_every_deed_of_the_audit_log_has_words() -> None:
    by = Speech("th")
    known = {**deed_words.of_ledger(by), **deed_words.of_administration(by), **deed_words.of_systems(by)}
    noted = set(BY_HAND) | {f"guard_{one}" for one in ("released", "revoked")}
    noted |= {f"program_{one}" for one in ("rejected", "withdrawn")} | {f"import_{one}" for one in ("done", "failed")}
    for path in Path(setia.services.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "note" and len(node.args) > 2:
                action = node.args[2]
                noted |= {str(action.value)} if isinstance(action, ast.Constant) and action.value else set()
    assert len(noted) > 50
    assert noted - set(known) == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>คะแนน points</p>", ["points"]),
        ('<p title="Close">ปิด</p>', ["Close"]),
        ('<input placeholder="Name"><p>ชื่อ</p>', ["Name"]),
        ("<select><option>Cash</option></select><p>ก</p>", ["Cash"]),
        ("<p>staff:owner · goodwill</p>", ["staff", "owner", "goodwill"]),
        ("<p>13 เมษายน 2026</p>", ["2026"]),
        ("<p>ได้ 5 แต้มสุทธิ ขอบคุณครับ</p>", ["แต้ม", "ครับ"]),
        ("<p>None</p>", ["None"]),
        ("<p>กฎของรางวัล รางวัลใหม่ กรกฎาคม ตามกฎหมาย</p>", ["กฎ", "รางวัล"]),
        ("<p>ใบเสร็จ R10 ของ mem_abc ที่ a@example.com ฿2,026.00</p>", []),
        ('<button lang="en">English</button><textarea>rules: []</textarea><p>ก</p>', []),
    ],
)
def test_what_no_thai_reads_is_found(text: str, words: list[str]) -> None:
    page = f'<html lang="th"><title>ร้าน</title><body>{text}</body></html>'
    assert {one.partition(":")[0] for one in strange(page)} == set(words)
    assert strange(page.replace('lang="th"', 'lang="en"'))[0] == "the page is not said to be in Thai"

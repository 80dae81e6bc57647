"""How a shop's Thai pages count years and write numbers is a setting: it reaches whatever people read, and no code."""

from __future__ import annotations

import ast
import re
from html import unescape

import pytest
from django.http import HttpResponse

from setia.engine.commands import RedeemReward
from setia.jobs.alert_letter import letter
from setia.services.change_look import Wish, change_look
from setia.services.confirm_email import confirm_email
from setia.services.update_person import Changes, update_person
from setia.storage import clock, member_sessions, programs
from setia.storage.models import Alert
from setia.wording.people import People
from tests.architecture.sources import ROOT
from tests.web import console_screens, member_screens, till_screens
from tests.web.counter import TEXT, Counter, api_in_process
from tests.web.phones import member_of, phone_of, text_of
from tests.web.reader import Desk, figures_are_there
from tests.web.store import Store
from tests.web.test_adjusting import LIMITED, adjusts

YEARS = {"": "2561", "common": "2018"}
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
ADDRESS = "siti@example.com"
NO_NUMBERS = (
    r"\bC-\d+\b|\+60 [\d -]+|\bR\d+\b|\bB\d-[\d:T-]+|\bkl-1\b|\b47\d\d\b|0123456799",  # names, phones, receipts, goods
    r"\b(?:1001|1002|upload-\d|proposal \d|v\d|[A-Z0-9]{16})\b",
    r"1 คะแนนต่อทุก 1 ดอลลาร์|แสตมป์ 1 ดวง\S*|คูปองส่วนลด 5 ดอลลาร์|ส่วนลด 1 ดอลลาร์ต่อทุก 100 คะแนน|ครบ 10 ดวง",
)
"""Codes, and names that the program's document has."""
OF_THE_SHOP = {"style", "program", "import-columns"}
"""A page of examples, a document and a file as they are."""
SPEAKERS = {"Speech": 0, "Speaker": 1, "missed": 2}
"""Where each is told who reads."""
HOW = [("", ""), ("common", ""), ("", "thai"), ("common", "thai")]


def _written(text: str, digits: str) -> str:
    return text.translate(THAI) if digits else text


@pytest.fixture
def store(sqlite_database: str) -> Store:
    store = Store(TEXT)
    store.hires("owner", "owner")
    store.hires("nok", "cashier")
    return store


def _chooses(store: Store, era: str, digits: str) -> None:
    change_look(store.program, Wish(era=era, digits=digits), ("staff:owner", "console"))
    store.program = programs.load(store.program.code)


@pytest.mark.parametrize(("era", "digits"), HOW)
def test_it_reaches_console_till_and_members_page_in_thai_alone(store: Store, era: str, digits: str) -> None:
    desk = Desk("th").signs_in(store.sends_a_link("owner"))
    saved = desk.client.post("/settings", {"name": "", "language": "", "era": era, "digits": digits})
    assert saved.status_code == 302
    number, day = _written("16.40", digits), _written(f"1 มกราคม {YEARS[era]}", digits)
    with api_in_process():
        till, phone = Counter("th").opens(store, "nok"), phone_of(store, "C-2", "th")
        for who, path in (
            (desk, f"/members/{store.public_id('C-2')}"),
            (desk, "/purchases/till/R20"),
            (till, "/till/receipts/till/R20"),
            (phone, "/me/history"),
        ):
            told = text_of(who.reads(path))
            assert (number in told, day in told, "R20" in told) == (True, True, True), path
        for language in ("en", "ms", "id"):
            told = text_of(phone_of(store, "C-2", language).reads("/me/history"))
            assert ("2018" in told, "16.40" in told or "16,40" in told) == (True, True), language
            assert not {"2561", *"๐๑๒๓๔๕๖๗๘๙"} & {*told, *told.split()}, language


@pytest.mark.parametrize(("era", "digits"), HOW)
def test_it_reaches_a_chart_and_its_table(store: Store, era: str, digits: str) -> None:
    _chooses(store, era, digits)
    desk = Desk("th").signs_in(store.sends_a_link("owner"))
    figures_are_there(desk)
    page = desk.reads("/overview/figures").content.decode()
    months = re.findall(r"<title>([^<:]+): ", page)
    assert months
    assert {one.split()[-1] for one in months} <= {
        _written(str(int(YEARS[era]) + before), digits) for before in (0, -1)
    }
    assert _written(f"มกราคม {YEARS[era]}", digits) in text_of(desk.reads("/overview/figures"))


@pytest.mark.parametrize(("era", "digits"), HOW)
def test_it_reaches_a_letter(store: Store, era: str, digits: str) -> None:
    _chooses(store, era, digits)
    store.earns("C-2", 900)
    store.asks("C-2", RedeemReward(clock.read(), "voucher"))
    who = member_of(store, "C-2")
    update_person(store.program, who, Changes(identifiers={"email": ADDRESS}))
    member_sessions.speaks(who.pk, "th")
    assert confirm_email(store.program, who, ADDRESS, clock.read()) is not None
    now, place = clock.system_reading(), store.page("C-2").transactions
    kept = {"program_id": store.program.id, "member_id": who.pk, "made_at": now, "next_at": now}
    sent = letter(store.program, Alert.objects.create(position=1, number=place, **kept), now)
    assert sent is not None
    assert (_written("500", digits) in sent.subject, _written(YEARS[era], digits) in sent.body) == (True, True)


def test_it_reaches_what_the_api_refuses_on_a_page(sqlite_database: str) -> None:
    shop = Store(LIMITED)
    manager = Desk("th").signs_in(shop.hires("mai", "manager"))
    path = f"/members/{shop.public_id('C-1')}/adjust"
    with api_in_process():
        assert "501 คะแนน" in adjusts(manager, path, "๕๐๑")
        _chooses(shop, "", "thai")
        refused = adjusts(manager, path, "501")
    assert ("๕๐๑ คะแนน" in refused, "501 คะแนน" in refused) == (True, False)


def test_days_are_typed_in_either_era_and_with_either_digits_whatever_was_chosen(store: Store) -> None:
    for era, digits in HOW:
        _chooses(store, era, digits)
        people = People.of("th", store.program.look)
        for typed in ("25/10/2535", "25/10/1992", "๒๕ ตุลาคม ๒๕๓๕", "25 ตุลาคม 1992"):
            assert people.read_day(typed).isoformat() == "1992-10-25", (era, digits, typed)


def test_no_thai_page_has_a_digit_left_that_is_not_part_of_a_code(store: Store) -> None:
    """What is left stands in codes, receipts, phones, what somebody typed, and what a shop wrote into its program."""
    _chooses(store, "common", "thai")
    desk = Desk("th").signs_in(store.sends_a_link("owner"))
    console_screens.prepare(store)
    member_screens.prepare(store)
    left = {}
    with api_in_process():
        lists = (
            (desk, console_screens.paths(store)),
            (phone_of(store, "C-1", "th"), member_screens.paths(store)),
            (Counter("th").opens(store, "nok"), till_screens.addresses(store)),
        )
        for who, paths in lists:
            for name in sorted(set(paths) - OF_THE_SHOP):
                if found := _digits_on(who.reads(paths[name])):
                    left[name] = found
    assert left == {}


def _digits_on(answer: HttpResponse) -> list[str]:
    page = re.sub(r"(?s)<(title|script|style|select|textarea|head)\b.*?</\1>", " ", answer.content.decode())
    page = re.sub(r'(?s)<(\w+) [^>]*class="[^"]*\bcode\b[^"]*"[^>]*>.*?</\1>', " ", page)
    said = re.findall(r'(?:aria-label|alt|title)="([^"]*)"', page)
    text = unescape(" ".join([re.sub(r"<[^>]+>", " ", page), *said]))
    for one in NO_NUMBERS:
        text = re.sub(one, " ", text)
    return re.findall(r".{0,20}[0-9].{0,20}", re.sub(r"\s+", " ", text))


WITHOUT_A_SHOP = {
    "web/console/first_fields.py": "names that a new program has in every language",
    "web/console/first_start.py": "there is no shop yet",
    "web/portal/letters.py": "a code, which is no number",
}
"""Who speaks to people without asking what a shop chose, and why."""


def test_whoever_speaks_to_people_asks_what_the_shop_chose() -> None:
    house = ROOT / "src" / "setia"
    without = set()
    for path in (*house.glob("web/**/*.py"), *house.glob("jobs/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (place := SPEAKERS.get(ast.unparse(node.func))) is not None:
                reader = ast.unparse(node.args[place]) if len(node.args) > place else ""
                if "people" not in reader.lower():
                    without.add(path.relative_to(house).as_posix())
    assert without == set(WITHOUT_A_SHOP)

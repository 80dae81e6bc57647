"""Purchases of before, taken in at the console: a file of a shop's own columns, and the sample."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from setia.engine.calendar import DAY, to_datetime
from setia.services import sample_purchases, staff, uploads
from setia.services.glance import glance, guessed
from setia.services.staff import LINK_LIVES, Post
from setia.storage import audit_log, clock
from setia.storage.audit_log import Sought
from setia.storage.models import Purchase, Upload, UploadPart
from setia.storage.reading import find_member
from tests.shop import Shop
from tests.stories.bills import base, program
from tests.web.phones import text_of
from tests.web.reader import Desk
from tests.web.store import Store

FILE = """Receipt no;Date;Customer;Amount;Colour
1001;2017-12-30 10:00;C-1;12,50;red
1002;2017-12-30 11:00;Ali;7,00;red
1003;2017-12-30 12:00;;3,00;blue
1004;never;C-1;3,00;blue
"""
CHOSEN = {
    "purchase_id": "Receipt no",
    "event_at": "Date",
    "net": "Amount",
    "member": "Customer",
    "kind": "external",
    "source": "old-till",
}


@pytest.fixture
def store(database: str) -> Store:
    """On either database."""
    store = Store()
    store.hires("owner", "owner")
    return store


def _desk(store: Store) -> Desk:
    return Desk().signs_in(store.sends_a_link("owner"))


def _sends(desk: Desk, text: str | bytes) -> str:
    """Send a file; where its page is."""
    content = text.encode() if isinstance(text, str) else text
    answer = desk.client.post("/imports", {"file": SimpleUploadedFile("old.csv", content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_a_file_is_looked_at_named_and_taken_in(store: Store) -> None:
    desk = _desk(store)
    path = _sends(desk, FILE)
    page = desk.reads(path).content.decode()
    for target, column in (
        ("purchase_id", "Receipt no"),
        ("event_at", "Date"),
        ("net", "Amount"),
        ("member", "Customer"),
    ):
        field = page.partition(f'<select id="{target}"')[2].partition("</select>")[0]
        assert f"<option selected>{column}</option>" in field, target
    assert "1002" in page, "the first rows are shown"
    before = Purchase.objects.count()
    assert desk.client.post(path, CHOSEN).status_code == 302
    assert "Purchases are taken in" in text_of(desk.reads(path))
    uploads.import_waiting(store.program)
    assert Purchase.objects.count() == before + 3
    told = text_of(desk.reads(path))
    assert "Taken in 3 Known before 0 Refused 0 Rows that could not be read 1" in told
    assert not UploadPart.objects.exists(), "who bought what is not kept twice"
    ali = find_member(store.program, "Ali")
    assert ali is not None
    assert store.points("Ali") == 7, "a point for each dollar"
    assert "old.csv" in text_of(desk.reads("/imports"))
    [begun] = [one for one in audit_log.deeds(store.program.id, Sought(), 20) if one.action == "import_started"]
    assert begun.actor == "staff:owner"
    again = _sends(desk, FILE)
    desk.client.post(again, CHOSEN)
    uploads.import_waiting(store.program)
    assert Purchase.objects.count() == before + 3, "the same file twice changes nothing"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"net": ""}, "Please choose one."),
        ({"net": "Nothing"}, "Please choose one."),
        ({"net": "Date"}, "chosen above already"),
        ({"kind": "shoe size"}, "Please choose one."),
        ({"source": " "}, "Please name it"),
        ({"source": "x\x00y"}, "Please name it"),
    ],
)
def test_a_wrong_choice_is_said_and_nothing_is_taken_in(sqlite_database: str, given: dict[str, str], said: str) -> None:
    store = Store()
    store.hires("owner", "owner")
    desk = _desk(store)
    path = _sends(desk, FILE)
    answer = desk.client.post(path, {**CHOSEN, **given})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert Upload.objects.get().state == "receiving"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Please choose a file"),
        (b"\n\n", "nothing in this file"),
        (b"a,b\xff\n1,2\n", "Line 1 is not UTF-8"),
        (b"x" * (900 * 1024 + 1), "too large"),
        (b'a,"b\n1,2\n', "quotation mark"),
    ],
)
def test_a_file_that_cannot_be_read_is_not_kept(sqlite_database: str, content: bytes, said: str) -> None:
    store = Store()
    store.hires("owner", "owner")
    answer = _desk(store).client.post("/imports", {"file": SimpleUploadedFile("x.csv", content)})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Upload.objects.exists()


def test_a_file_that_is_wrong_as_a_whole_says_why(sqlite_database: str) -> None:
    store = Store()
    store.hires("owner", "owner")
    desk = _desk(store)
    path = _sends(desk, FILE.replace("Colour", "date"))
    assert desk.client.post(path, CHOSEN).status_code == 302
    uploads.import_waiting(store.program)
    assert "Two columns are called" in text_of(desk.reads(path))


def test_only_who_may_takes_files_in_and_only_his_own_programs(sqlite_database: str) -> None:
    store = Store()
    store.hires("owner", "owner")
    path = _sends(_desk(store), FILE)
    cashier = Desk().signs_in(store.hires("cashier", "cashier"))
    assert [cashier.client.get(one).status_code for one in ("/imports", path, f"{path}/standing")] == [403] * 3
    Upload.objects.update(program_id=99)
    assert _desk(store).client.get(path).status_code == 404


def test_what_was_never_started_is_forgotten(sqlite_database: str) -> None:
    store = Store()
    store.hires("owner", "owner")
    _sends(_desk(store), FILE)
    uploads.forget(store.program.id, clock.read() - 7 * DAY)
    assert UploadPart.objects.count() == 1
    uploads.forget(store.program.id, clock.read() + 1)
    assert (Upload.objects.count(), UploadPart.objects.count()) == (0, 0)


def test_the_sample_is_offered_to_who_has_nothing_yet_and_taken_in_whole(sqlite_database: str) -> None:
    shop = Shop()
    staff.add(shop.program, "first", Post("first@example.com", "owner"), "owner")
    desk = Desk().signs_in(f"/sign-in/{staff.link(shop.program, 'first', LINK_LIVES, 'owner')}")
    assert "Only looking around?" in text_of(desk.reads("/imports"))
    path = desk.client.post("/imports", {"sample": "1"}).headers["Location"]
    uploads.import_waiting(shop.program)
    told = text_of(desk.reads(path))
    receipts = Purchase.objects.count()
    assert f"Taken in {receipts} Known before 0 Refused 0 Rows that could not be read 0" in told
    assert receipts >= 3 * sample_purchases.DAYS
    assert "Only looking around?" not in text_of(desk.reads("/imports"))


@pytest.mark.parametrize("currency", ["MYR", "IDR", "THB", "USD", "JPY", "KWD"])
def test_a_sample_is_the_same_each_time_and_of_its_days(currency: str) -> None:
    until = 1_700_000_000_000_000
    made = sample_purchases.sample(currency, "Asia/Bangkok", until)
    assert made == sample_purchases.sample(currency, "Asia/Bangkok", until)
    rows = list(csv.DictReader(io.StringIO(made.decode())))
    days = {row["event_at"][:10] for row in rows}
    today = to_datetime(until, "Asia/Bangkok").date()
    assert days == {(today - timedelta(days=back)).isoformat() for back in range(1, sample_purchases.DAYS + 1)}
    assert guessed(glance(made).header)["net"] == "net"


def test_columns_are_known_by_what_they_are_often_called() -> None:
    assert guessed(["วันที่", "เลขที่ใบเสร็จ", "สมาชิก", "ยอดรวม"]) == {
        "event_at": "วันที่",
        "purchase_id": "เลขที่ใบเสร็จ",
        "member": "สมาชิก",
        "net": "ยอดรวม",
    }
    assert guessed(["No Resit", "Tarikh", "Jumlah"]) == {
        "purchase_id": "No Resit",
        "event_at": "Tarikh",
        "net": "Jumlah",
    }
    assert guessed(["x", "y"]) == {}


@pytest.mark.usefixtures("sqlite_database")
def test_a_shop_that_counts_in_rupiah_takes_files_and_the_sample_in() -> None:
    """S2: of a currency whose sources disagree on its decimals each cell shows how many it has."""
    shop = Shop(program(base('"10000"'), currency="IDR"))
    staff.add(shop.program, "owner", Post("owner@example.com", "owner"), "owner")
    desk = Desk().signs_in(f"/sign-in/{staff.link(shop.program, 'owner', LINK_LIVES, 'owner')}")
    assert desk.client.post("/imports", {"sample": "1"}).status_code == 302
    uploads.import_waiting(shop.program)
    assert Purchase.objects.exists()
    for mark, points in (("", 0), (",", 18)):
        page = _sends(desk, "purchase_id;event_at;member;net\nR1;2018-01-01 10:00;C;185.000\n")
        chosen = {"purchase_id": "purchase_id", "event_at": "event_at", "net": "net", "member": "member", "mark": mark}
        assert desk.client.post(page, {**chosen, "kind": "external", "source": "till"}).status_code == 302
        uploads.import_waiting(shop.program)
        found = find_member(shop.program, "C")
        assert (shop.points("C") if found else 0) == points

"""Names and days as people write them, in a real browser: birthdays of both eras, names of many forms (S24, S25)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from setia.services.update_person import Changes, update_person
from tests.shop import at
from tests.stories.bills import base
from tests.web.phones import member_of
from tests.web.town import Person, Stall, Town, stall, town

pytestmark = pytest.mark.slow

NAMES = ("Suharto", "Siti Nurhaliza binti Tarudin", "Rajesh a/l Kumar", "สมชาย ใจดี")
PHONES = ("012-345 6001", "012-345 6789", "012-999 0002", "+66 81 234 5003")


def settle() -> list[Stall]:
    """A Thai shop and a Malaysian one, in 2026."""
    ran = stall("ran", base("25"), "THB")
    ran.joins("Aek")
    ran.moves_clock(at("2026-03-01") - at("2018-01-02"))
    update_person(ran.program, member_of(ran, "Aek"), Changes(name="สมชาย ใจดี", call_name="เอก"))
    return [ran, stall("kedai", base("1.00"), "MYR", zone="Asia/Kuala_Lumpur")]


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(sqlite_template, tmp_path_factory.mktemp("names"), settle) as place:
        yield place


def test_a_birthday_is_typed_in_one_era_and_read_in_each(place: Town) -> None:
    """S24: 29/02/2567 is a day, 29/02/2568 none; 25/10/2535 is 25 ตุลาคม 2535 in Thai and 25 October 1992 in English."""
    shop = place.shops["ran"]
    phone = place.holds_a_phone(shop, "Aek", "th-TH")

    def says(birthday: str) -> None:
        phone.opens("/me/about")
        phone.fills(birthday=birthday)
        phone.presses("main .primary")

    says("29/02/2568")
    phone.is_refused()
    for typed, read in (("29/02/2567", "29 กุมภาพันธ์ 2567"), ("25/10/2535", "25 ตุลาคม 2535")):
        says(typed)
        expect(phone.page.get_by_role("status")).to_be_visible()
        phone.opens("/me/about")
        expect(phone.page.locator("#birthday")).to_have_value(read)
    phone.opens("/me/data")
    with phone.page.expect_download() as saved:
        phone.presses("main form button")
    assert '"1992-10-25"' in json.dumps(json.loads(saved.value.path().read_text()))
    phone.leaves("422")
    owner = place.serves(shop, "", 1280, "owner")
    for language, read in (("en", "25 October 1992"), ("th", "25 ตุลาคม 2535")):
        owner.page.set_extra_http_headers({"Accept-Language": language})
        owner.opens(f"/members/{place.does(shop.public_id, 'Aek')}").reads(read)
    takes_in_a_file_of_2568(owner)
    owner.leaves()


def takes_in_a_file_of_2568(owner: Person) -> None:
    """Nothing is guessed: its rows are not read, and where the era is said they are."""
    content = b"purchase_id,event_at,member,net\nR1,2568-12-30 10:00,C,750.00\n"
    for calendar, counts in (("", ["0", "0", "0", "1"]), ("buddhist", ["1", "0", "0", "0"])):
        owner.opens("/imports")
        name = f"sales{calendar}.csv"
        owner.page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": content})
        owner.presses("form[enctype] .primary")
        owner.page.locator("#calendar").select_option(calendar)
        owner.presses("form.narrow .primary")
        expect(owner.page.locator("main [hx-get]")).to_have_count(0, timeout=30_000)
        assert owner.page.locator("main dd").all_inner_texts() == counts, "added, there already, refused, not read"


def test_names_of_every_form_are_kept_greeted_and_found(place: Town) -> None:
    """S25: one name, two, a/l, and a call name; found by it and by a phone's tail; one number is one member."""
    shop = place.shops["kedai"]
    cashier = place.serves(shop, "id-ID", 1280)

    def joins(number: str, name: str) -> None:
        cashier.opens("/till/join?kind=phone")
        cashier.fills(value=number, name=name)
        cashier.page.locator("[name=wants]").check()
        cashier.page.locator("#value").press("Enter")

    for name, number in zip(NAMES, PHONES, strict=True):
        joins(number, name)
        cashier.reads(name, "h1")
    joins("+60123456789", "")
    cashier.reads("Siti Nurhaliza binti Tarudin", "h1")
    expect(cashier.page.locator(".notice.warn")).to_be_visible()
    cashier.opens("/till")
    cashier.finds("5003")
    cashier.reads("สมชาย ใจดี", "h1")
    somchai = cashier.page.url.rpartition("/")[2]
    cashier.leaves()
    phone = place.holds_a_phone(shop, somchai, "ms-MY")
    phone.opens("/me/about").fills(call_name="เอก")
    phone.presses("main .primary")
    expect(phone.page.get_by_role("status")).to_be_visible()
    phone.opens("/me").reads("เอก", "h1")
    phone.leaves()
    manager = place.serves(shop, "ms-MY", 390, "manager")
    for typed, found in (("เอก", "สมชาย ใจดี"), ("6789", "Siti Nurhaliza"), ("012-345 6789", "Siti Nurhaliza")):
        manager.opens("/members")
        manager.page.get_by_role("searchbox").fill(typed)
        expect(manager.page.locator("#found tbody tr")).to_have_count(1)
        manager.reads(found, "#found tbody")
    manager.leaves()

"""A birthday is typed as people type it, at the counter and by the member himself (S24)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.http import HttpResponse

from setia.storage import people
from tests.shop import Shop
from tests.stories.bills import program
from tests.stories.test_birthdays import ON_THE_DAY, born
from tests.web.phones import House, Phone, member_of, phone_of, text_of
from tests.web.reader import Desk
from tests.web.test_freezing_spending import house

__all__ = ["house"]


def _kept(house: House, name: str) -> str:
    person = people.read(member_of(house.store, name).pk)
    assert person is not None
    return person.birth_date


def _says(phone: Phone, **more: str) -> HttpResponse:
    """His page's form, with what is on it, but for what he types."""
    page = phone.reads("/me/about").content.decode()
    form = {name: unescape(value) for name, value in re.findall(r'<input id="\w+" name="(\w+)" value="([^"]*)"', page)}
    return phone.sends("/me/about", **{**form, **more})


@pytest.mark.parametrize("typed", ["29/02/2568", "2 January 2018", "25", "nie"])
def test_what_is_no_day_or_still_to_come_is_not_kept(house: House, typed: str) -> None:
    # The store's clock says the first of January 2018.
    desk = Desk("th").signs_in(house.store.sends_a_link("cashier"))
    path = f"/members/{house.store.public_id('C-3')}/details"
    answer = desk.client.post(path, {"name": "Suharto", "birthday": typed})
    assert answer.status_code == 422
    assert "25 ตุลาคม 2535" in answer.content.decode(), "an example, as its reader writes it"
    assert _kept(house, "C-3") == ""


def test_a_cashier_keeps_it_and_everybody_reads_it_in_his_era(house: House) -> None:
    desk = Desk("th").signs_in(house.store.sends_a_link("cashier"))
    path = f"/members/{house.store.public_id('C-1')}"
    form = {"name": "สมชาย ใจดี", "call_name": "เอก", "phone": "+60123456781", "email": "", "card": ""}
    assert desk.client.post(f"{path}/details", {**form, "birthday": "25/10/2535"}).status_code == 302
    assert _kept(house, "C-1") == "1992-10-25"
    assert "25 ตุลาคม 2535" in text_of(desk.reads(path))
    assert 'value="25 ตุลาคม 2535"' in desk.reads(f"{path}/details").content.decode()
    english = Desk("en").signs_in(house.store.sends_a_link("cashier"))
    assert "Birthday 25 October 1992" in text_of(english.reads(path))
    assert english.client.post(f"{path}/details", {**form, "birthday": ""}).status_code == 302
    assert _kept(house, "C-1") == ""


def test_a_member_says_it_himself_with_or_without_the_year(house: House) -> None:
    phone = phone_of(house.store, "C-2", "ms")
    assert "31 Ogos" in text_of(_says(phone, birthday="31/8"))
    assert _kept(house, "C-2") == "--08-31"
    wrong = _says(phone, birthday="31 Februari")
    assert (wrong.status_code, _kept(house, "C-2")) == (422, "--08-31")
    _says(phone, birthday="")
    assert _kept(house, "C-2") == ""


def test_after_a_gift_for_it_only_the_shop_changes_it(sqlite_database: str) -> None:
    shop = Shop(program(ON_THE_DAY, currency="USD"))
    shop.joins("Siti")
    assert born(shop, "Siti", "1990-05-14") is None
    shop.day_is("2018-05-14")
    assert shop.points("Siti") == 50
    answer = _says(phone_of(shop, "Siti"), birthday="15 May 1990")
    assert (answer.status_code, "only the shop can change it" in text_of(answer)) == (422, True)
    person = people.read(member_of(shop, "Siti").pk)
    assert person is not None
    assert person.birth_date == "1990-05-14"


def test_a_member_says_what_he_is_called_and_is_greeted_so(house: House) -> None:
    phone = house.joins("+60129998877")
    assert "What shall we call you?" in phone.says("/me")
    kept = _says(phone, name="Rajesh a/l Kumar", call_name="Raj")
    assert "Rajesh a/l Kumar · Raj" in text_of(kept)
    home = phone.says("/me")
    assert "Hello, Raj" in home
    assert "What shall we call you?" not in home
    _says(phone, call_name="")
    assert "Hello, Rajesh a/l Kumar" in phone.says("/me")
    assert _says(phone, name="").status_code == 422
    assert "Hello, Rajesh a/l Kumar" in phone.says("/me")

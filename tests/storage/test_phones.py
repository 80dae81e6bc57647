"""A phone number is one number, however it is typed (S25, locale 3)."""

from __future__ import annotations

import pytest

from setia.engine.commands import Adjust
from setia.services.batch import Request, apply
from setia.services.update_person import Changes, update_person
from setia.storage import clock, phones
from setia.storage.members import Known
from setia.storage.reading import find_member
from tests.shop import TILL, Shop

MALAYSIAN = """
format: 1
id: kedai
name: {en: Kedai}
currency: MYR
zone: Asia/Kuala_Lumpur
effective_from: 2017-01-01
wallets: [{id: points, unit: {en: points}}]
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
"""


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("012-345 6789", "MY", "+60123456789"),
        ("+60 12-345 6789", "TH", "+60123456789"),
        ("0060123456789", "MY", "+60123456789"),
        ("0812-3456-7890", "ID", "+6281234567890"),
        ("081 234 5678", "TH", "+66812345678"),
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "TH", "+66812345678"),
        ("".join(chr(ord(one) + 0xFEE0) for one in "0123456789"), "MY", "+60123456789"),
        ("+60123456789", "", "+60123456789"),
    ],
)
def test_a_number_is_kept_with_its_country(typed: str, country: str, kept: str) -> None:
    assert phones.kept(typed, country) == kept
    assert phones.is_number(phones.kept(typed, country))


@pytest.mark.parametrize(
    ("typed", "country"),
    [(" 9001 ", ""), ("Siti", "MY"), ("1", "MY"), ("0123456789 ext. 5", "MY")],
)
def test_what_is_no_number_stays_as_it_was_typed(typed: str, country: str) -> None:
    assert phones.kept(typed, country) == typed.strip()
    assert not phones.is_number(phones.kept(typed, country))


def test_a_number_of_no_known_country_is_its_digits() -> None:
    for country in ("", "US"):
        assert phones.kept("012-345 6789", country) == phones.kept("(012) 345 6789", country) == "0123456789"
    assert phones.looks_like_one("0123456789")
    assert not phones.looks_like_one("9001")


def test_a_number_is_shown_at_home_as_at_home() -> None:
    assert phones.shown("+60123456789", "MY") == "012-345 6789"
    assert phones.shown("+66812345678", "TH") == "081 234 5678"
    assert phones.shown("+60123456789", "TH") == "+60 12-345 6789"
    assert phones.shown("9001", "MY") == "9001"


def test_countries_are_those_of_zones() -> None:
    zones = ("Asia/Kuala_Lumpur", "Asia/Makassar", "Asia/Bangkok", "UTC")
    assert [phones.country_of(zone) for zone in zones] == ["MY", "ID", "TH", ""]


def test_whoever_joins_by_a_number_is_found_by_it_however_it_is_typed(database: str) -> None:
    shop = Shop(MALAYSIAN)
    shop.joins("Siti")
    siti = find_member(shop.program, "Siti")
    assert siti is not None
    update_person(shop.program, siti, Changes(identifiers={"phone": "012-345 6789"}))
    for typed in ("+60123456789", "012-345 6789", "0123456789", "+60 12 345 6789"):
        found = find_member(shop.program, typed)
        assert found == siti, typed
        given = Request(Adjust(clock.read(), "points", 5, "goodwill"), Known("phone", typed))
        assert apply(shop.program, [given], TILL)[0].status == "done", typed
    assert shop.points("Siti") == 20
    assert shop.findings() == []

"""Proof of who was told when: shown twice stays the first time; merged, erased and exported; on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from setia.services.erase_member import Erased, erase_member
from setia.services.export_member import export_member, to_json
from setia.storage import clock, notices
from setia.storage.models import Notice
from setia.storage.notices import Reached, Seen
from tests.privacy.people import OFFICE, PROGRAM, member_of, merges
from tests.shop import Shop

PORTAL, API = "portal", "api"
VERSION = 2


@pytest.fixture
def shop(database: str) -> Shop:
    """Three members, on a fresh database of each kind."""
    shop = Shop(PROGRAM)
    shop.joins("Siti", "Ali", "Budi")
    return shop


def shows(shop: Shop, name: str, at: int, how: str = PORTAL, *, is_read: bool = False) -> None:
    notices.keep((shop.program.id, VERSION, member_of(shop, name).account_id), how, at, is_read=is_read)


def seen(shop: Shop, name: str) -> list[Seen]:
    return notices.seen_by(shop.program.id, member_of(shop, name).account_id)


def reached(shop: Shop) -> Reached:
    return notices.reached(shop.program.id, VERSION)


def test_the_first_time_counts_however_often_it_is_shown_and_read(shop: Shop) -> None:
    for at, is_read in ((5, False), (6, False), (7, True), (8, True), (9, False)):
        shows(shop, "Siti", at, is_read=is_read)
    assert seen(shop, "Siti") == [Seen(VERSION, PORTAL, 5, 7)]
    shows(shop, "Siti", 10, API, is_read=True)
    assert seen(shop, "Siti") == [Seen(VERSION, PORTAL, 5, 7), Seen(VERSION, API, 10, 10)]
    assert seen(shop, "Ali") == []
    shows(shop, "Ali", 11)
    assert reached(shop) == Reached(told=2, read=1, mailed=0, members=3)
    assert notices.reached(shop.program.id, VERSION + 1) == Reached(told=0, read=0, mailed=0, members=3)


def test_who_was_merged_was_told_as_who_he_is_now_and_takes_it_along_again(shop: Shop) -> None:
    shows(shop, "Ali", 5, is_read=True)
    away = member_of(shop, "Ali")
    merges(shop, "Ali", "Siti")
    assert seen(shop, "Siti") == [Seen(VERSION, PORTAL, 5, 5)]
    assert reached(shop) == Reached(told=1, read=1, mailed=0, members=2)
    shows(shop, "Siti", 6)
    assert reached(shop) == Reached(told=1, read=1, mailed=0, members=2)
    assert shop.unmerges("Siti", away.public_id, shop.page("Siti").transactions).status == "done"
    assert seen(shop, "Siti") == [Seen(VERSION, PORTAL, 6, None)]
    assert reached(shop) == Reached(told=2, read=1, mailed=0, members=3)


def test_his_own_data_has_it_and_what_is_left_after_an_erasure_names_nobody(shop: Shop, tmp_path: Path) -> None:
    at = clock.read()
    shows(shop, "Siti", at, is_read=True)
    siti = member_of(shop, "Siti")
    [own] = to_json(export_member(shop.program, siti))["memberships"]
    instant = "2018-01-02T00:00:00Z"
    assert own["notices"] == [{"version": VERSION, "how": PORTAL, "shown_at": instant, "read_at": instant}]
    assert isinstance(erase_member(shop.program, siti, OFFICE, tmp_path / "erased"), Erased)
    assert reached(shop) == Reached(told=0, read=0, mailed=0, members=2)
    [left] = Notice.objects.values()
    assert {name for name, value in left.items() if isinstance(value, str)} == {"how"}

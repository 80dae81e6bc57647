"""A plan lists every lot that a document would end sooner; they are those that do end sooner once it is applied."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from setia.engine.commands import ExtendLots
from setia.replay.plan import plan
from setia.replay.shortening import Shortened
from setia.services.documents import read_program
from setia.storage import clock
from setia.storage.models import Lot, Member
from tests.cli.terminal import setia
from tests.shop import Shop, at
from tests.stories.test_lives_across_versions import becomes, document

SHORTER = "after: P6M, apply_to_existing: 2018-05-01"
BEGINS = "2018-03-02"


@pytest.fixture
def shop(database: str) -> Shop:
    """Points that live a year; a lot that is used up, one that ends before the day, one that was promised longer."""
    shop = Shop(document("after: P12M"))
    shop.buys("Siti", 10_00, "2017-04-10", manner=shop.history)
    shop.moves_clock(at("2018-01-15T10:00") - clock.read())
    shop.buys("Siti", 100_00)
    shop.buys("Ali", 40_00)
    shop.buys("Mei", 70_00)
    shop.redeems("Ali", 40)
    shop.asks("Mei", ExtendLots(clock.read(), "points", at("2020-01-01"), "goodwill"))
    shop.moves_clock(at("2018-02-20T10:00") - clock.read())
    shop.buys("Siti", 5_00)
    shop.redeems("Siti", 30)  # ten of the lot that ends first, twenty of the next
    shop.moves_clock(at("2018-03-01") - clock.read())
    return shop


def listed(shop: Shop, second: str) -> tuple[Shortened, ...]:
    compiled = read_program(document(second, BEGINS))
    return plan(shop.program, compiled, clock.read(), Fraction(1, 4)).shortened


def ends() -> dict[tuple[str, int], int | None]:
    """When lots end, by member and number."""
    names = dict(Member.objects.values_list("account_id", "public_id"))
    return {(names[id_], no): end for id_, no, end in Lot.objects.values_list("account_id", "no", "expires_at")}


def test_what_it_lists_is_what_happens(shop: Shop) -> None:
    siti = shop.page("Siti").public_id
    told = listed(shop, SHORTER)
    assert [(one.member, one.units, one.ends_at, one.would_end_at) for one in told] == [
        (siti, 80, at("2019-01-16"), at("2018-07-16")),
        (siti, 5, at("2019-02-21"), at("2018-08-21")),
    ]
    before = ends()
    becomes(shop, SHORTER, BEGINS)
    shop.moves_clock(at("2018-05-02") - clock.read())
    shop.sweeps()
    after = ends()
    sooner = {key: end for key, end in after.items() if end != before[key]}
    assert {(one.member, one.lot): one.would_end_at for one in told} == sooner


@pytest.mark.parametrize("second", ["after: P6M", "after: P24M, apply_to_existing: 2018-03-02", "after: P12M"])
def test_it_lists_none_where_none_ends_sooner(shop: Shop, second: str) -> None:
    assert listed(shop, second) == ()


def test_an_owner_reads_whose_they_are(shop: Shop, tmp_path: Path) -> None:
    path, page = tmp_path / "shorter.yaml", tmp_path / "plan.html"
    path.write_text(document(SHORTER, BEGINS), encoding="utf-8")
    told = setia("program", "plan", path, "--html", page)
    assert told.code == 0, told.err
    assert "2 lots of 1 member would end sooner: 85 points as they are now, the first on 2018-07-16" in told.told
    assert "80 points 2019-01-16 00:00:00 UTC 2018-07-16 00:00:00 UTC" in told.told
    assert page.read_text(encoding="utf-8").count("<td>2018-07-16 00:00:00 UTC</td>") == 1
    plain = setia("program", "plan", path, "--json").json["shortened"]
    assert [one["units"] for one in plain] == [80, 5]

"""A member's page: what is true now, whether or not a sweep has run, and why it came to be."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from setia.engine.ledger.accounts import Wallet
from setia.engine.rules.verdict import from_json
from setia.services.advance import move_clock, sweep
from setia.storage import clock
from setia.storage.reading import find_member, member_page
from tests.conftest import START
from tests.services.receipts import bought, take
from tests.shop import Shop

DOCUMENT = """
format: 1
id: shop
name: {{en: Shop}}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {{id: points, unit: {{en: points}}, pending: {pending}, expiry: {{after: {after}}}}}
rules:
  - id: base
    effects: [{{kind: points_per_amount, points: 1, per: 1}}]
"""

LIVES = [("P3D", "P7D"), ("P7D", "P3D"), ("P3D", "P3D"), ("P1D", "P30D")]


@pytest.mark.parametrize(("pending", "after"), LIVES)
def test_at_every_hour_a_page_shows_the_same_before_a_sweep_and_after_it(
    database: str, pending: str, after: str
) -> None:
    shop = Shop(DOCUMENT.format(pending=pending, after=after))
    take(shop, bought("Aisyah", 1000, "R1"), bought("Aisyah", 500, "R2", START - 2 * DAY))
    for _ in range(24):
        move_clock(clock.read() + DAY // 2)
        before = shop.page("Aisyah")
        sweep(shop.program)
        swept = shop.page("Aisyah")
        assert (before.wallets, _shown(before.open_lots)) == (swept.wallets, _shown(swept.open_lots)), clock.read()


def _shown(lots: tuple[object, ...]) -> set[int]:
    return {lot.no for lot in lots}  # type: ignore[attr-defined]


def test_waiting_and_usable_points_are_told_apart_to_the_microsecond(database: str) -> None:
    shop = Shop(DOCUMENT.format(pending="P3D", after="P7D"))
    take(shop, bought("Aisyah", 1000, "R1"))
    for day, expected in ((4, Wallet(available=10)), (8, Wallet())):
        move_clock(START + day * DAY - 1)
        assert shop.wallet("Aisyah") != expected
        move_clock(START + day * DAY)
        assert shop.wallet("Aisyah") == expected


def test_movements_are_told_latest_first_with_what_they_changed_and_why(shop: Shop) -> None:
    take(shop, bought("Aisyah", 1234, "R1", store="KLCC"), bought("Aisyah", 99, "R2"))
    shop.day_is("2019-02-01")
    page = shop.page("Aisyah")
    assert [(one.seq, one.kind, one.changes.get("points", 0), one.reference) for one in page.movements] == [
        (4, "expire", -12, ""),
        (3, "record", 0, "R2"),
        (2, "earn", 12, "R1"),
        (1, "record", 0, ""),
    ]
    earned = page.movements[2]
    assert (earned.store, earned.net, earned.program_version) == ("KLCC", 1234, 1)
    assert [(one.rule, one.gains[0].gave, one.gains[0].value) for one in from_json(earned.why).verdicts] == [
        ("base", 12, 1234)
    ]
    assert page.transactions == 4


def test_only_so_many_movements_are_told_and_all_are_counted(shop: Shop) -> None:
    take(shop, *(bought("Aisyah", 100, f"R{n}") for n in range(12)))
    found = find_member(shop.program, "Aisyah")
    assert found is not None
    page = member_page(found, shop.program, clock.read(), 5)
    assert [one.seq for one in page.movements] == [13, 12, 11, 10, 9]
    assert page.transactions == 13


def test_a_member_is_found_by_the_exact_value_of_an_identifier(shop: Shop) -> None:
    names = ["Aisyah", "\u0e2d\u0e32\u0e2d\u0e34", "60 12-345 6789", "%"]
    take(shop, *(bought(name, 100, f"R{n}") for n, name in enumerate(names)))
    for name in names:
        found = find_member(shop.program, name)
        assert found is not None
        assert shop.page(name).identifiers == {"external": name}
        assert find_member(shop.program, found.public_id) == found


def test_a_member_whose_own_number_looks_like_a_public_id_is_found_by_it(shop: Shop) -> None:
    take(shop, bought("mem_42", 100, "R1"))
    assert find_member(shop.program, "mem_42") is not None


def test_nobody_is_found_by_a_part_of_a_name(shop: Shop) -> None:
    take(shop, bought("Aisyah", 100, "R1"))
    assert [find_member(shop.program, name) for name in ("Aisya", "aisyah", "Aisyah ", "mem_", "%", "")] == [None] * 6

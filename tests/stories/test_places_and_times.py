"""Where and when things happen, by the clock on each store's wall (S16, S17)."""

from __future__ import annotations

import pytest

from tests.shop import Shop
from tests.stories.bills import base, bill, holds_together, program, sells

pytestmark = pytest.mark.usefixtures("database")

INDONESIA = """stores:
  - {id: jakarta, zone: Asia/Jakarta}
  - {id: makassar, zone: Asia/Makassar}
  - {id: jayapura, zone: Asia/Jayapura}
"""

HAPPY_HOUR = """  - id: happy
    when: [{kind: time_of_day, from: "14:00", until: "16:00"}]
    effects: [{kind: fixed_points, points: 50}]
"""


@pytest.mark.parametrize(("store", "points"), [("jayapura", 51), ("makassar", 51), ("jakarta", 1)])
def test_happy_hour_is_by_the_clock_of_the_store(store: str, points: int) -> None:
    """S16: 14:00-16:00; a sale at 06:30 UTC is 15:30 in Jayapura, 14:30 in Makassar, 13:30 in Jakarta."""
    shop = Shop(program(base('"10000"') + HAPPY_HOUR + INDONESIA, currency="IDR", zone="Asia/Jakarta"))
    sold = bill(10_000_00, currency="IDR", when="2018-01-01T06:30", store=store)
    assert sells(shop, "Siti", sold).awarded == {"points": points}


NIGHT_SHOP = """
wallets:
  - {id: visits, kind: stamps, unit: {en: visits}}
  - {id: points, unit: {en: points}}
day_starts_at: "04:00"
limits:
  - {id: one_a_day, every: day, times: 1}
"""

SATURDAY = """  - {id: visit, limits: [one_a_day], effects: [{kind: stamps, wallet: visits}]}
  - id: saturday
    when: [{kind: weekday, any_of: [saturday]}]
    effects: [{kind: fixed_points, points: 5}]
"""


def test_a_night_belongs_to_its_evening() -> None:
    """S17: the day starts at 04:00, one stamp a day, a bonus on Saturdays. 2018-01-06 is a Saturday."""
    shop = Shop(program(SATURDAY, wallets=NIGHT_SHOP, zone="Asia/Kuala_Lumpur"))
    shop.day_is("2018-01-08")
    evening = sells(shop, "Siti", bill(10_00, when="2018-01-06T15:30"), "R1")  # Saturday 23:30 there
    night = sells(shop, "Siti", bill(10_00, when="2018-01-06T17:30"), "R2")  # Sunday 01:30
    noon = sells(shop, "Siti", bill(10_00, when="2018-01-07T04:00"), "R3")  # Sunday 12:00
    assert evening.awarded == {"visits": 1, "points": 5}
    assert night.awarded == {"points": 5}
    assert noon.awarded == {"visits": 1}
    assert holds_together(shop)

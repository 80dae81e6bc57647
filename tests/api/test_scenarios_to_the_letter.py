"""Of the scenarios what their text says beyond the figures, through the API: S2, S4, S6 to S8, S10, S18, S19, S21."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from setia.engine.calendar import DAY
from setia.storage.models import Journal
from tests.api.shops import bill, holds_together, opened, sells, takes_back, wallet
from tests.api.test_imports import sent, works
from tests.api.till import Json, Till
from tests.stories.bills import base, program
from tests.stories.test_gifts_of_orders import MONEY, VOUCHER
from tests.stories.test_lives_of_points import IDLE, SIX_MONTHS
from tests.stories.test_places_and_times import HAPPY_HOUR
from tests.stories.test_whose_purchase import CLUB

pytestmark = pytest.mark.usefixtures("database")

SITI = "/members/card:siti"


def needs(till: Till, body: Json) -> list[str]:
    """What more would be needed, in words, as a preview says it."""
    asked = {name: value for name, value in body.items() if name not in ("member", "enrol")}
    told = till.posts(f"{SITI}/preview", asked)
    assert told.status_code == 200, told.text
    return [str(one["text"]) for one in told.json()["told"]["needs"]]


@pytest.mark.parametrize(("marks", "points", "rejects"), [(True, 18, []), (False, 0, ["ambiguous_number"])])
def test_s2_a_file_says_what_its_marks_mean(marks: bool, points: int, rejects: list[str]) -> None:
    with opened(program(base('"10000"'), currency="IDR")) as till:
        till.posts("/members", {"identifier": "external:M1"})
        how: Json = {"exponent": 0, **({"decimal_mark": ",", "thousands_mark": "."} if marks else {})}
        number = sent(till, "purchase_id,event_at,member,net\nR1,2017-12-01 10:00,M1,185.000\n", pieces=1, **how)
        works(till)
        told = till.gets(f"/imports/{number}").json()
        assert [one["code"] for one in told["rejects"]] == rejects
        assert till.points("external:M1") == points


def test_s4_what_is_carried_is_told_and_goes_back() -> None:
    with opened(program(base('"10000"', "carry: ever"), currency="IDR")) as till:
        rupiah: Json = {"currency": "IDR", "exponent": 2}
        for number in range(10):
            sells(till, bill(18_900_00, receipt=f"R{number}", **rupiah))
        number = till.gets(f"{SITI}/movements").json()["movements"][0]["number"]
        why = till.gets(f"{SITI}/movements/{number}/why").json()["told"]
        assert [one["text"] for one in why["needs"]] == ["Rp 1.000 more for the next point."]
        takes_back(till, "F1", 1, receipt="R3")
        assert wallet(till)["available"] == 17
        # Rp 100 wait: with Rp 9.900 there is a point more, with a rupiah less there is none.
        for paid, points in ((9_900_00, {"points": 1}), (9_899_00, {})):
            asked = {**bill(paid, receipt="X", **rupiah), "member": None, "enrol": False}
            assert till.posts(f"{SITI}/preview", asked).json()["awarded"] == points


def test_s4_is_the_same_in_any_order_of_arrival() -> None:
    nets, told = (18_900_00, 4_100_00, 27_000_00), set()
    with opened(program(base('"10000"', "carry: ever"), currency="IDR")) as till:
        for turn, order in enumerate(permutations(range(3))):
            for n in order:
                at = f"2018-01-01T10:0{n}:00Z"
                body = bill(nets[n], currency="IDR", exponent=2, receipt=f"R{turn}{n}", event_at=at)
                sells(till, {**body, "member": f"card:{turn}"})
            told.add(till.points(f"card:{turn}"))
        assert told == {5}
        assert holds_together(till)


def test_s6_the_deadline_counts_from_the_sale_that_came_late() -> None:
    with opened(IDLE) as till:
        till.shop.day_is("2026-03-01")
        sells(till, bill(500_00, event_at="2026-03-01T00:00:00Z"))
        till.shop.day_is("2027-03-05")
        sells(till, bill(40_00, receipt="R2", event_at="2027-02-27T15:00:00Z"))
        till.shop.day_is("2028-02-27T23:59")
        assert wallet(till)["available"] == 540
        till.shop.day_is("2028-02-28")
        assert wallet(till)["available"] == 0


GOLD_PAUSES = """
tiers:
  - id: club
    window: {kind: rolling, months: 12}
    lasts: {kind: end_of_month, years: 1, month: 5}
    levels:
      - {id: green, name: {en: Green}}
      - id: gold
        name: {en: Gold}
        qualify: [{measure: spend, at_least: 1000.00}]
        pauses_expiry: [points]
        on_leave: %s
"""


@pytest.mark.parametrize(("on_leave", "last_day"), [("restart", "2027-12-01"), ("resume", "2027-07-15")])
def test_s7_gold_pauses_what_would_end_and_green_lets_it_end(on_leave: str, last_day: str) -> None:
    with opened(SIX_MONTHS.replace("USD", "MYR") + GOLD_PAUSES % on_leave) as till:

        def first_lot() -> Json | None:
            found = [one for one in till.gets(SITI).json()["lots"] if one["number"] == 1]
            return {"level": _level(till, "siti"), "ends": found[0]["expires_at"]} if found else None

        till.shop.day_is("2026-01-15")
        sells(till, bill(100_00, event_at="2026-01-15T00:00:00Z"))
        assert first_lot() == {"level": "green", "ends": "2026-07-16T00:00:00Z"}
        till.shop.day_is("2026-06-01")
        sells(till, bill(900_00, receipt="R2", event_at="2026-06-01T00:00:00Z"))
        for day in ("2026-06-01", "2026-07-16", "2027-05-31T23:59"):
            till.shop.day_is(day)
            assert first_lot() == {"level": "gold", "ends": None}, day
        till.shop.day_is("2027-06-01")
        lot = first_lot()
        assert lot is not None
        assert (lot["level"], lot["ends"]) == ("green", _midnight_after(last_day))
        till.shop.day_is(f"{last_day}T23:59")
        assert first_lot() is not None
        till.shop.day_is(_midnight_after(last_day)[:10])
        assert first_lot() is None
        assert holds_together(till)


def _midnight_after(day: str) -> str:
    return f"{date.fromisoformat(day) + timedelta(days=1)}T00:00:00Z"


def test_s8_a_used_voucher_is_owed_where_the_shop_says_so() -> None:
    with opened(program(base("1.00") + VOUCHER % "debt, debt_wallet: credit", wallets=MONEY)) as till:
        sells(till, bill(80_00, 40_00))
        [voucher] = till.gets(SITI).json()["rewards"]
        till.posts(f"{SITI}/rewards/{voucher['number']}/use", {"source": "till", "receipt": "R2"})
        takes_back(till, "F1", 2)
        assert wallet(till, "credit") == {"available": 0, "pending": 0, "debt": 10_00}
        assert holds_together(till)


def test_s10_goes_to_gold_at_its_own_time_and_both_levels_are_found_anew() -> None:
    with opened(program(base("1", "by_tier: {gold: 2}") + CLUB.replace("1000", "80"))) as till:
        sells(till, {**bill(80_00, receipt="R0", source="web"), "member": "card:right"})
        sells(till, bill(80_00))
        till.posts(f"{SITI}/redemptions", {"amount": 60})
        till.shop.moves_clock(DAY)
        assert [_level(till, one) for one in ("siti", "right")] == ["gold", "gold"]
        moved = till.posts(
            "/purchases/move", {"source": "till", "receipt": "R1", "to": "card:right", "reason": "wrong_card"}
        )
        assert moved.json()["awarded"] == {"points": -20}
        assert [_level(till, one) for one in ("siti", "right")] == ["silver", "gold"]
        assert wallet(till) == {"available": 0, "pending": 0, "debt": 0}
        newest = till.gets("/members/card:right/movements").json()["movements"][0]
        assert (newest["changes"], newest["effective_at"]) == ({"points": 160}, "2018-01-01T10:00:00Z")
        halves = set(Journal.objects.filter(kind__in=("move_out", "move_in")).values_list("recorded_at", flat=True))
        assert len(halves) == 1
        assert holds_together(till)


def _level(till: Till, card: str) -> str:
    [club] = till.gets(f"/members/card:{card}").json()["levels"]
    return str(club["level"])


def test_s18_each_sale_at_a_corrected_time_is_flagged() -> None:
    with opened(program(base("1") + HAPPY_HOUR)) as till:
        till.shop.day_is("2018-01-02T11:00")
        queue = [
            {
                "kind": "purchase",
                "purchase": bill(10_00, receipt=f"T{n}", event_at=f"2018-01-02T{14 + n // 10}:{n % 10 * 6:02}:00Z"),
            }
            for n in range(40)
        ]
        sent_: dict[str, Any] = {"items": queue, "sent_at": "2018-01-02T18:00:00Z"}
        assert len(till.posts("/batch", sent_, key="").json()["results"]) == 40
        flagged = till.gets("/exceptions", kind="corrected_clock").json()
        assert flagged["total"] == 40
        assert {one["reason"] for one in flagged["exceptions"]} == {"till_clock_wrong"}


def test_s19_what_is_ordered_says_what_it_will_earn() -> None:
    with opened(program(base('"10000"'), currency="IDR") + "earns_at: fulfilled\n") as till:
        cod: Any = {"currency": "IDR", "exponent": 2, "tenders": [{"kind": "cod", "amount": 350_000_00}]}
        assert sells(till, bill(350_000_00, status="open", **cod)) == {}
        asked = {**bill(350_000_00, receipt="X", status="open", **cod), "member": None, "enrol": False}
        told = till.posts(f"{SITI}/preview", asked).json()
        assert (told["awarded"], told["later"]) == ({}, {"points": 35})
        assert told["told"]["totals"][-1]["text"] == "35 points when it is delivered."


def test_s21_with_grace_points_that_have_ended_come_back_to_who_cancels() -> None:
    wallets = "wallets: [{id: points, unit: {en: points}, expiry: {after: P4M}, restores: {grace: P10D}}]\n"
    with opened(program(base("1.00"), wallets=wallets)) as till:
        till.shop.day_is("2018-01-05")
        sells(till, bill(800_00, event_at="2018-01-05T00:00:00Z"))
        till.shop.day_is("2018-05-03")
        paid = till.posts(f"{SITI}/redemptions", {"amount": 800}).json()["transaction"]
        till.shop.day_is("2018-05-20")
        till.posts(f"{SITI}/redemptions/{paid}/restorations", {"cause": "member"})
        till.shop.day_is("2018-05-30T23:59")
        assert wallet(till)["available"] == 800, "ten days of grace"
        till.shop.day_is("2018-05-31")
        assert wallet(till)["available"] == 0
        assert holds_together(till)

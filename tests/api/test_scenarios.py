"""The least that must pass, through the API: S1 to S9, S16 to S19, S21 (the others have files of their own)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.shops import bill, holds_together, opened, sells, takes_back, wallet
from tests.api.till import Json
from tests.stories.bills import base, program
from tests.stories.test_gifts_of_orders import CARD, LATTES, MONEY, VOUCHER
from tests.stories.test_lives_of_points import IDLE, SIX_MONTHS
from tests.stories.test_orders import TIERS
from tests.stories.test_places_and_times import HAPPY_HOUR, INDONESIA, NIGHT_SHOP, SATURDAY

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(("rounding", "kind", "paid"), [(-2, "cash", 1910), (0, "duitnow_qr", 1912)])
def test_s1_a_restaurant_bill_earns_on_the_food_however_it_is_paid(rounding: int, kind: str, paid: int) -> None:
    with opened(program(base("1.00"))) as till:
        food = bill(
            {"net": 1290, "tax": 85},
            {"net": 350, "tax": 23},
            prices="tax_exclusive",
            charges=[{"kind": "service", "amount": 164}],
            rounding=rounding,
            tenders=[{"kind": kind, "amount": paid}],
        )
        assert sells(till, food) == {"points": 16}
        assert takes_back(till, "F1", 2) == {"points": -4}
        assert takes_back(till, "F2", 1) == {"points": -12}
        assert wallet(till)["available"] == 0
        assert holds_together(till)


def test_s2_rupiah_earn_the_same_whatever_decimals_their_source_has() -> None:
    with opened(program(base('"10000"'), currency="IDR")) as till:
        assert sells(till, bill(18500000, currency="IDR", source="a", exponent=2)) == {"points": 18}
        assert sells(till, bill(185000, currency="IDR", source="b", exponent=0)) == {"points": 18}
        silent = till.posts("/purchases", bill(185000, currency="IDR", source="c"), key="")
        assert (silent.status_code, silent.json()["code"], silent.json()["field"]) == (
            422,
            "exponent_missing",
            "exponent",
        )


@pytest.mark.parametrize(("effect", "points"), [((), 29), (("base: net_of_tax",), 28)])
def test_s3_baht_earn_on_the_price_as_displayed_or_without_the_tax_inside(effect: tuple[str, ...], points: int) -> None:
    with opened(program(base("25", *effect), currency="THB")) as till:
        assert sells(till, bill({"net": 749_00, "tax": 49_00}, currency="THB")) == {"points": points}


@pytest.mark.parametrize(("carry", "points"), [((), 10), (("carry: ever",), 18)])
def test_s4_what_rounding_leaves(carry: tuple[str, ...], points: int) -> None:
    with opened(program(base('"10000"', *carry), currency="IDR")) as till:
        for number in range(10):
            sells(till, bill(18_900_00, currency="IDR", exponent=2, receipt=f"R{number}"))
        assert wallet(till)["available"] == points
        if carry:
            takes_back(till, "F1", 1, receipt="R3")
            assert wallet(till)["available"] == 17
        assert holds_together(till)


@pytest.mark.parametrize(("judged_by", "points"), [("before", 200), ("after", 400), ("split", 350)])
def test_s5_the_purchase_that_reaches_gold(judged_by: str, points: int) -> None:
    with opened(program(base("1", "by_tier: {gold: 2}", f"tier_at: {judged_by}") + TIERS)) as till:
        sells(till, bill(950_00))
        assert sells(till, bill(200_00, receipt="R2")) == {"points": points}
        assert sells(till, bill(10_00, receipt="R3")) == {"points": 20}


def test_s6_idleness_undone_by_a_sale_of_before() -> None:
    with opened(IDLE) as till:
        till.shop.day_is("2026-03-01")
        sells(till, bill(500_00, event_at="2026-03-01T00:00:00Z"))
        till.shop.day_is("2027-03-02")
        assert wallet(till)["available"] == 0
        till.shop.day_is("2027-03-05")
        assert sells(till, bill(40_00, receipt="R2", event_at="2027-02-27T15:00:00Z")) == {"points": 40}
        assert wallet(till)["available"] == 540
        kinds = [one["kind"] for one in till.gets("/members/card:siti/movements").json()["movements"]]
        assert kinds[:3] == ["earn", "unexpire", "expire"]
        till.shop.day_is("2028-02-28")
        assert wallet(till)["available"] == 0
        assert holds_together(till)


@pytest.mark.parametrize(("on_leave", "last_day"), [("restart", "2027-12-02"), ("resume", "2027-07-16")])
def test_s7_a_pause_and_what_comes_after_it(on_leave: str, last_day: str) -> None:
    with opened(SIX_MONTHS.replace("USD", "MYR")) as till:
        till.shop.day_is("2026-01-15")
        sells(till, bill(100_00, event_at="2026-01-15T00:00:00Z"))
        till.shop.day_is("2026-06-01")
        till.posts("/members/card:siti/expiry/pause", {"paused": True})
        till.shop.day_is("2027-06-01")
        till.posts("/members/card:siti/expiry/pause", {"paused": False, "on_leave": on_leave})
        [lot] = till.gets("/members/card:siti").json()["lots"]
        assert lot["expires_at"] == f"{last_day}T00:00:00Z"
        assert holds_together(till)


def test_s8_a_voucher_of_an_order_that_comes_back() -> None:
    with opened(program(base("1.00") + VOUCHER % "forgive", wallets=MONEY)) as till:
        sells(till, bill(80_00, 40_00))
        sells(till, bill(80_00, 40_00, receipt="R2"))
        first, second = till.gets("/members/card:siti").json()["rewards"]
        used = till.posts(f"/members/card:siti/rewards/{second['number']}/use", {"source": "till", "receipt": "R3"})
        assert used.status_code == 201
        takes_back(till, "F1", 2)
        takes_back(till, "F2", 2, receipt="R2")
        assert till.gets("/members/card:siti").json()["rewards"] == []
        gone = till.posts(f"/members/card:siti/rewards/{first['number']}/use", {})
        assert gone.json()["code"] == "reward_cancelled"
        assert wallet(till, "credit") == {"available": 0, "pending": 0, "debt": 0}
        assert holds_together(till)


def lattes(paid: int, free: int = 0) -> list[Json]:
    """So many lattes that are paid for, and so many that a full card pays."""
    cups: list[Json] = [{"net": 9_00 * paid, "sku": "latte", "quantity": 1000 * paid, "tags": ["latte"]}]
    if free:
        off = [{"effect": "free_latte", "amount": 9_00 * free}]
        given = {"net": 0, "sku": "latte", "quantity": 1000 * free, "list": 9_00 * free, "discounts": off}
        cups.append(given)
    return cups


def test_s9_a_full_card_that_paid_for_a_returned_latte_is_full_again() -> None:
    with opened(program(LATTES, wallets=CARD)) as till:
        sells(till, bill(*lattes(10)))
        [coffee] = till.gets("/members/card:siti").json()["rewards"]
        till.shop.day_is("2018-01-29")
        sells(till, bill(*lattes(1, free=1), receipt="R2", event_at="2018-01-29T00:00:00Z"))
        till.posts(f"/members/card:siti/rewards/{coffee['number']}/use", {"source": "till", "receipt": "R2"})
        assert wallet(till, "cups")["available"] == 1
        takes_back(till, "F1", 1, 2, receipt="R2", event_at="2018-01-29T00:00:00Z")
        assert wallet(till, "cups")["available"] == 0
        [again] = till.gets("/members/card:siti").json()["rewards"]
        assert again["number"] == coffee["number"]
        assert again["expires_at"] >= "2018-02-05T00:00:00Z"
        assert holds_together(till)


@pytest.mark.parametrize(("store", "points"), [("jayapura", 51), ("makassar", 51), ("jakarta", 1)])
def test_s16_happy_hour_is_by_the_clock_of_the_store(store: str, points: int) -> None:
    with opened(program(base('"10000"') + HAPPY_HOUR + INDONESIA, currency="IDR", zone="Asia/Jakarta")) as till:
        sold = bill(10_000_00, currency="IDR", exponent=2, store=store, event_at="2018-01-01T06:30:00Z")
        assert sells(till, sold) == {"points": points}


def test_s17_a_night_belongs_to_its_evening() -> None:
    with opened(program(SATURDAY, wallets=NIGHT_SHOP, zone="Asia/Kuala_Lumpur")) as till:
        till.shop.day_is("2018-01-08")
        told = [
            sells(till, bill(10_00, receipt=f"R{n}", event_at=f"{when}+08:00"))
            for n, when in enumerate(["2018-01-06T23:30:00", "2018-01-07T01:30:00", "2018-01-07T12:00:00"])
        ]
        assert told == [{"visits": 1, "points": 5}, {"points": 5}, {"visits": 1}]


def test_s18_forty_sales_of_a_tablet_that_is_seven_hours_ahead() -> None:
    with opened(program(base("1") + HAPPY_HOUR)) as till:
        till.shop.day_is("2018-01-02T11:00")
        queue = [
            {"kind": "purchase", "purchase": bill(10_00, receipt=f"T{n}", store="kl", event_at=_ahead(n))}
            for n in range(40)
        ]
        sent: dict[str, Any] = {"items": queue, "sent_at": "2018-01-02T18:00:00Z"}
        results = till.posts("/batch", sent, key="").json()["results"]
        assert [one["status"] for one in results] == [201] * 40
        assert {one["done"]["awarded"]["points"] for one in results} == {10}
        again = till.posts("/batch", {**sent, "sent_at": "2018-01-02T18:05:00Z"}, key="").json()["results"]
        assert {one["done"]["status"] for one in again} == {"unchanged"}
        movements = till.gets("/members/card:siti/movements", limit=200).json()["movements"]
        earned = [one["effective_at"] for one in movements if one["changes"]]
        assert (min(earned), max(earned)) == ("2018-01-02T07:00:00Z", "2018-01-02T10:54:00Z")
        assert wallet(till)["available"] == 400
        assert holds_together(till)


def _ahead(number: int) -> str:
    """What the tablet's clock said at 07:00 and every six minutes after it."""
    minutes = (7 + 7) * 60 + 6 * number
    return f"2018-01-02T{minutes // 60:02}:{minutes % 60:02}:00Z"


@pytest.mark.parametrize(("status", "given"), [("fulfilled", {"points": 35}), ("cancelled", {})])
def test_s19_cash_on_delivery_earns_when_it_is_delivered(status: str, given: dict[str, int]) -> None:
    with opened(program(base('"10000"'), currency="IDR") + "earns_at: fulfilled\n") as till:
        cod: Any = {"currency": "IDR", "exponent": 2, "tenders": [{"kind": "cod", "amount": 350_000_00}]}
        assert sells(till, bill(350_000_00, status="open", **cod)) == {}
        assert sells(till, bill(350_000_00, status=status, version=2, **cod)) == given
        assert wallet(till) == {"available": given.get("points", 0), "pending": 0, "debt": 0}
        assert holds_together(till)


@pytest.mark.parametrize(("cause", "available", "last_day"), [("merchant", 800, "2018-06-20"), ("member", 0, None)])
def test_s21_points_of_a_lot_that_has_ended_come_back(cause: str, available: int, last_day: str | None) -> None:
    wallets = "wallets: [{id: points, unit: {en: points}, expiry: {after: P4M}}]\n"
    with opened(program(base("1.00"), wallets=wallets)) as till:
        till.shop.day_is("2018-01-05")
        sells(till, bill(800_00, event_at="2018-01-05T00:00:00Z"))
        till.shop.day_is("2018-05-03")
        paid = till.posts("/members/card:siti/redemptions", {"amount": 800}).json()["transaction"]
        till.shop.day_is("2018-05-20")
        back = till.posts(f"/members/card:siti/redemptions/{paid}/restorations", {"cause": cause})
        assert back.status_code == 201, back.text
        assert wallet(till)["available"] == available
        lots = till.gets("/members/card:siti").json()["lots"]
        assert [one["expires_at"][:10] for one in lots] == ([last_day] if last_day else [])
        assert holds_together(till)

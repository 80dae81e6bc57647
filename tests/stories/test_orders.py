"""Orders in shop language: what a bill earns, what an edit or a return takes back (S1-S5, S19, S30)."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from setia.engine.commands import RedeemReward
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Charge, Discount, Line, Purchase, Tender, rescaled
from setia.engine.rounding import split
from setia.engine.rules.verdict import from_json
from setia.services.import_purchases import Plan, import_purchases
from setia.services.purchase_files import Columns, Options
from setia.storage import clock
from tests.shop import Shop
from tests.stories.bills import base, bill, holds_together, lines, program, rewards, sells, takes_back, told, uses

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(("rounding", "tender"), [(-2, Tender("cash", 1910)), (0, Tender("duitnow_qr", 1912))])
def test_a_restaurant_bill_earns_on_the_food_however_it_is_paid(rounding: int, tender: Tender) -> None:
    """S1: 12.90 + 3.50, service charge 1.64, service tax 1.08 on top = 19.12; cash is rounded to 19.10."""
    shop = Shop(program(base("1.00")))
    food = (Line(1, 1290, tax=85), Line(2, 350, tax=23))
    charge = (Charge("service", 164),)
    sold = bill(*food, prices="tax_exclusive", charges=charge, rounding=rounding, tenders=(tender,))
    bought = sells(shop, "Siti", sold)
    assert bought.awarded == {"points": 16}
    assert takes_back(shop, "Siti", bought.seq, lines("F1", 2)).awarded == {"points": -4}
    assert takes_back(shop, "Siti", bought.seq, lines("F2", 1)).awarded == {"points": -12}
    assert shop.points("Siti") == 0
    assert holds_together(shop)


def test_rupiah_earn_the_same_whatever_decimals_their_source_has(tmp_path: Path) -> None:
    """S2: 1 point per Rp 10.000; Rp 185.000 sent as 18500000, as 185000, and in a file as 185.000: 18 each."""
    shop = Shop(program(base('"10000"'), currency="IDR"))
    exponent = shop.program.latest.exponent
    for source, decimals, amount in (("A", 2, 185_000_00), ("B", 0, 185_000)):
        sold = bill(amount, currency="IDR", source=source)
        assert sells(shop, source, rescaled(sold, 10 ** (exponent - decimals))).awarded == {"points": 18}
    file = tmp_path / "sales.csv"
    file.write_text("purchase_id;event_at;member;net\nR1;2018-01-01 10:00;C;185.000\n")

    def imported(decimals: str | None = None, thousands: str | None = None) -> tuple[int, str]:
        marks = {"decimal_mark": decimals, "thousands_mark": thousands}
        options = Options(source="file", currency="IDR", exponent=0, delimiter=";", **marks)  # type: ignore[arg-type]
        rejects = tmp_path / "rejects.csv"
        done = import_purchases(shop.program, Plan(file, Columns(), options, rejects, "owner"))
        return done.added, rejects.read_text() if done.rejected_rows else ""

    added, rejected = imported()
    assert added == 0
    assert "ambiguous_number" in rejected
    assert imported(",", ".") == (1, "")
    assert [shop.points(member) for member in ("A", "B", "C")] == [18, 18, 18]


def test_baht_earn_on_the_price_as_displayed_or_without_the_tax_inside() -> None:
    """S3: THB 749.00 with 7 % VAT inside (49.00), 1 per 25: 29 on the shelf price, 28 on 700.00."""
    wallets = "wallets: [{id: points, unit: {en: points}}, {id: net, unit: {en: net points}}]\n"
    effects = "{kind: points_per_amount, points: 1, per: 25}, "
    effects += "{kind: points_per_amount, points: 1, per: 25, wallet: net, base: net_of_tax}"
    shop = Shop(program(f"  - {{id: base, effects: [{effects}]}}\n", currency="THB", wallets=wallets))
    sold = bill(Line(1, 749_00, tax=49_00), currency="THB")
    assert sells(shop, "Siti", sold).awarded == {"points": 29, "net": 28}


class TestWhatRoundingLeaves:
    """S4: ten sales of Rp 18.900, 1 point per Rp 10.000."""

    def ten(self, *carry: str) -> Shop:
        shop = Shop(program(base('"10000"', *carry), currency="IDR"))
        for n in range(10):
            sells(shop, "Siti", bill(18_900_00, currency="IDR", when="2018-01-01T10:00"), f"R{n}")
        return shop

    def test_is_lost_order_by_order_where_nothing_is_carried(self) -> None:
        assert self.ten().points("Siti") == 10

    def test_is_carried_from_order_to_order_and_told(self) -> None:
        shop = self.ten("carry: ever")
        assert shop.points("Siti") == 18
        last = from_json(shop.page("Siti").movements[0].why).verdicts[0].gains[0]
        assert last.to_next() == 1_000_00  # "Rp 1.000 more for the next point"

    def test_goes_back_with_an_order_that_is_returned(self) -> None:
        shop = self.ten("carry: ever")
        shop.returns("Siti", sells(shop, "Siti", bill(18_900_00, currency="IDR"), "R10"))
        assert shop.points("Siti") == 18
        takes_back(shop, "Siti", 2, lines("F1", 1))
        assert shop.points("Siti") == 17
        assert holds_together(shop)

    @pytest.mark.parametrize("order", list(permutations((18_900_00, 4_100_00, 27_000_00)))[:3])
    def test_comes_to_the_same_in_any_order_of_arrival(self, order: tuple[int, ...]) -> None:
        shop = Shop(program(base('"10000"', "carry: ever"), currency="IDR"))
        for n, amount in enumerate(order):
            sells(shop, "Siti", bill(amount, currency="IDR"), f"R{n}")
        assert shop.points("Siti") == 5


TIERS = """
tiers:
  - id: club
    levels:
      - {id: silver}
      - {id: gold, qualify: [{measure: spend, at_least: 1000}]}
"""


@pytest.mark.parametrize(("judged_by", "points"), [("before", 200), ("after", 400), ("split", 350)])
def test_the_purchase_that_reaches_gold_earns_as_the_shop_says(judged_by: str, points: int) -> None:
    """S5: silver 1x, gold 2x from 1,000; spent 950, buys for 200."""
    shop = Shop(program(base("1", "by_tier: {gold: 2}", f"tier_at: {judged_by}") + TIERS))
    assert sells(shop, "Siti", bill(950_00), "R1").awarded == {"points": 950}
    assert sells(shop, "Siti", bill(200_00), "R2").awarded == {"points": points}
    assert sells(shop, "Siti", bill(10_00), "R3").awarded == {"points": 20}
    assert holds_together(shop)


class TestCashOnDelivery:
    """S19: Rp 350.000, 1 point per Rp 10.000, earned when it is delivered."""

    def ordered(self) -> Shop:
        shop = Shop(program(base('"10000"'), currency="IDR") + "earns_at: fulfilled\n")
        assert sells(shop, "Siti", self.cod("open", 1)).awarded == {}
        assert shop.points("Siti") == 0
        return shop

    def cod(self, status: str, version: int) -> Purchase:
        return bill(
            350_000_00,
            currency="IDR",
            when="2018-01-01T10:00",
            status=status,
            version=version,
            tenders=(Tender("cod", 350_000_00),),
        )

    def test_earns_when_it_is_delivered(self) -> None:
        shop = self.ordered()
        assert sells(shop, "Siti", self.cod("fulfilled", 2)).awarded == {"points": 35}
        assert told(sells(shop, "Siti", self.cod("fulfilled", 2))) == "unchanged"
        assert holds_together(shop)

    def test_earns_nothing_and_owes_nothing_when_it_is_refused_at_the_door(self) -> None:
        shop = self.ordered()
        assert sells(shop, "Siti", self.cod("cancelled", 2)).awarded == {}
        assert shop.wallet("Siti") == Wallet()
        assert holds_together(shop)

    def test_an_older_version_never_overwrites_a_newer_one(self) -> None:
        shop = self.ordered()
        sells(shop, "Siti", self.cod("fulfilled", 3))
        assert told(sells(shop, "Siti", self.cod("cancelled", 2))) == "unchanged"
        assert shop.points("Siti") == 35


class TestACodeSpreadOverLines:
    """S30: 19.90, 5.50 and 7.30 with a code of RM 5: 3.04 + 0.84 + 1.12 off; 27.70 paid, 27 points."""

    NETS = (19_90, 5_50, 7_30)

    def bought(self) -> tuple[Shop, int, tuple[Line, ...]]:
        reward = "rewards: [{id: five, kind: amount_off, value: 5.00, valid_for: P1M, prices: [{amount: 0}]}]\n"
        welcome = "  - {id: welcome, trigger: joined, effects: [{kind: issue_reward, reward: five}]}\n"
        shop = Shop(program(base("1.00") + welcome) + reward + "events: [{id: joined}]\n")
        shop.joins("Siti")
        shop.asks("Siti", RedeemReward(clock.read(), "five"))
        off = split(5_00, self.NETS)
        sold = tuple(
            Line(no, net - less, list=net, discounts=(Discount("five", less),))
            for no, (net, less) in enumerate(zip(self.NETS, off, strict=True), 1)
        )
        bought = sells(shop, "Siti", bill(*sold))
        uses(shop, "Siti", 1, "R1")
        assert bought.awarded == {"points": 27}
        return shop, bought.seq, sold

    def test_it_is_spread_by_largest_remainder(self) -> None:
        _, _, sold = self.bought()
        assert [line.discounts[0].amount for line in sold] == [3_04, 84, 1_12]

    def test_a_line_that_comes_back_refunds_what_was_paid_for_it_and_leaves_the_code_used(self) -> None:
        shop, seq, sold = self.bought()
        assert sold[1].net == 4_66
        takes_back(shop, "Siti", seq, lines("F1", 2))
        assert shop.points("Siti") == 23
        assert [one.state for one in rewards(shop, "Siti")] == ["used"]
        assert holds_together(shop)

    def test_all_that_comes_back_gives_the_code_back(self) -> None:
        shop, seq, _ = self.bought()
        takes_back(shop, "Siti", seq, Refund("F1", ((1, 1000), (2, 1000), (3, 1000))))
        assert shop.points("Siti") == 0
        assert [one.state for one in rewards(shop, "Siti")] == ["issued"]
        assert holds_together(shop)

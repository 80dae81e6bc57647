"""Points per amount: what a receipt gives, on which base, rounded how, and what is missing for the next point."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.purchase import Charge, Discount, Line, Purchase, Tender
from setia.engine.rules.evaluate import evaluate
from setia.engine.rules.facts import Base, Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.verdict import Gain, Verdict, Why, from_json, to_json
from tests.engine.programs import compiled, effect, rule, wallet
from tests.engine.receipts import NOON, receipt, restaurant_bill


def gains(purchase: Purchase, *effects: dict[str, Any], **fields: Any) -> list[Gain]:
    program = compiled(currency=purchase.currency, rules=[rule(*effects)], **fields)
    verdicts = evaluate(program, Facts(program.scene, purchase, Frame(NOON)))
    return [gain for verdict in verdicts for gain in verdict.gains]


def gave(purchase: Purchase, **fields: Any) -> int:
    """What one effect with these fields gives; one point a unit of money unless they say otherwise."""
    return sum(gain.gave for gain in gains(purchase, effect(**fields)))


RUPIAH_185_000 = receipt(18_500_000, currency="IDR")
CASH = (Tender("cash", 1910),)

GIVES: list[tuple[str, Purchase, dict[str, Any], int]] = [
    ("S1 by QR: 16 points for 16.40", restaurant_bill(), {}, 16),
    ("S1 in cash with rounding: 16 points as well", restaurant_bill(rounding=-2, tenders=CASH), {}, 16),
    ("S2: 18 points for Rp 185.000, 1 per 10.000", RUPIAH_185_000, {"per": "10000"}, 18),
    ("S3: 29 points for 749.00 baht, 1 per 25", receipt(74_900, currency="THB"), {"per": "25"}, 29),
    ("dong have no decimals", receipt(185_000, currency="VND"), {"per": "10000"}, 18),
    ("dinar have three", receipt(1_999, currency="KWD"), {}, 1),
    ("a cent short gives nothing", receipt(99), {}, 0),
    ("the whole unit gives the point", receipt(100), {}, 1),
    ("lines count together, not each for itself", receipt(50, 50, 50), {}, 1),
    ("two points for every five", receipt(1250), {"points": 2, "per": "5"}, 5),
    ("ten points for every cent", receipt(3), {"points": 10, "per": "0.01"}, 30),
    ("halves are rounded away from zero", receipt(150), {"rounding": "nearest"}, 2),
    ("less than half is not", receipt(149), {"rounding": "nearest"}, 1),
    ("a beginning is enough", receipt(101), {"rounding": "up"}, 2),
    ("up leaves what is whole", receipt(200), {"rounding": "up"}, 2),
    ("nothing bought gives nothing", receipt(), {"rounding": "up"}, 0),
    ("a free line gives nothing", receipt(0), {}, 0),
    ("more returned than bought never takes", receipt(100, -500), {}, 0),
    ("nor when rounded", receipt(100, -250), {"rounding": "nearest"}, 0),
    ("what comes back on the receipt is not paid for", receipt(1000, -300), {}, 7),
    ("beyond 32 bits", receipt(999_999_999_999), {"points": 10**9, "per": "1"}, 9_999_999_999_990_000_000),
]


@pytest.mark.parametrize(("purchase", "fields", "points"), [row[1:] for row in GIVES], ids=[row[0] for row in GIVES])
def test_a_receipt_gives_points(purchase: Purchase, fields: dict[str, Any], points: int) -> None:
    assert gave(purchase, **fields) == points


LINES = (
    Line(no=1, list=1000, net=850, discounts=(Discount("retail", 150),)),
    Line(no=2, net=300),
)
MIXED = (
    Tender("coupon", 200),
    Tender("points", 100),
    Tender("voucher", 50),
    Tender("gift_card", 300),
    Tender("cash", 600),
    Tender("cash", -100),
)


@pytest.mark.parametrize(("base", "value"), [("shelf", 1050), ("list", 1200), ("paid", 800)])
def test_a_base_says_what_counts(base: Base, value: int) -> None:
    """Shelf: net of discounts. List: before them. Paid: shelf less coupons. Points tender never counts; cards do."""
    purchase = receipt(0, lines=LINES, tenders=MIXED)
    assert gains(purchase, effect(base=base))[0].value == value
    assert gave(purchase, base=base) == value // 100


@pytest.mark.parametrize("base", ["shelf", "list", "paid"])
def test_charges_rounding_and_tax_on_top_never_count(base: Base) -> None:
    plain = receipt(1640)
    laden = receipt(
        0,
        lines=(Line(no=1, net=1640, tax=108),),
        prices="tax_exclusive",
        charges=(Charge("service", 10_000), Charge("deposit", 10_000)),
        rounding=-2,
    )
    assert gave(laden, base=base) == gave(plain, base=base) == 16


def test_a_receipt_paid_with_coupons_beyond_its_worth_counts_as_nothing() -> None:
    assert gave(receipt(500, tenders=(Tender("coupon", 700), Tender("cash", -200))), base="paid") == 0


@pytest.mark.parametrize(("status", "earns"), [("open", 0), ("paid", 1), ("fulfilled", 1), ("cancelled", 0)])
def test_only_what_is_paid_for_earns(status: str, earns: int) -> None:
    assert len(gains(receipt(1000, status=status), effect())) == earns


def test_every_effect_is_asked_in_declared_order_and_rounded_once() -> None:
    found = gains(
        receipt(1999),
        effect(),
        effect(points=2, per="3", rounding="nearest"),
        effect(wallet="stars", per="10", base="list"),
        wallets=[wallet(), wallet(id="stars")],
    )
    assert [(one.wallet, one.gave) for one in found] == [("points", 19), ("points", 13), ("stars", 1)]


def test_a_verdict_says_why_in_numbers() -> None:
    (gain,) = gains(receipt(1640), effect(points=2, per="5"))
    assert gain == Gain(wallet="points", asked=6, gave=6, value=1640, points=2, per=500)
    assert gain.to_next() == 110, "17.50 would have given 7"
    why = Why((Verdict("base", True, gains=(gain,)),), Frame(NOON), counted=True, spend=1640, lines={"points": (6,)})
    assert from_json(to_json(why)) == why
    assert from_json("") == Why()


@pytest.mark.parametrize(
    ("cents", "to_next"), [(0, 100), (1, 99), (99, 1), (100, 100), (1640, 60), (1699, 1), (1700, 100)]
)
def test_what_is_missing_for_the_next_point_is_told(cents: int, to_next: int) -> None:
    assert gains(receipt(cents), effect())[0].to_next() == to_next


@given(st.integers(0, 10**9), st.integers(1, 1000), st.integers(1, 10**6))
def test_exactly_the_missing_amount_gives_the_next_point_and_a_cent_less_does_not(
    cents: int, points: int, per_cents: int
) -> None:
    fields = {"points": points, "per": str(Decimal(per_cents) / 100)}
    before = gains(receipt(cents), effect(**fields))[0]
    missing = before.to_next()
    assert missing is not None
    assert missing > 0
    assert gave(receipt(cents + missing), **fields) > before.gave
    assert gave(receipt(cents + missing - 1), **fields) == before.gave

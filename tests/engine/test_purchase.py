"""The law of the receipt: what was bought, charged and rounded is what was paid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.purchase import (
    AMOUNT_MAX,
    QUANTITY_MAX,
    Charge,
    Discount,
    Line,
    Purchase,
    Tender,
    canonical_bytes,
    faults,
    from_bytes,
    goods,
)
from tests.engine.receipts import receipt, restaurant_bill

CASH = (Tender("cash", 1910),)
CHANGE = (Tender("cash", 2000), Tender("cash", -90))
OFF = (Discount("retail", 100), Discount("coupon_match", 50, funded_by="brand"))

SOUND = {
    "S1 by QR, to the cent": restaurant_bill(),
    "S1 in cash, rounded down by the till": restaurant_bill(rounding=-2, tenders=CASH),
    "S1 in cash with change given back": restaurant_bill(rounding=-2, tenders=CHANGE),
    "tax inside the price is not paid twice": receipt(749, lines=(Line(no=1, net=749, tax=49),)),
    "a line less its discounts": receipt(0, lines=(Line(no=1, list=500, net=350, discounts=OFF),)),
    "nothing for nothing": receipt(0, tenders=()),
    "no lines and nothing paid": receipt(tenders=()),
    "a return line among others": receipt(1000, -300),
    "more given back than bought": receipt(300, -1000),
    "a deposit": receipt(1000, charges=(Charge("deposit", 30),)),
    "the largest amount": receipt(AMOUNT_MAX),
    "the largest quantity": receipt(100, lines=(Line(no=1, net=100, quantity=QUANTITY_MAX),)),
}


@pytest.mark.parametrize("purchase", SOUND.values(), ids=SOUND.keys())
def test_a_receipt_that_adds_up_is_sound(purchase: Purchase) -> None:
    assert faults(purchase) is None


UNSOUND = {
    "a cent too little paid": (receipt(1000, tenders=(Tender("cash", 999),)), "totals_mismatch"),
    "nothing paid": (receipt(1000, tenders=()), "totals_mismatch"),
    "S1 in cash without its rounding": (restaurant_bill(tenders=CASH), "totals_mismatch"),
    "S1 rounded the wrong way": (restaurant_bill(rounding=2, tenders=CASH), "totals_mismatch"),
    "S1 with its tax taken for inside": (restaurant_bill(prices="tax_inclusive"), "totals_mismatch"),
    "S1 without its service charge": (restaurant_bill(charges=()), "totals_mismatch"),
    "a discount forgotten": (receipt(0, lines=(Line(no=1, list=500, net=400, discounts=OFF),)), "line_mismatch"),
    "a discount without its line": (receipt(0, lines=(Line(no=1, list=500, net=400),)), "line_mismatch"),
    "a line too large": (receipt(AMOUNT_MAX + 1), "amount_out_of_range"),
    "a line too far below nothing": (receipt(-AMOUNT_MAX - 1), "amount_out_of_range"),
    "a quantity too large": (
        receipt(0, lines=(Line(no=1, net=100, quantity=QUANTITY_MAX + 1),)),
        "amount_out_of_range",
    ),
    "lines that are too large together": (receipt(AMOUNT_MAX, 1), "amount_out_of_range"),
    "a line and a charge that are too large together": (
        receipt(AMOUNT_MAX, charges=(Charge("tip", 1),)),
        "amount_out_of_range",
    ),
    "a charge too large that a rounding hides": (
        receipt(100, charges=(Charge("tip", AMOUNT_MAX + 1),), rounding=-AMOUNT_MAX - 1),
        "amount_out_of_range",
    ),
    "a tender too large that another hides": (
        receipt(100, tenders=(Tender("cash", AMOUNT_MAX + 101), Tender("cash", -AMOUNT_MAX - 1))),
        "amount_out_of_range",
    ),
    "a list price too large that a discount hides": (
        receipt(
            0,
            lines=(Line(no=1, list=AMOUNT_MAX + 101, net=100, discounts=(Discount("staff", AMOUNT_MAX + 1),)),),
        ),
        "amount_out_of_range",
    ),
    "a tax too large inside the price": (
        receipt(0, lines=(Line(no=1, net=100, tax=2**63),)),
        "amount_out_of_range",
    ),
    # precedence: totals before lines before ranges
    "wrong in every way": (
        receipt(0, lines=(Line(no=1, list=500, net=AMOUNT_MAX + 1),), tenders=()),
        "totals_mismatch",
    ),
    "wrong in line and range": (receipt(0, lines=(Line(no=1, list=500, net=AMOUNT_MAX + 1),)), "line_mismatch"),
}


@pytest.mark.parametrize(("purchase", "code"), UNSOUND.values(), ids=UNSOUND.keys())
def test_a_receipt_with_a_fault_is_refused_with_its_code(purchase: Purchase, code: str) -> None:
    refusal = faults(purchase)
    assert refusal is not None
    assert refusal.code == code


def test_a_mismatch_says_both_sums() -> None:
    refusal = faults(restaurant_bill(tenders=CASH))
    assert refusal is not None
    assert refusal.numbers == {"owed": 1912, "paid": 1910}


def test_a_faulty_line_is_named_by_its_number() -> None:
    lines = (Line(no=10, net=100), Line(no=20, list=500, net=400))
    refusal = faults(receipt(0, lines=lines))
    assert refusal is not None
    assert refusal.numbers == {"line": 20, "list": 500, "net": 400}


def test_goods_are_the_lines_alone() -> None:
    assert goods(restaurant_bill(rounding=-2, tenders=CASH)) == 1640


@given(st.lists(st.integers(-(10**9), 10**9), max_size=8), st.integers(-5, 5), st.integers(0, 10**6))
def test_whatever_is_off_by_any_amount_is_refused(nets: list[int], rounding: int, off_by: int) -> None:
    sound = receipt(*nets, rounding=rounding)
    assert faults(sound) is None
    off = receipt(*nets, rounding=rounding, tenders=(*sound.tenders, Tender("cash", off_by)))
    assert (faults(off) is None) == (off_by == 0)


def test_a_purchase_is_stored_without_loss_and_always_as_the_same_bytes() -> None:
    purchase = restaurant_bill(
        store="KLCC \u2013 \u0e2a\u0e22\u0e32\u0e21", till="3", cashier="Siti", status="fulfilled", version=7
    )
    stored = canonical_bytes(purchase)
    assert from_bytes(stored) == purchase
    assert canonical_bytes(from_bytes(stored)) == stored
    assert b'"version":7' in stored


def test_every_field_changes_the_bytes() -> None:
    """What tells a repeated receipt from an edited one is the digest of these bytes."""
    before = restaurant_bill()
    changed = {
        "source": "other",
        "event_at": before.event_at + 1,
        "claimed_at": before.event_at + 2,
        "currency": "SGD",
        "lines": before.lines[:1],
        "tenders": (),
        "store": "KLCC",
        "till": "3",
        "cashier": "Siti",
        "channel": "web",
        "status": "open",
        "prices": "tax_inclusive",
        "charges": (),
        "rounding": 1,
        "version": 2,
    }
    assert set(changed) == set(Purchase.__struct_fields__)
    seen = {canonical_bytes(before)} | {canonical_bytes(restaurant_bill(**{k: v})) for k, v in changed.items()}
    assert len(seen) == len(changed) + 1

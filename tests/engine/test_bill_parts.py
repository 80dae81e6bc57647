"""Parts of a bill: they add up to it, and each is a bill of its own."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.bill_parts import split_by_lines, split_by_share
from setia.engine.purchase import Charge, Discount, Line, Purchase, Tender, faults, goods
from setia.engine.refusals import Refusal
from tests.engine.receipts import receipt, restaurant_bill


def nets(parts: list[Purchase] | Refusal) -> list[list[int]]:
    assert not isinstance(parts, Refusal)
    return [[line.net for line in part.lines] for part in parts]


def test_three_shares_of_ten_differ_by_a_cent_at_most() -> None:
    assert nets(split_by_share(receipt(10_00), (1, 1, 1))) == [[3_34], [3_33], [3_33]]


def test_cents_that_are_over_do_not_all_go_to_the_first() -> None:
    parts = split_by_share(receipt(1, 1, 1, 1), (1, 1))
    assert [sum(part) for part in nets(parts)] == [2, 2]


def test_a_restaurant_bill_is_split_with_its_service_charge_its_tax_and_its_tender() -> None:
    """12.90 and 3.50; the charge of 1.64 goes with the lines: 1.29 and 0.35. 15.04 + 4.08 = 19.12."""
    parts = split_by_lines(restaurant_bill(), [[1], [2]])
    assert not isinstance(parts, Refusal)
    assert [part.charges[0].amount for part in parts] == [1_29, 35]
    assert [part.tenders[0].amount for part in parts] == [15_04, 4_08]


@pytest.mark.parametrize(
    ("numbers", "code"),
    [([[1]], "split_mismatch"), ([[1, 2], [2]], "split_mismatch"), ([[1], [2], [3]], "unknown_line"),
     ([[1, 2], []], "split_mismatch")],
)  # fmt: skip
def test_every_line_must_be_in_exactly_one_part(numbers: list[list[int]], code: str) -> None:
    refusal = split_by_lines(receipt(10_00, 5_00), numbers)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code


@pytest.mark.parametrize("shares", [(), (1, 0), (2, -1)])
def test_a_share_is_more_than_nothing(shares: tuple[int, ...]) -> None:
    assert isinstance(split_by_share(receipt(10_00), shares), Refusal)


amounts = st.integers(-5_000, 50_000)


@st.composite
def bills(draw: st.DrawFn) -> Purchase:
    """Any lawful bill: discounts, tax in or on top, charges, rounding, several tenders, change given back."""
    lines = []
    for no in range(1, draw(st.integers(1, 6)) + 1):
        net, off = draw(amounts), draw(st.lists(st.integers(0, 900), max_size=2))
        listed = net + sum(off) if draw(st.booleans()) else 0
        discounts = tuple(Discount(f"D{n}", amount) for n, amount in enumerate(off)) if listed else ()
        quantity, tax = draw(st.integers(1, 9_000)), draw(st.integers(0, 500))
        lines.append(Line(no, net, list=listed, discounts=discounts, tax=tax, quantity=quantity))
    said: dict[str, Any] = {
        "source": "till",
        "event_at": 0,
        "currency": "MYR",
        "lines": tuple(lines),
        "prices": draw(st.sampled_from(("tax_inclusive", "tax_exclusive"))),
        "charges": tuple(Charge("service", amount) for amount in draw(st.lists(amounts, max_size=2))),
        "rounding": draw(st.integers(-4, 4)),
    }
    bill = Purchase(**said, tenders=())
    refusal = faults(bill)
    owed = int(refusal.numbers["owed"]) if refusal is not None else 0
    paid = draw(st.lists(amounts, max_size=2))
    tenders = (*paid, owed - sum(paid))
    return msgspec.structs.replace(bill, tenders=tuple(Tender("cash", amount) for amount in tenders))


def adds_up(bill: Purchase, parts: list[Purchase]) -> None:
    assert all(faults(part) is None for part in parts)
    assert sum(goods(part) for part in parts) == goods(bill)
    assert sum(part.rounding for part in parts) == bill.rounding
    for n, tender in enumerate(bill.tenders):
        assert sum(part.tenders[n].amount for part in parts) == tender.amount
    for n, charge in enumerate(bill.charges):
        assert sum(part.charges[n].amount for part in parts) == charge.amount


@given(bills(), st.lists(st.integers(1, 100), min_size=1, max_size=5))
def test_shares_of_any_bill_add_up_to_it(bill: Purchase, shares: list[int]) -> None:
    parts = split_by_share(bill, shares)
    assert not isinstance(parts, Refusal)
    adds_up(bill, parts)
    for n, line in enumerate(bill.lines):
        mine = [part.lines[n] for part in parts]
        for field in ("net", "list", "tax", "quantity"):
            assert sum(getattr(one, field) for one in mine) == getattr(line, field)


@given(bills(), st.data())
def test_parts_by_line_of_any_bill_add_up_to_it(bill: Purchase, data: st.DataObject) -> None:
    parts: dict[int, list[int]] = {}
    for line in bill.lines:
        parts.setdefault(data.draw(st.integers(1, 3)), []).append(line.no)
    found = split_by_lines(bill, list(parts.values()))
    assert not isinstance(found, Refusal)
    adds_up(bill, found)

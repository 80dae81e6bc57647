"""Price rules beside each other: groups in order, add, best, exclusive; most, floors, goods that keep their price."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.engine.adjusted import adjusted, owed
from setia.engine.purchase import Charge, Discount, Line, Tender, faults, rescaled
from setia.engine.refusals import Refusal
from setia.engine.rules.facts import Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.pricing import Buyer, price, unusable
from tests.engine.receipts import NOON, receipt
from tests.engine.rules.judging import basket
from tests.engine.rules.judging import told as faults_told
from tests.engine.rules.pricing import TEN_PERCENT, by_rule, line, off, priced_by, verdicts

FIVE = {"kind": "amount_off", "amount": 5}


def rules(stack: str) -> Any:
    return priced_by(
        {"id": "a-fifth", "effect": {"kind": "percentage_off", "percent": 20}},
        {"id": "five", "effect": FIVE},
        {"id": "tenth", "effect": TEN_PERCENT},
        price_groups=[{"id": "main", "stack": stack}],
    )


@pytest.mark.parametrize(
    ("stack", "cents", "expected"),
    [
        ("add", 4000, {"a-fifth": 800, "five": 500, "tenth": 400}),
        ("best", 4000, {"a-fifth": 800, "five": 0, "tenth": 0}),
        ("best", 1000, {"a-fifth": 0, "five": 500, "tenth": 0}),
        ("best", 2500, {"a-fifth": 500, "five": 0, "tenth": 0}),  # a tie goes to the first by id
        ("exclusive", 1000, {"a-fifth": 200, "five": 0, "tenth": 0}),
    ],
)
def test_how_rules_of_one_group_stand_beside_each_other(stack: str, cents: int, expected: dict[str, int]) -> None:
    assert by_rule(rules(stack), receipt(cents)) == expected


def test_a_later_group_reckons_on_what_the_one_before_has_left() -> None:
    compiled = priced_by(
        {"id": "tenth", "effect": TEN_PERCENT, "group": "later"},
        {"id": "half", "effect": {"kind": "percentage_off", "percent": 50}, "group": "first"},
        price_groups=[{"id": "first"}, {"id": "later"}],
    )
    assert by_rule(compiled, receipt(1000)) == {"half": 500, "tenth": 50}


def test_an_exclusive_rule_that_takes_nothing_off_leaves_the_next_one_its_turn() -> None:
    compiled = priced_by(
        {"id": "coffee", "effect": {**TEN_PERCENT, "lines": {"category": ["coffee"]}}},
        {"id": "five", "effect": FIVE},
        price_groups=[{"id": "main", "stack": "exclusive"}],
    )
    assert by_rule(compiled, receipt(1000)) == {"coffee": 0, "five": 500}


def test_no_line_comes_below_zero_however_much_adds_up() -> None:
    compiled = priced_by(
        {"id": "most-of-it", "effect": {"kind": "percentage_off", "percent": 80}},
        {"id": "half", "effect": {"kind": "percentage_off", "percent": 50}},
    )
    (first, second) = verdicts(compiled, receipt(1000))
    assert (first.off, second.asked, second.off, second.cut_by) == (800, 500, 200, ("floor",))


def test_a_rule_takes_no_more_than_its_most_shared_as_it_was() -> None:
    (verdict,) = verdicts(priced_by({"effect": TEN_PERCENT, "most": "2.00"}), receipt(3000, 1000))
    assert (verdict.asked, verdict.off, verdict.lines, verdict.cut_by) == (400, 200, ((1, 150), (2, 50)), ("most",))


def test_no_piece_comes_below_the_floor() -> None:
    half = {"effect": {"kind": "percentage_off", "percent": 50}, "floor": "6.00"}
    assert off(priced_by(half), basket(line(2000, 2), line(1000), line(500))) == [800, 400, 0]


def test_what_a_line_at_its_floor_cannot_bear_of_an_amount_goes_to_the_others() -> None:
    # 5.00 by price would be 2.50 and 2.50; the first line may only lose 1.00.
    sold = basket(line(1000, 2), line(1000))
    assert off(priced_by({"effect": FIVE, "floor": "4.50"}), sold) == [100, 400]


def test_nothing_comes_off_excluded_goods_and_those_that_keep_their_price() -> None:
    compiled = priced_by(
        {"effect": TEN_PERCENT}, never=[{"tag": "alcohol"}], undiscounted=["sale"], currency="THB", exponent=None
    )
    goods = basket(
        line(60_000), line(40_000, tags=("alcohol",)), line(500, tags=("sale",)), line(700, tags=("gift_card",))
    )
    assert off(compiled, goods) == [6_000, 0, 0, 0]


def test_goods_that_come_back_on_the_same_receipt_cost_what_they_did() -> None:
    assert off(priced_by({"effect": TEN_PERCENT}), basket(line(1000), line(-300, -1))) == [100, 0]


def test_a_rule_for_members_is_not_for_guests() -> None:
    compiled = priced_by(
        {"id": "members", "effect": TEN_PERCENT, "by_code": True}, {"id": "all", "effect": FIVE, "guests": True}
    )
    assert off(compiled, receipt(1000), "members", guest=True) == [500]
    told = verdicts(compiled, receipt(1000), "members", guest=True)
    assert unusable(compiled.pricing.by_code["members"], told) == Refusal("code_for_members")


def test_a_rule_by_code_waits_for_its_code() -> None:
    compiled = priced_by({"effect": FIVE, "by_code": True})
    assert off(compiled, receipt(1000)) == [0]
    assert off(compiled, receipt(1000), "offer") == [500]


def test_why_a_code_does_nothing() -> None:
    compiled = priced_by(
        {"id": "large", "effect": FIVE, "by_code": True, "when": [{"kind": "basket_total", "at_least": 50}]},
        {"id": "coffee", "effect": {**TEN_PERCENT, "lines": {"category": ["coffee"]}}, "by_code": True},
        {"id": "tenth", "effect": TEN_PERCENT, "by_code": True},
        {"id": "half", "effect": {"kind": "percentage_off", "percent": 50}, "by_code": True},
        {
            "id": "chosen",
            "effect": FIVE,
            "by_code": True,
            "when": [{"kind": "segment", "any_of": ["dear"]}],
        },
        price_groups=[{"id": "main", "stack": "best"}],
    )
    told = verdicts(compiled, receipt(4580), *compiled.pricing.by_code)
    found = {id_: unusable(rule, told) for id_, rule in compiled.pricing.by_code.items()}
    assert {rule: (one.code, one.numbers) if one else None for rule, one in found.items()} == {
        "large": ("code_not_for_this", {"condition": "basket_total", "missing": 420}),
        "coffee": ("code_without_effect", {}),
        "tenth": ("code_not_combined", {"rule": "half"}),
        "half": None,
        "chosen": ("code_not_for_this", {}),  # what a shop knows of a member is not for the till
    }


def test_who_pays_for_a_discount_pays_a_share_of_every_line() -> None:
    compiled = priced_by({"effect": TEN_PERCENT, "funded_by": {"merchant": 1, "acme": 2}})
    sold = receipt(1000)
    found = adjusted(sold, compiled.pricing, verdicts(compiled, sold))
    assert found.lines[0].discounts == (Discount("offer", 67, "acme"), Discount("offer", 33, "merchant"))


def test_tax_falls_with_the_price_and_the_receipt_still_adds_up() -> None:
    sold = receipt(
        lines=(Line(no=1, net=74_900, tax=4_900, discounts=(Discount("hand", 100),)),),
        currency="THB",
        charges=(Charge("shipping", 5_000),),
    )
    compiled = priced_by(
        {"id": "tenth", "effect": TEN_PERCENT},
        {"id": "delivery", "effect": {"kind": "free_shipping"}},
        {"id": "mug", "effect": {"kind": "free_gift", "sku": "mug", "value": 120}},
    )
    found = adjusted(sold, compiled.pricing, verdicts(compiled, sold))
    assert [(one.net, one.tax, one.list) for one in found.lines] == [(67_410, 4_410, 75_000), (0, 0, 12_000)]
    assert (owed(found), found.charges) == (67_410, (Charge("shipping", 0),))
    assert faults(receipt(lines=found.lines, charges=found.charges)) is None


def test_where_rupiah_are_whole_no_line_gets_a_part_of_one() -> None:
    compiled = priced_by({"effect": {"kind": "amount_off", "amount": "10000.50"}, "funded_by": {"a": 1, "b": 2}})
    sold = receipt(1_990_000, 550_000, 730_000)  # Rp 19.900, 5.500 and 7.300
    facts = Facts(compiled.scene, sold, Frame(NOON))
    told = price(compiled.pricing, facts, Buyer(unit=100))
    assert told[0].lines == ((1, 608_600), (2, 168_200), (3, 223_200))
    found = adjusted(sold, compiled.pricing, told, 100)
    assert all(one.amount % 100 == 0 for line in found.lines for one in line.discounts)
    assert owed(sold) - owed(found) == told[0].off == 1_000_000


def test_what_is_given_as_a_tender_leaves_price_and_tax_as_they_are() -> None:
    compiled = priced_by(
        {"id": "tenth", "effect": TEN_PERCENT},
        {"id": "five", "effect": FIVE, "as": "tender"},
    )
    sold = receipt(lines=(Line(no=1, net=10_00, tax=60), Line(no=2, net=-3_00, quantity=-1000)))
    found = adjusted(sold, compiled.pricing, verdicts(compiled, sold))
    assert [(one.net, one.tax) for one in found.lines] == [(9_00, 54), (-3_00, 0)]
    assert found.tenders == (Tender("voucher", 5_00, "five"),)


def test_a_gift_cannot_be_given_as_a_tender() -> None:
    gift = {"id": "mug", "effect": {"kind": "free_gift", "sku": "mug"}, "as": "tender"}
    assert faults_told(price_rules=[gift]) == [("price_rules.0.as", "not_of_goods")]


EFFECTS = st.one_of(
    st.builds(lambda n: {"kind": "percentage_off", "percent": n}, st.integers(1, 100)),
    st.builds(
        lambda n, per: {"kind": "amount_off", "amount": n, "per": per},
        st.integers(1, 40),
        st.sampled_from(["basket", "piece"]),
    ),
    st.builds(
        lambda buy, get, n: {"kind": "buy_get", "buy": buy, "get": get, "percent": n},
        st.integers(1, 3),
        st.integers(1, 3),
        st.integers(1, 100),
    ),
    st.builds(lambda n: {"kind": "cheapest_free", "of": n}, st.integers(2, 4)),
    st.builds(
        lambda n, price: {"kind": "quantity_price", "quantity": n, "price": price}, st.integers(1, 4), st.integers(0, 9)
    ),
    st.builds(
        lambda n, price: {
            "kind": "bundle_price",
            "parts": [{"lines": {"sku": ["a"]}, "quantity": n}, {"lines": {}}],
            "price": price,
        },
        st.integers(1, 2),
        st.integers(0, 9),
    ),
    st.builds(lambda price: {"kind": "member_price", "prices": {"a": price}}, st.integers(0, 9)),
)
RULES = st.lists(
    st.fixed_dictionaries(
        {"effect": EFFECTS, "group": st.sampled_from(["one", "two"])},
        optional={"most": st.integers(1, 20), "floor": st.integers(1, 4)},
    ),
    min_size=1,
    max_size=5,
)
GOODS = st.lists(
    st.builds(
        lambda net, quantity, sku, tags: line(net, quantity=quantity, sku=sku, tags=tags),
        st.integers(-500, 5_000),
        st.sampled_from([1000, 2000, 3000, 7000, 250, 1500, -1000]),
        st.sampled_from(["a", "b"]),
        st.sampled_from([(), ("gift_card",), ("sale",)]),
    ),
    min_size=1,
    max_size=6,
)


@given(
    rules=RULES,
    goods=GOODS,
    stacks=st.tuples(*[st.sampled_from(["add", "best", "exclusive"])] * 2),
    unit=st.sampled_from([1, 100]),
)
def test_amounts_of_lines_add_up_and_no_line_comes_below_zero_or_a_floor(
    rules: list[dict[str, Any]], goods: list[Line], stacks: tuple[str, str], unit: int
) -> None:
    compiled = priced_by(
        *({"id": f"r{i}", **one} for i, one in enumerate(rules)),
        price_groups=[{"id": name, "stack": stack} for name, stack in zip(("one", "two"), stacks, strict=True)],
        undiscounted=["sale"],
    )
    sold = rescaled(basket(*goods), unit)
    told = price(compiled.pricing, Facts(compiled.scene, sold, Frame(NOON)), Buyer(unit=unit))
    left = {one.no: one.net for one in sold.lines}
    for verdict in told:
        rule = rules[int(verdict.rule[1:])]
        assert sum(amount for _, amount in verdict.lines) == verdict.off <= verdict.asked
        assert "most" not in rule or verdict.off <= rule["most"] * 100
        for no, amount in verdict.lines:
            left[no] -= amount
            least = rule.get("floor", 0) * 100 * sold.lines[no - 1].quantity
            assert amount > 0
            assert amount % unit == 0
            assert left[no] * 1000 >= least
    paid = adjusted(sold, compiled.pricing, told, unit)
    assert {one.no: one.net for one in paid.lines} == left
    assert sum(one.off for one in told) == owed(sold) - owed(paid)
    assert faults(receipt(lines=paid.lines)) is None

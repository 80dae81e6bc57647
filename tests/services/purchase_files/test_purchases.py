"""Rows become purchases: whole, balanced and agreed upon, or rejected with every row of theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setia.engine.purchase import Charge, Discount, Line, Purchase, Tender, faults
from tests.services.purchase_files.reading import AT, AT_US, HEAD, read


def test_a_purchase_with_everything_is_read_as_it_was_written(tmp_path: Path) -> None:
    head = (
        "purchase_id,event_at,member,store,till,cashier,status,currency,version,line_no,sku,quantity,unit,list,net,tax,"
        "category,department,brand,tags,rounding,discount.coupon,discount.card,charge.tip,charge.fee,tender.cash,tender.qr"
    )
    row = "r1,{at},M 1,S,T,C,fulfilled,USD,7,{rest}\n"
    content = (
        head
        + "\n"
        + row.format(
            at=AT, rest='2,"a ""b""",0.25,kg,5.00,4.00,.40,fruit,fresh,Ö, new | sale |,0.01,1.00,0,1,0,6.50,2.01'
        )
        + row.format(at=AT, rest="1,c\\d,1,,3.00,3.00,,,,,,-0.03,,,0.50,0,,-0.03")
    )
    found = read(tmp_path, content, prices="tax_inclusive")
    assert found.rejects == []
    [staged] = found.purchases
    assert (staged.position, staged.purchase_id, staged.member) == (0, "r1", "M 1")
    assert staged.purchase == Purchase(
        source="till",
        event_at=AT_US,
        currency="USD",
        lines=(
            Line(no=1, net=300, sku="c\\d", list=300),
            Line(
                no=2,
                net=400,
                sku='a "b"',
                quantity=250,
                unit="kg",
                list=500,
                discounts=(Discount(effect="coupon", amount=100),),
                tax=40,
                category="fruit",
                department="fresh",
                brand="Ö",
                tags=("new", "sale"),
            ),
        ),
        tenders=(Tender(kind="cash", amount=650), Tender(kind="qr", amount=198)),
        store="S",
        till="T",
        cashier="C",
        status="fulfilled",
        charges=(Charge(kind="tip", amount=150),),
        rounding=-2,
        version=7,
    )


def test_one_row_is_a_purchase_of_one_line_with_everything_left_to_its_default(tmp_path: Path) -> None:
    [staged] = read(tmp_path, HEAD + f"a,{AT},12.50\n").purchases
    assert staged.member is None
    assert staged.purchase == Purchase(
        source="till",
        event_at=AT_US,
        currency="USD",
        lines=(Line(no=1, net=1250),),
        tenders=(Tender(kind="unknown", amount=1250),),
    )


def test_what_was_owed_is_paid_by_an_unknown_tender_and_nothing_by_none(tmp_path: Path) -> None:
    head = "purchase_id,event_at,net,tax,charge.service,rounding\n"
    content = head + f"a,{AT},10,0.60,1,-0.01\na,{AT},5,0.30,,\nb,{AT},-4,,,\nc,{AT},1,,,-1\n"
    inclusive, exclusive = read(tmp_path, content), read(tmp_path, content, prices="tax_exclusive")
    assert [staged.purchase.tenders for staged in inclusive.purchases] == [
        (Tender(kind="unknown", amount=1599),),
        (Tender(kind="unknown", amount=-400),),
        (),
    ]
    assert exclusive.purchases[0].purchase.tenders == (Tender(kind="unknown", amount=1689),)
    assert exclusive.purchases[0].purchase.prices == "tax_exclusive"


def test_net_and_list_price_complete_each_other_through_the_discounts(tmp_path: Path) -> None:
    amounts = f"purchase_id,event_at,{{}},discount.card,discount.coupon\na,{AT},{{}},0.50,1\nb,{AT},{{}},,\n"
    for column, first, second in (("net", "3.50", "2"), ("list", "5", "2")):
        found = read(tmp_path, amounts.format(column, first, second))
        assert [staged.purchase.lines[0] for staged in found.purchases] == [
            Line(
                no=1,
                net=350,
                list=500,
                discounts=(Discount(effect="card", amount=50), Discount(effect="coupon", amount=100)),
            ),
            Line(no=1, net=200, list=200),
        ]


def test_a_list_price_that_does_not_explain_the_net_one_rejects_the_purchase(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"purchase_id,event_at,net,list,discount.card\na,{AT},1,2,1\na,{AT},1,2,0.99\nb,{AT},1,,0.99\nc,{AT},1,0,5\n",
    )
    assert found.codes == [(2, "", "purchase_rejected"), (3, "list", "line_mismatch")]
    assert found.ids == ["b", "c"]  # no list price, nothing to compare


def test_a_price_that_follows_from_others_is_bounded_too(tmp_path: Path) -> None:
    found = read(tmp_path, f"purchase_id,event_at,list,discount.card\na,{AT},10000000000,-0.01\nb,{AT},10000000000,0\n")
    assert (found.codes, found.ids) == ([(2, "list", "out_of_range")], ["b"])


def test_totals_that_differ_reject_every_row_with_both_sums(tmp_path: Path) -> None:
    head = "purchase_id,event_at,net,charge.service,rounding,tender.cash,tender.qr\n"
    rows = f"a,{AT},10,1,-0.01,5,5.98\na,{AT},1,,,,1\nb,{AT},10,1,-0.01,5,5.99\n"
    found = read(tmp_path, head + rows)
    assert found.ids == ["b"]
    assert [(reject.line, reject.code, reject.value) for reject in found.rejects] == [
        (2, "totals_mismatch", "owed 1199, paid 1198"),
        (3, "totals_mismatch", "owed 1199, paid 1198"),
    ]


def test_a_purchase_that_adds_up_beyond_the_bound_is_rejected(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + f"a,{AT},10000000000\na,{AT},0.01\nb,{AT},10000000000\n")
    assert found.ids == ["b"]
    assert [reject.code for reject in found.rejects] == ["amount_out_of_range"] * 2


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("member", "m1", "m2"),
        ("member", "m1", ""),
        ("store", "s1", "S1"),
        ("till", "1", "2"),
        ("cashier", "x", "y"),
        ("status", "paid", "open"),
        ("version", "1", "2"),
    ],
)
def test_rows_that_disagree_about_their_purchase_reject_it_whole(
    tmp_path: Path, column: str, one: str, other: str
) -> None:
    rows = f"a,{AT},1,{one}\nb,{AT},1,{one}\na,{AT},1,{other}\nb,{AT},1,{one}\na,{AT},1,{one}\n"
    found = read(tmp_path, f"purchase_id,event_at,net,{column}\n{rows}")
    assert found.ids == ["b"]
    assert [(reject.line, reject.column, reject.code, reject.value) for reject in found.rejects] == [
        (line, column, "purchase_rows_disagree", value) for line, value in ((2, one), (4, other), (6, one))
    ]


def test_rows_that_write_the_same_in_other_words_agree(tmp_path: Path) -> None:
    rows = f"a,{AT},1,paid,1\na,2025-01-01T10:00:00.000Z,1,,01\na,2025-01-01 12:00+02:00,1, paid ,\n"
    found = read(tmp_path, "purchase_id,event_at,net,status,version\n" + rows)
    assert (found.ids, found.rejects) == (["a"], [])


def test_instants_that_differ_disagree(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + f"a,{AT},1\na,{AT}:00.000001,1\n")
    assert found.codes == [(line, "event_at", "purchase_rows_disagree") for line in (2, 3)]


def test_one_bad_row_rejects_its_company_and_no_one_else(tmp_path: Path) -> None:
    rows = f"a,{AT},1\nb,{AT},x\na,2025-02-30 10:00,\nb,{AT},2\na,{AT},3\nc,{AT},4\n"
    found = read(tmp_path, HEAD + rows)
    assert found.ids == ["c"]
    assert found.codes == [
        (2, "", "purchase_rejected"),
        (3, "net", "not_a_number"),
        (4, "event_at", "bad_timestamp"),
        (4, "net", "missing"),
        (5, "", "purchase_rejected"),
        (6, "", "purchase_rejected"),
    ]
    assert (found.rows, found.rejected_rows) == (6, 5)


def test_a_status_or_currency_that_is_not_known_is_rejected(tmp_path: Path) -> None:
    rows = [("paid", "USD"), ("payed", "USD"), ("PAID", "USD"), ("", "EUR"), ("open", ""), ("cancelled", "usd")]
    content = "".join(f"{at},{AT},1,{status},{currency}\n" for at, (status, currency) in enumerate(rows))
    found = read(tmp_path, "purchase_id,event_at,net,status,currency\n" + content)
    assert found.ids == ["0"]
    assert found.codes == [
        (3, "status", "unknown_status"),
        (4, "status", "unknown_status"),
        (5, "currency", "currency_mismatch"),
        (6, "currency", "missing"),
        (7, "currency", "currency_mismatch"),
    ]


def test_lines_are_numbered_in_the_order_of_the_file_or_by_their_column(tmp_path: Path) -> None:
    rows = "".join(f"{at % 2},{AT},{at},{9 - at}\n" for at in range(6))
    by_file = read(tmp_path, "purchase_id,event_at,net,x\n" + rows)
    assert [[(line.no, line.net) for line in staged.purchase.lines] for staged in by_file.purchases] == [
        [(1, 0), (2, 200), (3, 400)],
        [(1, 100), (2, 300), (3, 500)],
    ]
    by_column = read(tmp_path, "purchase_id,event_at,net,line_no\n" + rows)
    assert [[(line.no, line.net) for line in staged.purchase.lines] for staged in by_column.purchases] == [
        [(5, 400), (7, 200), (9, 0)],
        [(4, 500), (6, 300), (8, 100)],
    ]


def test_a_line_number_that_is_none_or_taken_rejects_the_purchase(tmp_path: Path) -> None:
    rows = [("a", "1"), ("a", "2"), ("a", "1"), ("b", "1"), ("c", "1.5"), ("d", "-1"), ("e", ""), ("f", "1,000")]
    content = "".join(f'{of},{AT},1,"{no}"\n' for of, no in rows)
    found = read(tmp_path, "purchase_id,event_at,net,line_no\n" + content, decimal_mark=".", thousands_mark=",")
    assert found.ids == ["b"]
    assert [(line, code) for line, _, code in found.codes] == [
        *((line, "duplicate_line_no") for line in (2, 3, 4)),
        *((6, "too_many_decimals"), (7, "out_of_range"), (8, "missing"), (9, "not_a_number")),
    ]


def test_a_rejected_value_is_shown_but_not_all_of_it(tmp_path: Path) -> None:
    [reject] = read(tmp_path, HEAD + f"a,{AT},{'9' * 5_000}\n").rejects
    assert (reject.code, reject.value) == ("out_of_range", "9" * 100)


amount = st.integers(-3, 3)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.integers(0, 6), amount, amount, amount, amount, amount, amount), max_size=30),
    prices=st.sampled_from(["tax_inclusive", "tax_exclusive"]),
)
def test_what_the_engine_finds_wrong_is_rejected_and_nothing_else(
    tmp_path: Path, rows: list[tuple[int, ...]], prices: str
) -> None:
    head = "purchase_id,event_at,net,list,discount.card,tax,rounding,tender.cash\n"
    content = "".join(f"{of},{AT},{','.join(map(str, amounts))}\n" for of, *amounts in rows)
    found = read(tmp_path, head + content, exponent=0, prices=prices)
    rejected = {reject.purchase_id: reject.code for reject in found.rejects if reject.code != "purchase_rejected"}
    for of in {row[0] for row in rows}:
        mine = [row for row in rows if row[0] == of]
        verdict = faults(
            Purchase(
                source="till",
                event_at=AT_US,
                currency="USD",
                lines=tuple(
                    Line(no=no, net=row[1], list=row[2], discounts=(Discount("card", row[3]),), tax=row[4])
                    for no, row in enumerate(mine, start=1)
                ),
                tenders=(Tender("cash", sum(row[6] for row in mine)),),
                rounding=sum(row[5] for row in mine),
                prices="tax_exclusive" if prices == "tax_exclusive" else "tax_inclusive",
            )
        )
        assert (verdict is None) == (str(of) not in rejected) == (str(of) in found.ids)
    assert all(faults(staged.purchase) is None for staged in found.purchases)

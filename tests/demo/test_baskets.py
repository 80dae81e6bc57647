"""How receipt lines are made of raw tables, on tables small enough to count by hand."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from demo.baskets import BasketsError, Counts, build

SCRIPT = Path(__file__).parents[2] / "demo" / "baskets.py"

PRODUCTS = [
    dict(zip(("product_id", "department", "brand", "product_category", "product_type"), product, strict=True))
    for product in (
        (1, "PRODUCE", "National", "APPLES", "RED APPLES"),
        (2, "FUEL", "Private", "FUEL", "GASOLINE-REG UNLEADED"),
        (3, "MISCELLANEOUS", "Private", None, None),
    )
]


def line(basket: int, product: int, quantity: int = 1, **amounts: float) -> dict[str, object]:
    """One raw line; amounts not named are 0."""
    return {
        "household_id": 7,
        "store_id": 40 + basket,
        "basket_id": basket,
        "product_id": product,
        "quantity": quantity,
        "transaction_timestamp": pd.Timestamp(2017, 1, basket, 11, 53, 26),
    } | {name: amounts.get(name, 0.0) for name in ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")}


def tables(
    folder: Path, lines: Sequence[Mapping[str, object]], products: Sequence[Mapping[str, object]] = PRODUCTS
) -> Path:
    pd.DataFrame(lines).to_parquet(folder / "transactions.parquet")
    pd.DataFrame(products).to_parquet(folder / "products.parquet")
    return folder


def test_odd_lines_are_kept_and_counted(tmp_path: Path) -> None:
    lines = [
        line(1, 1, quantity=2, sales_value=1.10, retail_disc=0.10),
        line(1, 99, sales_value=0.29),  # no such product
        line(1, 3, quantity=0),
        line(2, 2, quantity=10_604, sales_value=25.01),  # fuel by volume
        line(2, 2_000, quantity=2_000, sales_value=5.00),  # many pieces of something that is not fuel
        line(3, 2, sales_value=20.00),  # fuel by the piece
        line(4, 1, sales_value=2.2e-16),  # a zero as binary fractions leave it
        line(5, 1, sales_value=1.00, coupon_disc=1.50),  # the coupon is worth more than the apple
    ]
    counts = build(tmp_path / "out.parquet", tables(tmp_path, lines))
    assert counts == Counts(
        lines=8,
        baskets=5,
        households=1,
        stores=5,
        net_cents=110 + 29 + 2501 + 500 + 2000 + 100,
        lines_without_product=2,
        zero_value_lines=2,
        zero_quantity_lines=1,
        fuel_lines=2,
        fuel_lines_by_volume=1,
        zero_value_baskets=1,
        overpaid_baskets=1,
    )
    written = pd.read_parquet(tmp_path / "out.parquet")
    assert len(written) == 8
    assert list(written["unit"][written["purchase_id"] == "2"]) == ["vol", ""]


def test_a_line_says_what_was_bought_for_how_much_and_how_it_was_paid(tmp_path: Path) -> None:
    bought = line(3, 1, 2, sales_value=4.35, retail_disc=0.60, coupon_disc=0.55, coupon_match_disc=0.05)
    build(tmp_path / "out.parquet", tables(tmp_path, [bought]))
    [written] = pd.read_parquet(tmp_path / "out.parquet").astype(str).to_dict("records")
    assert written == {
        "purchase_id": "3",
        "event_at": "2017-01-03T11:53:26Z",
        "member": "7",
        "store": "43",
        "sku": "1",
        "quantity": "2",
        "unit": "",
        "list": "5.00",
        "discount.retail": "0.60",
        "discount.coupon_match": "0.05",
        "net": "4.35",
        "tender.coupon": "0.55",
        "tender.other": "3.80",
        "category": "APPLES",
        "department": "PRODUCE",
        "brand": "National",
    }


def test_the_file_does_not_depend_on_the_order_of_the_table(tmp_path: Path) -> None:
    lines = [line(basket, product, sales_value=1.00) for basket in (1, 2) for product in (1, 2, 3)]
    build(tmp_path / "forwards.parquet", tables(tmp_path, lines))
    build(tmp_path / "backwards.parquet", tables(tmp_path, lines[::-1]))
    written = pd.read_parquet(tmp_path / "backwards.parquet")
    assert list(written["purchase_id"] + "/" + written["sku"]) == ["1/1", "1/2", "1/3", "2/1", "2/2", "2/3"]
    assert (tmp_path / "backwards.parquet").read_bytes() == (tmp_path / "forwards.parquet").read_bytes()


@pytest.mark.parametrize("amount", [1.005, float("nan"), float("inf"), 1e300, None])
@pytest.mark.parametrize("column", ["sales_value", "coupon_match_disc"])
def test_an_amount_that_is_not_whole_cents_is_refused_and_the_old_file_stays(
    tmp_path: Path, column: str, amount: float | None
) -> None:
    out = tmp_path / "out.parquet"
    out.write_bytes(b"yesterday")
    folder = tables(tmp_path, [line(1, 1, sales_value=1.00), line(2, 1) | {column: amount}])
    with pytest.raises(BasketsError, match=rf"transactions\.{column}: 1 amounts"):
        build(out, folder)
    assert out.read_bytes() == b"yesterday"
    assert not list(tmp_path.glob("*.partial"))


def test_a_product_described_twice_is_refused_because_its_lines_would_repeat(tmp_path: Path) -> None:
    folder = tables(tmp_path, [line(1, 1, sales_value=1.00)], [*PRODUCTS, PRODUCTS[0]])
    with pytest.raises(BasketsError, match=r"products\.product_id: 1 products"):
        build(tmp_path / "out.parquet", folder)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    tables(tmp_path, [line(1, 1)])
    (tmp_path / "products.parquet").unlink()
    with pytest.raises(BasketsError, match=r"products\.parquet"):
        build(tmp_path / "out.parquet", tmp_path)


def test_a_folder_that_does_not_exist_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "out.parquet"
    done = subprocess.run([sys.executable, SCRIPT, out], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "nowhere" in done.stderr.replace("\n", "")  # a long path is cut where the line ends
    assert "Traceback" not in done.stderr
    assert not out.parent.exists()

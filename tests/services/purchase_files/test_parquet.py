"""Parquet: typed columns say what text would, and what cannot be used is refused."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from setia.services.purchase_files import FileFault
from tests.services.purchase_files.reading import AT, AT_US, HEAD, read, read_file


def write(path: Path, query: str) -> Path:
    """A Parquet file with the rows of a query."""
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'Asia/Bangkok'")
        database.sql(query).write_parquet(str(path))
    return path


def test_csv_and_parquet_of_the_same_rows_are_the_same_purchases(tmp_path: Path) -> None:
    head = "purchase_id,event_at,net,member,sku,quantity,tax,tender.cash,version\n"
    rows = [f"{at % 9},2025-01-0{at % 9 + 1} 10:00:00,{at}.25,m{at % 9},s{at},{at}.5,,{at}.25,3\n" for at in range(30)]
    csv = read(tmp_path, head + "".join(rows))
    typed = (
        "SELECT n % 9 AS purchase_id, (DATE '2025-01-01' + (n % 9)::INTEGER) + TIME '10:00' AS event_at,"
        " (n + 0.25)::DECIMAL(18, 4) AS net, 'm' || (n % 9) AS member, 's' || n AS sku, n + 0.5e0 AS quantity,"
        ' NULL::INTEGER AS tax, n + 0.25::FLOAT AS "tender.cash", 3::UTINYINT AS version FROM range(30) AS rows(n)'
    )
    parquet = read_file(write(tmp_path / "sales.parquet", typed))
    text = read_file(write(tmp_path / "text.pq", f"FROM read_csv('{tmp_path / 'sales.csv'}', all_varchar = true)"))
    assert csv.rejects == parquet.rejects == text.rejects == []
    assert len(csv.purchases) == 9
    assert csv.purchases == parquet.purchases == text.purchases
    assert csv.rows == parquet.rows == 30


def test_a_number_that_is_one_by_type_is_never_ambiguous_and_needs_no_marks(tmp_path: Path) -> None:
    path = write(
        tmp_path / "sales.parquet", f"SELECT 'a' AS purchase_id, '{AT}' AS event_at, 1234.500::DECIMAL(9, 3) AS net"
    )
    assert [staged.purchase.lines[0].net for staged in read_file(path).purchases] == [123_450]
    with_marks = read_file(path, decimal_mark=",", thousands_mark=".")
    assert [staged.purchase.lines[0].net for staged in with_marks.purchases] == [123_450]


def test_numbers_that_are_none_or_not_exact_are_rejected_by_row(tmp_path: Path) -> None:
    nets = "[1.5, 'nan'::DOUBLE, 'inf'::DOUBLE, 0.1::DOUBLE + 0.2, 1e300, 1e12, NULL, -0.0, 2]"
    query = f"SELECT 'p' || n AS purchase_id, TIMESTAMP '{AT}' AS event_at, net FROM"
    path = write(tmp_path / "sales.parquet", f"{query} (SELECT unnest({nets}) AS net, unnest(range(9)) AS n)")
    found = read_file(path)
    assert found.codes == [
        *((line, "net", "not_a_number") for line in (2, 3)),
        (4, "net", "too_many_decimals"),
        (5, "net", "not_a_number"),
        (6, "net", "out_of_range"),
        (7, "net", "missing"),
    ]
    assert [staged.purchase.lines[0].net for staged in found.purchases] == [150, 0, 200]


@pytest.mark.parametrize(
    ("value", "zone", "instant"),
    [
        (f"TIMESTAMP '{AT}'", "UTC", AT_US),
        (f"TIMESTAMP_NS '{AT}:00.000001999'", "UTC", AT_US + 1),
        (f"TIMESTAMP_S '{AT}'", "UTC", AT_US),
        (f"TIMESTAMP '{AT}'", "Asia/Jakarta", AT_US - 7 * 3_600_000_000),
        ("TIMESTAMPTZ '2025-01-01 10:00:00+00'", "Asia/Jakarta", AT_US),
        ("TIMESTAMPTZ '2025-01-01 17:00:00.5+07'", "UTC", AT_US + 500_000),
    ],
)
def test_a_timestamp_by_type_is_local_unless_its_type_says_utc(
    tmp_path: Path, value: str, zone: str, instant: int
) -> None:
    path = write(tmp_path / "sales.parquet", f"SELECT 'a' AS purchase_id, {value} AS event_at, 1 AS net")
    assert [staged.purchase.event_at for staged in read_file(path, zone=zone).purchases] == [instant]


def test_a_nul_byte_in_a_text_is_rejected_by_row(tmp_path: Path) -> None:
    query = f"SELECT p AS purchase_id, '{AT}' AS event_at, 1 AS net, chr(n) AS sku"
    rows = "(VALUES ('a', 0), ('b', 65)) AS rows(p, n)"
    found = read_file(write(tmp_path / "sales.parquet", f"{query} FROM {rows}"))
    assert (found.ids, found.codes) == (["b"], [(1, "sku", "nul_byte")])


def test_a_name_that_looks_like_a_pattern_is_one_file(tmp_path: Path) -> None:
    good = f"SELECT '{{}}' AS purchase_id, '{AT}' AS event_at, 1 AS net"
    for name in ("sales[1].parquet", "sales1.parquet", "sal?s*.parquet"):
        write(tmp_path / "plain.parquet", good.format(name)).rename(tmp_path / name)
    assert read_file(tmp_path / "sales[1].parquet").ids == ["sales[1].parquet"]
    assert read_file(tmp_path / "sal?s*.parquet").ids == ["sal?s*.parquet"]


def fault_of(path: Path) -> tuple[str, str]:
    """Code and field of the fault that a file raises."""
    with pytest.raises(FileFault) as fault:
        read_file(path)
    return fault.value.code, fault.value.field


def test_a_file_that_is_not_parquet_though_named_so_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sales.parquet"
    path.write_text(HEAD + f"a,{AT},1\n", encoding="utf-8")
    assert fault_of(path) == ("not_parquet", "sales.parquet")
    path.write_bytes(b"")
    assert fault_of(path) == ("empty_file", "")
    whole = write(path, f"SELECT 'a' AS purchase_id, '{AT}' AS event_at, 1 AS net").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert fault_of(path) == ("not_parquet", "sales.parquet")


def test_a_parquet_file_by_another_name_is_read_as_one(tmp_path: Path) -> None:
    path = write(tmp_path / "sales.csv", f"SELECT 'a' AS purchase_id, '{AT}' AS event_at, 1 AS net")
    assert read_file(path).ids == ["a"]


def test_a_column_that_holds_no_cells_or_comes_twice_is_refused(tmp_path: Path) -> None:
    nested = write(tmp_path / "a.parquet", f"SELECT 'a' AS purchase_id, '{AT}' AS event_at, 1 AS net, ['x'] AS tags")
    assert fault_of(nested) == ("unsupported_type", "tags")
    twice = tmp_path / "b.parquet"
    columns = [pa.array(["a"]), pa.array([AT]), pa.array([{"x": 1}]), pa.array(["1"]), pa.array(["2"])]
    pq.write_table(pa.table(columns, names=["purchase_id", "event_at", "extra", "net", "net"]), twice)
    assert fault_of(twice) == ("duplicate_column", "net")

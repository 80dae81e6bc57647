"""The order in which purchases are handed out: total, the same for any order of rows, and resumable anywhere."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from setia.services.purchase_files import Columns, stage
from tests.services.purchase_files.reading import AT, HEAD, options, read

TIMES = ["2025-01-01 10:00", "2025-01-01 09:59:59.999999", "2024-06-01 00:00", "2025-01-01T12:00+02:00"]
IDS = ["10", "9", "a", "B", "b", "\u00e9", "z", "\U0001f600", "ab"]


def scattered(seed: int) -> list[str]:
    """Rows of 36 purchases with three lines each, far apart from each other."""
    rows = [f"{at}-{of},{time},{at}.{line}\n" for line in range(3) for at, time in enumerate(TIMES) for of in IDS]
    random.Random(seed).shuffle(rows)
    return rows


def test_purchases_come_by_instant_and_then_bytewise_by_id(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + "".join(scattered(1)))
    keys = [(staged.purchase.event_at, staged.purchase_id.encode()) for staged in found.purchases]
    assert len(keys) == 36
    assert keys == sorted(keys)
    assert found.ids[:4] == ["2-10", "2-9", "2-B", "2-a"]
    assert [staged.position for staged in found.purchases] == list(range(36))


def test_the_order_of_rows_changes_neither_positions_nor_purchases(tmp_path: Path) -> None:
    def ordered(seed: int) -> list[str]:
        rows = [row.replace("\n", f",{row.split('.')[-1]}") for row in scattered(seed)]
        return ["purchase_id,event_at,net,line_no\n", *rows]

    first, second = read(tmp_path, "".join(ordered(2))), read(tmp_path, "".join(ordered(3)))
    assert first.purchases == second.purchases
    assert first.digest != second.digest
    assert len(first.purchases) == 36


@pytest.mark.parametrize("size", [1, 7, 36, 1_000])
def test_batches_from_a_position_on_are_the_tail(tmp_path: Path, size: int) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(HEAD + "".join(scattered(4)), encoding="utf-8")
    with stage(path, Columns(), options(), workdir=tmp_path) as staged:
        whole = [purchase for batch in staged.batches(size=5) for purchase in batch]
        for start in (0, 1, 20, 35, 36, 40):
            batches = list(staged.batches(start=start, size=size))
            assert [purchase for batch in batches for purchase in batch] == whole[start:]
            assert all(len(batch) == size for batch in batches[:-1])
            assert all(batches)


def test_batches_are_the_same_however_many_purchases_one_query_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("setia.services.purchase_files.staging._POSITIONS_AT_ONCE", 10)
    path = tmp_path / "sales.csv"
    path.write_text(HEAD + "".join(scattered(5)), encoding="utf-8")
    with stage(path, Columns(), options(), workdir=tmp_path) as staged:
        batches = list(staged.batches(start=3, size=4))
        assert [purchase.position for batch in batches for purchase in batch] == list(range(3, 36))
        assert {len(batch) for batch in batches[:-1]} == {4}


def test_rejects_come_by_line(tmp_path: Path) -> None:
    rows = [f"{at % 7},{AT},{'x' if at % 5 == 0 else at}\n" for at in range(40)]
    lines = [reject.line for reject in read(tmp_path, HEAD + "".join(rows)).rejects]
    assert lines == sorted(lines)
    assert set(lines) == set(range(2, 42))

"""`setia import purchases`: good rows are taken, bad ones written down, and a file is taken once."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from setia.services.import_purchases import BATCH, Plan, import_purchases
from setia.services.purchase_files import Columns, Options
from setia.storage.models import ImportJob, Member, Purchase
from tests.cli.terminal import PURCHASES, Answer, purchases_file, setia
from tests.services.test_batch_is_whole import PowerCut
from tests.shop import GROCERY, Shop
from tests.storage.tables import dump, run

MIXED = (
    PURCHASES
    + """\
R5,2017-03-05T10:00:00Z,Chitra,4711,NaN
R6,2017-02-30T10:00:00Z,Chitra,4711,1.00
R7,2017-03-07T10:00:00Z,Chitra,4711,1e400
R8,2017-03-08T10:00:00Z,Chitra,4711,\uff11.00
R9,2017-03-09T10:00:00Z,Dewi,4711,7.00
"""
)
BAD_LINES = {7: "not_a_number", 8: "bad_timestamp", 9: "not_a_number", 10: "not_a_number"}


def taken(path: Path, *options: str) -> Answer:
    """Import a file."""
    return setia("import", "purchases", path, *options)


def rejects(path: Path) -> list[dict[str, str]]:
    """The rejects file beside a file."""
    with path.with_name(path.name + ".rejects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_sound_file_is_taken_whole(shop_on_either: Shop, tmp_path: Path) -> None:
    answer = taken(purchases_file(tmp_path))
    assert answer.code == 0
    for told in ("5 rows read", "0 rows rejected", "4 purchases added", "0 purchases refused"):
        assert told in answer.told
    assert [shop_on_either.points(name) for name in ("Aisyah", "Budi")] == [115, 99]
    assert Purchase.objects.filter(account_id=None).count() == 1
    assert not list(tmp_path.glob("*rejects*"))
    assert shop_on_either.findings() == []


def test_bad_rows_are_written_down_with_line_and_reason_and_the_others_taken(shop: Shop, tmp_path: Path) -> None:
    path = purchases_file(tmp_path, MIXED)
    answer = taken(path)
    assert answer.code == 3
    assert {int(row["line"]): row["reason"] for row in rejects(path)} == BAD_LINES
    for told in ("10 rows read", "4 rows rejected", "5 purchases added"):
        assert told in answer.told
    assert f"{path}.rejects.csv" in answer.out.replace("\n", "")
    assert shop.points("Dewi") == 7
    assert shop.findings() == []


def test_no_cell_of_what_was_rejected_is_a_formula(shop: Shop, tmp_path: Path) -> None:
    """T18: what a spreadsheet would run is led by an apostrophe; without it, it is what stood in the file."""
    cells = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", '=HYPERLINK("//t18.invalid")', "=cmd|' /C calc'!A0"]
    path = tmp_path / "purchases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["purchase_id", "event_at", "member", "=net"]])
        csv.writer(file).writerows([[cell, "2017-03-01T10:00:00Z", "Aisyah", cell] for cell in cells])
    assert taken(path, "--column", "net==net").code == 3
    rows = rejects(path)
    told = [cell for row in rows for cell in (row["purchase_id"], row["column"], row["value"])]
    assert [cell for cell in told if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))] == []
    assert [row["value"].removeprefix("'").strip() for row in rows] == [cell.strip() for cell in cells]


def test_the_same_file_again_changes_nothing_and_says_so(shop: Shop, tmp_path: Path) -> None:
    path = purchases_file(tmp_path, MIXED)
    taken(path)
    first = rejects(path)
    before = dump()
    answer = taken(path)
    assert answer.code == 3
    assert "was imported before; nothing was changed" in answer.out
    assert dump() == before
    assert rejects(path) == first


def test_a_file_that_holds_another_adds_only_what_is_new(shop: Shop, tmp_path: Path) -> None:
    taken(purchases_file(tmp_path))
    done = taken(purchases_file(tmp_path, PURCHASES + "R5,2017-03-05T10:00:00Z,Aisyah,4711,5.00\n"), "--json")
    assert done.code == 0
    assert (done.json["added"], done.json["unchanged"], done.json["already_done"]) == (1, 4, False)
    assert shop.points("Aisyah") == 120


def test_a_purchase_that_changed_since_is_refused_and_written_down(shop: Shop, tmp_path: Path) -> None:
    taken(purchases_file(tmp_path))
    path = purchases_file(tmp_path, PURCHASES.replace("99.99", "999.99"))
    answer = taken(path)
    assert answer.code == 3
    assert "recorded before with other content" in answer.out
    assert [(row["purchase_id"], row["reason"]) for row in rejects(path)] == [("R2", "natural_key_conflict")]
    assert shop.points("Budi") == 99


def test_what_was_refused_is_still_written_down_when_the_file_is_taken_again(shop: Shop, tmp_path: Path) -> None:
    taken(purchases_file(tmp_path))
    path = purchases_file(tmp_path, MIXED.replace("99.99", "999.99"))
    for _ in range(2):
        assert taken(path).code == 3
        assert [row["reason"] for row in rejects(path)] == [*BAD_LINES.values(), "natural_key_conflict"]


def test_who_joins_by_the_file_may_be_decided_anew(shop: Shop, tmp_path: Path) -> None:
    path = purchases_file(tmp_path)
    assert taken(path, "--no-enrol").code == 3
    assert Member.objects.count() == 0
    assert [row["reason"] for row in rejects(path)] == ["unknown_member"] * 3
    assert taken(path).code == 0
    assert shop.points("Aisyah") == 115


def test_the_result_for_machines_is_json(shop: Shop, tmp_path: Path) -> None:
    answer = taken(purchases_file(tmp_path, MIXED), "--json")
    assert answer.code == 3
    assert answer.json == {
        "rows": 10,
        "rejected_rows": 4,
        "purchases": 5,
        "added": 5,
        "unchanged": 0,
        "refused": 0,
        "resumed_at": 0,
        "already_done": False,
        "refused_by_code": {},
    }


def test_nothing_a_spreadsheet_would_obey_stands_in_the_rejects(shop: Shop, tmp_path: Path) -> None:
    rows = [f'"{cell}",2017-03-01T10:00:00Z,A,4711,x' for cell in ("=1+1", "+1", "-1", "@x", "\t=1", "\u200b=1")]
    path = purchases_file(tmp_path, "purchase_id,event_at,member,sku,net\n" + "\n".join(rows))
    assert taken(path).code == 3
    assert not [row for row in rejects(path) for cell in row.values() if cell.startswith(tuple("=+-@\t\r"))]


FILES = {
    "no file": (None, "no such file"),
    "nothing": ("", "empty"),
    "no header of ours": ("a,b\n1,2\n", "purchase_id"),
    "no amounts": ("purchase_id,event_at\nR1,2017-03-01\n", "net"),
    "a column twice": ("purchase_id,event_at,net,net\nR1,2017-03-01,1,1\n", "twice"),
    "UTF-16": ("\ufeffpurchase_id".encode("utf-16").decode("latin-1"), "UTF-8"),
}


@pytest.mark.parametrize(("text", "told"), FILES.values(), ids=FILES.keys())
def test_a_file_that_cannot_be_taken_at_all_is_named_and_changes_nothing(
    shop: Shop, tmp_path: Path, text: str | None, told: str
) -> None:
    path = tmp_path / "purchases.csv"
    if text is not None:
        path.write_bytes(text.encode("latin-1" if told == "UTF-8" else "utf-8"))
    before = dump()
    answer = taken(path)
    assert (answer.code, answer.out) == (2, "")
    assert answer.told.startswith(f"Error: {path}: ")
    assert told in answer.err
    assert "nothing was imported" in answer.told
    assert dump() == before
    left = {path.name for path in tmp_path.iterdir() if not path.name.startswith("setia.sqlite3")}
    assert left == ({"purchases.csv"} if text is not None else set())


OPTIONS = {
    "no pair": ["--column", "net"],
    "a target that there is not": ["--column", "price=net"],
    "a column that there is not": ["--column", "net=amount"],
    "the same target twice": ["--column", "net=net", "--column", "net=sku"],
    "a calendar that there is not": ["--calendar", "lunar"],
    "too many decimals": ["--exponent", "4"],
    "decimals in words": ["--exponent", "two"],
    "a mark that there is not": ["--decimal-mark", "x"],
    "the same mark twice": ["--decimal-mark", ",", "--thousands-mark", ","],
    "a mapping that there is not": ["--mapping", "nowhere.yaml"],
    "a source of nothing": ["--source", ""],
    "a program that there is not": ["--program", "bakery"],
    "an option that there is not": ["--nett", "x"],
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS.keys())
def test_a_wrong_option_is_named_and_changes_nothing(shop: Shop, tmp_path: Path, options: list[str]) -> None:
    before = dump()
    answer = taken(purchases_file(tmp_path), *options)
    assert (answer.code, answer.out) == (2, "")
    assert options[0].removeprefix("--") in answer.err.replace("_", "-") or options[1].split("=")[0] in answer.err
    assert dump() == before


@pytest.mark.parametrize("mapping", ["- a\n- b", "net: 5", "net: &a amount", "net: [amount]", "just words", ""])
def test_a_mapping_that_is_none_is_named(shop: Shop, tmp_path: Path, mapping: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(mapping, encoding="utf-8")
    before = dump()
    answer = taken(purchases_file(tmp_path), "--mapping", str(path))
    assert (answer.code, answer.out) == (2, "")
    assert "mapping" in answer.err
    assert dump() == before


def test_a_currency_that_sources_disagree_on_asks_for_its_decimals(database: str, tmp_path: Path) -> None:
    """S2: source B sends 185000 without decimals; a file that does not say so is not guessed at."""
    text = (
        GROCERY.read_text(encoding="utf-8").replace("currency: USD", "currency: IDR").replace("per: 1.00", "per: 10000")
    )
    shop = Shop(text)
    path = purchases_file(tmp_path, "purchase_id,event_at,member,net\nR1,2017-03-01T10:00:00Z,Aisyah,185000\n")
    before = dump()
    refused = taken(path)
    assert (refused.code, refused.out) == (2, "")
    assert "--exponent" in refused.err
    assert dump() == before
    assert taken(path, "--exponent", "0").code == 0
    assert shop.points("Aisyah") == 18


MANY = "purchase_id,event_at,member,net\n" + "".join(
    f"R{n},2017-03-{n % 28 + 1:02}T10:00:00Z,M{n % 40},{n}.00\n" for n in range(2_500)
)


class CutInTheSecondBatch:
    """Fails some statements after the one by which the job notes its first batch."""

    def __init__(self) -> None:
        self.left: int | None = None

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.left == 0:
            raise PowerCut
        if self.left is not None:
            self.left -= 1
        elif sql.startswith("UPDATE") and "import_job" in sql and "position" in sql:
            self.left = 10
        return execute(sql, params, many, context)


def test_an_import_cut_off_between_its_batches_goes_on_where_it_stopped(shop_on_either: Shop, tmp_path: Path) -> None:
    path = purchases_file(tmp_path, MANY)
    with pytest.raises(PowerCut), connection.execute_wrapper(CutInTheSecondBatch()):
        _import_without_a_terminal(shop_on_either, path)
    stopped_at = ImportJob.objects.get().position
    assert stopped_at == Purchase.objects.count() == BATCH, "what was committed is all of a batch, and the job knows it"
    answer = taken(path)
    assert answer.code == 0
    assert f"went on after {stopped_at:,} purchases" in answer.told
    assert "2,500 purchases added" in answer.told
    assert Purchase.objects.count() == 2_500
    assert run("SELECT sum(available) FROM wallet")[0][0] == sum(range(2_500))
    assert shop_on_either.findings() == []


def test_what_was_refused_before_an_import_was_cut_off_is_still_written_down_in_the_end(
    shop: Shop, tmp_path: Path
) -> None:
    taken(purchases_file(tmp_path, "purchase_id,event_at,member,net\nR1,2017-03-02T10:00:00Z,M1,555.00\n"))
    path = purchases_file(tmp_path, MANY)
    with pytest.raises(PowerCut), connection.execute_wrapper(CutInTheSecondBatch()):
        _import_without_a_terminal(shop, path)
    answer = taken(path)
    assert answer.code == 3
    assert "1 purchases refused" in answer.told
    assert "recorded before with other content" in answer.told
    assert [(row["purchase_id"], row["reason"]) for row in rejects(path)] == [("R1", "natural_key_conflict")]


def _import_without_a_terminal(shop: Shop, path: Path) -> None:
    options = Options(source="file", currency="USD", exponent=2)
    rejects_path = path.with_name(path.name + ".rejects.csv")
    import_purchases(shop.program, Plan(path, Columns(), options, rejects_path, "owner"))

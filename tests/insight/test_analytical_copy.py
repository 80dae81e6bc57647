"""The analytical copy holds what the ledger holds, is made anew only when it must, and is never seen half made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from django.db.models import Model

from setia.engine.commands import RecordPurchase
from setia.insight.analytical_copy import MANIFEST, Copy, folder_beside_database, refresh
from setia.insight.parquet import OFFLINE
from setia.insight.relations import opened
from setia.services.batch import Request, apply
from setia.services.initialise import initialise
from setia.storage.members import Known
from setia.storage.models import Entry, Log, Lot, Member, Purchase, Transaction
from tests.conftest import START, use
from tests.shop import HISTORY, Shop, at, sale

pytestmark = pytest.mark.slow

NASTY = 'Kedai "Besar", No. 2;\nlantai 3\\N — ตลาด'


def rows(copy: Copy, query: str) -> list[tuple[object, ...]]:
    with opened(copy) as connection:
        return connection.execute(query).fetchall()


def generations(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def busy(shop: Shop) -> Shop:
    """A shop with a member who earned and lost points, one who earned none, a guest, and a store with a nasty name."""
    shop.buys("siti", 10_50, "2017-01-05", manner=HISTORY)
    shop.buys("siti", 12_00, "2017-03-05", manner=HISTORY)
    shop.buys("budi", 99, "2017-03-06", manner=HISTORY)
    shop.buys(None, 5_00, "2017-03-07", manner=HISTORY)
    there = RecordPurchase(sale(-3_00, at("2017-04-01"), store=NASTY))
    apply(shop.program, [Request(there, Known("external", "budi"), reference="N1")], HISTORY)
    shop.day_is("2018-04-01")
    return shop


def refresh_after(_: Shop, folder: Path) -> Copy:
    """The copy of what the shop did."""
    return refresh(folder / "copy")


COLUMNS: dict[type[Model], tuple[str, str, tuple[str, ...]]] = {
    Purchase: (
        "purchase",
        "id",
        ("program_id", "account_id", "version", "store", "status", "currency", "event_at", "recorded_at", "net"),
    ),
    Transaction: (
        '"transaction"',
        "id",
        ("account_id", "seq", "kind", "channel", "event_at", "effective_at", "recorded_at", "program_version"),
    ),
    Entry: ("entry", "transaction_id, n", ("wallet_type", "from_account", "to_account", "amount", "lot_no")),
    Lot: (
        "lot",
        "account_id, no",
        ("wallet_type", "earned_at", "active_at", "expires_at", "funding", "amount", "free", "expired"),
    ),
    Member: ("member", "account_id", ("program_id", "joined_at")),
}
"""Of every model its table in the copy, what orders it, and the other columns."""


def test_the_copy_holds_the_rows_of_the_ledger(shop: Shop, tmp_path: Path) -> None:
    copy = refresh_after(busy(shop), tmp_path)
    assert copy.position == Log.objects.get().position > 0
    assert Purchase.objects.filter(store=NASTY, account_id__isnull=False).count() == 1
    for model, (table, key, columns) in COLUMNS.items():
        keys = key.split(", ")
        expected = model._default_manager.order_by(*keys).values_list(*keys, *columns)
        assert rows(copy, f"SELECT {key}, {', '.join(columns)} FROM {table} ORDER BY {key}") == list(expected), table
        assert expected, table
    assert rows(copy, "SELECT bool_and(is_current) FROM purchase") == [(True,)]


def test_an_entry_says_its_program_account_and_times(shop: Shop, tmp_path: Path) -> None:
    copy = refresh_after(busy(shop), tmp_path)
    expected = [
        (shop.program.id, header.account_id, header.effective_at, header.recorded_at, entry.amount)
        for entry in Entry.objects.order_by("transaction_id", "n")
        for header in Transaction.objects.filter(id=entry.transaction_id)
    ]
    found = "SELECT program_id, account_id, effective_at, recorded_at, amount FROM entry ORDER BY transaction_id, n"
    assert rows(copy, found) == expected
    assert len(expected) == 4, "two earned, two expired"


def test_the_copy_of_an_empty_ledger_is_empty(shop: Shop, tmp_path: Path) -> None:
    copy = refresh_after(shop, tmp_path)
    for table in ("purchase", "entry", "lot", "member"):
        assert rows(copy, f"SELECT count(*) FROM {table}") == [(0,)]


def test_a_copy_is_left_alone_until_something_is_recorded(shop: Shop, tmp_path: Path) -> None:
    shop.buys("siti", 10_00)
    first = refresh(tmp_path / "copy")
    assert refresh(tmp_path / "copy") == first
    assert generations(tmp_path / "copy") == [first.files.name]
    shop.buys("siti", 20_00)
    second = refresh(tmp_path / "copy")
    assert rows(second, "SELECT sum(net) FROM purchase") == [(30_00,)]


def test_a_guests_purchase_is_seen_though_it_moves_no_log(shop: Shop, tmp_path: Path) -> None:
    shop.buys("siti", 10_00)
    first = refresh(tmp_path / "copy")
    shop.buys(None, 7_00)
    second = refresh(tmp_path / "copy")
    assert second.position == first.position
    assert rows(second, "SELECT sum(net) FROM purchase") == [(17_00,)]


def test_the_copy_before_stays_for_whoever_reads_it_and_older_ones_go(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    copies = []
    for cents in (1_00, 2_00, 3_00):
        shop.buys("siti", cents)
        copies.append(refresh(folder))
        assert rows(copies[-1], "SELECT max(net) FROM purchase") == [(cents,)]
    assert generations(folder) == sorted(copy.files.name for copy in copies[1:])
    assert rows(copies[1], "SELECT max(net) FROM purchase") == [(2_00,)]


def test_the_copy_of_another_database_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    for name, cents in (("one", 1_00), ("two", 2_00)):
        with use(f"sqlite:///{tmp_path / name}.sqlite3"):
            initialise("simulated", START)
            Shop().buys("siti", cents)
            copy = refresh(tmp_path / "copy")
            assert copy.position == 2, "both ledgers have come equally far"
            assert rows(copy, "SELECT sum(net) FROM purchase") == [(cents,)]


@pytest.mark.parametrize("damage", ["no manifest", "a manifest of nothing", "another format", "a file is gone"])
def test_a_damaged_copy_is_made_anew(damage: str, sqlite_database: str, tmp_path: Path) -> None:
    Shop().buys("siti", 10_00)
    folder = tmp_path / "copy"
    first = refresh(folder)
    manifest = folder / MANIFEST
    if damage == "no manifest":
        manifest.unlink()
    elif damage == "a manifest of nothing":
        manifest.write_bytes(b"\xff\x00")
    elif damage == "another format":
        manifest.write_text(manifest.read_text().replace('"format": ', '"format": 1'))
    else:
        (first.files / "lot.parquet").unlink()
    second = refresh(folder)
    assert second.files != first.files
    assert rows(second, "SELECT sum(amount) FROM lot") == [(10,)]


def test_what_a_killed_run_left_behind_is_removed_by_the_next(sqlite_database: str, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    (folder / ".partial-killed").mkdir(parents=True)
    (folder / ".partial-killed" / "lot.csv").write_text("1,1")
    copy = refresh(folder)
    assert generations(folder) == [copy.files.name]


def run(url: str, code: str) -> subprocess.Popen[str]:
    """Another process that runs `code` on the same database, with Django set up and `refresh` at hand."""
    prelude = "import django; django.setup()\nfrom pathlib import Path\n"
    prelude += "from setia.insight.analytical_copy import refresh\n"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "setia.config.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", prelude + code],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_full_disk_leaves_the_copy_that_was_there(sqlite_database: str, tmp_path: Path) -> None:
    shop = Shop()
    shop.buys("siti", 10_00)
    folder = tmp_path / "copy"
    before = refresh(folder)
    shop.buys("siti", 20_00)
    # No file of this process may grow beyond so many bytes: the system refuses the write as it does on a full disk.
    limited = f"""
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    refresh(Path({str(folder)!r}))
except OSError:
    print("refused")
"""
    process = run(sqlite_database, limited)
    told, faults = process.communicate(timeout=60)
    assert told == "refused\n", faults
    assert generations(folder) == [before.files.name]
    assert before.files.name in (folder / MANIFEST).read_text()
    assert rows(before, "SELECT sum(net) FROM purchase") == [(10_00,)]
    assert rows(refresh(folder), "SELECT sum(net) FROM purchase") == [(30_00,)]


def test_several_processes_at_once_make_one_copy(sqlite_database: str, tmp_path: Path) -> None:
    Shop().buys("siti", 10_00)
    folder = tmp_path / "copy"
    processes = [run(sqlite_database, f"print(refresh(Path({str(folder)!r})).files)") for _ in range(3)]
    told = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], told
    assert len({out for out, _ in told}) == 1
    assert len(generations(folder)) == 1


def test_a_folder_that_cannot_be_made_is_refused_by_the_system(sqlite_database: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        refresh(tmp_path / "file")
    with pytest.raises(OSError, match="nowhere"):
        refresh(tmp_path / "nowhere" / "copy")


def test_the_folder_is_beside_the_database_file(sqlite_database: str, tmp_path: Path) -> None:
    assert folder_beside_database() == tmp_path / "setia.sqlite3.insight"
    with use("sqlite:///:memory:"), pytest.raises(ValueError, match="memory"):
        folder_beside_database()
    with use("postgresql://setia@127.0.0.1:1/shop"):  # never asked: the name is enough
        assert folder_beside_database() == Path("shop.insight")


def test_nothing_is_ever_fetched() -> None:
    with duckdb.connect(config=OFFLINE) as connection:
        for setting in OFFLINE:
            assert connection.execute(f"SELECT current_setting('{setting}')").fetchall() == [(False,)]

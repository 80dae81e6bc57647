"""The main job on real input: a year of purchases of 2,469 households, by the commands of the README.

Every total is compared with the independent twin, which reads the raw table only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from setia.storage import immutability
from tests.conftest import use
from tests.demo.twin import AS_OF, twin

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@dataclass
class Year:
    """The demo's database, and what its import said."""

    database: Path
    imported: dict[str, Any]

    def setia(self, command: str, *, code: int = 0) -> Any:
        """Run a `setia` command with --json and read what it answers."""
        words = [sys.executable, "-m", "setia.cli.main", "--database", str(self.database), *command.split(), "--json"]
        done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Set up as the README says: init, apply, import, advance."""
    folder = tmp_path_factory.mktemp("year")
    database = folder / "grocery.sqlite3"
    baskets = folder / "baskets.parquet"
    setia = [sys.executable, "-m", "setia.cli.main", "--database", str(database)]
    steps = [
        [sys.executable, "demo/baskets.py", str(baskets)],
        [*setia, "init", "--clock", "simulated", "--at", "2018-01-02"],
        [*setia, "program", "apply", "programs/grocery.yaml"],
        [*setia, "import", "purchases", str(baskets), "--source", "till", "--json"],
        [*setia, "advance", "--to", AS_OF.date().isoformat()],
    ]
    answers = [subprocess.run(step, check=True, capture_output=True, text=True, cwd=ROOT).stdout for step in steps]
    return Year(database, json.loads(answers[3]))


@pytest.fixture
def connected(year: Year) -> Iterator[Year]:
    """The same with Django connected to it."""
    with use(f"sqlite:///{year.database}"):
        yield year


def test_every_basket_is_imported_and_no_row_rejected(year: Year) -> None:
    assert year.imported["purchases"] == year.imported["added"] == twin().baskets
    assert year.imported["rows"] == twin().lines
    assert year.imported["rejected_rows"] == year.imported["refused"] == 0


def test_points_issued_and_expired_are_the_twins_for_every_household(connected: Year) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.identifiers, coalesce(sum(l.amount), 0), coalesce(sum(l.expired), 0)"
            " FROM member m JOIN personal_data d ON d.member_id = m.id LEFT JOIN lot l ON l.account_id = m.account_id"
            " GROUP BY m.id"
        )
        found = {json.loads(identifiers)["external"]: (points, gone) for identifiers, points, gone in cursor.fetchall()}
    expected = {who: (points, twin().expired_of.get(who, 0)) for who, points in twin().points_of.items()}
    assert found == expected
    assert sum(points for points, _ in found.values()) == twin().points
    assert sum(gone for _, gone in found.values()) == twin().expired


def test_the_report_says_what_the_twin_says(year: Year) -> None:
    told = json.dumps(year.setia("report"))
    for number in (twin().baskets, twin().households, twin().sales_cents, twin().points, twin().expired):
        assert str(number) in told


def test_the_same_file_twice_changes_nothing(year: Year) -> None:
    before = year.setia("report")
    again = year.setia(f"import purchases {year.database.with_name('baskets.parquet')} --source till")
    assert again["already_done"]
    assert again["added"] == twin().baskets
    assert year.setia("report") == before


def test_the_journal_gives_every_head_again(year: Year) -> None:
    verified = year.setia("replay --verify")
    assert verified["accounts"] == twin().households
    assert verified["different"] == 0


def test_the_audit_is_clean_and_names_the_account_of_an_altered_row(connected: Year) -> None:
    assert connected.setia("audit")["clean"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, id FROM ledger_transaction WHERE kind = 'earn' ORDER BY id LIMIT 1 OFFSET 77777"
        )
        account_id, transaction_id = cursor.fetchone()
        cursor.execute("DROP TRIGGER ledger_entry_refuses_update")
        cursor.execute("UPDATE ledger_entry SET amount = amount + 1 WHERE transaction_id = %s", [transaction_id])
    immutability.lay(connection)
    connection.close()
    findings = [one for check in connected.setia("audit", code=1)["checks"] for one in check["findings"]]
    assert {finding["account_id"] for finding in findings} == {account_id}
    assert {finding["code"] for finding in findings} == {"I2", "I4", "I12"}

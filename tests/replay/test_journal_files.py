"""Journals in files are the journals: retold from there, a past comes to what it comes to from the database."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from random import Random, SystemRandom

import pytest

from setia.engine.commands import MergeOut, RedeemReward, TransferOut
from setia.engine.rules.compiled import Compiled
from setia.replay import copying, processes
from setia.replay.by_spark import retell_by_spark
from setia.replay.copying import copy_journals
from setia.replay.journal_files import COLUMNS, Row, Writer, manifest, rows
from setia.replay.plan import whole_months
from setia.replay.retold_files import Summed, retell_files
from setia.replay.spread import retell_all
from setia.replay.tally import Figures
from setia.replay.what_if import Pass, sides
from setia.services.documents import read_program
from setia.storage import clock
from setia.storage.histories import extent
from setia.storage.snapshot import snapshot
from tests.cli.terminal import setia
from tests.shop import GROCERY, Shop

pytestmark = pytest.mark.usefixtures("sqlite_database")

TEXT = (
    GROCERY.read_text(encoding="utf-8")
    + "rewards:\n  - {id: mug, name: {en: Mug}, value: 5.00, prices: [{amount: 50}]}\n"
)
TWICE = TEXT.replace("points: 1,", "points: 2,")
HALF = TEXT.replace("per: 1.00", "per: 2.00")


@pytest.fixture
def lived(sqlite_database: str) -> Shop:  # connected before anything is bought
    """Five members: returns, redemptions, a reward, a transfer and a merge."""
    shop = Shop(TEXT)
    for member, cents in (("Siti", 100_00), ("Ali", 110_00), ("Budi", 120_00), ("Dewi", 80_00), ("Siti", 30_00)):
        shop.buys(member, cents)
    shop.returns("Nok", shop.buys("Nok", 130_00), 30_00)
    shop.redeems("Ali", 60)
    shop.asks("Dewi", RedeemReward(clock.read(), "mug"))
    shop.asks("Siti", TransferOut(clock.read(), "points", 40, ""), "Ali")
    shop.asks("Budi", MergeOut(clock.read(), ""), "Siti")
    return shop


def from_database(shop: Shop, document: Compiled, now: int) -> Figures:
    """The document's side of a plan."""
    program = shop.program
    with snapshot():
        known = extent(program.id)
    of = Pass(program.id, sides(program.versions, document), now, whole_months(known, program.latest.zone))
    return retell_all(of, known, (program.code, program.versions.applied[-1].number), lambda _: None).after


def copied(shop: Shop, folder: Path, now: int) -> Path:
    copy_journals(shop.program, folder, now)
    return folder


@pytest.mark.parametrize("text", [TEXT, TWICE, HALF], ids=["the same", "twice", "half"])
def test_files_come_to_what_the_database_comes_to(
    lived: Shop, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "COMMANDS_OF_FILE", 2)
    now, document = clock.read(), read_program(text)
    folder = copied(lived, tmp_path / "journals", now)
    assert len(manifest(folder).files) > 1
    heard: list[int] = []
    summed = retell_files(folder, document, heard.append)
    assert summed.figures == from_database(lived, document, now)
    assert (summed.accounts, sum(heard)) == (5, summed.commands)
    assert retell_files(folder, document, counted=False) == summed


def test_a_budget_of_all_members_is_cut_in_recorded_order(
    lived: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "COMMANDS_OF_FILE", 2)
    budget = "limits:\n  - {id: all, every: year, units: 250, per: program}\n"
    document = read_program(TEXT.replace("    effects:", "    limits: [all]\n    effects:", 1) + budget)
    now = clock.read()
    summed = retell_files(copied(lived, tmp_path / "journals", now), document)
    assert summed.figures == from_database(lived, document, now)
    assert summed.figures.cut


@pytest.mark.slow
def test_processes_come_to_the_same(lived: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "COMMANDS_OF_FILE", 2)
    folder, document = copied(lived, tmp_path / "journals", clock.read()), read_program(TWICE)
    alone = retell_files(folder, document)
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "cores", lambda: 2)
    assert retell_files(folder, document) == alone


@pytest.mark.torture
@pytest.mark.skipif(find_spec("pyspark") is None, reason="Spark is not installed: pip install 'setia[spark]'")
def test_spark_comes_to_the_same(lived: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "COMMANDS_OF_FILE", 2)
    folder, heard = copied(lived, tmp_path / "journals", clock.read()), list[int]()
    for text in (TEXT, TWICE, HALF):
        document = read_program(text)
        by_spark: Summed = retell_by_spark(folder, document, "local[2]", heard.append)
        assert by_spark == retell_files(folder, document)
    assert sum(heard) == 3 * manifest(folder).commands


def test_whatever_a_text_has_comes_back(tmp_path: Path) -> None:
    seed = os.environ.get("SETIA_SEED", "") or f"{SystemRandom().randrange(10**9)}"
    dice = Random(seed)

    def text() -> str:
        return "".join(
            dice.choice(["a", ",", '"', "\n", "\r", "'", "\\", " ", "ก", "\t", "NULL"])
            for _ in range(dice.randrange(9))
        )

    written = [
        Row._make(dice.randrange(-(2**63), 2**63) if kind == "BIGINT" else text() for kind in COLUMNS.values())
        for _ in range(300)
    ]
    writer = Writer(tmp_path / "journals")
    writer.write(written)
    found = writer.close("shop", 1, (1, 0, 0), (1, 0))
    assert list(rows(tmp_path / "journals" / found.files[0].name)) == written, f"seed {seed}"
    assert manifest(tmp_path / "journals") == found


def test_a_terminal_writes_files_and_retells_them(lived: Shop, tmp_path: Path) -> None:
    """570 dollars, less 30 that came back; at 2 a dollar."""
    under = tmp_path / "twice.yaml"
    under.write_text(TWICE, encoding="utf-8")
    folder = tmp_path / "journals"
    told = setia("replay", "--to", folder)
    assert told.code == 0, told.err
    assert "of 5 accounts written" in told.told
    told = setia("replay", "--from", folder, "--under", under, "--json")
    assert told.code == 0, told.err
    points = told.json["wallets"]["points"]
    assert (points["issued"], points["redeemed"], points["held"]) == (1_080, 110, 970)
    assert "1,080" in setia("replay", "--from", folder, "--under", under).told


def test_a_terminal_says_what_is_wrong(lived: Shop, tmp_path: Path) -> None:
    under, other = tmp_path / "twice.yaml", tmp_path / "other.yaml"
    under.write_text(TWICE, encoding="utf-8")
    other.write_text(TWICE.replace("id: grocery", "id: bakery", 1), encoding="utf-8")
    folder = tmp_path / "journals"
    assert "is no folder of journals" in setia("replay", "--from", folder, "--under", under).told
    assert setia("replay", "--to", folder).code == 0
    assert "cannot be written" in setia("replay", "--to", folder).told
    assert "the journals are of `grocery`" in setia("replay", "--from", folder, "--under", other).told
    assert "belong together" in setia("replay", "--from", folder).told
    assert "say what to do" in setia("replay", "--verify", "--to", tmp_path / "again").told
    if find_spec("pyspark") is None:
        told = setia("replay", "--from", folder, "--under", under, "--spark", "local[2]")
        assert "Spark is not installed" in told.told
        assert told.code == 1

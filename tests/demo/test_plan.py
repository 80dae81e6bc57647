"""Plans against purchases of the demo's year: an independent calculation in pandas confirms what each would issue."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from setia.replay.plan import plan
from setia.services.documents import read_program
from setia.storage import clock, programs
from tests.architecture.sources import ROOT
from tests.cli.terminal import setia
from tests.conftest import use
from tests.demo.twin_plan import CHANGES, by_month, issued
from tests.demo.twin_program import lines

pytestmark = pytest.mark.slow

GROCERY = ROOT / "programs" / "grocery.yaml"

HOUSEHOLDS = 25
"""Of 2,469; enough for baskets of every kind."""


@pytest.fixture(scope="module")
def bought() -> pd.DataFrame:
    """Every line of the year of some households."""
    everything = lines()
    some = sorted(everything["member"].unique())[:: len(everything["member"].unique()) // HOUSEHOLDS]
    return everything[everything["member"].isin(some)]


@pytest.fixture(scope="module")
def shop(bought: pd.DataFrame, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demo's program with their purchases imported, connected."""
    folder = tmp_path_factory.mktemp("plan")
    database = folder / "setia.sqlite3"
    database.write_bytes(sqlite_template.read_bytes())
    bought.assign(
        purchase_id=bought["basket"],
        event_at=bought["bought_at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        sku=bought["no"],
        quantity=bought["pieces"],
        net=[f"{cents // 100}.{cents % 100:02d}" for cents in bought["cents"]],
    )[["purchase_id", "event_at", "member", "sku", "quantity", "net", "department"]].to_csv(
        folder / "bought.csv", index=False
    )
    with use(f"sqlite:///{database}"):
        assert setia("program", "apply", GROCERY).code == 0
        done = setia("import", "purchases", folder / "bought.csv", "--source", "till")
        assert done.code == 0, done.told
        yield


def planned(change: str) -> Any:
    before, after = CHANGES[change]
    text = GROCERY.read_text(encoding="utf-8")
    assert before in text
    program = programs.load()
    return plan(program, read_program(text.replace(before, after)), clock.read(), Fraction(25, 100))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.usefixtures("shop")
def test_a_plan_issues_what_the_twin_says(change: str, bought: pd.DataFrame) -> None:
    before, after, more = issued(change, bought)
    found = planned(change)
    [points] = [one for one in found.wallets if one.wallet == "points"]
    assert (points.issued.before, points.issued.after) == (before, after)
    assert {month: pair.after for month, pair in points.issued_by_month.items() if pair.after} == by_month(
        change, bought
    )
    assert (found.better, found.worse) == (
        sum(one > 0 for one in more.values()),
        sum(one < 0 for one in more.values()),
    )
    most = sorted((abs(one) for one in more.values() if one), reverse=True)[: len(found.changed)]
    assert [abs(pair["points"].more) for pair in (one.issued for one in found.changed)] == most
    assert found.skipped == {}

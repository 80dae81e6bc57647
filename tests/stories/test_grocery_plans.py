"""Plans on the whole of the demo's year, with its redemptions and returns; the twin confirms what they would issue."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.visits import draw
from tests.architecture.sources import ROOT
from tests.demo.twin_plan import CHANGES, issued, kept
from tests.stories.grocery import Year, lived

pytestmark = pytest.mark.torture


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The demo up to its report, in a folder of its own."""
    return lived(tmp_path_factory.mktemp("year"))


@pytest.mark.parametrize("change", CHANGES)
def test_a_plan_of_the_whole_year_issues_what_the_twin_says(year: Year, change: str, tmp_path: Path) -> None:
    """With its redemptions and returns; by the command, which spreads it over processes."""
    before, after = CHANGES[change]
    text = (ROOT / "programs" / "grocery.yaml").read_text(encoding="utf-8")
    assert before in text
    document = tmp_path / "changed.yaml"
    document.write_text(text.replace(before, after), encoding="utf-8")
    found = year.setia(f"program plan {document}")
    as_it_is, as_planned, more = issued(change, kept(draw(year.baskets)))
    [points] = [one for one in found["wallets"] if one["wallet"] == "points"]
    assert points["issued"] == {"before": as_it_is, "after": as_planned}
    assert found["better"] == sum(one > 0 for one in more.values())
    assert found["worse"] == sum(one < 0 for one in more.values())


def test_a_plan_that_changes_nothing_finds_the_year_as_it_is(year: Year) -> None:
    """What is read from the ledger and what is told again come to the same in every figure."""
    found = year.setia("program plan programs/grocery.yaml")
    assert (found["better"], found["worse"], found["skipped"], found["changed"]) == (0, 0, {}, [])
    for one in found["wallets"]:
        for name, pair in one.items():
            if isinstance(pair, dict) and "before" in pair:
                assert pair["before"] == pair["after"], (one["wallet"], name)
        assert all(pair["before"] == pair["after"] for pair in one["issued_by_month"].values())
    for part in ("rules", "rewards"):
        assert all(pair["before"] == pair["after"] for pair in found[part].values()), part

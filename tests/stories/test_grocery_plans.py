"""Plans on the whole of the demo's year, with its redemptions and returns; the twin confirms every figure of them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import pytest

from tests.architecture.sources import ROOT
from tests.demo.twin_figures import WORTH, Side, pairs, sides
from tests.demo.twin_plan import CHANGES
from tests.stories.grocery import ALL, EVERY_SIXTH, Year, lived

pytestmark = pytest.mark.slow

MARGIN = 25
"""Percent, where nothing else is said."""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(EVERY_SIXTH, id="every sixth household"),
        pytest.param(ALL, id="all 2,469 households", marks=pytest.mark.torture),
    ],
)
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The demo up to its report, in a folder of its own."""
    return lived(tmp_path_factory, request.param)


@dataclass(frozen=True)
class Planned:
    """A change of the demo's program: what the plan says, and what the twin says."""

    year: Year
    found: Any
    before: Side
    after: Side


FIRST = next(iter(CHANGES))
"""The one of every run; all three take minutes."""


@pytest.fixture(
    scope="module", params=[one if one == FIRST else pytest.param(one, marks=pytest.mark.torture) for one in CHANGES]
)
def planned(request: pytest.FixtureRequest, year: Year, tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """By the command, which spreads it over processes."""
    before, after = CHANGES[request.param]
    text = (ROOT / "programs" / "grocery.yaml").read_text(encoding="utf-8")
    assert before in text
    document = tmp_path_factory.mktemp("plan") / "changed.yaml"
    document.write_text(text.replace(before, after), encoding="utf-8")
    found = year.setia(f"program plan {document}")
    return Planned(year, found, *sides(request.param, year.visits, frozenset(year.expected)))


def known_as(year: Year) -> dict[str, str]:
    """Households by their public ids."""
    query = "SELECT m.public_id, json_extract(d.identifiers, '$.external') FROM member m JOIN personal_data d"
    with sqlite3.connect(year.database) as connection:
        return dict(connection.execute(f"{query} ON d.member_id = m.id"))


def test_the_twin_confirms_what_becomes_of_units_rewards_and_levels(planned: Planned) -> None:
    found, before, after = planned.found, planned.before, planned.after
    assert found["accounts"] == len(planned.year.expected)
    assert found["unreadable"] == 0
    for one in found["wallets"]:
        stated = {name: pair for name, pair in one.items() if name not in ("wallet", "issued_by_month")}
        assert stated == pairs(before.wallets()[one["wallet"]], after.wallets()[one["wallet"]]), one["wallet"]
    assert found["rules"] == pairs(before.by_rule(), after.by_rule())
    assert found["rewards"] == pairs(before.rewards(), after.rewards())
    assert found["levels"] == {"level": pairs(before.levels(), after.levels())}
    # Whoever cannot pay for a reward has none that he could use on his basket.
    unaffordable = after.wallets()["points"]["unaffordable"]
    assert found["skipped"] == ({"about_skipped": {"before": 0, "after": unaffordable}} if unaffordable else {})


def test_the_twin_confirms_what_it_costs_and_when_it_pays(planned: Planned) -> None:
    money, before, after = planned.found["money"], planned.before, planned.after
    months = before.cost_per_month(), after.cost_per_month()
    assert money["cost"] == {"before": before.cost(), "after": after.cost()}
    assert money["liability"] == {"before": before.liability(), "after": after.liability()}
    assert money["cost_per_month"] == {"before": round(months[0]), "after": round(months[1])}
    assert money["sales_per_month"] == round(before.sales_per_month())
    uplift = (months[1] - months[0]) * 100 / (MARGIN * before.sales_per_month())
    assert money["uplift_ppm"] == round(uplift * 1_000_000)


def test_the_twin_confirms_who_wins_and_who_loses(planned: Planned) -> None:
    found, before, after = planned.found, planned.before, planned.after
    points = before.points_of(), after.points_of()
    more = {who: points[1][who] - points[0][who] for who in points[0]}
    assert found["better"] == sum(one > 0 for one in more.values())
    assert found["worse"] == sum(one < 0 for one in more.values())
    most = sorted((abs(one) for one in more.values()), reverse=True)[:10]
    names = known_as(planned.year)
    assert [abs(more[names[one["member"]]]) for one in found["changed"]] == most
    for one in found["changed"]:
        who = names[one["member"]]
        assert one["difference_minor"] == round(WORTH["points"] * more[who])
        assert one["issued"]["points"] == {"before": points[0][who], "after": points[1][who]}
        rules = _by_rule(after, who) - _by_rule(before, who)
        assert one["rules"] == {rule: int(units) for rule, units in rules.items() if units}


def _by_rule(side: Side, who: str) -> Any:
    return side.kept[side.kept["member"] == who][["base", "weekend-produce", "bakery-stamp"]].sum()


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

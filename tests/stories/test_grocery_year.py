"""The main job on real input: whole years of purchases through a whole program, as the demo runs it.

Every household and every total is compared with the independent twin, which reads the raw tables only.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from demo.run import SHOWN_MEMBER
from setia.engine.rules import verdict
from setia.storage import immutability
from tests.conftest import use
from tests.demo.twin import AS_OF
from tests.demo.twin_program import LEVELS, STAMPS_ON_A_CARD
from tests.stories.grocery import ALL, EVERY_SIXTH, Year, lived, run

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(EVERY_SIXTH, id="every sixth household"),
        pytest.param(ALL, id="all 2,469 households", marks=pytest.mark.torture),
    ],
)
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The demo up to its report, in a folder of its own. `make demo` shows what it does with all households."""
    return lived(tmp_path_factory, request.param)


@pytest.fixture
def connected(year: Year) -> Iterator[Year]:
    """The same with Django connected to it."""
    with use(f"sqlite:///{year.database}"):
        yield year


def rows(query: str) -> list[tuple[Any, ...]]:
    """What the database answers; {who} stands for an account's household id, joined as `d`."""
    who = "json_extract(d.identifiers, '$.external')"
    of = "JOIN member m ON m.account_id = {}.account_id JOIN personal_data d ON d.member_id = m.id"
    with connection.cursor() as cursor:
        cursor.execute(query.replace("{who}", who).replace("{of_x}", of.format("x")))
        return list(cursor.fetchall())


def lots_of(wallet: str) -> dict[str, tuple[int, ...]]:
    """Units earned, spent, taken back, expired and left of each household that ever had any, by its lots."""
    found = rows(
        "SELECT {who}, sum(x.amount), sum(x.spent), sum(x.reversed), sum(x.expired), sum(x.free)"
        f" FROM lot x {{of_x}} WHERE x.wallet_type = '{wallet}' GROUP BY 1"
    )
    return {who: tuple(parts) for who, *parts in found}


def without_nobody(parts: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Those who ever earned anything."""
    return {who: one for who, one in parts.items() if one[0]}


def test_every_basket_is_imported_and_no_row_rejected(year: Year) -> None:
    assert year.imported["purchases"] == year.imported["added"] == year.given.baskets
    assert year.imported["rows"] == year.given.lines
    assert year.imported["rejected_rows"] == year.imported["refused"] == 0


def test_every_rule_gave_every_household_what_the_twin_says(connected: Year) -> None:
    found: dict[str, Counter[str]] = {who: Counter() for who in connected.expected}
    for who, why in rows(
        "SELECT {who}, x.why FROM ledger_transaction x {of_x} WHERE x.why <> '' AND x.origin_seq IS NULL"
    ):
        for rule in verdict.from_json(why).verdicts:
            found[who][rule.rule] += sum(gain.gave for gain in rule.gains)
    assert {who: dict(rules) for who, rules in found.items()} == dict(connected.given.of_member)
    assert sum((rules for rules in found.values()), Counter()) == connected.given.by_rule


def test_the_points_of_every_household_are_the_twins_used_taken_back_expired_and_left(connected: Year) -> None:
    expected = {
        who: (
            connected.given.of_member[who]["base"] + connected.given.of_member[who]["weekend-produce"],
            one.redeemed,
            one.taken_back,
            one.expired,
            one.points,
        )
        for who, one in connected.expected.items()
    }
    assert lots_of("points") == without_nobody(expected)


def test_the_stamps_and_full_cards_of_every_household_are_the_twins(connected: Year) -> None:
    expected = {
        who: (
            connected.given.of_member[who]["bakery-stamp"],
            connected.given.cards_of[who] * STAMPS_ON_A_CARD,
            one.stamps_taken_back,
            0,
            one.stamps,
        )
        for who, one in connected.expected.items()
    }
    assert lots_of("stamps") == without_nobody(expected)


def test_what_a_return_found_gone_is_forgiven_and_nobody_owes(connected: Year) -> None:
    forgiven = rows(
        "SELECT e.wallet_type, sum(e.amount) FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id"
        " WHERE t.kind = 'forgive' GROUP BY 1"
    )
    assert dict(forgiven) == {"points": connected.total("forgiven"), "stamps": connected.total("stamps_forgiven")}
    assert rows("SELECT count(*) FROM wallet WHERE debt > 0") == [(0,)]


def test_as_many_households_reached_each_level_as_the_twin_says(connected: Year) -> None:
    reached = Counter(
        change[2]
        for (changes,) in rows(
            "SELECT changes FROM ledger_transaction WHERE kind = 'tier_change' AND reason = 'reached'"
        )
        for change in json.loads(changes)["tiers"]
    )
    # Nobody reached gold without silver.
    assert reached == connected.given.reached


def test_every_household_has_the_level_of_the_twin_in_the_end(connected: Year) -> None:
    found = {
        who: json.loads(progress)["tiers"]["level"]["level"]
        for who, progress in rows(
            "SELECT {who}, a.progress FROM account a JOIN member m ON m.account_id = a.id"
            " JOIN personal_data d ON d.member_id = m.id WHERE a.progress LIKE '%\"tiers\"%'"
        )
    }
    expected = {who: one.level for who, one in connected.expected.items()}
    assert {who: found.get(who, "member") for who in expected} == expected
    counted = Counter(expected.values())
    assert counted["gold"] < connected.given.reached["gold"], "the returns of the seed cost somebody a level"


def test_a_level_that_another_basket_had_reached_outlasts_the_return(connected: Year) -> None:
    kept = [
        who
        for who, one in connected.expected.items()
        if one.level != "member" and one.spent_cents[2017] < dict(LEVELS)[one.level]
    ]
    assert kept, "the seed has such a household, and the test before this one has compared its level"


def test_the_rewards_of_every_household_are_the_twins_used_expired_or_still_there(connected: Year) -> None:
    found: dict[str, Counter[tuple[str, str]]] = {}
    for who, reward, state in rows("SELECT {who}, x.reward, x.state FROM issued_reward x {of_x}"):
        found.setdefault(who, Counter())[reward, state] += 1
    expected = {who: one.rewards_by_state(AS_OF) for who, one in connected.expected.items() if one.rewards}
    assert found == expected


def test_the_tills_say_what_the_twin_says(year: Year) -> None:
    rewards = sum((one.rewards_by_state(AS_OF) for one in year.expected.values()), Counter())
    for_points = sum(number for (reward, _), number in rewards.items() if reward != "free-pastry")
    assert for_points == len(year.visits.redemptions) - year.total("refused")
    for number in (for_points, year.total("redeemed"), year.total("taken_back"), year.total("stamps_taken_back")):
        assert f" {number:,} " in year.tills


def test_the_report_says_what_the_twin_says(year: Year) -> None:
    figures = {
        (one["name"], one.get("wallet", "")): one["value"] for one in year.setia("report")["figures"] if "value" in one
    }
    rules = year.given.by_rule
    # What is forgiven counts as taken back, and as a present of the shop: neither issued nor lost by a member.
    issued = rules["base"] + rules["weekend-produce"] - year.total("taken_back") - year.total("forgiven")
    assert figures["purchases", ""] == year.given.baskets
    assert figures["members", ""] == len(year.expected)
    assert figures["net_sales", ""] == year.given.sales_cents
    assert figures["points_issued", "points"] == issued
    assert figures["points_redeemed", "points"] == year.total("redeemed")
    assert figures["points_expired", "points"] == year.total("expired")
    assert figures["points_outstanding", "points"] == year.total("points")
    assert figures["points_outstanding", "stamps"] == year.total("stamps")


def test_the_same_file_twice_changes_nothing(year: Year) -> None:
    before = year.setia("report")
    again = year.setia(f"import purchases {year.database.with_name('baskets.parquet')} --source till")
    assert again["already_done"]
    assert again["added"] == year.given.baskets
    assert year.setia("report") == before


def test_the_members_page_says_why_a_basket_gave_114_points(year: Year) -> None:
    shown = run(f"setia member show {SHOWN_MEMBER} --movements 40", year.database)
    assert shown.returncode == 0, shown.stderr
    told = " ".join(shown.stdout.split())
    household = year.expected[SHOWN_MEMBER]
    assert f"{household.points:,} points" in told
    for words in ("+114", "1 point for every dollar: 97", "Double points on fruit and vegetables at weekends: 17"):
        assert words in told


@pytest.mark.torture
def test_the_audit_is_clean_and_has_folded_every_journal(year: Year) -> None:
    """A minute of a core; the demo audits the same year at each run."""
    checks = year.setia("audit")["checks"]
    assert {one["code"] for one in checks} == {f"I{n}" for n in range(1, 16)}
    assert not [finding for one in checks for finding in one["findings"]]


@pytest.mark.torture
def test_the_journal_gives_every_head_again(year: Year) -> None:
    verified = year.setia("replay --verify")
    assert verified["accounts"] == len(year.expected)
    assert verified["different"] == 0


@pytest.mark.torture
def test_the_audit_names_the_account_of_an_altered_row(connected: Year) -> None:
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

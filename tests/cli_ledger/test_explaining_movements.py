"""`setia member show` and `setia member why` at a café: every line could be read aloud by who stands at the till."""

from __future__ import annotations

import re
from typing import Any

import pytest
from typer.testing import CliRunner

from setia.cli.app import app
from setia.engine.calendar import DAY
from setia.engine.commands import RedeemReward
from setia.engine.purchase import Line
from setia.storage import clock
from tests.cli.terminal import setia
from tests.cli_ledger.cafe import Cafe, a_month_at_the_cafe
from tests.services.receipts import request, take
from tests.shop import sale


@pytest.fixture
def cafe(sqlite_database: str) -> Cafe:
    """Siti bought R1 on a Thursday and R2, with cake, on a Saturday."""
    return a_month_at_the_cafe()


def shown(*words: str, columns: int = 400) -> list[str]:
    """What a command prints on a terminal so wide, without what pads it."""
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": str(columns), "NO_COLOR": "1"})
    assert (result.exit_code, result.stderr) == (0, "")
    return [line.rstrip() for line in result.stdout.splitlines()]


def movements() -> dict[int, list[str]]:
    """What the page says of each movement: its first line, then the others."""
    told: dict[int, list[str]] = {}
    for line in shown("member", "show", "Siti", "--movements", "100"):
        first = re.match(r" *(\d+)  \d{4}-\d\d-\d\d (.*)", line)
        if first:
            last = int(first[1])
            told[last] = [" | ".join(re.split(r"\s{2,}", first[2].strip()))]
        elif told:
            told[min(told)].append(line.strip())
    return told


def standing() -> list[str]:
    """What the page says between the balances and the movements."""
    lines = shown("member", "show", "Siti")
    return [line.strip() for line in lines[3 : lines.index("Last movements") - 1] if not line.startswith("    ")]


def why(number: int) -> list[str]:
    return shown("member", "why", "Siti", str(number))


def test_a_purchase_says_what_every_rule_gave_and_what_more_would_have_needed(cafe: Cafe) -> None:
    # 57.43 is 57 points; cake of 12.43 gives 12.43 again, 12 of which count.
    assert movements()[3] == [
        "+69 points | bought for 57.43 USD (receipt R2); 1 point for every dollar: 57 for 57.43 USD;"
        " Double points on cake at weekends: 12 more",
        "0.57 USD more for the next point. For “A stamp for every coffee”: The basket must have something of the"
        " category coffee. 2.57 USD more for “A mug with a large basket”.",
    ]
    # 27.43 of bread and three coffees of 3.00 are 36.43.
    assert movements()[2] == [
        "+36 points | bought for 36.43 USD (receipt R1); 1 point for every dollar: 36 for 36.43 USD;"
        " A stamp for every coffee: 3",
        "+3 stamps  0.57 USD more for the next point. For “Double points on cake at weekends”: It must be on Saturday"
        " or Sunday. 23.57 USD more for “A mug with a large basket”.",
    ]


def test_what_a_limit_cut_what_was_given_and_which_level_was_reached_is_told(cafe: Cafe) -> None:
    # The limit is the plain rule's, which has given 57 and 36 of its 500 points this month.
    cafe.serves("R3", bread=900_00)
    told = movements()
    assert told[4][0] == (
        "+407 points | bought for 900.00 USD (receipt R3); 1 point for every dollar: 407 for 900.00 USD;"
        " cut from 900 by the limit of 500 points a month; got a mug (reward 1); badge big-spender"
    )
    assert told[5] == ["Gold reached by receipt R3, through 2019-12-31"]


def test_a_full_card_becomes_its_reward(cafe: Cafe) -> None:
    cafe.serves("R3", coffees=8)
    assert movements()[6] == ["-10 stamps | a full card; got a free coffee (reward 1), usable through 2018-02-06"]
    [line] = [line for line in standing() if line.startswith("A free coffee")]
    assert re.fullmatch(r"A free coffee, usable through 2018-02-06: code [A-Z2-9]{4}(-[A-Z2-9]{4}){3}, reward 1", line)
    assert "1 of 10 stamps: 9 more for a free coffee" in standing()


def test_the_page_says_the_level_and_what_the_next_one_takes(cafe: Cafe) -> None:
    # 36.43 and 57.43 are 93.86 of the 100.00 that Silver takes.
    assert standing() == [
        "105 points to use",
        "3 stamps to use",
        "Member; 6.14 USD more for Silver",
        "3 of 10 stamps: 7 more for a free coffee",
    ]
    cafe.serves("R3", bread=10_00)
    assert "Silver through 2019-12-31; 496.14 USD more or 17 more purchases for Gold" in standing()
    cafe.serves("R4", bread=500_00)
    assert "Gold through 2019-12-31, the highest level" in standing()


def test_a_level_that_is_over_is_no_longer_shown_though_nothing_was_swept(cafe: Cafe) -> None:
    cafe.serves("R3", bread=10_00)
    cafe.day_is("2019-12-31")
    assert "Silver through 2019-12-31; 600.00 USD more or 20 more purchases for Gold" in standing()
    cafe.moves_clock(24 * 3600 * 1_000_000)
    assert "Member; 100.00 USD more for Silver" in standing()
    cafe.sweeps()
    assert movements()[max(movements())] == ["Silver is over; Member now"]


def test_a_returned_purchase_says_what_went_with_it(cafe: Cafe) -> None:
    cafe.serves("R3", bread=70_00)
    setia("return", "R3", "--source", "till")
    told = movements()
    # 93.86 and 70.00 reached Silver; without the 70.00 it is lost again.
    assert told[5] == ["Silver reached by receipt R3, through 2019-12-31"]
    assert told[6] == ["-70 points | receipt R3 returned; a mug (reward 1) taken back"]
    assert told[7] == ["Silver lost, for receipt R3 was returned; Member now"]
    assert standing()[2] == "Member; 6.14 USD more for Silver"


def test_why_explains_a_purchase_rule_by_rule(cafe: Cafe) -> None:
    assert why(3) == [
        "No. 3 of Siti, 6 January 2018: +69 points",
        "Bought for 57.43 USD (receipt R2).",
        "",
        "This purchase earned 69 points.",
        "",
        "1 point for every dollar",
        "  It gives 57 points for 57.43 USD. That is 1 point for every 1.00 USD. It is rounded down."
        " 0.57 USD more would give the next point.",
        "",
        "Double points on cake at weekends",
        "  ✓ It must be on Saturday or Sunday. This time: Saturday.",
        "  It gives 12 points more: 2 times what “1 point for every dollar” gives for certain goods (category cake).",
        "",
        "A stamp for every coffee",
        "  ✗ The basket must have something of the category coffee. This time there is none.",
        "  It gives nothing.",
        "",
        "A mug with a large basket",
        "  ✗ The basket must be worth at least 60.00 USD. This time: 57.43 USD. 2.57 USD more would be enough.",
        "  It gives nothing.",
        "",
    ]


def test_why_says_what_else_the_same_purchase_brought_and_where_that_came_from(cafe: Cafe) -> None:
    cafe.serves("R3", bread=10_00)
    reached = "The level Silver is reached and lasts through 31 December 2019."
    assert why(4)[-1] == f"Then no. 5: {reached}"
    assert why(5)[1:] == [
        reached,
        "",
        "It comes from no. 4, which explains itself the same way.",
    ]
    assert why(1)[1:] == ["Joined the program.", "", "No rule had a say in it."]


def test_why_of_a_return_says_what_is_left_and_what_was_given_before(cafe: Cafe) -> None:
    setia("return", "R2", "--source", "till", "--line", "2")
    told = why(4)
    # 45.00 of bread is left of 57.43; 57 + 12 points were given, 45 are right.
    assert told[:6] == [
        "No. 4 of Siti, 6 January 2018: -24 points",
        "Receipt R2 was returned.",
        "",
        "This purchase now earns 45 points; before, it was 69 points.",
        "",
        "1 point for every dollar",
    ]
    assert told[6:8] == [
        "  It gives 45 points for 45.00 USD. That is 1 point for every 1.00 USD. It is rounded down.",
        "  Before, it gave 57 points.",
    ]
    assert "  Before, it gave 12 points." in told
    setia("return", "R2", "--source", "till")
    assert why(5)[1:] == [
        "Receipt R2 was returned.",
        "",
        "This purchase now earns nothing; before, it was 45 points.",
        "It gives nothing now: it is not paid for, or all of it has come back.",
        "",
        "1 point for every dollar",
        "  Before, it gave 45 points.",
        "",
    ]


def test_why_names_goods_that_no_rule_saw(cafe: Cafe) -> None:
    wine = Line(2, 12_00, tags=("alcohol",))
    purchase = sale(15_00, clock.read(), lines=(Line(1, 3_00), wine))
    take(cafe, request("Siti", purchase, "R3"))
    assert why(4)[1:7] == [
        "Bought for 15.00 USD (receipt R3).",
        "",
        "This purchase earned 3 points.",
        "",
        "Excluded by law: alcohol (12.00 USD).",
        "",
    ]
    assert "It gives 3 points for 3.00 USD." in why(4)[8]


def test_what_was_due_before_a_purchase_is_no_part_of_it(cafe: Cafe) -> None:
    cafe.moves_clock(400 * DAY)
    cafe.serves("R3", bread=3_00)
    assert why(4)[1:] == ["What was not used in time has ended.", "", "No rule had a say in it."]
    assert why(5)[1] == "Bought for 3.00 USD (receipt R3)."


def test_why_gives_its_data_to_machines(cafe: Cafe) -> None:
    told = setia("member", "why", "Siti", "3", "--for", "author", "--json").json
    base, cake, *_ = told["why"]["verdicts"]
    assert (told["movement"]["seq"], told["before"], told["followed_by"]) == (3, None, [])
    assert (base["rule"], base["gains"][0]["gave"], base["gains"][0]["value"]) == ("base", 57, 57_43)
    assert cake["checks"] == [
        {
            "kind": "weekday",
            "holds": True,
            "expected": ["saturday", "sunday"],
            "found": "saturday",
            "missing": None,
            "parts": [],
        }
    ]


def test_a_movement_that_is_not_there_is_refused(cafe: Cafe) -> None:
    answer = setia("member", "why", "Siti", "99")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.splitlines()[0] == "Error: NUMBER: Siti has no movement 99."
    assert setia("member", "why", "Nobody", "1").code == 2


@pytest.mark.parametrize("columns", [80, 120])
def test_no_line_is_wider_than_the_terminal(cafe: Cafe, columns: int) -> None:
    cafe.serves("R3", bread=900_00, coffees=8)
    cafe.asks("Siti", RedeemReward(clock.read(), "voucher"))
    lines = shown("member", "show", "Siti", columns=columns) + shown("member", "why", "Siti", "4", columns=columns)
    assert max(len(line) for line in lines) <= columns


def test_the_page_gives_levels_cards_rewards_and_badges_to_machines(cafe: Cafe) -> None:
    cafe.serves("R3", bread=70_00, coffees=8)
    page: dict[str, Any] = setia("member", "show", "Siti", "--json").json
    [level], [card] = page["levels"], page["cards"]
    assert (level["level"], level["next"], card["has"], card["amount"]) == ("silver", "gold", 1, 10)
    # 93.86, 70.00 and eight coffees of 3.00.
    assert [(way["measure"], way["reached"]) for way in level["ways"]] == [("spend", 187_86), ("purchases", 3)]
    assert [(one["reward"], one["no"]) for one in page["rewards"]] == [("free-coffee", 2), ("mug", 1)]
    assert page["badges"] == ["big-spender"]

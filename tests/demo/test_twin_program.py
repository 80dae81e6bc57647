"""The twin of the whole program is believed because it meets the published answers, and small cases done by hand."""

import pandas as pd

from tests.demo.twin import twin
from tests.demo.twin_program import RULES, all_gains, gains, given

SATURDAY, MONDAY = pd.Timestamp("2017-12-23 10:00"), pd.Timestamp("2017-12-25 10:00")


def bought(*goods: tuple[int, str, int], when: pd.Timestamp = SATURDAY) -> tuple[int, ...]:
    """What the rules give for one basket of goods: cents, department and pieces of each."""
    lines = pd.DataFrame(goods, columns=["cents", "department", "pieces"])
    [row] = gains(lines.assign(basket=1, member="1", bought_at=when)).to_dict("records")
    return tuple(row[rule] for rule in RULES)


def test_the_base_points_and_the_levels_meet_the_published_answers() -> None:
    assert given().by_rule["base"] == twin().points == 4_519_934
    assert given().reached == {"silver": 1_378, "gold": 492}


def test_lines_baskets_and_sales_are_those_of_the_plain_twin() -> None:
    assert (given().lines, given().baskets, given().sales_cents) == (twin().lines, twin().baskets, twin().sales_cents)


def test_every_household_has_the_base_points_of_the_plain_twin() -> None:
    assert {member: rules["base"] for member, rules in given().of_member.items()} == dict(twin().points_of)


def test_base_and_bonus_are_each_rounded_once_for_the_whole_basket() -> None:
    assert bought((60, "PRODUCE", 1), (60, "PRODUCE", 1), (90, "GROCERY", 1)) == (2, 1, 0)
    assert bought((99, "PRODUCE", 1), (1, "GROCERY", 1)) == (1, 0, 0)


def test_produce_counts_double_on_saturday_and_not_on_monday() -> None:
    assert bought((500, "PRODUCE", 2)) == (5, 5, 0)
    assert bought((500, "PRODUCE", 2), when=MONDAY) == (5, 0, 0)


def test_a_basket_has_one_stamp_however_much_of_the_bakery_is_in_it_and_none_for_a_line_of_no_pieces() -> None:
    assert bought((100, "PASTRY", 1), (200, "PASTRY", 3)) == (3, 0, 1)
    assert bought((100, "PASTRY", 0)) == (1, 0, 0)


def test_nothing_is_given_at_a_weekend_that_has_no_day_in_it() -> None:
    by_day = all_gains().groupby(all_gains()["bought_at"].dt.day_name())["weekend-produce"].sum()
    assert {day for day, points in by_day.items() if points} == {"Saturday", "Sunday"}

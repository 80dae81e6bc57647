"""Birthdays: given for once a year whatever is changed, by the sweep or when asked; 29 February (locale 1)."""

from __future__ import annotations

import pytest

from setia.engine.commands import CelebrateBirthday, MergeOut
from setia.engine.refusals import Refusal
from setia.services.batch import Outcome
from setia.services.update_person import Changes, update_person
from setia.storage import clock, people
from setia.storage.reading import find_member
from setia.storage.streaming import fetch
from tests.shop import Shop
from tests.stories.bills import holds_together, program, rewards, told

ON_THE_DAY = """  - id: birthday
    trigger: birthday
    when: [{kind: birthday, days: 3}]
    effects: [{kind: fixed_points, points: 50}]
"""

WHEN_ASKED = """  - id: cake
    trigger: birthday
    when: [{kind: birthday, days: 7}, {kind: event_field, field: choice, any_of: [cake]}]
    effects: [{kind: issue_reward, reward: cake}]
  - id: points
    trigger: birthday
    when: [{kind: birthday, days: 7}, {kind: event_field, field: choice, any_of: [points]}]
    effects: [{kind: fixed_points, points: 250}]
rewards:
  - {id: cake, kind: free_item, valid_for: P7D}
birthdays: {given: when_asked}
"""


def born(shop: Shop, member: str, birth_date: str, *, by_staff: bool = True) -> Refusal | None:
    """Somebody says when he was born; himself, or staff for him."""
    found = find_member(shop.program, member)
    assert found is not None
    done = update_person(shop.program, found, Changes(birth_date=birth_date), by_staff=by_staff)
    return done if isinstance(done, Refusal) else None


def celebrates(shop: Shop, member: str, choice: str = "") -> Outcome:
    """He asks for what there is for his birthday."""
    return shop.asks(member, CelebrateBirthday(clock.read(), choice))


class TestGivenOnTheDay:
    """50 points, by the sweep of the day or of one of the two days after it."""

    @pytest.fixture
    def shop(self, database: str) -> Shop:
        shop = Shop(program(ON_THE_DAY, currency="USD"))
        shop.joins("Siti", "Budi", "Mei")
        assert born(shop, "Siti", "1990-05-14") is None
        assert born(shop, "Budi", "--05-14") is None
        return shop

    def test_whose_birthday_it_is_gets_it_without_anybody_asking_once_a_year(self, shop: Shop) -> None:
        shop.day_is("2018-05-13T23:00")
        assert shop.points("Siti") == 0
        shop.day_is("2018-05-14T00:00")
        assert [shop.points(name) for name in ("Siti", "Budi", "Mei")] == [50, 50, 0]
        shop.sweeps()
        shop.day_is("2018-05-16")
        assert shop.points("Siti") == 50
        assert told(celebrates(shop, "Siti")) == "birthday_given"
        shop.day_is("2019-05-14")
        assert shop.points("Siti") == 100
        assert holds_together(shop)

    @pytest.mark.parametrize(("day", "points"), [("2018-05-16T23:00", 50), ("2018-05-17T00:00", 0)])
    def test_a_sweep_that_is_late_gives_as_long_as_the_rule_does(self, shop: Shop, day: str, points: int) -> None:
        shop.day_is(day)
        assert shop.points("Siti") == points
        assert holds_together(shop)

    def test_another_date_brings_nothing_more_in_the_same_year(self, shop: Shop) -> None:
        shop.day_is("2018-05-14")
        assert told_no(born(shop, "Siti", "1990-06-01", by_staff=False)) == "birth_date_kept"
        assert born(shop, "Siti", "1991-05-14", by_staff=False) is None
        assert born(shop, "Siti", "1990-06-01") is None
        shop.day_is("2018-06-01")
        assert told(celebrates(shop, "Siti")) == "birthday_given"
        assert shop.points("Siti") == 50
        shop.day_is("2019-06-01")
        assert shop.points("Siti") == 100
        assert holds_together(shop)

    def test_two_cards_of_one_member_have_one_birthday(self, shop: Shop) -> None:
        shop.day_is("2018-05-14")
        shop.asks("Siti", MergeOut(clock.read(), ""), other="Mei")
        assert born(shop, "Mei", "--05-14") is None
        assert told(celebrates(shop, "Mei")) == "birthday_given"
        assert shop.points("Mei") == 50
        assert holds_together(shop)

    def test_who_has_said_no_date_has_no_birthday(self, shop: Shop) -> None:
        assert told(celebrates(shop, "Mei")) == "nothing_for_birthday"


class TestGivenWhenAsked:
    """A cake or 250 points, on the day or in the six days after it, as the member chooses."""

    @pytest.fixture
    def shop(self, database: str) -> Shop:
        shop = Shop(program(WHEN_ASKED, currency="USD"))
        shop.joins("Siti")
        born(shop, "Siti", "--12-28")
        return shop

    def test_one_of_two_and_once(self, shop: Shop) -> None:
        shop.day_is("2018-12-28")
        assert shop.points("Siti") == 0
        assert told(celebrates(shop, "Siti")) == "nothing_for_birthday"
        assert told(celebrates(shop, "Siti", "a cake, please")) == "event_field_fault"
        assert celebrates(shop, "Siti", "points").awarded == {"points": 250}
        assert told(celebrates(shop, "Siti", "cake")) == "birthday_given"
        assert rewards(shop, "Siti") == []
        assert holds_together(shop)

    @pytest.mark.parametrize(("day", "what"), [("2019-01-03T23:00", "done"), ("2019-01-04", "nothing_for_birthday")])
    def test_days_after_it_may_lie_in_another_year(self, shop: Shop, day: str, what: str) -> None:
        shop.day_is(day)
        assert told(celebrates(shop, "Siti", "cake")) == what

    def test_a_birthday_of_last_year_is_not_this_years(self, shop: Shop) -> None:
        shop.day_is("2019-01-02")
        celebrates(shop, "Siti", "points")
        shop.day_is("2019-12-28")
        assert told(celebrates(shop, "Siti", "points")) == "done"
        assert shop.points("Siti") == 500
        assert holds_together(shop)


@pytest.mark.parametrize(("leap_day", "day"), [("28_february", "2018-02-28"), ("1_march", "2018-03-01")])
def test_who_was_born_on_29_february_has_a_birthday_every_year(database: str, leap_day: str, day: str) -> None:
    shop = Shop(program(ON_THE_DAY + f"birthdays: {{leap_day: {leap_day}}}\n", currency="USD"))
    shop.joins("Siti")
    born(shop, "Siti", "--02-29")
    shop.day_is("2018-02-27T23:00")
    assert shop.points("Siti") == 0
    shop.day_is(day)
    assert shop.points("Siti") == 50
    shop.day_is("2020-02-28T23:00")
    assert shop.points("Siti") == 50
    shop.day_is("2020-02-29")
    assert shop.points("Siti") == 100
    assert holds_together(shop)


def test_a_purchase_in_the_birthday_week_may_earn_more(database: str) -> None:
    rules = """  - {id: base, effects: [{kind: points_per_amount, points: 1, per: 1}]}
  - {id: week, when: [{kind: birthday, days: 7}], effects: [{kind: multiplier, of: [base], times: 2}]}
"""
    shop = Shop(program(rules, currency="USD"))
    shop.joins("Siti")
    born(shop, "Siti", "1990-05-14")
    shop.buys("Siti", 10_00, "2018-01-02")
    shop.day_is("2018-05-20")
    assert shop.buys("Siti", 10_00).awarded == {"points": 20}
    shop.day_is("2018-05-21")
    assert shop.buys("Siti", 10_00).awarded == {"points": 10}
    assert holds_together(shop)


@pytest.mark.parametrize("text", ["1990-02-29", "--13-01", "14 May", "1890-01-01", "90-05-14", "1990-5-14", "05-14"])
def test_a_birth_date_is_a_day_that_there_is(sqlite_database: str, text: str) -> None:
    shop = Shop()
    shop.joins("Siti")
    refusal = born(shop, "Siti", text)
    assert refusal == Refusal("text_refused", {"field": "birth_date"})


def test_a_birth_date_lies_with_the_person_and_not_in_history(database: str) -> None:
    shop = Shop(program(ON_THE_DAY, currency="USD"))
    shop.joins("Siti")
    born(shop, "Siti", "1990-05-14")
    found = find_member(shop.program, "Siti")
    assert found is not None
    person = people.read(found.pk)
    assert person is not None
    assert person.birth_date == "1990-05-14"
    shop.day_is("2018-05-15")
    bodies = [bytes(body) for (body,) in fetch("SELECT body FROM journal WHERE body IS NOT NULL")]
    given = [text for (text,) in fetch("SELECT given FROM journal WHERE given <> ''")]
    assert given == ['{"birthday":1}']
    assert not any(b"05-14" in body or b"1990" in body for body in bodies)
    born(shop, "Siti", "")
    assert [row[0] for row in fetch("SELECT birthday FROM personal_data")] == [None]


def told_no(refusal: Refusal | None) -> str:
    """The code of a refusal."""
    return refusal.code if refusal is not None else ""

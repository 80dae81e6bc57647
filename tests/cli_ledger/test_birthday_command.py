"""`setia birthday set` and `setia birthday give`; the sweep of the day says whose birthday it was."""

from __future__ import annotations

import pytest

from tests.cli.terminal import setia
from tests.cli_ledger.asking import lines, refused
from tests.shop import Shop

WITH_BIRTHDAYS = """
format: 1
id: shop
name: {en: Shop}
currency: USD
zone: Asia/Kuala_Lumpur
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}}
rules:
  - id: birthday
    name: {en: A present}
    trigger: birthday
    when: [{kind: birthday, days: 2}]
    effects: [{kind: fixed_points, points: 50}]
"""


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """It is 2 January 2018, 8 in the morning; Siti is a member."""
    shop = Shop(WITH_BIRTHDAYS)
    shop.joins("Siti")
    return shop


def test_a_birthday_is_said_and_given_for_once(shop: Shop) -> None:
    assert refused(setia("birthday", "give", "Siti")) == "there is nothing to give for a birthday now"
    assert lines(setia("birthday", "set", "Siti", "01-02")) == ["✓ It is kept."]
    said = lines(setia("birthday", "give", "Siti"))
    assert said[0] == "✓ No. 2 of Siti: +50 points, birthday; A present: 50."
    assert refused(setia("birthday", "give", "Siti")) == "the birthday of 2018 has been given for"
    shown = setia("program", "show").out
    assert "It is for the member's birthday, once a year." in shown
    assert "It must be the member's birthday, or at most 1 day after it." in shown


def test_the_sweep_says_whose_birthday_it_was(shop: Shop) -> None:
    setia("birthday", "set", "Siti", "1990-05-14")
    assert "birthday" not in setia("advance", "--to", "2018-05-13").out
    said = setia("advance", "--to", "2018-05-14").out
    assert "It was the birthday of 1 member, who got what the program gives for it." in said
    assert shop.points("Siti") == 50
    assert lines(setia("birthday", "set", "Siti", "none")) == ["✓ It is forgotten."]


@pytest.mark.parametrize("date", ["14 May", "1990-02-30", "99-99"])
def test_a_day_that_there_is_not_is_refused(shop: Shop, date: str) -> None:
    assert f"DATE: '{date}' is not a day such as 1990-05-14 or 05-14." in setia("birthday", "set", "Siti", date).err


def test_a_birthday_of_nobody_is_refused(shop: Shop) -> None:
    assert refused(setia("birthday", "set", "Nobody", "05-14")) == "no member has the identifier 'Nobody'"

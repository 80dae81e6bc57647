"""How long points live that were there before a new version of the program came: dates worked out by hand."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from setia.cli.movements import told
from setia.cli.units import Units
from setia.engine.commands import ExtendLots, OpenBalance, OpeningLot, PauseExpiry, ResumeExpiry
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.storage import clock, programs
from setia.storage.models import Transaction
from setia.storage.reading import account_as_of
from tests.shop import BACKDATED, Shop, at

DOCUMENT = """
format: 1
id: shop
name: {en: Shop}
currency: USD
zone: UTC
effective_from: BEGINS
wallets:
  - id: points
    unit: {en: points}
    expiry: {EXPIRY}
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
"""


def document(expiry: str, begins: str = "2017-01-01") -> str:
    return DOCUMENT.replace("BEGINS", begins).replace("EXPIRY", expiry)


def becomes(shop: Shop, expiry: str, begins: str = "2018-03-02") -> None:
    """The owner applies another version."""
    text = document(expiry, begins)
    apply_program(read_program(text), text, "owner")
    shop.program = programs.load()


def ends(shop: Shop, member: str = "Siti") -> list[int | None]:
    """When the lots end that still have something, as anybody would read it now, oldest lot first."""
    account = account_as_of(shop._account(member), clock.read(), shop.program)
    return [lot.expires_at for _, lot in sorted(account.lots.items()) if lot.is_open()]


class Life(NamedTuple):
    """A lot of 15 January 2018 under a first version and a second, applied 1 March and in force from 2 March 2018."""

    first: str
    second: str
    day_before: str
    """The last instant on which it has its old end."""
    end_before: str | None
    end_after: str | None
    """From a microsecond later on; '' is none any more."""


LIVES = {
    "shorter, on the day that was announced": Life(
        "after: P12M", "after: P6M, apply_to_existing: 2018-05-01", "2018-04-30", "2019-01-16", "2018-07-16"
    ),
    "so much shorter that it is over on that day": Life(
        "after: P12M", "after: P1M, apply_to_existing: 2018-05-01", "2018-04-30", "2019-01-16", ""
    ),
    "to the end of the month instead of the year": Life(
        "after: P6M, round_to: end_of_year",
        "after: P6M, round_to: end_of_month, apply_to_existing: 2018-05-01",
        "2018-04-30",
        "2019-01-01",
        "2018-08-01",
    ),
    "an end where there was none": Life(
        "idle: P24M", "after: P6M, idle: P24M, apply_to_existing: 2018-05-01", "2018-04-30", None, "2018-07-16"
    ),
    "longer, at once": Life(
        "after: P12M", "after: P24M, apply_to_existing: 2018-03-02", "2018-03-01", "2019-01-16", "2020-01-16"
    ),
    "longer, later": Life(
        "after: P12M", "after: P13M, apply_to_existing: 2018-03-20", "2018-03-19", "2019-01-16", "2019-02-16"
    ),
    "no end any more": Life(
        "after: P12M", "idle: P24M, apply_to_existing: 2018-03-02", "2018-03-01", "2019-01-16", None
    ),
    "shorter, but nobody said that it holds for what is there": Life(
        "after: P12M", "after: P6M", "2018-06-30", "2019-01-16", "2019-01-16"
    ),
}


def day(text: str | None) -> int | None:
    return None if text is None else at(text)


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES.keys())
@pytest.mark.parametrize("swept", [True, False], ids=["swept daily", "never swept"])
def test_a_lot_of_15_january(database: str, life: Life, swept: bool) -> None:
    shop = Shop(document(life.first))
    shop.moves_clock(at("2018-01-15T10:00") - clock.read())
    shop.buys("Siti", 100_00)
    shop.moves_clock(at("2018-03-01") - clock.read())
    becomes(shop, life.second)
    while clock.read() < at(life.day_before):
        shop.moves_clock(86_400_000_000)
        if swept:
            shop.sweeps()
    shop.moves_clock(86_400_000_000 - 1)
    assert ends(shop) == [day(life.end_before)]
    shop.moves_clock(1)
    if swept:
        shop.sweeps()
    assert ends(shop) == ([] if life.end_after == "" else [day(life.end_after)])
    shop.day_is("2018-09-01")
    redated = Transaction.objects.filter(kind="redate").values_list("effective_at", "reason", "program_version")
    changed = life.end_before != life.end_after
    assert list(redated) == ([(at(life.day_before) + 86_400_000_000, "life_changed", 2)] if changed else [])
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_it_is_booked_by_the_sweep_of_the_day_though_nothing_else_is_due(database: str) -> None:
    shop = Shop(document("after: P24M"))
    shop.buys("Siti", 100_00)
    shop.buys("Budi", 100_00)
    shop.redeems("Budi", 100)
    shop.day_is("2018-03-01")
    becomes(shop, "after: P12M, apply_to_existing: 2018-06-01")
    assert shop.day_is("2018-05-31") == 0
    assert shop.day_is("2018-06-01") == 1, "Siti; Budi has nothing"
    assert shop.sweeps() == 0
    assert shop.lot("Siti", 1).expires_at == at("2019-01-03")
    assert shop.lot("Budi", 1).expires_at == at("2020-01-03"), "what is used up keeps the end that it had"
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_what_was_promised_to_a_member_for_himself_is_never_shortened(database: str) -> None:
    shop = Shop(document("after: P12M"))
    shop.joins("Siti")
    now = clock.read()
    brought = (OpeningLot(5, now, now, at("2018-12-25")), OpeningLot(6, now, now, None))
    shop.buys("Siti", 100_00)
    shop.asks("Siti", ExtendLots(clock.read(), "points", at("2019-06-01"), "sorry"))
    shop.asks("Siti", OpenBalance(now, "points", brought))
    shop.moves_clock(1_000_000)
    shop.buys("Siti", 7_00)
    becomes(shop, "after: P6M, apply_to_existing: 2018-05-01", "2018-01-03")
    shop.day_is("2018-05-01")
    assert ends(shop) == [at("2019-06-01"), at("2018-12-25"), None, at("2018-07-03")]
    assert told(shop.page("Siti").movements[0], Units(shop.program)) == "the program says otherwise how long it lives"
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_a_longer_life_lengthens_what_was_promised_too_but_revives_nothing(database: str) -> None:
    shop = Shop(document("after: P1M"))
    shop.buys("Siti", 1_00)
    shop.day_is("2018-02-03")
    shop.buys("Siti", 2_00)
    shop.asks("Siti", ExtendLots(clock.read(), "points", at("2018-03-10"), "sorry"))
    shop.day_is("2018-03-03")
    becomes(shop, "after: P12M, apply_to_existing: 2018-03-03", "2018-03-03")
    assert ends(shop) == [at("2019-02-04")]
    assert shop.lot("Siti", 1).expired == 1, "it ended with 2 February"
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_a_later_version_that_no_longer_says_so_takes_it_back(database: str) -> None:
    shop = Shop(document("after: P12M"))
    shop.buys("Siti", 100_00)
    becomes(shop, "after: P6M, apply_to_existing: 2018-05-01", "2018-01-03")
    shop.day_is("2018-04-20")
    becomes(shop, "after: P12M", "2018-04-21")
    shop.day_is("2018-06-01")
    assert ends(shop) == [at("2019-01-03")]
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_one_that_goes_on_saying_so_changes_nothing_about_it_and_needs_no_new_notice(database: str) -> None:
    shop = Shop(document("after: P12M"))
    shop.buys("Siti", 100_00)
    becomes(shop, "after: P6M, apply_to_existing: 2018-05-01", "2018-01-03")
    shop.day_is("2018-04-20")
    becomes(shop, "after: P6M, idle: P36M, apply_to_existing: 2018-05-01", "2018-04-21")
    shop.day_is("2018-05-02")
    assert ends(shop) == [at("2018-07-03")]
    becomes(shop, "after: P6M, idle: P48M, apply_to_existing: 2018-05-01", "2018-05-03")
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_news_of_before_that_comes_after_the_day_has_the_life_of_its_own_version(database: str) -> None:
    shop = Shop(document("after: P12M"))
    shop.buys("Siti", 1_00)
    becomes(shop, "after: P6M, apply_to_existing: 2018-05-01", "2018-03-15")
    shop.day_is("2018-05-02")
    shop.buys("Siti", 2_00, "2018-03-14T23:00", manner=BACKDATED)
    shop.buys("Siti", 4_00, "2018-03-15T00:00", manner=BACKDATED)
    assert ends(shop) == [at("2018-07-03"), at("2019-03-15"), at("2018-09-16")]
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_in_a_pause_the_days_that_are_left_for_afterwards_change(database: str) -> None:
    """Of 2 January, paused on 1 March: 107 days of July's end were left, and then from 1 May those of its new end."""
    shop = Shop(document("after: P12M"))
    shop.buys("Siti", 1_00)
    becomes(shop, "after: P3M, apply_to_existing: 2018-05-01", "2018-01-03")
    shop.day_is("2018-03-01")
    shop.asks("Siti", PauseExpiry(clock.read(), "points"))
    shop.day_is("2019-05-01")
    assert shop.points("Siti") == 1
    shop.asks("Siti", ResumeExpiry(clock.read(), "points", "resume"))
    # 3 April 2018 would have been its end, but on 1 May it had none yet: March and April, 61 days, are left.
    assert ends(shop) == [at("2019-07-01")]
    assert (shop.findings(), shop.differences()) == ([], 0)


MIN_LIVES = {
    "none: earned and ended at once": ("after: P1M", None),
    "a week from when it is heard of": ("after: P1M, min_life: P7D", "2018-04-09"),
    "longer than its own life": ("after: P1M, min_life: P2M", "2018-06-02"),
}


@pytest.mark.parametrize(("expiry", "end"), MIN_LIVES.values(), ids=MIN_LIVES.keys())
def test_what_is_heard_of_only_after_its_end(database: str, expiry: str, end: str | None) -> None:
    """Bought on 20 February, so through 20 March; told on 1 April."""
    shop = Shop(document(expiry))
    shop.day_is("2018-04-01")
    shop.buys("Siti", 5_00, "2018-02-20T10:00")
    assert ends(shop) == ([] if end is None else [at(end)])
    shop.buys("Siti", 5_00, "2018-03-01T10:00")
    assert ends(shop)[-1:] == [at("2018-04-02")], "what has not ended has its own end, however near"
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_what_a_pause_alone_keeps_alive_is_neither_shortened_nor_lengthened_by_a_shorter_life(database: str) -> None:
    """Its own end, 2 April, is over when the shorter life comes; the pause keeps it, and 33 days are left."""
    shop = Shop(document("after: P3M"))
    shop.buys("Siti", 1_00)
    becomes(shop, "after: P1M, apply_to_existing: 2018-05-01", "2018-01-03")
    shop.day_is("2018-03-01")
    shop.asks("Siti", PauseExpiry(clock.read(), "points"))
    shop.day_is("2018-06-01")
    assert Transaction.objects.filter(reason="life_changed").count() == 0
    shop.asks("Siti", ResumeExpiry(clock.read(), "points", "resume"))
    assert ends(shop) == [at("2018-07-04")]
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_what_does_not_end_by_idleness_any_more_is_not_ended_by_news_of_when_it_did(database: str) -> None:
    """Three months of idleness until May; what was done in June has put the end off for ever."""
    shop = Shop(document("idle: P3M"))
    shop.day_is("2018-04-02")
    shop.buys("Siti", 1_00)
    becomes(shop, "after: P36M", "2018-05-01")
    shop.day_is("2018-06-02")
    shop.buys("Siti", 2_00)
    shop.day_is("2018-06-08")
    shop.buys("Siti", 4_00, "2018-04-25T10:00")
    shop.day_is("2018-07-26")
    assert shop.points("Siti") == 7
    assert (shop.findings(), shop.differences()) == ([], 0)
    becomes(shop, "idle: P3M", "2018-08-01")
    shop.day_is("2018-08-01")
    shop.buys("Siti", 8_00)
    shop.day_is("2018-11-01")
    assert shop.points("Siti") == 15
    shop.day_is("2018-11-02")
    assert shop.points("Siti") == 0, "and of a version that knows it again it begins anew"

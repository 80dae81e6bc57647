"""How long points live: idleness undone by late news (S6), pauses and extensions (S7), on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from setia.cli.when import show_last_day
from setia.engine.calendar import to_instant
from setia.engine.commands import (
    Adjust,
    ExtendLots,
    OpenBalance,
    OpeningLot,
    PauseExpiry,
    Restore,
    ResumeExpiry,
    TransferOut,
)
from setia.engine.ledger.accounts import Wallet
from setia.storage import clock
from tests.shop import Shop, at

IDLE = """
format: 1
id: shop
name: {en: Shop}
currency: MYR
zone: UTC
effective_from: 2017-01-01
wallets:
  - id: points
    unit: {en: points}
    expiry: {idle: P12M}
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
"""

SIX_MONTHS = IDLE.replace("{idle: P12M}", "{after: P6M}").replace("MYR", "USD")


class TestS6IdlenessUndone:
    """500 points, inactivity 12 months, last activity 2026-03-01, expiry booked 2027-03-02."""

    @pytest.fixture
    def shop(self, database: str) -> Shop:
        shop = Shop(IDLE.replace("MYR", "USD"))
        shop.day_is("2026-03-01T10:00")
        shop.buys("Siti", 500_00)
        shop.day_is("2027-03-01T23:59")
        assert shop.points("Siti") == 500
        shop.day_is("2027-03-02")
        assert shop.wallet("Siti").available == 0
        return shop

    def test_a_sale_of_before_brings_everything_back_and_counts_from_its_own_day(self, shop: Shop) -> None:
        shop.day_is("2027-03-05T09:00")
        assert shop.buys("Siti", 40_00, "2027-02-27T15:00").awarded == {"points": 40}
        assert shop.points("Siti") == 540
        kinds = [movement.kind for movement in shop.page("Siti").movements]
        assert kinds[:3] == ["earn", "unexpire", "expire"]
        shop.day_is("2028-02-27T23:59")
        assert shop.points("Siti") == 540
        shop.day_is("2028-02-28")
        assert shop.points("Siti") == 0
        assert shop.findings() == []
        assert shop.differences() == 0

    def test_a_sale_of_after_brings_nothing_back(self, shop: Shop) -> None:
        shop.day_is("2027-03-05T09:00")
        shop.buys("Siti", 40_00, "2027-03-03T15:00")
        assert shop.points("Siti") == 40
        assert shop.findings() == []
        assert shop.differences() == 0

    def test_late_news_in_one_batch_with_the_sweep_counts_too(self, shop: Shop) -> None:
        shop.day_is("2027-03-05T09:00")
        outcomes = shop.buys_all("Siti", [(10_00, "2027-03-04T10:00"), (40_00, "2027-02-27T15:00")])
        assert [outcome.awarded for outcome in outcomes] == [{"points": 10}, {"points": 40}]
        assert shop.findings() == []
        assert shop.differences() == 0


def test_a_redemption_on_the_last_day_starts_the_year_again(database: str) -> None:
    shop = Shop(IDLE.replace("MYR", "USD"))
    shop.day_is("2026-03-01T10:00")
    shop.buys("Siti", 500_00)
    shop.day_is("2027-02-28T12:00")
    shop.redeems("Siti", 100)
    shop.day_is("2028-02-28T12:00")
    assert shop.points("Siti") == 400
    shop.day_is("2028-02-29")
    assert shop.points("Siti") == 0
    assert shop.differences() == 0


class TestS7PausedByATier:
    """A lot of 2026-01-15 lives 6 months; Gold pauses expiry from 2026-06-01 through 2027-05-31."""

    @pytest.fixture
    def shop(self, database: str) -> Shop:
        shop = Shop(SIX_MONTHS)
        shop.day_is("2026-01-15T10:00")
        shop.buys("Siti", 100_00)
        assert show_last_day(shop.lot("Siti", 1).expires_at) == "2026-07-15"
        shop.day_is("2026-06-01")
        shop.asks("Siti", PauseExpiry(clock.read(), "points", "gold"))
        shop.day_is("2027-06-01")
        assert shop.points("Siti") == 100
        return shop

    @pytest.mark.parametrize(("on_leave", "last_day"), [("restart", "2027-12-01"), ("resume", "2027-07-15")])
    def test_on_leaving_lots_live_a_full_life_or_the_days_they_had_left(
        self, shop: Shop, on_leave: str, last_day: str
    ) -> None:
        shop.asks("Siti", ResumeExpiry(clock.read(), "points", on_leave))  # type: ignore[arg-type]  # from the table
        assert show_last_day(shop.lot("Siti", 1).expires_at) == last_day
        shop.day_is(f"{last_day}T23:59")
        assert shop.points("Siti") == 100
        shop.moves_clock(60_000_000)
        assert shop.wallet("Siti") == Wallet()
        assert shop.findings() == []
        assert shop.differences() == 0

    def test_a_pause_never_revives_what_has_ended(self, database: str) -> None:
        shop = Shop(SIX_MONTHS)
        shop.day_is("2026-01-15T10:00")
        shop.buys("Siti", 100_00)
        shop.moves_clock(at("2026-08-01") - clock.read())
        shop.asks("Siti", PauseExpiry(clock.read(), "points", "gold"))
        assert shop.points("Siti") == 0
        assert shop.findings() == []


class TestPausedBesides:
    """Points of 2 January 2018 live 6 months, through 2 July; the pause begins on 1 June, 32 days before."""

    @pytest.fixture
    def shop(self, database: str) -> Shop:
        shop = Shop(SIX_MONTHS)
        shop.joins("Ali")
        shop.buys("Siti", 100_00)
        shop.buys("Ali", 5_00)
        shop.day_is("2018-06-01")
        assert shop.asks("Siti", PauseExpiry(clock.read(), "points", "gold")).status == "done"
        return shop

    def test_nothing_ends_however_it_came(self, shop: Shop) -> None:
        shop.asks("Siti", Adjust(clock.read(), "points", 10, "goodwill"))
        shop.asks("Ali", TransferOut(clock.read(), "points", 5, ""), other="Siti")
        brought = OpeningLot(3, at("2018-01-01"), at("2018-01-01"), at("2018-06-15"))
        shop.asks("Siti", OpenBalance(clock.read(), "points", (brought,)))
        spent = shop.redeems("Siti", 20)
        shop.day_is("2019-06-01")
        shop.asks("Siti", Restore(clock.read(), spent.seq))
        assert shop.points("Siti") == 118
        assert {lot.expires_at for lot in shop.page("Siti").open_lots} == {None}
        assert shop.findings() == []
        assert shop.differences() == 0
        shop.asks("Siti", ResumeExpiry(clock.read(), "points", "restart"))
        assert {show_last_day(lot.expires_at) for lot in shop.page("Siti").open_lots} == {"2019-12-01"}
        shop.day_is("2019-12-02")
        assert shop.wallet("Siti") == Wallet()
        assert shop.findings() == []
        assert shop.differences() == 0

    def test_what_had_ended_before_it_was_brought_in_ends_at_once(self, shop: Shop) -> None:
        brought = OpeningLot(3, at("2018-01-01"), at("2018-01-01"), at("2018-05-15"))
        shop.asks("Siti", OpenBalance(clock.read(), "points", (brought,)))
        assert shop.points("Siti") == shop.wallet("Siti").available == 100
        assert shop.findings() == []

    def test_what_goes_to_another_takes_along_the_days_that_were_left(self, shop: Shop) -> None:
        shop.day_is("2019-06-01")
        shop.asks("Siti", TransferOut(clock.read(), "points", 40, ""), other="Ali")
        assert show_last_day(shop.lot("Ali", 2).expires_at) == "2019-07-02"
        assert shop.findings() == []
        assert shop.differences() == 0

    def test_what_was_used_in_a_pause_comes_back_after_it_with_its_own_end(self, shop: Shop) -> None:
        spent = shop.redeems("Siti", 100)
        shop.day_is("2018-06-10")
        shop.asks("Siti", ResumeExpiry(clock.read(), "points", "restart"))
        shop.asks("Siti", Restore(clock.read(), spent.seq))
        assert shop.points("Siti") == 100
        assert show_last_day(shop.lot("Siti", 1).expires_at) == "2018-07-02"

    def test_what_the_merchant_makes_whole_has_its_thirty_days_after_a_pause(self, shop: Shop) -> None:
        shop.day_is("2018-06-20")
        spent = shop.redeems("Siti", 100)
        shop.asks("Siti", Restore(clock.read(), spent.seq, cause="merchant"))
        shop.asks("Siti", ResumeExpiry(clock.read(), "points", "resume"))
        assert show_last_day(shop.page("Siti").open_lots[0].expires_at) >= "2018-07-20"
        assert shop.findings() == []
        assert shop.differences() == 0


def test_an_extension_never_shortens(database: str) -> None:
    shop = Shop(SIX_MONTHS)
    shop.buys("Siti", 10_00)
    before = shop.lot("Siti", 1).expires_at
    shop.asks("Siti", ExtendLots(clock.read(), "points", at("2018-03-01")))
    assert shop.lot("Siti", 1).expires_at == before
    later = to_instant(datetime(2019, 1, 1, tzinfo=UTC))
    shop.asks("Siti", ExtendLots(clock.read(), "points", later))
    assert shop.lot("Siti", 1).expires_at == later
    assert shop.findings() == []
    assert shop.differences() == 0

"""Points that go from one member to another: transfers, merges and what undoes them, on both databases."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import Adjust, MergeOut, PlaceHold, Release, TransferOut
from setia.engine.ledger.accounts import Wallet
from setia.storage import clock
from tests.shop import Shop
from tests.stories.test_ledger_of_a_member import program, refused


@pytest.fixture
def siti(database: str) -> Shop:
    """A shop whose member Siti has 100 points of 2 January 2018."""
    shop = Shop(program())
    shop.buys("Siti", 100_00)
    return shop


def test_a_transfer_keeps_the_dates_and_pays_the_others_debt(siti: Shop) -> None:
    siti.joins("Ali")
    siti.asks("Ali", Adjust(clock.read(), "points", -10, "counted_wrong", to_debt=True))
    ends = siti.lot("Siti", 1).expires_at
    siti.day_is("2018-03-01")
    assert siti.asks("Siti", TransferOut(clock.read(), "points", 30, ""), other="Ali").status == "done"
    assert siti.wallet("Siti") == Wallet(available=70)
    assert siti.wallet("Ali") == Wallet(available=20)
    assert siti.lot("Ali", 1).expires_at == ends
    assert refused(siti.asks("Siti", TransferOut(clock.read(), "points", 71, ""), other="Ali")) == "insufficient"
    assert refused(siti.asks("Siti", TransferOut(clock.read(), "points", 1, ""), other="Siti")) == "same_account"
    assert siti.findings() == []


def test_a_merge_moves_everything_and_closes_the_other(siti: Shop) -> None:
    siti.joins("Ali")
    siti.earns("Ali", 30)
    source = siti.page("Siti").public_id
    held = siti.asks("Siti", PlaceHold(clock.read(), "points", 5))
    assert refused(siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")) == "has_open_holds"
    siti.asks("Siti", Release(clock.read(), held.seq))
    assert siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali").status == "done"
    assert siti.wallet("Ali") == Wallet(available=130)
    assert siti.wallet_of(source) == Wallet()
    assert siti.findings() == []


def test_what_comes_later_for_a_merged_member_lands_on_the_other(siti: Shop) -> None:
    siti.buys("Siti", 10_00, receipt="R77")
    siti.joins("Ali", "Budi")
    siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")
    siti.asks("Ali", MergeOut(clock.read(), ""), other="Budi")
    assert siti.buys("Siti", 5_00).awarded == {"points": 5}
    assert siti.buys("Siti", 10_00, receipt="R77").status == "unchanged"
    assert siti.points("Budi") == siti.points("Siti") == 115
    assert refused(siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")) == "same_account"
    assert siti.findings() == []
    assert siti.differences() == 0


def test_an_unmerge_gives_back_what_is_left_of_what_came(siti: Shop) -> None:
    siti.joins("Ali")
    siti.earns("Ali", 30)
    source = siti.page("Siti").public_id
    siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")
    merge = siti.page("Ali").movements[0].seq
    siti.redeems("Ali", 40)
    siti.earns("Ali", 7)
    assert refused(siti.unmerges("Ali", source, merge - 1)) == "not_a_merge"
    assert siti.unmerges("Ali", source, merge).status == "done"
    # Ali's own 30 were used first (same dates, lower number), then 10 of Siti's 100.
    assert (siti.points("Siti"), siti.points("Ali")) == (90, 7)
    assert siti.buys("Siti", 5_00).awarded == {"points": 5}
    assert siti.points("Siti") == 95
    assert refused(siti.unmerges("Ali", source, merge)) == "not_a_merge"
    assert siti.findings() == []
    assert siti.differences() == 0


def test_an_unmerge_comes_within_thirty_days(siti: Shop) -> None:
    siti.joins("Ali")
    source = siti.page("Siti").public_id
    siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")
    merge = siti.page("Ali").movements[0].seq
    siti.moves_clock(30 * DAY + 1)
    assert refused(siti.unmerges("Ali", source, merge)) == "too_late"

"""What the stateful model has found and is mended, each as the shortest story of it."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY, MINUTE
from setia.engine.commands import (
    Adjust,
    MergeOut,
    OpenBalance,
    OpeningLot,
    PauseExpiry,
    PlaceHold,
    RecordPurchase,
    RedeemOffline,
    Restore,
    ResumeExpiry,
    Return,
    TransferOut,
    UnmergeOut,
)
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.past import Refund
from setia.services.batch import Request, apply
from setia.storage import clock
from setia.storage.members import Known
from tests.model.days import Term
from tests.model.points_shop import code, shop
from tests.shop import TILL, at, sale

pytestmark = pytest.mark.usefixtures("database")


def test_what_was_lent_and_repaid_since_comes_back_as_units() -> None:
    siti = shop()
    siti.joins("Siti")
    lent = siti.asks("Siti", RedeemOffline(clock.read(), "points", 25, "till 4", allowance=50))
    siti.earns("Siti", 5)
    assert siti.asks("Siti", Restore(clock.read(), lent.seq)).awarded == {"points": 5}
    assert siti.wallet("Siti") == Wallet(available=5)
    assert siti.findings() == []


def test_a_purchase_that_repaid_a_debt_and_ended_is_taken_back_once() -> None:
    siti = shop(expiry=Term(12, 0))
    siti.joins("Siti")
    siti.asks("Siti", RedeemOffline(clock.read(), "points", 25, "till 4", allowance=50))
    bought = siti.buys("Siti", 120_00)
    siti.day_is("2019-01-03")
    siti.returns("Siti", bought, cause="merchant")
    assert siti.total("expired", "issued") == 95
    assert siti.total("adjusted", "issued") == 25
    assert siti.findings() == []


def test_a_merge_carries_the_debt_that_is_left_after_what_fell_due() -> None:
    siti = shop()
    siti.joins("Ali")
    bought = siti.buys("Siti", 20_00)
    siti.asks("Siti", PlaceHold(clock.read(), "points", 9, ttl=MINUTE))
    siti.redeems("Siti", 11)
    siti.returns("Siti", bought)
    siti.moves_clock(MINUTE)
    assert siti.wallet("Siti") == Wallet(debt=11)
    siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")
    assert siti.wallet("Ali") == Wallet(debt=11)
    assert siti.findings() == []


def test_what_is_given_by_hand_can_be_used_at_once() -> None:
    siti = shop(pending=Term(0, 2))
    siti.buys("Siti", 10_00)
    siti.asks("Siti", Adjust(clock.read(), "points", 5, "counted_wrong"))
    assert siti.wallet("Siti") == Wallet(pending=10, available=5)


def test_usable_points_are_kept_whoever_caused_the_return() -> None:
    siti = shop(policy="only_pending")
    bought = siti.buys("Siti", 10_00)
    siti.returns("Siti", bought, cause="merchant")
    assert siti.wallet("Siti") == Wallet(available=10)


def test_the_merchants_fault_gives_no_less_than_the_grace() -> None:
    siti = shop(expiry=Term(0, 3), grace=Term(0, 60))
    siti.buys("Siti", 10_00)
    spent = siti.redeems("Siti", 10)
    siti.day_is("2018-02-01")
    siti.asks("Siti", Restore(clock.read(), spent.seq, cause="merchant"))
    assert siti.lot("Siti", 2).expires_at == at("2018-04-03")


def test_a_refund_told_twice_counts_once_and_told_differently_is_refused() -> None:
    siti = shop()
    bought = siti.buys("Siti", 100_00)
    half = Return(clock.read(), bought.seq, Refund("F1", amount=50_00))
    assert siti.asks("Siti", half).awarded == {"points": -50}
    assert siti.asks("Siti", half).status == "unchanged"
    other = Return(clock.read(), bought.seq, Refund("F1", amount=60_00))
    assert code(siti.asks("Siti", other)) == "natural_key_conflict"
    assert siti.points("Siti") == 50


def test_a_merged_account_neither_gives_nor_owes_anything_more() -> None:
    siti = shop()
    siti.joins("Ali")
    bought, spent = siti.buys("Siti", 10_00), siti.redeems("Siti", 4)
    own = siti.page("Siti").public_id
    account_id = siti._account("Siti")
    siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")
    late = (Return(clock.read(), bought.seq, Refund("F1", amount=1)), Restore(clock.read(), spent.seq))
    outcomes = apply(siti.program, [Request(one, account_id=account_id) for one in late], TILL)
    assert [code(one) for one in outcomes] == ["account_closed"] * 2
    assert siti.wallet_of(own) == Wallet()


def test_the_debt_limit_is_the_same_whatever_the_event_claims() -> None:
    siti = shop()
    siti.buys("Siti", 10_00)
    siti.redeems("Siti", 10)
    siti.moves_clock(180 * DAY)
    bought = siti.buys("Siti", 5_00)
    siti.asks("Siti", Adjust(clock.read(), "points", -13, "counted_wrong", to_debt=True))
    siti.asks("Siti", Return(clock.read() + MINUTE, bought.seq, Refund("F1", amount=5_00)))
    assert siti.wallet("Siti") == Wallet(debt=13)


def test_what_the_same_batch_asks_of_a_merged_member_lands_on_the_other() -> None:
    siti = shop()
    siti.joins("Siti", "Ali")
    ali = siti._account("Ali")
    batch = [
        Request(MergeOut(clock.read(), ""), Known("external", "Siti"), to_account_id=ali),
        Request(RecordPurchase(sale(10_00, clock.read())), Known("external", "Siti"), reference="R1"),
    ]
    assert [one.status for one in apply(siti.program, batch, TILL)] == ["done", "done"]
    assert siti.points("Ali") == 10


def test_money_does_not_go_from_one_member_to_another() -> None:
    siti = shop()
    siti.joins("Ali")
    siti.joins("Siti")
    siti.earns("Siti", 10_00, "credit")
    assert siti.asks("Siti", TransferOut(clock.read(), "credit", 5_00, ""), other="Ali").status == "refused"


def test_units_that_are_not_money_cannot_have_been_paid_for() -> None:
    siti = shop()
    bought = siti.buys("Siti", 10_00)
    siti.redeems("Siti", 10)
    lot = OpeningLot(7, clock.read(), clock.read(), funding="paid")
    siti.asks("Siti", OpenBalance(clock.read(), "points", (lot,)))
    siti.returns("Siti", bought)
    assert siti.findings() == []


def test_a_merge_that_brought_nothing_can_be_undone() -> None:
    siti = shop()
    siti.joins("Siti", "Ali")
    own = siti.page("Siti").public_id
    siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")
    assert siti.unmerges("Ali", own, siti.page("Ali").transactions).status == "done"
    siti.buys("Siti", 10_00)
    assert (siti.points("Siti"), siti.points("Ali")) == (10, 0)


def test_what_was_waiting_when_idleness_ended_it_waits_again() -> None:
    siti = shop(idle=Term(days=8))
    siti.joins("Siti")
    lot = OpeningLot(11, clock.read(), clock.read() + 9 * DAY)
    siti.asks("Siti", OpenBalance(clock.read(), "points", (lot,)))
    siti.day_is("2018-01-11")
    assert siti.wallet("Siti").pending == 0
    siti.buys("Siti", 1_00, "2018-01-10T12:00")
    assert (siti.wallet("Siti").pending, siti.points("Siti")) == (0, 12)
    assert siti.total("expired", "pending") == 11
    assert siti.findings() == []


def test_an_opening_balance_of_nothing_is_refused_like_any_amount() -> None:
    siti = shop()
    siti.joins("Siti")
    assert code(siti.asks("Siti", OpenBalance(clock.read(), "stars", ()))) == "unknown_wallet"
    assert code(siti.asks("Siti", OpenBalance(clock.read(), "points", ()))) == "amount_out_of_range"


def test_a_lot_of_a_paused_wallet_does_not_live_for_ever_elsewhere() -> None:
    siti = shop(expiry=Term(months=1))
    siti.joins("Ali")
    siti.buys("Siti", 10_00)
    siti.asks("Siti", PauseExpiry(clock.read(), "points", "gold"))
    siti.asks("Siti", TransferOut(clock.read(), "points", 4, ""), other="Ali")
    assert siti.lot("Ali", 1).expires_at is not None


def test_what_is_restored_after_a_pause_ends_some_day() -> None:
    siti = shop(expiry=Term(months=1))
    siti.buys("Siti", 10_00)
    siti.asks("Siti", PauseExpiry(clock.read(), "points", "gold"))
    spent = siti.redeems("Siti", 10)
    siti.asks("Siti", ResumeExpiry(clock.read(), "points", "restart"))
    siti.asks("Siti", Restore(clock.read(), spent.seq))
    assert siti.wallet("Siti").available == 10
    assert siti.page("Siti").open_lots[0].expires_at is not None


def test_leaving_a_pause_shortens_nothing() -> None:
    siti = shop(expiry=Term(months=1))
    siti.joins("Siti")
    lot = OpeningLot(10, clock.read(), clock.read(), at("2028-01-01"))
    siti.asks("Siti", OpenBalance(clock.read(), "points", (lot,)))
    siti.asks("Siti", PauseExpiry(clock.read(), "points", "gold"))
    siti.asks("Siti", ResumeExpiry(clock.read(), "points", "restart"))
    ends = siti.lot("Siti", 1).expires_at
    assert ends is not None
    assert ends >= at("2028-01-01")


def test_nothing_ends_in_a_paused_wallet() -> None:
    siti = shop(expiry=Term(months=1))
    siti.joins("Siti")
    siti.asks("Siti", PauseExpiry(clock.read(), "points", "gold"))
    siti.asks("Siti", Adjust(clock.read(), "points", 10, "counted_wrong"))
    siti.day_is("2019-01-01")
    assert siti.points("Siti") == 10


def test_an_import_out_of_order_changes_nothing_that_was_shown_before() -> None:
    siti = shop(pending=Term(days=2), expiry=Term(months=1))
    siti.joins("Siti")
    siti.asks("Siti", RedeemOffline(clock.read(), "points", 10, "till 4", allowance=50))
    siti.buys("Siti", 10_00)
    siti.moves_clock(9 * DAY)
    # Shown since 5 January: the purchase has paid the debt. Right after a sweep, and wrong without one.
    assert siti.wallet("Siti") == Wallet()
    siti.buys("Siti", 10_00, "2017-12-20", manner=siti.history)
    assert [(lot.no, lot.free) for lot in siti.page("Siti").open_lots] == [(2, 10)]


def test_a_debt_that_nobody_has_touched_for_a_year_is_written_off() -> None:
    siti = shop()
    siti.joins("Siti")
    siti.asks("Siti", Adjust(clock.read(), "points", -10, "counted_wrong", to_debt=True))
    siti.day_is("2019-01-04")
    assert siti.wallet("Siti") == Wallet()


def test_a_changed_copy_of_a_merged_members_receipt_is_told_the_conflict() -> None:
    siti = shop()
    siti.joins("Ali")
    siti.buys("Siti", 10_00, receipt="S")
    siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")
    assert code(siti.buys("Siti", 12_00, receipt="S")) == "natural_key_conflict"


def test_a_further_version_of_a_merged_members_purchase_leaves_the_others_alone() -> None:
    siti = shop()
    siti.buys("Ali", 10_00)
    siti.buys("Siti", 20_00, receipt="S")
    siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")
    changed = RecordPurchase(sale(5_00, clock.read(), version=2))
    apply(siti.program, [Request(changed, Known("external", "Siti"), reference="S")], TILL)
    assert siti.points("Ali") in (10 + 5, 10 + 20)  # it may be booked or refused


def test_what_the_same_batch_asks_of_an_unmerged_member_lands_on_himself() -> None:
    siti = shop()
    siti.joins("Siti", "Ali")
    own = siti._account("Siti")
    siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")
    merge = siti.page("Ali").transactions
    batch = [
        Request(UnmergeOut(clock.read(), merge, ""), Known("external", "Ali"), to_account_id=own),
        Request(RecordPurchase(sale(10_00, clock.read())), Known("external", "Siti"), reference="R1"),
    ]
    assert [one.status for one in apply(siti.program, batch, TILL)] == ["done", "done"]
    assert (siti.points("Siti"), siti.points("Ali")) == (10, 0)


def test_an_unmerged_member_takes_along_who_was_merged_into_him_before() -> None:
    siti = shop()
    siti.joins("Ali", "Budi")
    siti.buys("Siti", 10_00)
    ali = siti.page("Ali").public_id
    siti.asks("Siti", MergeOut(clock.read(), ""), other="Ali")
    siti.asks("Ali", MergeOut(clock.read(), ""), other="Budi")
    assert siti.unmerges("Budi", ali, siti.page("Budi").transactions).status == "done"
    assert (siti.points("Ali"), siti.points("Budi")) == (10, 0)
    assert siti.buys("Siti", 5_00).status == "done"
    assert siti.points("Ali") == 15

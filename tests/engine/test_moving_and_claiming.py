"""Who a purchase belongs to: guests' purchases that are claimed, purchases that were booked to the wrong member."""

from __future__ import annotations

from typing import Any

from setia.engine.calendar import DAY
from setia.engine.commands import (
    ClaimPurchase,
    EditPurchase,
    GrantTier,
    MoveIn,
    MoveOut,
    RecordPurchase,
    Redeem,
    Return,
)
from setia.engine.decide import Decision, second_half
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.past import Refund
from tests.engine.journals import Journal, midnight, noon
from tests.engine.programs import compiled, effect, rule, versions
from tests.engine.receipts import receipt

MONDAY = noon("2018-03-05")
CLUB = {
    "id": "club",
    "levels": [{"id": "base"}, {"id": "gold", "qualify": [{"measure": "spend", "at_least": 80}]}],
    "return_window": "P30D",
}
MYR: dict[str, Any] = {"currency": "MYR"}
TIERED = versions(compiled(currency="MYR", tiers=[CLUB], rules=[rule(effect(by_tier={"gold": 2}))]))
"""Gold at RM 80 of spend in a calendar year; it earns twofold."""


def move(here: Journal, there: Journal, order: int, at: int) -> tuple[Decision, Decision]:
    """Both halves of a move; the second has what the first sent."""
    command = MoveOut(at, order, "bb" * 16, "wrong_card")
    sent = here.take(command)
    assert sent.parcel is not None
    return sent, there.take(second_half(command, sent.parcel, "aa" * 16), at)


def test_a_purchase_on_the_wrong_card_moves_without_debt() -> None:
    """S10: booked to A at 1x, who spends 60 of the 80. B, Gold, gets 160 at the original time."""
    a, b = Journal(TIERED, b"a"), Journal(TIERED, b"b")
    b.take(GrantTier(MONDAY - 9 * DAY, "club", "gold", midnight("2020-01-01"), "goodwill"))
    order = a.buys(8_000, at=MONDAY, key="till:1", **MYR)
    assert (a.points(), a.level()) == (80, "gold")
    a.take(Redeem(MONDAY + 1, "points", 60))
    sent, got = move(a, b, order, MONDAY + DAY)
    assert sent.awarded == {"points": -20}
    assert a.wallet() == Wallet()
    assert [one.kind for one in sent.transactions] == ["reverse_earn", "forgive", "tier_change"]
    forgiven = [one.amount for one in a.entries if one.source == "adjusted"]
    assert forgiven == [60]
    assert a.level() == "base"
    assert (got.awarded, b.points()) == ({"points": 160}, 160)
    (earned,) = got.transactions
    assert (earned.kind, earned.effective_at, earned.counterpart) == ("earn", MONDAY, "aa" * 16)
    assert b.fold.counters["tier:club:spend", "2018"] == 8_000
    assert a.fold.counters["tier:club:spend", "2018"] == 0


def test_a_purchase_moves_with_what_of_it_came_back_and_comes_back_from_there() -> None:
    a, b = Journal(TIERED, b"a"), Journal(TIERED, b"b")
    order = a.buys(3_000, 2_000, at=MONDAY, **MYR)
    a.returns(order, MONDAY + 1, 2)
    _, got = move(a, b, order, MONDAY + DAY)
    assert (a.points(), b.points()) == (0, 30)
    b.returns(got.known_as, MONDAY + 2 * DAY, 1)
    assert b.wallet() == Wallet()


def test_what_has_moved_away_is_gone_for_good() -> None:
    a, b = Journal(TIERED, b"a"), Journal(TIERED, b"b")
    order = a.buys(5_000, at=MONDAY, **MYR)
    move(a, b, order, MONDAY + DAY)
    belongs = "purchase_belongs_to_other_member"
    assert a.refused(MoveOut(MONDAY + 2 * DAY, order, "cc" * 16)) == belongs
    newer = receipt(9_000, event_at=MONDAY, version=2, **MYR)
    assert a.refused(EditPurchase(order, newer), MONDAY + 2 * DAY) == belongs
    assert a.refused(Return(MONDAY + 2 * DAY, order, Refund("r", ((1, 1000),)))) == belongs
    assert (a.points(), b.points()) == (0, 50)


def test_an_open_order_moves_once_and_earns_where_it_went() -> None:
    a, b = Journal(TIERED, b"a"), Journal(TIERED, b"b")
    order = a.buys(5_000, at=MONDAY, status="open", **MYR)
    _, got = move(a, b, order, MONDAY + DAY)
    assert a.refused(MoveOut(MONDAY + 2 * DAY, order, "cc" * 16)) == "purchase_belongs_to_other_member"
    b.edits(got.known_as, receipt(5_000, event_at=MONDAY, version=2, **MYR), MONDAY + 3 * DAY)
    assert (a.points(), b.points()) == (0, 50)


def test_a_purchase_that_moved_and_moves_back_is_a_purchase_again() -> None:
    a, b = Journal(TIERED, b"a"), Journal(TIERED, b"b")
    order = a.buys(5_000, at=MONDAY, **MYR)
    _, got = move(a, b, order, MONDAY + DAY)
    _, back = move(b, a, got.known_as, MONDAY + 2 * DAY)
    assert (a.points(), b.points()) == (50, 0)
    a.returns(back.known_as, MONDAY + 3 * DAY, 1)
    assert a.wallet() == Wallet()


def test_after_sixty_days_a_purchase_stays_where_it_is() -> None:
    a = Journal(TIERED, b"a")
    order = a.buys(5_000, at=MONDAY, **MYR)
    assert a.refused(MoveOut(MONDAY + 60 * DAY + 1, order, "bb" * 16)) == "too_late"
    a.take(MoveOut(MONDAY + 60 * DAY, order, "bb" * 16))


def test_a_guests_purchase_earns_at_its_own_time_once_it_is_claimed() -> None:
    """S11: RM 45 claimed on the third day; of what came back before, nothing."""
    doubled = compiled(currency="MYR", rules=[rule(effect(points=2))], effective_from="2018-03-07")
    journal = Journal(versions(compiled(currency="MYR"), doubled))
    journal.enrols(MONDAY)
    claim = ClaimPurchase(receipt(4_500, event_at=MONDAY, **MYR), "ab" * 16)
    claimed = journal.take(claim, MONDAY + 3 * DAY)
    assert (claimed.awarded, claimed.transactions[0].effective_at) == ({"points": 45}, MONDAY)
    part = ClaimPurchase(receipt(4_500, 1_000, event_at=MONDAY, **MYR), "cd" * 16, (Refund("r", ((1, 1000),)),))
    claimed = journal.take(part, MONDAY + 3 * DAY)
    assert claimed.awarded == {"points": 10}
    journal.returns(claimed.known_as, MONDAY + 4 * DAY, 2)
    assert journal.points() == 45


def test_a_claimed_purchase_of_which_all_had_come_back_gives_nothing_and_is_no_visit() -> None:
    fifty = {"kind": "fixed_points", "points": 50}
    journal = Journal(versions(compiled(currency="MYR", rules=[rule(fifty)])))
    all_back = (Refund("r", ((1, 1000),)),)
    journal.take(ClaimPurchase(receipt(4_500, event_at=MONDAY, **MYR), "ab" * 16, all_back), MONDAY + DAY)
    assert journal.wallet() == Wallet()
    assert journal.fold.account.progress.visits == 0


def test_the_second_half_of_a_move_names_the_order_as_the_first_knew_it() -> None:
    a, b = Journal(TIERED, b"a"), Journal(TIERED, b"b")
    order = a.buys(5_000, at=MONDAY, key="till:1", **MYR)
    command = MoveOut(MONDAY + DAY, order, "bb" * 16)
    sent = a.take(command)
    assert sent.parcel is not None
    half = second_half(command, sent.parcel, "aa" * 16)
    assert isinstance(half, MoveIn)
    assert (half.order_key, half.event_at) == (b"till:1".hex(), MONDAY)
    assert RecordPurchase(half.purchase) == RecordPurchase(receipt(5_000, event_at=MONDAY, **MYR))
    assert b.points() == 0

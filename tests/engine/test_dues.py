"""What falls due by itself: booked at its own instant, in order, and the same however late it is booked."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setia.engine.calendar import DAY
from setia.engine.commands import Advance
from setia.engine.decide import Decision
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.lots import Lot
from setia.engine.rules.versions import Version, Versions
from tests.engine.accounts import History, story
from tests.engine.programs import compiled, versions, wallet
from tests.engine.receipts import NOON

MIDNIGHT = NOON - DAY // 2
"""The first instant of NOON's day."""

WAITING = versions(compiled(wallets=[wallet(pending="P3D", expiry={"after": "P7D"})]))
"""Usable from the start of the fourth day after, gone at the start of the eighth."""


def day(number: int) -> int:
    """The first instant of the day that many days after NOON's."""
    return MIDNIGHT + number * DAY


def test_points_become_usable_and_then_end_each_at_its_own_instant() -> None:
    history = History(WAITING)
    history.buys(1640, NOON)
    history.sweep(NOON + 100 * DAY)
    assert [(one.kind, one.effective_at) for one in history.written[1:]] == [("activate", day(4)), ("expire", day(8))]
    assert [(entry.source, entry.target, entry.amount) for one in history.written for entry in one.entries] == [
        ("issued", "pending", 16),
        ("pending", "available", 16),
        ("available", "expired", 16),
    ]
    assert history.wallet() == Wallet()
    assert history.account.next_due_at is None


@pytest.mark.parametrize(("at", "kinds"), [(-1, []), (0, ["activate"]), (1, ["activate"])])
def test_a_due_is_booked_at_its_instant_and_not_a_microsecond_before(at: int, kinds: list[str]) -> None:
    history = History(WAITING)
    history.buys(1640, NOON)
    history.sweep(day(4) + at)
    assert history.kinds[1:] == kinds


def test_lots_that_fall_due_together_are_one_transaction_in_order_of_consumption() -> None:
    history = History(versions(compiled(wallets=[wallet(expiry={"after": "P0D", "round_to": "end_of_month"})])))
    history.buys(300, NOON + DAY)
    history.buys(200, NOON)  # recorded second, earned first
    history.buys(100, NOON + 2 * DAY)
    history.sweep(NOON + 90 * DAY)
    (expire,) = history.written[3:]
    assert [(entry.lot, entry.amount) for entry in expire.entries] == [(2, 2), (1, 3), (3, 1)]


def test_what_becomes_usable_at_an_instant_is_written_before_what_ends_at_it() -> None:
    # Bought on day 0: usable from day 4. Bought on day -4: gone at day 4.
    history = History(WAITING)
    history.buys(100, NOON - 4 * DAY)
    history.buys(200, NOON)
    history.sweep(day(4))
    at_that_instant = [one.kind for one in history.written if one.effective_at == day(4)]
    assert at_that_instant == ["activate", "expire"]
    assert history.wallet() == Wallet(available=2)


@pytest.mark.parametrize(("pending", "after"), [("P7D", "P3D"), ("P3D", "P3D")])
def test_points_that_end_before_they_were_ever_usable_end_from_pending(pending: str, after: str) -> None:
    history = History(versions(compiled(wallets=[wallet(pending=pending, expiry={"after": after})])))
    history.buys(1640, NOON)
    history.sweep(NOON + 30 * DAY)
    assert history.kinds == ["earn", "expire"]
    (expire,) = history.written[1:]
    assert expire.effective_at == day(4)
    assert [(entry.source, entry.target) for entry in expire.entries] == [("pending", "expired")]
    assert history.wallet() == Wallet()


def test_a_purchase_first_books_what_is_due_and_closes_only_itself() -> None:
    history = History(WAITING)
    history.buys(1640, NOON)
    history.buys(500, NOON + 20 * DAY)
    assert history.kinds == ["earn", "activate", "expire", "earn"]
    assert [one.closes for one in history.written] == [True, False, False, True]


def test_a_sweep_that_books_several_dues_closes_with_the_last() -> None:
    history = History(WAITING)
    history.buys(1640, NOON)
    history.sweep(NOON + 20 * DAY)
    assert [one.closes for one in history.written] == [True, False, True]


def test_a_sweep_does_not_look_at_every_lot_for_everything_that_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    history = History(versions(compiled(wallets=[wallet(expiry={"after": "P1Y"})])))
    for number in range(300):
        history.buys(100, NOON + number * DAY)
    looks: Counter[int] = Counter()
    deadline = Lot.deadline

    def counted(self: Lot, of: Wallet) -> int | None:
        looks[self.no] += 1
        return deadline(self, of)

    monkeypatch.setattr(Lot, "deadline", counted)
    history.sweep(day(366 + 49))
    assert history.wallet() == Wallet(available=250)
    assert len(history.written) == 300 + 50
    assert looks.total() < 3 * 300


def test_an_import_books_dues_only_up_to_the_events_own_time() -> None:
    """A purchase of the past, recorded today, must find the account as it was on its day."""
    history = History(WAITING)
    history.buys(1640, NOON, recorded_at=NOON)
    history.take(Advance(NOON + DAY), NOON + 300 * DAY, horizon=NOON + DAY)
    assert history.kinds == ["earn"]
    history.take(Advance(NOON + 5 * DAY), NOON + 300 * DAY, horizon=NOON + 5 * DAY)
    assert history.kinds == ["earn", "activate"]
    assert history.written[1].effective_at == day(4)


def test_a_late_purchase_whose_points_are_already_over_is_earned_and_ended_together() -> None:
    """Ledger 4.14: `expires_at` counts from when it happened; if already past, earn and expire are posted together."""
    history = History(WAITING)
    decided = history.buys(1640, NOON, recorded_at=NOON + 30 * DAY)
    assert isinstance(decided, Decision)
    moved = [(entry.source, entry.target) for one in decided.transactions for entry in one.entries]
    assert moved[0][0] == "issued"
    assert moved[-1][1] == "expired"
    assert history.wallet() == Wallet()
    assert history.account.next_due_at is None


def test_each_due_names_the_version_in_force_at_its_instant() -> None:
    first = compiled(wallets=[wallet(pending="P3D", expiry={"after": "P7D"})])
    second = compiled(wallets=[wallet(pending="P3D", expiry={"after": "P7D"})], effective_from="2018-01-08")
    history = History(Versions((Version(1, 0, first), Version(2, NOON + DAY, second))))
    history.buys(1640, NOON)
    history.sweep(NOON + 30 * DAY)
    assert [(one.kind, one.program_version) for one in history.written] == [("earn", 1), ("activate", 1), ("expire", 2)]


BOUGHT = st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 10 * DAY)), min_size=1, max_size=12)


@settings(max_examples=60)
@given(BOUGHT, st.lists(st.integers(1, 4 * DAY), min_size=1, max_size=40), st.sampled_from(["P0D", "P2D", "P9D"]))
def test_dues_that_are_booked_late_are_the_same_as_in_time(
    bought: list[tuple[int, int]], sweeps: list[int], pending: str
) -> None:
    under = versions(compiled(wallets=[wallet(pending=pending, expiry={"after": "P7D"})]))
    lazy, diligent = History(under), History(under)
    now, swept = NOON, NOON
    for cents, later in bought:
        now += later
        for step in sweeps:
            if swept + step >= now:
                break
            swept += step
            diligent.sweep(swept)
        lazy.buys(cents, now)
        diligent.buys(cents, now)
    for history in (lazy, diligent):
        history.sweep(now + 100 * DAY)
    assert story(lazy.written) == story(diligent.written)
    assert lazy.account.wallets == diligent.account.wallets
    assert lazy.account.lots == diligent.account.lots

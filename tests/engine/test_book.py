"""The book: entries balance, a lot's parts add up, a wallet is what its entries say; random histories, every step."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setia.engine.calendar import DAY
from setia.engine.commands import RecordPurchase
from setia.engine.ledger.accounts import BALANCE_MAX, BUCKETS, Wallet
from setia.engine.ledger.book import Book, Header, OutOfRange
from setia.engine.ledger.entries import Transaction, chain
from setia.engine.ledger.lots import Lot, in_order_of_consumption
from setia.engine.ledger.state import Account
from tests.engine.accounts import FRESH, History, stamp
from tests.engine.programs import compiled, effect, rule, versions, wallet
from tests.engine.receipts import NOON, receipt

PURCHASE = RecordPurchase(receipt(100))
PARTS = ("pending", "free", "held", "spent", "expired", "reversed", "transferred", "debt_repaid")

LIVES = [
    {},
    {"expiry": {"after": "P0D"}},
    {"expiry": {"after": "P7D"}},
    {"pending": "P3D"},
    {"pending": "P3D", "expiry": {"after": "P7D"}},
    {"pending": "P7D", "expiry": {"after": "P3D"}},
    {"pending": "P3D", "expiry": {"after": "P3D"}},
    {"pending": "P10D", "expiry": {"after": "P0D", "round_to": "end_of_month"}},
]


def sums(transactions: list[Transaction]) -> dict[str, Counter[str]]:
    """What every account came to by its entries, by wallet: a twin of the wallets that shares no code with them."""
    found: dict[str, Counter[str]] = {}
    for transaction in transactions:
        for entry in transaction.entries:
            assert entry.amount > 0
            assert entry.source != entry.target
            found.setdefault(entry.wallet, Counter())[entry.source] -= entry.amount
            found[entry.wallet][entry.target] += entry.amount
    return found


def falls_due(lot: Lot) -> int | None:
    """When a lot activates or ends by itself next, if it does."""
    if lot.pending and (lot.expires_at is None or lot.active_at < lot.expires_at):
        return lot.active_at
    return lot.expires_at if lot.pending or lot.free else None


def check(history: History) -> None:
    """I1, I2, I3, I4, I7 and the chain, of one account."""
    by_entries = sums(history.written)
    lots = list(history.account.lots.values())
    for id_, wallet_now in history.account.wallets.items():
        come_to = by_entries[id_]
        assert sum(come_to.values()) == 0
        buckets = Wallet(come_to["pending"], come_to["available"], come_to["held"], -come_to["debt"])
        assert wallet_now == buckets
        mine = [lot for lot in lots if lot.wallet == id_]
        assert wallet_now.pending == sum(lot.pending for lot in mine)
        assert wallet_now.available == sum(lot.free for lot in mine) >= 0
    for lot in lots:
        parts = [getattr(lot, part) for part in PARTS]
        assert min(parts) >= 0
        assert sum(parts) == lot.amount
    dues = [due for lot in lots if (due := falls_due(lot)) is not None]
    assert history.account.next_due_at == (min(dues) if dues else None)
    assert [one.seq for one in history.written] == list(range(1, len(history.written) + 1))
    for before, after in zip(history.written, history.written[1:], strict=False):
        assert after.prev_hash == before.hash
    assert history.account.head == (history.written[-1].hash if history.written else FRESH.head)


STEPS = st.lists(
    st.tuples(st.sampled_from(["buys", "sweeps", "waits"]), st.integers(0, 3_000), st.integers(0, 12 * DAY)),
    max_size=25,
)


@settings(max_examples=60)
@given(STEPS, st.sampled_from(LIVES), st.sampled_from(LIVES))
def test_after_every_step_of_any_history_the_books_agree(
    steps: list[tuple[str, int, int]], one: dict[str, object], other: dict[str, object]
) -> None:
    rules = [rule(effect(), effect(wallet="stars", per="3", rounding="up"))]
    program = compiled(wallets=[wallet(**one), wallet(id="stars", **other)], rules=rules)
    history = History(versions(program))
    now = NOON
    for verb, cents, later in steps:
        now += later
        if verb == "buys":
            history.buys(cents, now)
        elif verb == "sweeps":
            history.sweep(now)
        check(history)
    issued = sum(-come_to["issued"] for come_to in sums(history.written).values())
    assert issued == sum(lot.amount for lot in history.account.lots.values())


def lot(no: int, expires_at: int | None, earned_at: int = 0, **fields: object) -> Lot:
    return Lot(no, "points", 1, earned_at, earned_at, expires_at, 10, 1, **fields)  # type: ignore[arg-type]


ORDERS = {
    "the soonest to expire first": ([lot(1, 30), lot(2, 10), lot(3, 20)], [2, 3, 1]),
    "what never expires last": ([lot(1, None), lot(2, 10**18)], [2, 1]),
    "of two that expire together the older": ([lot(1, 30, earned_at=5), lot(2, 30, earned_at=4)], [2, 1]),
    "of two that never expire the older": ([lot(1, None, earned_at=5), lot(2, None, earned_at=4)], [2, 1]),
    "of two alike the one opened first": ([lot(3, 30), lot(2, 30), lot(1, 30)], [1, 2, 3]),
    "an expiry before 1970 is an expiry": ([lot(1, 0), lot(2, -5), lot(3, None)], [2, 1, 3]),
}


@pytest.mark.parametrize(("lots", "order"), ORDERS.values(), ids=ORDERS.keys())
def test_lots_are_used_in_the_order_of_the_ledger(lots: list[Lot], order: list[int]) -> None:
    assert [one.no for one in in_order_of_consumption(lots)] == order
    assert [one.no for one in in_order_of_consumption(reversed(lots))] == order, "however they were loaded"


def test_a_book_that_is_thrown_away_has_done_nothing() -> None:
    history = History(versions(compiled()))
    history.buys(1640, NOON)
    before = (history.account, dict(history.account.lots), dict(history.account.wallets))
    book = Book(history.account, stamp(PURCHASE, NOON))
    book.move(1, "available", "expired", 16)
    book.write("expire", NOON, Header(1))
    assert (history.account, dict(history.account.lots), dict(history.account.wallets)) == before
    assert history.account.lots[1].free == 16


def test_a_balance_at_the_bound_is_the_last_that_is_taken() -> None:
    account = Account(head=b"", wallets={"points": Wallet(available=BALANCE_MAX - 10)})
    book = Book(account, stamp(PURCHASE, NOON))
    no = book.open_lot(lot(0, None))
    book.move(no, "issued", "available", 10)
    with pytest.raises(OutOfRange, match="points"):
        book.move(no, "issued", "available", 1)


def test_what_is_written_is_chained_when_the_book_is_closed_however_often_it_is_closed() -> None:
    said = stamp(PURCHASE, NOON)
    book = Book(FRESH, said)
    book.open_lot(lot(0, None))
    book.move(1, "issued", "available", 5)
    book.write("earn", NOON, Header(1))
    book.move(1, "available", "expired", 5)
    book.write("expire", NOON, Header(1))
    book.close()
    first, last = book.transactions
    assert [one.closes for one in book.transactions] == [False, True]
    assert (first.prev_hash, first.hash) == (FRESH.head, chain(first, said))
    assert (last.prev_hash, last.hash) == (first.hash, chain(last, said))
    assert book.account().head == last.hash
    book.close()
    assert book.transactions == [first, last]


def test_buckets_are_the_four_places_of_a_wallet() -> None:
    assert frozenset({"pending", "available", "held", "debt"}) == BUCKETS
    moved = Wallet().moved("pending", 1).moved("available", 2).moved("held", 3).moved("debt", -4).moved("issued", 9)
    assert moved == Wallet(pending=1, available=2, held=3, debt=4)

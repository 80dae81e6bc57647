"""A debt that nothing has moved for a year is written off, by itself and at its own instant (ledger 4.8)."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.commands import Adjust, Advance
from setia.engine.ledger.accounts import Wallet
from setia.engine.rules.compiled import Unusable
from tests.engine.journals import Journal, midnight, noon
from tests.engine.programs import compiled, versions, wallet

OWED_SINCE = noon("2018-03-05")
WRITTEN_OFF = midnight("2019-03-06")
"""P12M: the debt can be paid through 5 March 2019."""


def owing(**returns: Any) -> Journal:
    """A member who has owed 10 points since 5 March 2018."""
    journal = Journal(versions(compiled(wallets=[wallet(returns=returns)])))
    owes(journal, 10)
    return journal


def owes(journal: Journal, points: int, at: int = OWED_SINCE) -> None:
    journal.take(Adjust(at, "points", -points, "counted_wrong", to_debt=True))


def test_it_is_written_off_after_a_year_and_not_a_microsecond_before() -> None:
    journal = owing()
    journal.take(Advance(WRITTEN_OFF - 1))
    assert journal.wallet() == Wallet(debt=10)
    assert journal.fold.account.next_due_at == WRITTEN_OFF
    journal.take(Advance(WRITTEN_OFF))
    assert journal.wallet() == Wallet()
    done = journal.written[-1]
    assert (done.kind, done.reason, done.effective_at) == ("adjust", "debt_writeoff", WRITTEN_OFF)
    assert [(one.source, one.target, one.amount) for one in done.entries] == [("adjusted", "debt", 10)]
    assert journal.fold.account.next_due_at is None


def test_it_is_written_off_at_the_same_instant_however_late_that_is_booked() -> None:
    soon, late = owing(), owing()
    soon.take(Advance(WRITTEN_OFF))
    late.buys(1_00, at=noon("2020-01-01"))
    assert late.written[1].effective_at == soon.written[1].effective_at == WRITTEN_OFF
    assert late.wallet() == Wallet(available=1)


def test_whatever_moves_it_puts_that_off() -> None:
    journal = owing()
    journal.buys(3_00, at=noon("2018-09-10"))
    journal.take(Advance(WRITTEN_OFF))
    assert journal.wallet() == Wallet(debt=7)
    journal.take(Advance(midnight("2019-09-11")))
    assert journal.wallet() == Wallet()


def test_one_that_is_paid_is_forgotten_and_a_new_one_begins_anew() -> None:
    journal = owing()
    journal.buys(10_00, at=noon("2018-09-10"))
    assert journal.fold.account.progress.debts_end == {}
    owes(journal, 5, noon("2019-02-01"))
    journal.take(Advance(WRITTEN_OFF))
    assert journal.wallet() == Wallet(debt=5)


@pytest.mark.parametrize(("returns", "day"), [({"debt_writeoff": "P30D"}, "2018-04-05"), ({"debt_writeoff": None}, "")])
def test_the_shop_says_after_how_long_or_never(returns: dict[str, Any], day: str) -> None:
    journal = owing(**returns)
    assert journal.fold.account.next_due_at == (midnight(day) if day else None)


def test_a_length_that_is_none_is_a_fault() -> None:
    with pytest.raises(Unusable) as unusable:
        compiled(wallets=[wallet(returns={"debt_writeoff": "soon"})])
    assert [fault.code for fault in unusable.value.faults] == ["not_a_duration"]

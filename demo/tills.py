"""The demo's tills: rewards asked for and used, and goods taken back, as batches of commands.

A reward is redeemed at the moment of the basket that it is used on, and reported late, as by a till that was cut off;
goods come back now, on the program's clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from demo.visits import Basket, GoodsBack, Redemption
from setia.engine.calendar import parse_instant
from setia.engine.commands import RedeemReward, Return, UseReward
from setia.engine.ledger.past import Refund
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.till import find_purchase
from setia.storage import besides, clock
from setia.storage.programs import LoadedProgram
from setia.storage.reading import account_as_of, find_member

SOURCE = "till"
BATCH = 100
PIECE = 1000
"""A quantity of one, in the thousandths of a return."""

REPORTED = Manner(actor="till", channel="till")
AT_THE_COUNTER = Manner(actor="counter", channel="counter")

OnProgress = Callable[[int], None]
"""Told how many visits each batch did."""

Visit = TypeVar("Visit", Redemption, GoodsBack)


@dataclass
class Happened:
    """What became of the visits."""

    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """By the code of the refusal."""
    units: Counter[str] = field(default_factory=Counter)
    """What members gave for it or lost by it, by wallet."""

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Count what became of a batch."""
        for outcome in outcomes:
            if outcome.refusal is not None:
                self.refused[outcome.refusal.code] += 1
                continue
            self.done += 1
            for wallet, amount in outcome.awarded.items():
                self.units[wallet] -= amount


def redeem(program: LoadedProgram, redemptions: Sequence[Redemption], on_progress: OnProgress) -> Happened:
    """Ask for each reward at the moment of its basket, and use what was given on it."""
    happened = Happened()
    for batch in _batches(redemptions):
        accounts = [_account(program, one.basket) for one in batch]
        wanted = [_ask(program, one, account_id) for one, account_id in zip(batch, accounts, strict=True)]
        outcomes = apply(program, wanted, REPORTED)
        happened.add(outcomes)
        issued = besides.open_rewards(accounts)
        used = [
            _use(program, one, account_id, next(n for n, it in issued[account_id].items() if it.seq == outcome.seq))
            for one, account_id, outcome in zip(batch, accounts, outcomes, strict=True)
            if outcome.status == "done"
        ]
        _must_all_be_done(apply(program, used, REPORTED))
        on_progress(len(batch))
    return happened


def take_back(program: LoadedProgram, goods_back: Sequence[GoodsBack], on_progress: OnProgress) -> Happened:
    """Take back what came back of each basket, and what it had earned."""
    happened = Happened()
    for batch in _batches(goods_back):
        now = clock.read()
        outcomes = apply(program, [_return(program, one, now) for one in batch], AT_THE_COUNTER)
        _must_all_be_done(outcomes)
        happened.add(outcomes)
        on_progress(len(batch))
    return happened


def _ask(program: LoadedProgram, redemption: Redemption, account_id: int) -> Request:
    amount = None
    if redemption.reward == "money-off":
        has = account_as_of(account_id, clock.read(), program).wallets["points"].available
        amount = has // 100 * 100
    basket = redemption.basket
    command = RedeemReward(
        _moment(program, basket), redemption.reward, amount=amount, store=basket.store, channel=REPORTED.channel
    )
    return Request(command, account_id=account_id)


def _use(program: LoadedProgram, redemption: Redemption, account_id: int, number: int) -> Request:
    basket = redemption.basket
    command = UseReward(_moment(program, basket), number, source=SOURCE, used_for=basket.receipt)
    return Request(command, account_id=account_id)


def _return(program: LoadedProgram, back: GoodsBack, now: int) -> Request:
    found = find_purchase(program, SOURCE, back.basket.receipt)
    assert found is not None, f"{back.basket.receipt} has not been imported"
    refund = Refund(f"back {back.basket.receipt}", tuple((no, pieces * PIECE) for no, pieces in back.lines))
    return Request(Return(now, found.seq, refund), account_id=_account(program, back.basket))


def _account(program: LoadedProgram, basket: Basket) -> int:
    found = find_member(program, basket.member)
    assert found is not None, f"{basket.member} has not been imported"
    return int(found.account_id)


def _moment(program: LoadedProgram, basket: Basket) -> int:
    return parse_instant(basket.bought_at, program.latest.zone)


def _must_all_be_done(outcomes: Sequence[Outcome]) -> None:
    """What nothing stands in the way of must not be refused; if it is, the demo is wrong and stops."""
    for outcome in outcomes:
        assert outcome.status == "done", outcome


def _batches(visits: Sequence[Visit]) -> Iterator[Sequence[Visit]]:
    return (visits[start : start + BATCH] for start in range(0, len(visits), BATCH))

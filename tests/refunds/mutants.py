"""Mistakes in how returns are reckoned, to be noticed: each puts one wrong function in the place of a right one."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from msgspec.structs import replace

from setia.engine import rewards, tiers
from setia.engine.decide.decision import Setting
from setia.engine.decide.judging import Judged, Manner, Order
from setia.engine.ledger.beside import Beside
from setia.engine.ledger.book import Book
from setia.engine.rounding import Rounding, divide
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.evaluate import Standing
from setia.engine.rules.facts import Facts
from setia.engine.rules.verdict import Gain, Verdict

Mutant = Callable[[pytest.MonkeyPatch], None]

judging = import_module("setia.engine.decide.judging")
return_purchase = import_module("setia.engine.decide.return_purchase")


def floor_per_refund(patch: pytest.MonkeyPatch) -> None:
    """Every refund takes back its own value times the rate, rounded down."""
    _per_refund(patch, "floor")


def round_per_refund(patch: pytest.MonkeyPatch) -> None:
    """Every refund takes back its own value times the rate, rounded to the nearest."""
    _per_refund(patch, "nearest")


def _per_refund(patch: pytest.MonkeyPatch, how: Rounding) -> None:
    right = judging.evaluate

    def evaluate(compiled: Compiled, facts: Facts, standing: Standing) -> tuple[Verdict, ...]:
        verdicts: tuple[Verdict, ...] = right(compiled, facts, standing)
        if standing.may_grow:
            return verdicts
        before = {verdict.rule: verdict for verdict in standing.current}
        return tuple(_less(before.get(verdict.rule), verdict, how) for verdict in verdicts)

    patch.setattr(judging, "evaluate", evaluate)


def _less(before: Verdict | None, now: Verdict, how: Rounding) -> Verdict:
    def less(had: Gain) -> Gain:
        has = next((gain for gain in now.gains if (gain.wallet, gain.effect) == (had.wallet, had.effect)), None)
        if not had.points:
            return has or replace(had, gave=0, value=0)
        value = has.value if has is not None else 0
        return replace(had, gave=had.gave - divide((had.value - value) * had.points, had.per, how), value=value)

    return replace(now, gains=tuple(less(had) for had in before.gains)) if before is not None else now


def rate_of_the_level_now(patch: pytest.MonkeyPatch) -> None:
    """A return is reckoned by the level that the member has when it comes."""
    right = judging.judge

    def judge(book: Book, order: Order, setting: Setting, manner: Manner) -> Judged:
        ladders = order.version.compiled.ladders.items()
        now = {name: tiers.level_at(book.beside.progress, ladder, setting.now) for name, ladder in ladders}
        frame = replace(order.frame, tiers=now, crossings={})
        judged: Judged = right(book, replace(order, frame=frame), setting, manner)
        return judged

    patch.setattr(return_purchase, "judge", judge)


def version_of_today(patch: pytest.MonkeyPatch) -> None:
    """A return is judged by the program in force when it comes."""
    right = judging.order_of

    def order_of(past: Any, setting: Setting, *given: Any) -> Order | None:
        order = right(past, setting, *given)
        return None if order is None or setting.version is None else replace(order, version=setting.version)

    patch.setattr(return_purchase, "order_of", order_of)


def the_latest_refund_alone(patch: pytest.MonkeyPatch) -> None:
    """What came back before is forgotten."""
    right = judging.remaining
    patch.setattr(judging, "remaining", lambda purchase, refunds: right(purchase, tuple(refunds)[-1:]))


def limits_stay_used(patch: pytest.MonkeyPatch) -> None:
    """What is taken back does not come free again."""
    count = Beside.count

    def only_more(self: Beside, name: str, period: str, more: int) -> None:
        count(self, name, period, max(more, 0) if name.startswith("limit:") else more)

    patch.setattr(Beside, "count", only_more)


def vouchers_stay(patch: pytest.MonkeyPatch) -> None:
    """What an order gave besides units is not taken back."""
    right = rewards.give_and_withdraw
    patch.setattr(
        rewards,
        "give_and_withdraw",
        lambda book, judged, because: None if judged[0] else right(book, judged, because),
    )


def vouchers_used_on_it_are_gone(patch: pytest.MonkeyPatch) -> None:
    """An order that came back does not give back what was used on it."""
    patch.setattr(rewards, "give_back_used", lambda *_: None)


def the_grant_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A return is given whatever limits leave by now, more than was granted too."""
    right = judging.judge
    patch.setattr(
        return_purchase,
        "judge",
        lambda book, order, setting, manner: right(
            book, replace(order, granted=None), setting, replace(manner, may_grow=True)
        ),
    )


def sent_again_taken_again(patch: pytest.MonkeyPatch) -> None:
    """A refund that is known is not recognised."""
    patch.setattr(return_purchase, "latest", lambda _: {})


MUTANTS: tuple[Mutant, ...] = (
    floor_per_refund,
    round_per_refund,
    rate_of_the_level_now,
    version_of_today,
    the_latest_refund_alone,
    limits_stay_used,
    vouchers_stay,
    vouchers_used_on_it_are_gone,
    the_grant_forgotten,
    sent_again_taken_again,
)

"""Mistakes in what the engine makes of orders, to be noticed: one wrong function in the place of a right one each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from msgspec.structs import replace

from setia.engine import orders, rewards, tiers
from setia.engine.decide import belongings
from setia.engine.decide.decision import Setting
from setia.engine.decide.judging import Judged, Manner, Order
from setia.engine.decide.reversing import Reversal
from setia.engine.ledger.book import Book
from setia.engine.ledger.past import Refund
from setia.engine.ledger.tier_status import TierStatus
from setia.engine.purchase import Purchase
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.evaluate import Standing
from setia.engine.rules.tier_set import Ladder
from tests.model_of_orders.programs import Version
from tests.model_of_orders.variants import VARIANTS

Mutant = Callable[[pytest.MonkeyPatch], None]

judging = import_module("setia.engine.decide.judging")
edit_purchase = import_module("setia.engine.decide.edit_purchase")
evaluating = import_module("setia.engine.rules.evaluate")


def a_return_forgets_the_voucher(patch: pytest.MonkeyPatch) -> None:
    """What an order gave besides units is not taken back."""
    patch.setattr(rewards, "_take_back_rewards", lambda *_: None)


def an_edit_by_the_level_of_today(patch: pytest.MonkeyPatch) -> None:
    """A newer version of an order is judged by the level that the member has when it comes."""
    right = judging.judge

    def judge(book: Book, order: Order, setting: Setting, manner: Manner) -> Judged:
        ladders = order.version.compiled.ladders.items()
        now = {name: tiers.level_at(book.beside.progress, ladder, setting.now) for name, ladder in ladders}
        judged: Judged = right(book, replace(order, frame=replace(order.frame, tiers=now)), setting, manner)
        return judged

    patch.setattr(edit_purchase, "judge", judge)


def more_than_was_bought(patch: pytest.MonkeyPatch) -> None:
    """What came back of a line beyond what was bought of it comes off the other lines."""
    right = judging.remaining

    def remaining(purchase: Purchase, refunds: tuple[Refund, ...]) -> Purchase:
        back, _ = orders._came_back(refunds)
        over = sum(line.net * max(back.get(line.no, 0) - line.quantity, 0) // line.quantity for line in purchase.lines)
        left: Purchase = right(purchase, (*refunds, Refund("over", amount=over)) if over else refunds)
        return left

    patch.setattr(judging, "remaining", remaining)


def a_failed_refund_counts(patch: pytest.MonkeyPatch) -> None:
    """Whatever became of it."""
    patch.setattr(Refund, "counts", property(lambda _: True))


def stamps_stay(patch: pytest.MonkeyPatch) -> None:
    """Stamps are not taken back."""
    right = judging.reverse

    def reverse(book: Book, wanted: Reversal, setting: Setting) -> int:
        return 0 if wanted.unit.id == "stamps" else int(right(book, wanted, setting))

    patch.setattr(judging, "reverse", reverse)


def two_levels_down_at_once(patch: pytest.MonkeyPatch) -> None:
    """Whatever the program says."""
    right = tiers._after

    def after(book: Book, compiled: Compiled, ladder: Ladder, status: TierStatus, instant: int) -> TierStatus:
        return right(book, compiled, replace(ladder, downgrade="to_earned"), status, instant)

    patch.setattr(tiers, "_after", after)


def a_level_stays_with_its_order_gone(patch: pytest.MonkeyPatch) -> None:
    """Bought, reached, returned, kept."""
    patch.setattr(tiers, "_lose", lambda *_: None)


def an_edit_takes_again_without_room(patch: pytest.MonkeyPatch) -> None:
    """What came back, and is granted again by an edit, leaves the room for its excess as it was."""
    patch.setattr(evaluating.Judging, "_set_aside", lambda *_: None)


def the_grant_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A return may be granted what limits leave by now."""
    right = judging.evaluate

    def evaluate(compiled: Compiled, facts: Any, standing: Standing) -> Any:
        return right(compiled, facts, replace(standing, may_grow=True, granted=None))

    patch.setattr(judging, "evaluate", evaluate)


def a_merge_forgets_what_was_counted(patch: pytest.MonkeyPatch) -> None:
    """Levels and limits begin anew for whom two become one."""
    right = belongings.take_over

    def take_over(book: Book, brought: Any, setting: Setting) -> None:
        right(book, replace(brought, counters=()), setting)

    patch.setattr(import_module("setia.engine.decide.merge"), "take_over", take_over)


def used_on_it_and_gone(patch: pytest.MonkeyPatch) -> None:
    """An order that came back does not give back what was used on it."""
    patch.setattr(rewards, "give_back_used", lambda *_: None)


def a_birthday_counts_by_the_year_of_its_gift(patch: pytest.MonkeyPatch) -> None:
    """Of a birthday in December the gift of January is that of the new year."""
    patch.setattr(import_module("setia.engine.decide.celebrate_birthday"), "timedelta", lambda _: timedelta(0))


MUTANTS: tuple[Mutant, ...] = (
    a_return_forgets_the_voucher,
    an_edit_by_the_level_of_today,
    more_than_was_bought,
    a_failed_refund_counts,
    stamps_stay,
    two_levels_down_at_once,
    a_level_stays_with_its_order_gone,
    an_edit_takes_again_without_room,
    the_grant_forgotten,
    a_merge_forgets_what_was_counted,
    used_on_it_and_gone,
    a_birthday_counts_by_the_year_of_its_gift,
)

SHOWN_BY: dict[Mutant, tuple[Version, ...]] = {
    an_edit_takes_again_without_room: tuple(one for one in VARIANTS if one.rules[0].limit),
    two_levels_down_at_once: tuple(one for one in VARIANTS if one.ladder.one_level),
}
"""Mistakes that only programs of a certain kind can meet."""

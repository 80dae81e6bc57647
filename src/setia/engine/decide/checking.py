"""What a guard keeps back: new awards of a rule that gives far more than was forecast wait for somebody (ADR 0031).

They are in lots of their own, pending without a date; so nothing that a member could use is ever taken away.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.decide.decision import Setting
from setia.engine.ledger.book import Book
from setia.engine.ledger.lots import UNTIL_CHECKED, Lot
from setia.engine.rules.evaluate import KEPT_BACK
from setia.engine.rules.verdict import Verdict, Why
from setia.engine.rules.versions import Version

Judgements = tuple[tuple[Verdict, ...], tuple[Verdict, ...]]
"""What rules gave for an order before, and what they give now."""


def growth(judged: Judgements) -> dict[tuple[str, str], int]:
    """By rule and wallet, or `reward:ID`, what an order gives more now, where it gives more."""
    sums: dict[tuple[str, str], int] = {}
    for sign, verdicts in zip((-1, 1), judged, strict=True):
        for verdict in verdicts:
            for gain in verdict.gains:
                key = verdict.rule, gain.wallet
                sums[key] = sums.get(key, 0) + sign * gain.gave
            for gift in verdict.gifts:
                if gift.gave and gift.kind == "reward":
                    key = verdict.rule, f"reward:{gift.id}"
                    sums[key] = sums.get(key, 0) + sign
    return {key: more for key, more in sums.items() if more > 0}


def tell_growth(book: Book, version: Version, judged: Judgements) -> None:
    """Say what rules gave, where somebody compares it with a forecast."""
    if version.watched:
        for (rule, wallet), more in growth(judged).items():
            name = f"{version.number}:{rule}/{wallet}"
            book.beside.gave[name] = book.beside.gave.get(name, 0) + more


def guarded_rules(version: Version, setting: Setting) -> list[str]:
    """Rules of a version whose new awards wait."""
    prefix = f"{version.number}:"
    return [one.removeprefix(prefix) for one in setting.given.guarded if one.startswith(prefix)]


class Aside(Struct):
    """What of an order's gains has to wait: by wallet and rule, at most what rules gave more."""

    units: dict[str, dict[str, int]]
    lots: dict[str, tuple[int, ...]] = {}
    """By rule, the lots that were opened for it."""

    def of(self, wallet: str, gained: int) -> dict[str, int]:
        """By rule, what of a wallet's gain waits; never more than all of it."""
        found: dict[str, int] = {}
        for rule, units in self.units.get(wallet, {}).items():
            if part := min(units, gained):
                found[rule] = part
                gained -= part
        return found

    def open(self, book: Book, lot: Lot, rule: str, amount: int) -> None:
        """A lot that waits for somebody; it ends when the others of its order end."""
        no = book.open_lot(msgspec.structs.replace(lot, active_at=UNTIL_CHECKED))
        book.move(no, "issued", "pending", amount)
        self.lots = {**self.lots, rule: (*self.lots.get(rule, ()), no)}


def aside(version: Version, setting: Setting, judged: Judgements) -> Aside:
    """What of an order's gains has to wait."""
    if not setting.given.guarded:
        return Aside({})
    guarded, units = guarded_rules(version, setting), dict[str, dict[str, int]]()
    for (rule, wallet), more in growth(judged).items():
        if rule in guarded:
            units.setdefault(wallet, {})[rule] = more
    return Aside(units)


REWARD = 0
"""In the place of a lot's number: a reward waits, which is not given yet."""


def kept_back(before: Why, told: Why) -> list[str]:
    """Rules of which a reward waits since this judgement."""
    return [
        one.rule
        for one in told.verdicts
        if any(gift.cut_by == KEPT_BACK for gift in one.gifts) and REWARD not in before.checked.get(one.rule, ())
    ]


def merged(before: dict[str, tuple[int, ...]], more: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Waiting lots by rule, of two judgements."""
    return {rule: (*before.get(rule, ()), *more.get(rule, ())) for rule in {**before, **more}}

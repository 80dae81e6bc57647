"""What price rules take off a basket now: group after group, each effect rounded once, cut, and shared among lines.

No line comes below zero, nor below the floor of the rule that takes something off it; what comes off the lines is
exactly what the rules take off. The conditions of price rules see the basket as it was before any of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from setia.engine.purchase import Charge
from setia.engine.refusals import Refusal
from setia.engine.rounding import split
from setia.engine.rules.conditions.visibility import may_see
from setia.engine.rules.facts import Facts
from setia.engine.rules.price_rule import PriceRule
from setia.engine.rules.price_tracks import PriceJudge, PriceTrack, Pricing
from setia.engine.rules.prices.pieces import PIECE
from setia.engine.rules.prices.shelf import GiftLine, Off, Shelf
from setia.engine.rules.verdict import Check


class PriceVerdict(Struct, frozen=True, omit_defaults=True):
    """What one price rule said of one basket."""

    rule: str
    holds: bool
    checks: tuple[Check, ...] = ()
    asked: int = 0
    """What it would take off, in minor units."""
    off: int = 0
    """What it does take off."""
    lines: tuple[tuple[int, int], ...] = ()
    """By number of the line, what comes off it."""
    charges: tuple[tuple[int, int], ...] = ()
    """The same by place of the charge on the receipt, from 0."""
    gift: GiftLine | None = None
    cut_by: tuple[str, ...] = ()
    """`most`, `floor`, or `rule:…`: the rule that it stands back for."""

    @property
    def gives(self) -> bool:
        """Whether it comes to anything: a gift may be worth nothing."""
        return self.off > 0 or self.gift is not None


class Buyer(Struct, frozen=True):
    """Who buys, as far as price rules ask beside the facts."""

    is_member: bool = True
    codes: frozenset[str] = frozenset()
    """Rules for which he shows a good code."""
    unit: int = 1
    """The smallest amount that is charged there, in minor units: 100 where rupiah are whole. Prices are multiples."""
    stopped: frozenset[str] = frozenset()
    """Rules that a guard has stopped: nobody has them now."""


def price(pricing: Pricing, facts: Facts, buyer: Buyer) -> tuple[PriceVerdict, ...]:
    """A verdict for every price rule that this buyer may have, in the order in which they are reckoned."""
    return _Pricing(pricing, facts, buyer).all()


def unusable(rule: PriceRule, verdicts: Sequence[PriceVerdict]) -> Refusal | None:
    """Why a code for a rule does nothing for a basket; None where it does. A verdict is missing for a guest alone.

    A condition that a till is not told of is not named.
    """
    verdict = next((one for one in verdicts if one.rule == rule.id), None)
    if verdict is None:
        return Refusal("code_for_members")
    if not verdict.holds:
        asked = zip(rule.when, verdict.checks, strict=True)
        condition, failed = next((one, check) for one, check in asked if not check.holds)
        if not may_see("staff", condition):
            return Refusal("code_not_for_this")
        missing = {} if failed.missing is None else {"missing": failed.missing}
        return Refusal("code_not_for_this", {"condition": failed.kind, **missing})
    winner = next((cut.partition(":")[2] for cut in verdict.cut_by if cut.startswith("rule:")), "")
    if winner:
        return Refusal("code_not_combined", {"rule": winner})
    return None if verdict.gives else Refusal("code_without_effect")


class _Pricing:
    """One basket, group by group: prices fall as rules take something off."""

    def __init__(self, pricing: Pricing, facts: Facts, buyer: Buyer) -> None:
        self._tracks, self._facts, self._buyer = pricing.tracks, facts, buyer
        self._charges: list[Charge] = list(facts.purchase.charges) if facts.purchase is not None else []
        self._values = [
            max(line.net, 0) if i not in facts.unseen and line.quantity > 0 else 0 for i, line in enumerate(facts.lines)
        ]
        for i, line in enumerate(facts.lines):
            if line.tags and not pricing.undiscounted.isdisjoint(line.tags):
                self._values[i] = 0

    def all(self) -> tuple[PriceVerdict, ...]:
        """All groups."""
        return tuple(verdict for track in self._tracks for verdict in self._track(track))

    def _track(self, track: PriceTrack) -> list[PriceVerdict]:
        shelf = Shelf(self._facts, list(self._values), tuple(self._charges))
        how, told = track.group.stack, [self._said(judge) for judge in track.judges if self._may(judge)]
        if how == "add":
            return [self._taken(judge, one, shelf) for judge, one in told]
        alone = [(judge, self._cut(judge, one, shelf)) for judge, one in told]
        able = [(-one.off, judge.rule.id) for judge, one in alone if one.gives]
        if not able:
            return [one for _, one in alone]
        winner = min(able)[1] if how == "best" else able[0][1]
        return [self._beside(one, winner) for _, one in alone]

    def _beside(self, verdict: PriceVerdict, winner: str) -> PriceVerdict:
        """The winner comes off; of the others nothing does."""
        if verdict.rule == winner:
            self._book(verdict)
            return verdict
        if not verdict.gives:
            return verdict
        gone = {"off": 0, "lines": (), "charges": (), "gift": None}
        return msgspec.structs.replace(verdict, cut_by=(f"rule:{winner}",), **gone)

    def _may(self, judge: PriceJudge) -> bool:
        """Whether a rule is asked: unless stopped; with a code where it wants one; of a guest where it is for him."""
        if judge.rule.id in self._buyer.stopped:
            return False
        if judge.rule.by_code and judge.rule.id not in self._buyer.codes:
            return False
        return self._buyer.is_member or judge.rule.guests

    def _said(self, judge: PriceJudge) -> tuple[PriceJudge, PriceVerdict]:
        checks = tuple(test(self._facts) for test in judge.tests)
        return judge, PriceVerdict(judge.rule.id, all(check.holds for check in checks), checks)

    def _taken(self, judge: PriceJudge, said: PriceVerdict, shelf: Shelf) -> PriceVerdict:
        verdict = self._cut(judge, said, shelf)
        self._book(verdict)
        return verdict

    def _book(self, verdict: PriceVerdict) -> None:
        places = {line.no: i for i, line in enumerate(self._facts.lines)}
        for no, amount in verdict.lines:
            self._values[places[no]] -= amount
        for place, amount in verdict.charges:
            charge = self._charges[place]
            self._charges[place] = msgspec.structs.replace(charge, amount=charge.amount - amount)

    def _cut(self, judge: PriceJudge, said: PriceVerdict, shelf: Shelf) -> PriceVerdict:
        """What a rule takes off these prices: no more than its `most`, and no line below its floor."""
        if not said.holds:
            return said
        off = judge.reduce(shelf)
        cut_by: list[str] = []
        lines, charges, gift = self._in_units(off.lines), self._left_of_charges(off), off.gift
        if judge.most is not None and off.total > judge.most:
            cut_by.append("most")
            most = judge.most // self._buyer.unit * self._buyer.unit
            lines, charges, gift = _at_most(most, lines, charges, gift)
            lines = self._in_units(lines)
        room = self._room(judge)
        borne = [min(amount, room[i]) for i, amount in enumerate(lines)]
        if off.over and borne != lines:
            unit = self._buyer.unit
            bearing = [room[i] // unit if value else 0 for i, value in enumerate(off.over)]
            borne = [part * unit for part in _spread(sum(lines) // unit, bearing, off.over)]
        if sum(borne) < sum(lines):
            cut_by.append("floor")
        numbers = [line.no for line in self._facts.lines]
        return msgspec.structs.replace(
            said,
            asked=off.total,
            off=sum(borne) + sum(charges) + (gift.value if gift is not None else 0),
            lines=tuple((no, amount) for no, amount in zip(numbers, borne, strict=False) if amount),
            charges=tuple((i, amount) for i, amount in enumerate(charges) if amount),
            gift=gift,
            cut_by=tuple(cut_by),
        )

    def _in_units(self, lines: Sequence[int]) -> list[int]:
        """Amounts that can be charged: all of it rounded down to the unit, and shared in units."""
        unit = self._buyer.unit
        if unit == 1:
            return list(lines)
        return [part * unit for part in split(sum(lines) // unit, lines)]

    def _left_of_charges(self, off: Off) -> list[int]:
        """What comes off charges: no more than is left of them."""
        return [min(amount, max(one.amount, 0)) for amount, one in zip(off.charges, self._charges, strict=False)]

    def _room(self, judge: PriceJudge) -> list[int]:
        """What may still be taken off each line by this rule."""
        if not judge.floor:
            return self._values
        lines, unit = self._facts.lines, self._buyer.unit
        floors = [-(-judge.floor * line.quantity // (PIECE * unit)) * unit for line in lines]
        return [max(value - floor, 0) for value, floor in zip(self._values, floors, strict=True)]


def _at_most(
    most: int, lines: list[int], charges: list[int], gift: GiftLine | None
) -> tuple[list[int], list[int], GiftLine | None]:
    """So much of all of it; a gift that costs more than that is not given."""
    if gift is not None:
        return lines, charges, None
    parts = split(min(most, sum(lines) + sum(charges)), [*lines, *charges])
    return parts[: len(lines)], parts[len(lines) :], gift


def _spread(total: int, room: Sequence[int], weights: Sequence[int]) -> list[int]:
    """An amount over lines by weight, none more than it has room for; what one cannot bear goes to the others."""
    parts = [0] * len(room)
    left = min(total, sum(room))
    while left:
        open_ = [weights[i] if parts[i] < room[i] else 0 for i in range(len(room))]
        for i, part in enumerate(split(left, open_)):
            parts[i] += min(part, room[i] - parts[i])
        left = min(total, sum(room)) - sum(parts)
    return parts

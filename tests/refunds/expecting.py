"""What the oracle expects of an order, and what an order's verdicts say, in the same words."""

from __future__ import annotations

from collections import Counter

from setia.engine.ledger.past import Refund
from setia.engine.rules.verdict import Why
from tests.refunds.driving import Till
from tests.refunds.oracle import Gave, Oracle
from tests.refunds.tales import Tale

BEYOND = ("'carry'", "'tier_at': 'after'", "'tier_at': 'split'")
"""What the oracle does not know."""


def gave(told: Why) -> Gave:
    """What every rule gives; a voucher or a level is one of its own name. What is nothing is left out."""
    found: Counter[tuple[str, str]] = Counter()
    for verdict in told.verdicts:
        for gain in verdict.gains:
            found[verdict.rule, gain.wallet] += gain.gave
        for gift in verdict.gifts:
            found[verdict.rule, gift.id] += gift.gave
    return {key: units for key, units in found.items() if units}


def used_of_limits(till: Till) -> dict[str, int]:
    """What purchases of the same day have used of every limit."""
    counters = till.fold.counters.items()
    used = {name.removeprefix("limit:"): n for (name, _), n in counters if name.startswith("limit:")}
    return {**used, **{name.split("@")[0]: n for name, n in till.budgets.items()}}


class Expected:
    """What one tale's cart should have been granted, and should keep."""

    def __init__(self, tale: Tale, first: Why, used: dict[str, int]) -> None:
        document = tale.program.documents[0]
        self.knows = not any(tale.program.has(word) for word in BEYOND)
        self._oracle = Oracle(document, tale.cart, first.frame.tiers.get("t", ""))
        self._granted = self._oracle.granted(used) if self.knows else {}

    def wrong(self, told: Why, refunds: tuple[Refund, ...]) -> dict[tuple[str, str], tuple[int, int]]:
        """By rule and wallet, what the engine says and what the oracle says, where they differ."""
        if not self.knows:
            return {}
        said, expected = gave(told), self._granted
        if refunds:
            expected = self._oracle.entitled(self._granted, [one for one in refunds if one.counts])
        pairs = {key: (said.get(key, 0), expected.get(key, 0)) for key in {*said, *expected}}
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}

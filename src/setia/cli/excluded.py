"""Lines of a purchase that no rule sees, in words: what is no goods, and what a program excludes, with the reason."""

from __future__ import annotations

from setia.cli.units import Units
from setia.engine.purchase import Purchase
from setia.engine.rules.program import Program
from setia.engine.rules.scene import NOT_GOODS


def told(purchase: Purchase, document: Program, units: Units) -> list[str]:
    """A phrase for each tag that keeps lines out: `excluded by law: alcohol (12.00 USD)`."""
    reasons = {one.tag: _words(one.reason) for one in document.never}
    reasons = {**dict.fromkeys(sorted(NOT_GOODS), "no goods"), **reasons}
    sums: dict[str, int] = {}
    for line in purchase.lines:
        tag = next((one for one in reasons if one in line.tags), "")
        if tag:
            sums[tag] = sums.get(tag, 0) + line.net
    return [f"{reasons[tag]}: {tag.replace('_', ' ')} ({units.money(amount)})" for tag, amount in sums.items()]


def _words(reason: str) -> str:
    return "excluded by law" if reason == "law" else f"excluded, {reason.replace('_', ' ')}"

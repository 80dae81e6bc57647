"""What movements change besides units, in words: levels, rewards, badges, attributes."""

from __future__ import annotations

from setia.cli import names
from setia.cli.units import Units
from setia.cli.when import show_last_day
from setia.engine.commands import GrantTier
from setia.engine.ledger.issued import RewardChange
from setia.engine.ledger.tier_status import TierChange
from setia.engine.rules.program import Program
from setia.storage.movements import Movement

_REWARDS = {
    "time_over": "{} ended",
    "order_returned": "{} taken back",
    "member": "{} undone",
    "merchant": "{} undone, by the shop's mistake",
    "owed": "{} was used, and its worth is owed",
    "forgiven": "{} was used, and is forgiven",
}
"""By cause; what has none says by its state what happened."""

_STATES = {"issued": "{} given", "used": "{} used", "expired": "{} ended", "cancelled": "{} cancelled"}


def told(movement: Movement, units: Units) -> list[str]:
    """Everything that one movement changed besides units, a phrase each."""
    besides = movement.besides
    words = [_level(change, movement, units) for change in besides.tiers]
    words += [_reward(change, movement, units) for change in besides.rewards]
    words += [f"badge {badge}" for badge in besides.badges]
    return words + [f"noted that {name} is {value}" for name, value in besides.attributes.items()]


def reward_in_words(reward: str, no: int, document: Program) -> str:
    """`a free pastry (reward 3)`."""
    return f"{names.inside(names.of(document.rewards, reward))} (reward {no})"


def _level(change: TierChange, movement: Movement, units: Units) -> str:
    document = units.document(movement.program_version)
    before, after = (names.of_level(document, change.set, level) for level in (change.before, change.after))
    ends = "" if change.until is None else f" through {show_last_day(change.until, units.zone)}"
    order = movement.origin.reference if movement.origin is not None else ""
    receipt = f"receipt {order}" if order else "a purchase"
    if change.cause == "granted":
        reason = movement.asked.reason if isinstance(movement.asked, GrantTier) else ""
        return f"{after} granted{ends or ' without end'}" + (f", {reason.replace('_', ' ')}" if reason else "")
    sentences = {
        "reached": f"{after} reached by {receipt},{ends or ' without end'}",
        "kept": f"{after} kept,{ends or ' without end'}",
        "extended": f"{after} extended{ends}",
        "period_over": f"{before} is over; {after}{ends} now",
        "returned": f"{before} lost, for {receipt} was returned; {after}{ends} now",
    }
    return sentences.get(change.cause, f"{after}{ends} now").replace(",  ", ", ")


def _reward(change: RewardChange, movement: Movement, units: Units) -> str:
    name = reward_in_words(change.reward, change.no, units.document(movement.program_version))
    if movement.command == "use_reward" and movement.reference:
        return f"{name} used for {movement.reference}"
    if change.state == "issued":
        ends = "" if change.expires_at is None else f", usable through {show_last_day(change.expires_at, units.zone)}"
        return f"{name} given back{ends}" if change.cause == "order_returned" else f"got {name}{ends}"
    return _REWARDS.get(change.cause, _STATES[change.state]).format(name)

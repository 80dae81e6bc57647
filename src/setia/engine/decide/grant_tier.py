"""Grant a tier: put a member on a level by hand, with a reason and an end."""

from __future__ import annotations

from setia.engine import tiers
from setia.engine.commands import GrantTier
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def grant_tier(account: Account, command: GrantTier, setting: Setting) -> Decision | Refusal:
    """Up or down, from now on; what he earns meanwhile may lift him further."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    if not command.reason.strip():
        return Refusal("reason_missing")
    version = setting.version
    ladder = version.compiled.ladders.get(command.set) if version is not None else None
    if version is None or ladder is None or command.tier not in {rung.id for rung in ladder.rungs}:
        return Refusal("unknown_tier", {"tier": command.tier})
    if command.until is not None and command.until <= setting.now:
        return Refusal("too_late", {"days": 0})
    # From here it must succeed.
    book = open_book(account, setting)
    occasion = tiers.Occasion(setting.stamp.effective_at, setting.now)
    tiers.put(book, version, (command.set, command.tier, command.until), occasion)
    return conclude(book)

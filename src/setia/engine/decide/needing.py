"""What a command must see before it can be decided: named from the account's head alone (design: gather)."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from setia.engine import commands as c
from setia.engine.calendar import local_date
from setia.engine.decide.decision import Setting, is_due
from setia.engine.decide.reversing import debt_window
from setia.engine.ledger.state import Account, Needs
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.facts import Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.limit import period

NEEDS_NO_LOTS = (
    c.Enrol,
    c.RecordPurchase,
    c.ClaimPurchase,
    c.MoveIn,
    c.RecordEvent,
    c.Advance,
    c.Earn,
    c.TopUp,
    c.OpenBalance,
    c.TransferIn,
    c.UseReward,
    c.ChooseConversion,
    c.GrantTier,
)
"""Verbs that only add; the others take from lots that are there."""

ACTIVITIES = (
    c.RecordPurchase,
    c.EditPurchase,
    c.ClaimPurchase,
    c.MoveIn,
    c.RecordEvent,
    c.Earn,
    c.TopUp,
    c.OpenBalance,
    c.Redeem,
    c.RedeemOffline,
    c.RedeemReward,
    c.Capture,
    c.TransferIn,
    c.MergeIn,
)
"""Verbs that count as activity."""

RETURNS = (c.Return, c.ReturnOut, c.ReturnIn)

JUDGED = (c.RecordPurchase, c.EditPurchase, c.ClaimPurchase, c.MoveIn, c.MoveOut, c.RecordEvent, *RETURNS)
"""Verbs that rules judge, or have judged."""

ABOUT_ORDERS = (c.EditPurchase, c.MoveOut, *RETURNS)
"""Verbs about an order on record: how old it is, and which version judges it, is not known from the head."""

BETWEEN = (c.TransferOut, c.TransferIn, c.MergeOut, c.MergeIn)
"""Verbs that bring units to another account: the first half names what the second needs too."""

FREEING = (c.Capture, c.Release, c.Restore)
"""Verbs that make units usable again."""

GIVING = (*JUDGED, *BETWEEN, *FREEING, c.Earn, c.OpenBalance, c.TopUp, c.Adjust, c.ChooseConversion)
"""Verbs that may give rewards, or units that become some."""

JOINING = (c.MergeOut, c.MergeIn, c.UnmergeOut, c.ReturnOut, c.ReturnIn)
"""Verbs that take all that was ever counted from one account to another, or back."""

ALL = "0000"
"""The year since which all counters are."""

LATEST = "9999"
"""The year since which none is but those without period."""


def needs(head: Account, command: c.Command, setting: Setting) -> Needs:
    """What a command must see beyond the head. A plain earn names nothing."""
    due = is_due(head, setting)
    hold = command.hold if isinstance(command, c.Capture | c.Release | c.ExtendHold) else 0
    reward = command.number if isinstance(command, c.UseReward | c.CancelReward) else 0
    past, lots_since = _undone_by(head, command), None
    if isinstance(command, c.Return):
        past, lots_since = (command.purchase,), debt_window(min(command.event_at, setting.stamp.horizon))
    elif isinstance(command, c.ReturnOut | c.ReturnIn):
        here = isinstance(command, c.ReturnOut) and head.status == "merged"
        past = (command.purchase if isinstance(command, c.ReturnOut) and here else command.merge,)
        lots_since = debt_window(min(command.event_at, setting.stamp.horizon))
    elif isinstance(command, c.EditPurchase | c.MoveOut):
        past, lots_since = (command.order,), debt_window(min(command.event_at, setting.stamp.horizon))
    elif isinstance(command, c.Restore):
        past = (command.redemption,)
    elif isinstance(command, c.CancelReward):
        past = (command.redemption,) if command.redemption else ()
    elif isinstance(command, c.UnmergeOut):
        past = (command.merge,)
    # What cannot be there is not looked for: the decision finds nothing, and says so.
    past = tuple(seq for seq in past if 0 < seq <= head.seq)
    need = Needs(
        open_lots=due or bool(past) or not isinstance(command, NEEDS_NO_LOTS),
        hold=hold if 0 < hold <= head.seq else 0,
        lots_since=lots_since,
        past=past,
        reward=reward if 0 < reward <= head.progress.rewards else 0,
    )
    return _of_programs(need, head, command, setting, due=due)


def _of_programs(need: Needs, head: Account, command: c.Command, setting: Setting, *, due: bool) -> Needs:
    """What limits, tiers, rewards and conversions make a command need besides.

    What is due, and an order of before, may be judged by another version than the command.
    """
    version = setting.version
    known = [one.compiled for one in setting.versions.applied] if due or isinstance(command, ABOUT_ORDERS) else []
    programs = known or ([version.compiled] if version is not None else [])
    judged, asks = isinstance(command, JUDGED), isinstance(command, c.RedeemReward)
    counting = [one for one in programs if one.counts] if judged or asks or due else []
    need = msgspec.structs.replace(
        need,
        lots_of=_lots_of(head, programs) if not need.open_lots else (),
        counters_since=_counters_since(head, command, counting),
    )
    if version is None:
        return need
    return msgspec.structs.replace(
        need,
        budgets=_budgets(command, version.compiled) if judged else (),
        stock=_stock(command, version.compiled, due=due),
        facts=version.compiled.reads_member and (judged or asks),
    )


def _lots_of(head: Account, programs: list[Compiled]) -> tuple[str, ...]:
    """Wallets whose units may become rewards, and those that a level has paused: leaving it gives lots new dates."""
    wallets = {one.wallet for compiled in programs for one in compiled.conversions.values()}
    rungs = [rung for compiled in programs for ladder in compiled.ladders.values() for rung in ladder.rungs]
    paused = {id_ for id_, wallet in head.wallets.items() if wallet.paused_at is not None}
    return tuple(sorted(wallets | (paused & {id_ for rung in rungs for id_ in rung.pauses_expiry})))


def _counters_since(head: Account, command: c.Command, counting: list[Compiled]) -> str | None:
    """From which period on counters may be looked at; None: none at all."""
    since = [_first_year(head, command, one) for one in counting]
    if isinstance(command, JOINING) or (since and isinstance(command, ABOUT_ORDERS)):
        return ALL
    if isinstance(command, c.CancelReward) and (counted_in := head.progress.counted_in(command.number)) is not None:
        since.append(counted_in or LATEST)
    return min(since, default=None)


def _first_year(head: Account, command: c.Command, compiled: Compiled) -> str:
    """The first year whose counters may be looked at: as long before the event as the longest window, or status."""
    earliest = min(command.event_at, head.next_due_at or command.event_at)
    day = local_date(earliest, compiled.zone) - timedelta(compiled.looks_back_days)
    return f"{day.year:04d}"


def _budgets(command: c.Command, compiled: Compiled) -> tuple[str, ...]:
    """Budgets of the periods that the event falls into."""
    if not any(cap.budget for cap in compiled.caps.values()):
        return ()
    purchase = (
        command.purchase
        if isinstance(command, c.RecordPurchase | c.EditPurchase | c.ClaimPurchase | c.MoveIn)
        else None
    )
    event = command.event if isinstance(command, c.RecordEvent) else None
    facts = Facts(compiled.scene, purchase, Frame(command.event_at), event)
    return tuple(f"{cap.id}@{period(facts.day, cap.every)}" for cap in compiled.caps.values() if cap.budget)


def _stock(command: c.Command, compiled: Compiled, *, due: bool) -> tuple[str, ...]:
    """Rewards of which only so many are left, that the command may take one of."""
    gifts = compiled.limited_gifts if due or isinstance(command, GIVING) else ()
    if isinstance(command, c.RedeemReward):
        offer = compiled.offers.get(command.reward)
        gifts = tuple(sorted({*gifts, offer.id})) if offer is not None and offer.limited else gifts
    return gifts


def _undone_by(head: Account, command: c.Command) -> tuple[int, ...]:
    """Ends by idleness that were booked after the event: it may undo them."""
    if not isinstance(command, ACTIVITIES):
        return ()
    ends = [(wallet.idle_expired_at, wallet.idle_expired_seq) for wallet in head.wallets.values()]
    return tuple(sorted({seq for at, seq in ends if at is not None and command.event_at < at}))

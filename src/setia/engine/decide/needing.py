"""What a command must see before it can be decided: named from the account's head alone (design: gather)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from setia.engine import commands as c
from setia.engine.calendar import local_date
from setia.engine.decide.decision import Setting, is_due
from setia.engine.decide.reversing import debt_window
from setia.engine.ledger.state import Account, Needs
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.facts import Event, Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.limit import period

NEEDS_NO_LOTS: frozenset[type] = frozenset(
    {
        c.Enrol,
        c.RecordPurchase,
        c.ClaimPurchase,
        c.MoveIn,
        c.RecordEvent,
        c.CelebrateBirthday,
        c.Advance,
        c.Earn,
        c.TopUp,
        c.OpenBalance,
        c.TransferIn,
        c.UseReward,
        c.ChooseConversion,
        c.GrantTier,
    }
)
"""Verbs that only add; the others take from lots that are there."""

ACTIVITIES: frozenset[type] = frozenset(
    {
        c.RecordPurchase,
        c.EditPurchase,
        c.ClaimPurchase,
        c.MoveIn,
        c.RecordEvent,
        c.CelebrateBirthday,
        c.Earn,
        c.TopUp,
        c.OpenBalance,
        c.Redeem,
        c.RedeemOffline,
        c.RedeemReward,
        c.Capture,
        c.TransferIn,
        c.MergeIn,
    }
)
"""Verbs that count as activity."""

RETURNS: frozenset[type] = frozenset({c.Return, c.ReturnOut, c.ReturnIn})

JUDGED: frozenset[type] = RETURNS | {
    *(c.RecordPurchase, c.EditPurchase, c.ClaimPurchase, c.MoveIn, c.MoveOut, c.RecordEvent, c.CelebrateBirthday),
    *(c.RevokeChecked, c.ReleaseChecked),
}
"""Verbs that rules judge, or have judged."""

ABOUT_ORDERS: frozenset[type] = RETURNS | {c.EditPurchase, c.MoveOut, c.RevokeChecked, c.ReleaseChecked}
"""Verbs about an order on record: how old it is, and which version judges it, is not known from the head."""

BETWEEN: frozenset[type] = frozenset({c.TransferOut, c.TransferIn, c.MergeOut, c.MergeIn})
"""Verbs that bring units to another account: the first half names what the second needs too."""

FREEING: frozenset[type] = frozenset({c.Capture, c.Release, c.ReleasePending, c.Restore})
"""Verbs that make units usable again."""

GIVING: frozenset[type] = JUDGED | BETWEEN | FREEING | {c.Earn, c.OpenBalance, c.TopUp, c.Adjust, c.ChooseConversion}
"""Verbs that may give rewards, or units that become some."""

JOINING: frozenset[type] = frozenset({c.MergeOut, c.MergeIn, c.UnmergeOut, c.ReturnOut, c.ReturnIn})
"""Verbs that take all that was ever counted from one account to another, or back."""

HOLDING = (c.Capture, c.Release, c.ExtendHold)
"""Verbs that name a hold."""

OF_REWARDS = (c.UseReward, c.CancelReward)
"""Verbs that name an issued reward."""

NAMED: dict[type, Callable[[Any, Account], int]] = {
    c.Return: lambda command, _: command.purchase,
    c.ReturnOut: lambda command, head: command.purchase if head.status == "merged" else command.merge,
    c.ReturnIn: lambda command, _: command.merge,
    c.EditPurchase: lambda command, _: command.order,
    c.ReleasePending: lambda command, _: command.order,
    c.ReleaseChecked: lambda command, _: command.order,
    c.RevokeChecked: lambda command, _: command.order,
    c.MoveOut: lambda command, _: command.order,
    c.Restore: lambda command, _: command.redemption,
    c.CancelReward: lambda command, _: command.redemption,
    c.UnmergeOut: lambda command, head: head.progress.merged_away if head.status == "merged" else command.merge,
    c.UnmergeIn: lambda _, head: head.progress.merged_away,
}
"""The earlier transaction that a verb names."""

ALL = "0000"
"""The year since which all counters are."""

LATEST = "9999"
"""The year since which none is but those without period."""


def needs(head: Account, command: c.Command, setting: Setting) -> Needs:
    """What a command must see beyond the head. A plain earn names nothing.

    What limits, tiers, rewards and conversions make it need besides follows from the version that judges it; what is
    due, and an order of before, may be judged by another one.
    """
    kind, version = type(command), setting.version
    due = is_due(head, setting)
    hold = command.hold if isinstance(command, HOLDING) else 0
    reward = command.number if isinstance(command, OF_REWARDS) else 0
    past = _past(head, command)
    about_orders, judged = kind in ABOUT_ORDERS, kind in JUDGED
    programs = [version.compiled] if version is not None else []
    if (due or about_orders) and setting.versions.applied:
        programs = [one.compiled for one in setting.versions.applied]
    asks = kind is c.RedeemReward
    counting = [one for one in programs if one.counts] if judged or asks or due else []
    open_lots = due or bool(past) or kind not in NEEDS_NO_LOTS
    return Needs(
        open_lots=open_lots,
        # What cannot be there is not looked for: the decision finds nothing, and says so.
        hold=hold if 0 < hold <= head.seq else 0,
        lots_of=() if open_lots else _lots_of(head, programs),
        lots_since=debt_window(min(command.event_at, setting.stamp.horizon)) if about_orders else None,
        past=past,
        reward=reward if 0 < reward <= head.progress.rewards else 0,
        counters_since=_counters_since(head, command, counting),
        budgets=_budgets(command, version.compiled) if judged and version is not None else (),
        stock=_stock(command, version.compiled, due=due) if version is not None else (),
        facts=version is not None and version.compiled.reads_member and (judged or asks),
        birthday=version is not None and version.compiled.birthday_days > 0 and (judged or asks),
    )


def _past(head: Account, command: c.Command) -> tuple[int, ...]:
    """The transaction that a command names; of an activity, ends by idleness booked after it, which it may undo."""
    kind = type(command)
    if kind in NAMED:
        found = [NAMED[kind](command, head)]
    elif kind in ACTIVITIES:
        found = [seq for end in head.progress.idle_ends.values() if command.event_at < end.at for seq in end.seqs]
    else:
        return ()
    return tuple(sorted({seq for seq in found if 0 < seq <= head.seq})) if found else ()


def _lots_of(head: Account, programs: list[Compiled]) -> tuple[str, ...]:
    """Wallets whose units may become rewards, and those that a level has paused: leaving it gives lots new dates."""
    paused = [id_ for id_, wallet in head.wallets.items() if wallet.paused_at is not None]
    if len(programs) == 1 and not paused:
        return programs[0].converted
    wallets = {wallet for one in programs for wallet in one.converted}
    return tuple(sorted(wallets | {id_ for one in programs for id_ in paused if id_ in one.pausable}))


def _counters_since(head: Account, command: c.Command, counting: list[Compiled]) -> str | None:
    """From which period on counters may be looked at; None: none at all."""
    since = [_first_year(head, command, one) for one in counting]
    if type(command) in JOINING or (since and type(command) in ABOUT_ORDERS):
        return ALL
    if isinstance(command, c.CancelReward) and (counted_in := head.progress.counted_in(command.number)) is not None:
        since.append(counted_in or LATEST)
    return min(since, default=None)


def _first_year(head: Account, command: c.Command, compiled: Compiled) -> str:
    """The first year whose counters may be looked at: as long before the event as the longest window, or status."""
    earliest = command.event_at if not head.next_due_at else min(command.event_at, head.next_due_at)
    day = local_date(earliest, compiled.zone) - timedelta(compiled.looks_back_days)
    return f"{day.year:04d}"


def _budgets(command: c.Command, compiled: Compiled) -> tuple[str, ...]:
    """Budgets of the periods that the event falls into."""
    if not compiled.caps or not any(cap.budget for cap in compiled.caps.values()):
        return ()
    purchase = (
        command.purchase
        if isinstance(command, c.RecordPurchase | c.EditPurchase | c.ClaimPurchase | c.MoveIn)
        else None
    )
    event = command.event if isinstance(command, c.RecordEvent) else None
    if isinstance(command, c.CelebrateBirthday):
        event = Event("", {}, command.store, command.channel)
    facts = Facts(compiled.scene, purchase, Frame(command.event_at), event)
    return tuple(f"{cap.id}@{period(facts.day, cap.every)}" for cap in compiled.caps.values() if cap.budget)


def _stock(command: c.Command, compiled: Compiled, *, due: bool) -> tuple[str, ...]:
    """Rewards of which only so many are left, that the command may take one of."""
    gifts = compiled.limited_gifts if due or type(command) in GIVING else ()
    if isinstance(command, c.RedeemReward):
        offer = compiled.offers.get(command.reward)
        gifts = tuple(sorted({*gifts, offer.id})) if offer is not None and offer.limited else gifts
    return gifts

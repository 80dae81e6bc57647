"""Entitlements: whether a member may have a thing at an instant, by a level, reward or badge. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct, structs

from setia.engine.ledger.state import Account
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.effects.gifts import Badge
from setia.engine.tiers import level_at

By = Literal["", "level", "reward", "badge"]
Why = Literal["", "level_not_reached", "not_issued", "not_yet", "ended", "no_badge"]


class Entitlement(Struct, frozen=True):
    """Whether a member may, and by what."""

    may: bool
    set: str = ""
    """The tier set whose level gives it."""
    level: str = ""
    until: int | None = None
    """When the level falls unless it is kept, or the reward ends, exclusive; None: never, or it is over already."""
    levels: tuple[str, ...] = ()
    """All levels that give it, as `set/level`: what the member would have to reach."""
    by: By = ""
    reward: int = 0
    """The number of the issued reward that gives it; 0 for none."""
    why: Why = ""
    """Why not; empty where he may."""


def entitled(account: Account, compiled: Compiled, thing: str, at: int) -> Entitlement | None:
    """Whether an account gives a benefit, a reward or a badge at an instant. None where nothing gives it.

    Of an instant that is past, `account` has the rewards and badges of then. Of several that give it the one that
    lasts longest. What has not come yet may still be renewed or used, and is answered as if it were not.
    """
    levels = tuple(_levels(compiled, thing))
    named = tuple(f"{set_id}/{level}" for set_id, level in levels)
    ways = [*_by_level(account, compiled, levels, at), *_by_reward(account, compiled, thing, at)]
    if any(isinstance(one, Badge) and one.badge == thing for rule in compiled.program.rules for one in rule.effects):
        has = thing in account.progress.badges
        ways.append(Entitlement(True, by="badge") if has else Entitlement(False, why="no_badge"))
    if not ways:
        return None
    best = max(ways, key=_lasts)  # of several that do not give it the first says why
    return structs.replace(best, levels=named)


def _levels(compiled: Compiled, thing: str) -> Iterator[tuple[str, str]]:
    for one in compiled.program.tiers:
        for level in one.levels:
            if thing in level.benefits:
                yield one.id, level.id


def _by_level(
    account: Account, compiled: Compiled, levels: tuple[tuple[str, str], ...], at: int
) -> Iterator[Entitlement]:
    for set_id, level in levels:
        status = account.progress.tiers.get(set_id)
        falls_at = status.falls_at if status is not None and status.level == level else None
        has = level_at(account.progress, compiled.ladders[set_id], at) == level
        if has and (falls_at is None or at < falls_at):
            yield Entitlement(True, set_id, level, falls_at, by="level")
        else:
            yield Entitlement(False, why="level_not_reached")


def _by_reward(account: Account, compiled: Compiled, thing: str, at: int) -> Iterator[Entitlement]:
    if all(one.id != thing for one in compiled.program.rewards):
        return
    why: Why = "not_issued"
    for _, issued in sorted(account.rewards.items()):
        if issued.reward != thing or issued.state not in ("issued", "expired"):
            continue
        if at < issued.issued_at:
            why = "not_yet"
        elif issued.expires_at is not None and at >= issued.expires_at:
            why = "ended"
        else:
            yield Entitlement(True, until=issued.expires_at, by="reward", reward=issued.no)
    yield Entitlement(False, why=why)


def _lasts(one: Entitlement) -> tuple[bool, bool, int]:
    return one.may, one.until is None, one.until or 0

"""Rewards that a member can ask for today: what each costs him, and whether asking for it now would succeed."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from setia.engine.commands import RecordPurchase, RedeemReward
from setia.engine.decide import Decision
from setia.engine.refusals import Refusal
from setia.engine.rules.reward import Reward
from setia.services.preview import preview_then, previews
from setia.storage.programs import LoadedProgram


class Offered(Struct, frozen=True):
    """One reward, as one member can have it now."""

    reward: Reward
    price: int | None
    """In the wallet's smallest unit; None where it cannot be had, or takes any number of units."""
    least: int | None
    """Of one that takes any number of units, the fewest; None for any other."""
    refusal: Refusal | None
    """Why asking for it, or for the least of it, would be refused."""

    @property
    def missing(self) -> int:
        """Units that are missing for it, in the wallet's smallest unit; 0 where it is not for want of units."""
        numbers = self.refusal.numbers if self.refusal is not None and self.refusal.code == "insufficient" else {}
        asked, available = numbers.get("asked"), numbers.get("available")
        return asked - available if isinstance(asked, int) and isinstance(available, int) else 0


def offered(program: LoadedProgram, account_id: int, now: int) -> list[Offered]:
    """All that can be asked for, in the program's order; in as many reads as one takes."""
    rewards, asked = _asked(program, now)
    return _offered(rewards, previews(program, [(account_id, one) for one in asked]))


def offered_after(
    program: LoadedProgram, account_id: int, basket: RecordPurchase, now: int
) -> tuple[Decision | Refusal, list[Offered]]:
    """What a basket would give now, and all that could be asked for once it is bought; nothing where it is refused."""
    rewards, asked = _asked(program, now)
    decided, after = preview_then(program, account_id, basket, asked)
    return decided, [] if isinstance(decided, Refusal) else _offered(rewards, after)


def _asked(program: LoadedProgram, now: int) -> tuple[list[Reward], list[RedeemReward]]:
    rewards = [one for one in program.current(now).program.rewards if one.prices or one.any_amount]
    return rewards, [RedeemReward(now, one.id, _least(one)) for one in rewards]


def _offered(rewards: Sequence[Reward], decisions: Sequence[Decision | Refusal]) -> list[Offered]:
    found = []
    for reward, decided in zip(rewards, decisions, strict=True):
        refusal = decided if isinstance(decided, Refusal) else None
        price: int | None = None
        if reward.any_amount is None and isinstance(decided, Refusal):
            named = decided.numbers.get("asked")
            price = named if isinstance(named, int) else None
        elif reward.any_amount is None and not isinstance(decided, Refusal):
            price = -decided.awarded.get(reward.wallet, 0)
        found.append(Offered(reward, price, _least(reward), refusal))
    return found


def _least(reward: Reward) -> int | None:
    """The fewest units of a reward that takes any number of them: a whole number of steps."""
    free = reward.any_amount
    return -(-free.least // free.step) * free.step if free is not None else None

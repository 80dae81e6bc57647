"""What a race is: two accounts whose lots end at one instant, and eight commands that are released together at it."""

from __future__ import annotations

from random import Random
from typing import Literal

from msgspec import Struct

Role = Literal["clock", "sweep A", "sweep B", "redeem", "hold", "capture", "return", "merge"]

SWEEPS: tuple[Role, ...] = ("sweep A", "sweep B")
USES: tuple[Role, ...] = ("redeem", "hold")
WINNERS: tuple[Role, ...] = (*SWEEPS, *USES, "capture", "return", "merge")
"""Who may win units; the clock only moves time on."""

RACERS = 8


class Plan(Struct, frozen=True):
    """One race. Siti is the member that everybody wants something of; Budi is whom she is merged into."""

    number: int
    bought: tuple[int, ...]
    """Points of each of Siti's purchases, all of one day."""
    others: int
    """Points of Budi's only purchase, of the same day."""
    held: int
    """Points of a hold from before the instant, which is captured in the race."""
    on_target: bool
    """Whether that hold is Budi's, so that Siti may be merged while it is open."""
    hold_ends: bool
    """Whether it ends at the very instant, and not after it."""
    roles: tuple[Role, ...]
    """Whom each lane runs: where the clock runs too, what comes before it is in time."""
    redeemed: int
    """Points that each redemption asks for."""
    reserved: int
    """Points that the hold of the race asks for."""
    captured: int
    refunded: int
    """Cents of Siti's first purchase that come back."""

    @property
    def siti(self) -> str:
        """How a till knows her."""
        return f"Siti {self.number}"

    @property
    def budi(self) -> str:
        """How a till knows him."""
        return f"Budi {self.number}"


def plan(seed: str, number: int) -> Plan:
    """The same race for the same seed and number; who wins it is nobody's to plan."""
    random = Random(f"{seed} {number}")
    bought = tuple(random.randint(20, 90) for _ in range(random.randint(1, 3)))
    others = random.randint(20, 90)
    on_target = random.random() < 0.5
    held = random.randint(2, 15)
    free = sum(bought) - (0 if on_target else held)
    return Plan(
        number=number,
        bought=bought,
        others=others,
        held=held,
        on_target=on_target,
        hold_ends=random.random() < 0.3,
        roles=_roles(random),
        redeemed=random.choice((free, free // 2 + 1, random.randint(1, free))),
        reserved=random.choice((free, free // 2 + 1, random.randint(1, free))),
        captured=random.randint(1, held),
        refunded=random.choice((bought[0] * 100, random.randint(1, bought[0] * 100))),
    )


def _roles(random: Random) -> tuple[Role, ...]:
    """Both sweeps, and one of everything; a second redemption where there is no merge, or the clock does not run."""
    roles: list[Role] = ["sweep A", "sweep B", "redeem", "hold", "capture", "return"]
    roles.append("clock" if random.random() < 0.7 else "redeem")
    roles.append("merge" if random.random() < 0.6 else "redeem")
    random.shuffle(roles)
    assert len(roles) == RACERS
    return tuple(roles)

"""What the machine needs of a shop under test, however it is reached; and a member as it shows him."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.tier_status import TierStatus
from tests.model.lots import Flows
from tests.model.system import Answer
from tests.model_of_orders.asked import Asked
from tests.model_of_orders.programs import Version


class Seen(NamedTuple):
    """A member as of now."""

    status: str
    wallets: dict[str, Wallet]
    lots: list[Lot]
    """Open ones, in order of number."""
    level: TierStatus | None
    rewards: dict[int, Issued]
    """Those that can be used, or all."""
    counters: dict[tuple[str, str], int]


class System(Protocol):
    """A shop under test, fresh, with one program in force."""

    def take(self, asked: Asked) -> Answer:
        """Ask it for one thing."""

    def take_together(self, asked: Sequence[Asked]) -> list[Answer]:
        """Ask it for several things in one batch."""

    def move_clock(self, to: int) -> None:
        """Time passes, and nothing is swept."""

    def sweep(self) -> int:
        """Book everything due; for how many accounts something was."""

    def change(self, version: Version) -> None:
        """Apply the next version of the program."""

    def restart(self) -> None:
        """Forget everything that is not stored."""

    def members(self, names: Iterable[str]) -> dict[str, Seen]:
        """These members as reads show them now."""

    def books(self, names: Iterable[str]) -> dict[str, tuple[list[Lot], dict[int, Issued]]]:
        """All lots and all rewards of these members as they are stored."""

    def stock(self) -> dict[str, int]:
        """By reward, how many have been taken."""

    def faults(self) -> list[str]:
        """Whatever the system's own checks find wrong."""

    def flows(self) -> Flows:
        """Units that ever went from one account to another, by wallet, of all members."""

    def close(self) -> None:
        """Leave nothing behind."""

"""What the machine needs of a ledger under test, however it is reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.lots import Lot
from setia.engine.refusals import Code
from tests.model.lots import Flows
from tests.model.programs import Version
from tests.model.replies import Asked


class Answer(NamedTuple):
    """What the system told the caller."""

    status: str
    code: Code | None = None
    awarded: dict[str, int] | None = None
    seq: int = 0


class Seen(NamedTuple):
    """A member as the system shows him now."""

    status: str
    wallets: dict[str, Wallet]
    lots: list[Lot]
    """In order of number: those with something in them that can still be used, or all."""
    holds: list[Hold]
    """Those still open."""


class System(Protocol):
    """A ledger under test, fresh, with one program in force."""

    def take(self, asked: Sequence[Asked]) -> list[Answer]:
        """Ask everything in one batch."""

    def move_clock(self, to: int) -> None:
        """Time passes, and nothing is swept."""

    def sweep(self) -> int:
        """Book everything due; for how many accounts something was."""

    def change(self, version: Version) -> None:
        """Apply the next version of the program."""

    def restart(self) -> None:
        """Forget everything that is not stored."""

    def members(self, names: Iterable[str]) -> dict[str, Seen]:
        """These members as reads show them now; whoever is not a member is left out."""

    def last_number(self, member: str) -> int:
        """Of the last transaction in the account where a member's events land."""

    def count(self) -> int:
        """How many members there are."""

    def faults(self, *, at_the_end: bool = False) -> list[str]:
        """Whatever the system's own checks find wrong; some look only at the end."""

    def flows(self) -> Flows:
        """Units that ever went from one account to another, by wallet, of all members."""

    def every_lot(self, member: str) -> list[Lot]:
        """All lots of a member as they are stored, in order of number."""

    def close(self) -> None:
        """Leave nothing behind."""

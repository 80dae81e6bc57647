"""The machine over the engine alone, and over the services; running it is `tests.model.run`."""

from __future__ import annotations

from random import Random

from tests.model.run import run
from tests.model.services_system import Database
from tests.model_of_orders.asked import Buy
from tests.model_of_orders.fold_system import FoldSystem
from tests.model_of_orders.machine import OrderMachine
from tests.model_of_orders.programs import Version
from tests.model_of_orders.services_system import ServicesSystem
from tests.model_of_orders.system import System
from tests.model_of_orders.world import Dice

__all__ = ["FoldMachine", "over", "run"]


class FoldMachine(OrderMachine):
    """The machine over the engine alone."""

    check_every = 50

    @staticmethod
    def start(first: Version) -> System:
        """No database."""
        return FoldSystem(first)


TOGETHER = (
    *("purchase", "purchase", "late purchase", "order", "guest", "pay", "edit", "cancel", "reopen", "edit guest"),
    *("send again", "return", "return", "news of refund", "earn", "redeem", "redeem reward", "use reward", "choose"),
    *("grant tier",),
)
"""What one batch may ask."""


class ServicesMachine(OrderMachine):
    """The machine over the services, which can also be begun anew."""

    moves = (*OrderMachine.moves, "restart", "together", "together", "together", "together")

    def together(self, dice: Dice) -> None:
        """One batch, of which each finds what the one before left.

        Nothing of an order for which something waits: that is taken after what else can be decided at once.
        """
        rolls = Random(bytes(dice))
        kinds = [rolls.choice(TOGETHER) for _ in range(2 + dice.a % 5)]
        asked = [self.asking(kind, Dice(*rolls.randbytes(3))) for kind in kinds]
        waits = {receipt for receipt, backs in self.world.ledger.waiting.items() if backs}
        self.take_together(
            [(kind, one) for kind, one in asked if not isinstance(one.what, Buy) or one.what.receipt not in waits]
        )

    def restart(self, _: object) -> None:
        """Nothing is lost by it."""
        self.whole = False
        self.running.restart()
        self.counts.count("restart")
        self.look()


def over(database: Database) -> type[ServicesMachine]:
    """The machine over the services, with a fresh database for every example."""

    def begin(first: Version) -> ServicesSystem:
        return ServicesSystem(database, first)

    return type("OverServices", (ServicesMachine,), {"start": staticmethod(begin)})

"""The machine over the engine alone, and over the services; running it is `tests.model.run`."""

from __future__ import annotations

from tests.model.run import run
from tests.model.services_system import Database
from tests.model_of_orders.fold_system import FoldSystem
from tests.model_of_orders.machine import OrderMachine
from tests.model_of_orders.programs import Version
from tests.model_of_orders.services_system import ServicesSystem
from tests.model_of_orders.system import System

__all__ = ["FoldMachine", "over", "run"]


class FoldMachine(OrderMachine):
    """The machine over the engine alone."""

    check_every = 50

    @staticmethod
    def start(first: Version) -> System:
        """No database."""
        return FoldSystem(first)


class ServicesMachine(OrderMachine):
    """The machine over the services, which can also be begun anew."""

    moves = (*OrderMachine.moves, "restart")

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

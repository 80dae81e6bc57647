"""What every effect that gives units must have right."""

from __future__ import annotations

from setia.engine.rules.defined import Defined
from setia.engine.rules.faults import Faults, Path


def wallet_known(wallet: str, defined: Defined, path: Path, faults: Faults) -> None:
    """Its wallet must be one of the document's."""
    faults.known(wallet, defined.units, (*path, "wallet"), "wallet")

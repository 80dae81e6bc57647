"""What a member has, in words: to use, to come, set aside, owed."""

from __future__ import annotations

from collections.abc import Mapping

from setia.cli.units import Units
from setia.engine.ledger.accounts import Wallet


def told(wallets: Mapping[str, Wallet], units: Units) -> str:
    """All wallets of a member in a clause, `40 points to use, 60 set aside`; if all are empty, the one asked about."""
    shown = {id_: wallet for id_, wallet in sorted(wallets.items()) if _something(wallet)}
    if not shown:
        return f"{units.amount(0)} to use"
    return "; ".join(wallet_told(wallet, units, id_) for id_, wallet in shown.items())


def wallet_told(wallet: Wallet, units: Units, id_: str) -> str:
    """One wallet: `40 points to use, 10 more to come, 60 set aside, 30 owed`."""
    parts = [f"{units.amount(wallet.available, id_)} to use"]
    if wallet.pending:
        parts.append(f"{units.number(wallet.pending, id_)} more to come")
    if wallet.held:
        parts.append(f"{units.number(wallet.held, id_)} set aside")
    if wallet.debt:
        parts.append(f"{units.number(wallet.debt, id_)} owed")
    return ", ".join(parts)


def _something(wallet: Wallet) -> bool:
    return bool(wallet.pending or wallet.available or wallet.held or wallet.debt)

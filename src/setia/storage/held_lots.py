"""Lots of which members still have something, over a whole program."""

from __future__ import annotations

from collections.abc import Iterator

from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.lots import Lot
from setia.storage.loading import LOT_COLUMNS, WALLET_COLUMNS
from setia.storage.streaming import fetch

_LOT = ", ".join(f"l.{one.strip()}" for one in LOT_COLUMNS.split(","))
_WALLET = ", ".join(f"w.{one.strip()}" for one in WALLET_COLUMNS.split(","))
_LOT_FIELDS = LOT_COLUMNS.count(",")


def held_lots(program_id: int, wallet: str) -> Iterator[tuple[str, Lot, Wallet]]:
    """Of one wallet: each with its member's public id and his wallet, member by member in order of their accounts."""
    rows = fetch(
        f"SELECT min(m.public_id), {_LOT}, {_WALLET} FROM lot l"
        " JOIN member m ON m.account_id = l.account_id"
        " JOIN wallet w ON w.account_id = l.account_id AND w.wallet_type = l.wallet_type"
        " WHERE m.program_id = %s AND l.wallet_type = %s AND (l.pending > 0 OR l.free > 0 OR l.held > 0)"
        f" GROUP BY {_LOT}, {_WALLET} ORDER BY l.account_id, l.no",
        [program_id, wallet],
    )
    for public_id, _, *columns in rows:
        yield public_id, Lot(*columns[:_LOT_FIELDS]), Wallet(*columns[_LOT_FIELDS:])

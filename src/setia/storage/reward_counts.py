"""How many of each reward there are: issued, used, over, taken from stock, and codes left to give."""

from __future__ import annotations

from msgspec import Struct

from setia.storage.streaming import fetch


class Counted(Struct):
    """Of one reward."""

    issued: int = 0
    """That can be used now, or could until they end."""
    used: int = 0
    expired: int = 0
    cancelled: int = 0
    taken: int = 0
    """From stock; what was cancelled has come back."""
    codes: int = 0
    """Of a pool, that nobody has yet."""

    @property
    def given(self) -> int:
        """All that were ever given and not taken back."""
        return self.issued + self.used + self.expired


def of_program(program_id: int) -> dict[str, Counted]:
    """By reward, of a whole program."""
    found: dict[str, Counted] = {}

    def count(reward: str, what: str, many: int) -> None:
        setattr(found.setdefault(reward, Counted()), what, int(many))

    for reward, state, many in fetch(
        "SELECT r.reward, r.state, count(*) FROM issued_reward r JOIN account a ON a.id = r.account_id"
        " WHERE a.program_id = %s GROUP BY r.reward, r.state",
        [program_id],
    ):
        count(reward, state, many)
    for reward, taken in fetch("SELECT reward, taken FROM stock WHERE program_id = %s", [program_id]):
        count(reward, "taken", taken)
    for reward, codes in fetch(
        "SELECT reward, count(*) FROM pool_code WHERE program_id = %s AND NOT taken GROUP BY reward", [program_id]
    ):
        count(reward, "codes", codes)
    return found

"""Codes of rewards: what a member shows, how a till's code finds its reward, and pools that codes are taken from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from setia.engine.ledger.issued import Issued
from setia.storage import loading
from setia.storage.besides import State, code_of, hash_of_code, one_reward
from setia.storage.keys import CHUNK, keyed_hash, placeholders
from setia.storage.programs import LoadedProgram
from setia.storage.rows import insert_new
from setia.storage.streaming import fetch


class HeldReward(Struct, frozen=True):
    """A reward that a member has and has not used, as he may show it."""

    no: int
    """Its number within the account."""
    reward: str
    code: str
    issued_at: int
    expires_at: int | None
    """Exclusive instant; None is never."""
    worth: int
    """In minor units of the program's currency."""
    seq: int
    """The transaction that issued it."""


def held(program: LoadedProgram, account_id: int, rewards: Iterable[Issued]) -> tuple[HeldReward, ...]:
    """Rewards of one account with their codes, those that end soonest first."""
    mine = sorted(rewards, key=lambda one: (one.expires_at is None, one.expires_at or 0, one.no))
    codes = codes_of(program, account_id, mine)
    return tuple(
        HeldReward(
            one.no,
            one.reward,
            codes[one.no],
            one.issued_at,
            one.expires_at,
            one.worth,
            one.seq,
        )
        for one in mine
    )


def codes_of(program: LoadedProgram, account_id: int, rewards: Sequence[Issued]) -> dict[int, str]:
    """Codes of one account's rewards by their numbers, as the member shows them."""
    if not rewards:
        return {}
    account_key = bytes.fromhex(loading.account_keys([account_id])[account_id])
    pooled = _pooled(program.id, [one.code for one in rewards if one.code])
    return {one.no: pooled.get(one.code, "") if one.code else code_of(account_key, one.no) for one in rewards}


class Owned(Struct, frozen=True):
    """A reward that a code stands for, and whose it is."""

    reward: Issued
    account_id: int
    """In whose history it is; the member may have been merged into another since."""
    public_id: str
    """Of the member who has it."""


_PREFERRED: Final[tuple[State, ...]] = ("issued", "used", "expired", "cancelled")

_OWNED: Final = (
    "SELECT r.account_id, r.no, r.state, m.public_id FROM issued_reward r JOIN account a ON a.id = r.account_id"
    " JOIN member m ON m.account_id = coalesce(a.alias_of, a.id) WHERE m.program_id = %s AND"
)


def by_code(program: LoadedProgram, code: str) -> tuple[Owned, ...]:
    """Rewards that a code stands for, generated or from a pool; none while nobody has been given it.

    Those that can be used before those that were, and last what was cancelled: what a merge moved to another member is
    with him. Several only where the same code was put into the pools of several rewards.
    """
    digests = _digests(program, code)
    rows = fetch(f"{_OWNED} r.code_hash = %s AND r.code = ''", [program.id, hash_of_code(_plain(code))])
    if digests:
        # A statement of its own, so that the index of such codes is used.
        rows += fetch(f"{_OWNED} r.code > '' AND r.code IN ({placeholders(digests)})", [program.id, *digests])
    state = min((one[2] for one in rows), key=_PREFERRED.index, default="")
    return tuple(Owned(one_reward(id_, no)[no], id_, whose) for id_, no, found, whose in rows if found == state)


def number_of(program: LoadedProgram, account_id: int, code: str) -> int | None:
    """The number of an account's reward by its code, generated or from a pool; None if it has none by that code."""
    digests = _digests(program, code)
    in_pool = f" OR code IN ({placeholders(digests)})" if digests else ""
    rows = fetch(
        f"SELECT no FROM issued_reward WHERE account_id = %s AND ((code = '' AND code_hash = %s){in_pool})",
        [account_id, hash_of_code(_plain(code)), *digests],
    )
    return int(rows[0][0]) if rows else None


def whose_code(program: LoadedProgram, code: str) -> str:
    """Public id of the member who has a reward by this code and has not used it; empty if that is nobody or several."""
    whose = {one.public_id for one in by_code(program, code) if one.reward.state == _PREFERRED[0]}
    return whose.pop() if len(whose) == 1 else ""


def _digests(program: LoadedProgram, code: str) -> list[str]:
    """What history has of a code if it is from the pool of a reward, of each that ever had one."""
    offers = (one for version in program.versions.applied for one in version.compiled.offers.values())
    return [digest(program.key, reward, code.strip()) for reward in sorted({one.id for one in offers if one.pool})]


def redemption_of(account_id: int, no: int) -> int:
    """The transaction by which units became a reward; 0 for one that an order gave, and for one that is not there."""
    found = one_reward(account_id, no).get(no)
    return 0 if found is None or found.order else found.seq


def _plain(code: str) -> str:
    """A code without what makes it easier to read."""
    return "".join(code.upper().split()).replace("-", "")


def digest(program_key: bytes, reward: str, code: str) -> str:
    """What history has of a code from a pool."""
    return keyed_hash(program_key, "pool code", reward, code).hex()


def add_to_pool(program: LoadedProgram, reward: str, codes: Sequence[str]) -> int:
    """Add codes to a reward's pool; returns how many are new. One that is known stays as it is, taken or free."""
    before = _in_pool(program.id, reward)
    rows = [(program.id, reward, digest(program.key, reward, code), code, False) for code in codes]
    for start in range(0, len(rows), CHUNK):
        insert_new("pool_code", "program_id, reward, digest, code, taken", rows[start : start + CHUNK])
    return _in_pool(program.id, reward) - before


def free_in_pool(program_id: int, reward: str) -> int:
    """How many codes of a pool are left."""
    sql = "SELECT count(*) FROM pool_code WHERE program_id = %s AND reward = %s AND NOT taken"
    return int(fetch(sql, [program_id, reward])[0][0])


def _in_pool(program_id: int, reward: str) -> int:
    sql = "SELECT count(*) FROM pool_code WHERE program_id = %s AND reward = %s"
    return int(fetch(sql, [program_id, reward])[0][0])


def _pooled(program_id: int, digests: Sequence[str]) -> dict[str, str]:
    """Codes of pools by their digests."""
    if not digests:
        return {}
    sql = f"SELECT digest, code FROM pool_code WHERE program_id = %s AND digest IN ({placeholders(digests)})"
    return dict(fetch(sql, [program_id, *digests]))

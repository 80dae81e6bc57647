"""Newcomers: members who join by the first thing they do, and only if it is accepted.

Until then they are nobody in the database: their accounts have provisional, negative ids.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

import msgspec

from setia.engine.commands import Enrol
from setia.engine.ledger.entries import genesis
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.services.requests import Request
from setia.storage import members
from setia.storage.appending import Posting
from setia.storage.members import Known, Newcomer
from setia.storage.posting import Batch
from setia.storage.programs import LoadedProgram


class Newcomers:
    """Those of one round."""

    def __init__(self, program: LoadedProgram, now: int) -> None:
        self._program, self._now = program, now
        self._by_id: dict[int, Newcomer] = {}

    def expect(self, joining: Iterable[Known]) -> dict[Known, int]:
        """Provisional ids of members who may join."""
        for known in joining:
            self._by_id[-1 - len(self._by_id)] = Newcomer(known, self._now, secrets.token_bytes(16))
        return {one.known: id_ for id_, one in self._by_id.items()}

    def accounts(self) -> dict[int, Account]:
        """Their accounts, still without a history."""
        return {id_: Account(head=genesis(one.account_key)) for id_, one in self._by_id.items()}

    def keys(self) -> dict[int, bytes]:
        """The random keys that their accounts begin with."""
        return {id_: one.account_key for id_, one in self._by_id.items()}

    def joins(self, account_id: int, event_at: int) -> int:
        """Somebody joins by an event of that time. Returns since when: nobody joins in the future."""
        at = min(event_at, self._now)
        self._by_id[account_id] = msgspec.structs.replace(self._by_id[account_id], joined_at=at)
        return at

    def settle(self, touched: Iterable[int]) -> dict[int, int]:
        """Create those whose accounts have a history now. Returns real ids by provisional ones."""
        joined = [id_ for id_ in touched if id_ in self._by_id]
        if not joined:
            return {}
        made = members.create(self._program.id, self._program.key, [self._by_id[id_] for id_ in joined])
        return {id_: made[self._by_id[id_].known] for id_ in joined}


def taken(request: Request, account_id: int | None, accounts: Mapping[int, Account]) -> Refusal | None:
    """The refusal of somebody who is to join and is a member already: he stays one, as of when he joined."""
    there = accounts.get(account_id) if account_id is not None else None
    if not (there is not None and there.seq and request.joins and isinstance(request.command, Enrol)):
        return None
    return Refusal("identifier_taken", {"kind": request.member.kind if request.member is not None else ""})


def renamed(batch: Batch, ids: dict[int, int]) -> Batch:
    """The batch with real ids in place of provisional ones."""
    if not ids:
        return batch
    return msgspec.structs.replace(
        batch,
        postings=[_renamed(posting, ids) for posting in batch.postings],
        accounts={ids.get(id_, id_): account for id_, account in batch.accounts.items()},
        lots={ids.get(id_, id_): lots for id_, lots in batch.lots.items()},
        found={ids.get(id_, id_): account for id_, account in batch.found.items()},
        holds={ids.get(id_, id_): holds for id_, holds in batch.holds.items()},
        beside=msgspec.structs.replace(
            batch.beside,
            counters={ids.get(id_, id_): counters for id_, counters in batch.beside.counters.items()},
            rewards={ids.get(id_, id_): rewards for id_, rewards in batch.beside.rewards.items()},
            attributes={ids.get(id_, id_): attributes for id_, attributes in batch.beside.attributes.items()},
        ),
    )


def _renamed(posting: Posting, ids: dict[int, int]) -> Posting:
    if posting.account_id is None or posting.account_id not in ids:
        return posting
    return msgspec.structs.replace(posting, account_id=ids[posting.account_id])

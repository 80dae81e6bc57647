"""Requests that are sent again: decided once under their key, then answered with the bytes of the first time.

Keys, answers and effects commit together (ledger 4.10). Equal keys of one batch are decided once; the others get its
outcome.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Protocol

import msgspec
from msgspec import Struct

from setia.engine.refusals import Code, Refusal
from setia.services.requests import Outcome, Repeatable
from setia.storage import histories, idempotency
from setia.storage.keys import keyed_hash
from setia.storage.programs import LoadedProgram

BAD_INPUT: frozenset[Code] = frozenset(
    {
        "amount_out_of_range",
        "instant_out_of_range",
        "line_mismatch",
        "points_cannot_pay",
        "points_tender_mismatch",
        "reason_missing",
        "same_account",
        "totals_mismatch",
        "ttl_out_of_range",
    }
)
"""Refusals that the request earns by itself, whatever the ledger holds: its key stays free. All others are answers."""


def secret_of(program_key: bytes, client: str, key: str) -> bytes:
    """What only whoever sends a request can make of its key: of the key itself no more than a hash is kept."""
    return hmac.digest(program_key, msgspec.json.encode(("sent under", client, key)), "sha256")


def fingerprint(program_key: bytes, client: str, key: str, asked: bytes) -> bytes:
    """What tells a request from another under the same key.

    Who has the database alone cannot try what was in it: a member's PIN may have been.
    """
    return hmac.digest(secret_of(program_key, client, key), asked, "sha256")


_FORGOTTEN: dict[str, Code] = {"expired": "key_expired_see_resource", "erased": "key_erased"}


class Keyed(Protocol):
    """What may have a key: a request, or whatever else is answered once."""

    @property
    def repeatable(self) -> Repeatable | None:
        """Its key."""
        ...


class _Answered(Struct, frozen=True):
    fingerprint: bytes
    outcome: Outcome


class Repeats:
    """The keys of one batch: those answered before, and those that it decides."""

    def __init__(self, program: LoadedProgram, now: int) -> None:
        self._program, self._now = program, now
        self._answered: dict[bytes, _Answered] = {}
        self._claimed: set[bytes] = set()
        self._kept: list[idempotency.Answer] = []

    def recall(self, requests: Iterable[Keyed]) -> None:
        """Look up what was answered before, so that it needs no account and no lock."""
        keys = [self._key(one.repeatable) for one in requests if one.repeatable is not None]
        if keys:
            self._learn(idempotency.recall(keys))

    def claim(self, requests: Iterable[Keyed]) -> None:
        """Take the keys of requests about to be decided; the locks on their accounts come first (ledger 4.16)."""
        claims = []
        for one in requests:
            asked = one.repeatable
            if asked is not None and (key := self._key(asked)) not in self._answered and key not in self._claimed:
                claims.append(idempotency.Claim(key, asked.client, self._fingerprint(asked)))
        if claims:
            self._learn(idempotency.claim(self._program.id, claims, self._now))

    def answer(self, request: Keyed) -> Outcome | None:
        """What was answered under the request's key; None where it has none, or has still to be decided."""
        if request.repeatable is None:
            return None
        before = self._answered.get(self._key(request.repeatable))
        if before is None:
            return None
        if before.fingerprint != self._fingerprint(request.repeatable):
            return Outcome("refused", refusal=Refusal("idempotency_key_reused"))
        return before.outcome

    def note(self, request: Keyed, outcome: Outcome, account_id: int | None) -> Outcome:
        """Keep what was decided, unless the request itself was wrong. Returns the outcome with its answer."""
        asked = request.repeatable
        if asked is None or outcome.status in ("busy", "failed"):
            return outcome
        content = asked.render(outcome)
        if outcome.refusal is None or outcome.refusal.code not in BAD_INPUT:
            key = self._key(asked)
            self._answered[key] = _Answered(self._fingerprint(asked), Outcome("replayed", answer=content))
            self._kept.append(idempotency.Answer(key, account_id, outcome.seq, content))
        return msgspec.structs.replace(outcome, answer=content)

    def rename(self, ids: dict[int, int]) -> None:
        """Accounts that were provisional when they were answered for have real ids now."""
        self._kept = [
            msgspec.structs.replace(one, account_id=ids.get(one.account_id, one.account_id))
            if one.account_id is not None
            else one
            for one in self._kept
        ]

    def store(self) -> None:
        """Write the answers; inside the transaction of the effects."""
        if self._claimed:
            idempotency.keep(self._kept)
            idempotency.give_up(sorted(self._claimed - {one.key for one in self._kept}))

    def _learn(self, found: dict[bytes, idempotency.Stored]) -> None:
        for key, stored in found.items():
            if stored.state == "claimed":
                self._claimed.add(key)
                continue
            outcome = Outcome("replayed", answer=stored.answer)
            if stored.state in _FORGOTTEN:
                outcome = Outcome("refused", refusal=Refusal(_FORGOTTEN[stored.state], _where(stored)))
            self._answered[key] = _Answered(stored.fingerprint, outcome)

    def _fingerprint(self, asked: Repeatable) -> bytes:
        return fingerprint(self._program.key, asked.client, asked.key, asked.asked)

    def _key(self, asked: Repeatable) -> bytes:
        return keyed_hash(self._program.key, "idempotency", asked.client, asked.key)


def _where(stored: idempotency.Stored) -> dict[str, int | str]:
    """Where what was done can be looked up: its number in the history of the member; nothing of one who was erased."""
    if stored.state == "erased" or not stored.seq or stored.account_id is None:
        return {}
    member = histories.public_ids([stored.account_id]).get(stored.account_id)
    return {"transaction": stored.seq} if member is None else {"transaction": stored.seq, "member": member}

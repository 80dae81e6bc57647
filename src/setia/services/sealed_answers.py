"""Answers that may tell a secret: kept sealed, and opened for nobody but whoever sends the request again (ADR 0042).

A card's code, a token or a webhook's secret is told once; but an answer that was lost on its way is asked for again,
and must tell it. So it is kept under a key that is made of the sender's own idempotency key, of which the database has
no more than a hash: from the database alone, or a copy of it, nobody reads it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from setia.services.repeats import secret_of
from setia.services.requests import Outcome, Repeatable
from setia.services.under_key import answered, keep, under_key
from setia.storage.programs import LoadedProgram

NONCE_BYTES: Final = 12
"""Random, for a request that was undone and comes again is sealed with the same key."""


def once(
    program: LoadedProgram, asked: Repeatable, account_id: int | None, do: Callable[[], Outcome], wait_max: int = 0
) -> Outcome:
    """As `under_key`, with an answer that is kept sealed."""
    seal = _Seal(program, asked)
    return seal.opened(under_key(program, seal.asked, account_id, do, wait_max))


def before(program: LoadedProgram, asked: Repeatable) -> Outcome | None:
    """As `answered`."""
    seal = _Seal(program, asked)
    found = answered(program, seal.asked)
    return None if found is None else seal.opened(found)


def after(program: LoadedProgram, asked: Repeatable, outcome: Outcome) -> Outcome:
    """As `keep`, of nobody's answer."""
    seal = _Seal(program, asked)
    return seal.opened(keep(program, seal.asked, None, outcome))


class _Seal:
    """Of one request."""

    def __init__(self, program: LoadedProgram, asked: Repeatable) -> None:
        self._cipher = AESGCM(secret_of(program.key, asked.client, asked.key))
        self._asked = asked
        self.asked = msgspec.structs.replace(asked, render=self._render)

    def _render(self, outcome: Outcome) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, self._asked.render(outcome), None)

    def opened(self, outcome: Outcome) -> Outcome:
        """An outcome with its answer as it is sent."""
        if not outcome.answer:
            return outcome
        nonce, sealed = outcome.answer[:NONCE_BYTES], outcome.answer[NONCE_BYTES:]
        return msgspec.structs.replace(outcome, answer=self._cipher.decrypt(nonce, sealed, None))

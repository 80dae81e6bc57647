"""Mistakes that a storm must find, made in the senders' processes only."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence

from setia.services import safely
from setia.services.repeats import Repeats
from setia.services.requests import Manner, Outcome, Repeatable, Request
from setia.storage import idempotency
from setia.storage.idempotency import Answer, Claim, Stored
from setia.storage.keys import keyed_hash
from setia.storage.programs import LoadedProgram
from setia.storage.rows import insert_new


def check_then_act() -> None:
    """It is looked up whether a key is known, and it is kept once the command is done."""
    _look_only()
    idempotency.keep = _kept


def not_by_client() -> None:
    """A key is one and the same, whoever sends it."""

    def key(self: Repeats, asked: Repeatable) -> bytes:
        return keyed_hash(self._program.key, "idempotency", asked.key)

    Repeats._key = key  # type: ignore[method-assign]  # that is the mistake


def stored_outside() -> None:
    """What was answered is stored once the command has been committed."""
    _look_only()
    answers: list[Answer] = []
    idempotency.keep = answers.extend  # type: ignore[assignment]  # that is the mistake
    right = safely._with_patience

    def with_patience(program: LoadedProgram, requests: Sequence[Request], manner: Manner) -> list[Outcome]:
        outcomes = right(program, requests, manner)
        _kept(answers)
        answers.clear()
        return outcomes

    safely._with_patience = with_patience


def _look_only() -> None:
    """Nothing is claimed: what was not known when the batch began is decided."""
    right = idempotency.recall

    def claim(program_id: int, claims: Iterable[Claim], now: int) -> dict[bytes, Stored]:
        unique = {one.key: one for one in claims}
        _CLAIMS.update(unique)
        return {key: Stored(one.fingerprint, "claimed", None, 0, b"") for key, one in unique.items()}

    def recall(keys: Iterable[bytes]) -> dict[bytes, Stored]:
        found = right(keys)
        time.sleep(LATENCY)
        return found

    idempotency.claim, idempotency.recall = claim, recall


LATENCY = 0.02
"""Seconds between looking and acting, as over a network."""

_CLAIMS: dict[bytes, Claim] = {}


def _kept(answers: Sequence[Answer]) -> None:
    rows = [
        (
            one.key,
            1,
            _CLAIMS[one.key].client,
            _CLAIMS[one.key].fingerprint,
            "kept",
            one.account_id,
            one.seq,
            one.content,
            0,
        )
        for one in sorted(answers, key=lambda one: one.key)
    ]
    columns = "key, program_id, client, fingerprint, state, account_id, seq, answer, recorded_at"
    insert_new("idempotency_key", columns, rows)


MUTANTS: dict[str, Callable[[], None]] = {
    "check then act": check_then_act,
    "key not by client": not_by_client,
    "result stored outside": stored_outside,
}


def make(mistake: str) -> None:
    """Make one of them, or none; that it goes wrong is told by the answers."""
    if mistake:
        MUTANTS[mistake]()
        for name in ("psycopg", "setia.batch"):
            logging.getLogger(name).setLevel(logging.CRITICAL)

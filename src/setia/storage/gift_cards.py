"""Gift cards found by code, and made."""

from __future__ import annotations

import secrets

from setia.engine.ledger.entries import genesis
from setia.storage.keys import keyed_hash
from setia.storage.models import Account, GiftCard
from setia.storage.programs import LoadedProgram

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U, which people misread (Crockford)."""

SYMBOLS = 16
"""80 random bits: at a million guesses a second, one of a million live cards in 38 million years."""


def new_code() -> str:
    """A code that nobody guesses, in groups that people can read aloud."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(SYMBOLS))
    return "-".join(symbols[i : i + 4] for i in range(0, SYMBOLS, 4))


def normal(code: str) -> str:
    """A code as people type it, in the form in which it is hashed."""
    return "".join(code.upper().replace("O", "0").replace("I", "1").replace("L", "1").split()).replace("-", "")


def create(program: LoadedProgram, code: str, at: int) -> int:
    """A card with this code and an account of its own, empty. Returns the account's id."""
    key = secrets.token_bytes(16)
    account = Account.objects.create(program_id=program.id, owner_kind="gift_card", key=key, head_hash=genesis(key))
    GiftCard.objects.create(key=_key(program, code), program_id=program.id, account_id=account.pk, issued_at=at)
    return account.pk


def find(program: LoadedProgram, code: str) -> int | None:
    """The account of the card with this code, or None."""
    return (
        GiftCard.objects.filter(key=_key(program, code), program_id=program.id)
        .values_list("account_id", flat=True)
        .first()
    )


def _key(program: LoadedProgram, code: str) -> bytes:
    return keyed_hash(program.key, "gift_card", normal(code))

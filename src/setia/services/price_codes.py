"""Codes for price rules: single-use ones made in numbers, or one that many share, perhaps of one member alone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from msgspec import Struct

from setia.engine.price_codes import PriceCode
from setia.engine.refusals import Refusal
from setia.storage import clock, price_codes
from setia.storage.keys import keyed_hash
from setia.storage.orders import LETTERS
from setia.storage.price_codes import Kept
from setia.storage.programs import LoadedProgram

LENGTH = 12
"""60 bits: with limits on how fast one may ask, beyond guessing."""
COUNT_MAX = 10_000


class Terms(Struct, frozen=True):
    """What some codes are for."""

    rule: str
    uses: int | None = 1
    """How often each can be used; None: as often as one likes."""
    account_id: int | None = None
    begins_at: int | None = None
    ends_at: int | None = None
    per_member: int | None = None
    """How often one member can use each."""


class Made(Struct, frozen=True):
    """Codes as they are shown, once."""

    codes: tuple[str, ...]
    added: int
    """How many of them are new; the others stay as they were made first."""


def invent(program: LoadedProgram, name: tuple[str, str], count: int) -> tuple[str, ...]:
    """New codes under a client's key: whoever asks again under it is told the same ones."""
    return tuple(_invented(program.key, *name, n) for n in range(count))


def add(program: LoadedProgram, terms: Terms, codes: Sequence[str], actor: str) -> Made | Refusal:
    """Make codes for a price rule that goes by codes; all of them or none."""
    if terms.rule not in program.latest.pricing.by_code:
        return Refusal("unknown_price_rule", {"rule": terms.rule})
    rows = {
        digest: PriceCode(digest, **{name: getattr(terms, name) for name in terms.__struct_fields__})
        for digest in (price_codes.digest_of(program.key, one) for one in codes)
    }
    with transaction.atomic():
        added = price_codes.add(program.id, list(rows.values()), (actor, clock.read()))
    return Made(tuple(codes), added)


def look(program: LoadedProgram, code: str) -> Kept | Refusal:
    """A code as it stands."""
    digest = price_codes.digest_of(program.key, code)
    found = price_codes.look(program.id, [digest], clock.read())
    return found.get(digest) or Refusal("unknown_code")


def withdraw(program: LoadedProgram, codes: Sequence[str]) -> int:
    """Take codes back; a basket that holds one can still be paid. Returns how many had not ended before."""
    with transaction.atomic():
        return price_codes.withdraw(
            program.id, [price_codes.digest_of(program.key, one) for one in codes], clock.read()
        )


def _invented(program_key: bytes, client: str, key: str, number: int) -> str:
    drawn = int.from_bytes(keyed_hash(program_key, "made price code", client, key, str(number)), "big")
    letters = []
    for _ in range(LENGTH):
        drawn, letter = divmod(drawn, len(LETTERS))
        letters.append(LETTERS[letter])
    return "-".join("".join(letters[i : i + 4]) for i in range(0, LENGTH, 4))

"""The hash chain: nothing that a transaction says can be changed without changing its hash."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from setia.engine.ledger.entries import Entry, Stamp, Transaction, chain, genesis
from setia.engine.ledger.lots import Lot

LOT = Lot(3, "points", 7, 100, 200, 300, 16, 2, pending=16)
ENTRY = Entry("points", "issued", "pending", 16, 3)
SAID = Stamp(
    command="record_purchase",
    recorded_at=1_000,
    event_at=900,
    effective_at=900,
    horizon=1_000,
    actor="Siti",
    channel="till",
    natural_key=b"n" * 16,
    body_digest=b"d" * 32,
)
DONE = Transaction(
    seq=7,
    kind="earn",
    effective_at=900,
    program_version=2,
    entries=(ENTRY,),
    opened=(LOT,),
    prev_hash=b"p" * 32,
    hash=b"",
    redated=((3, 300, 400),),
    idle_from=900,
    reason="goodwill",
    origin_seq=5,
    counterpart="ab" * 16,
    why='[{"rule":"base"}]',
    changes='{"badges":["early"]}',
    closes=True,
    given='{"attributes":{"city":"Ipoh"}}',
)

FOLLOWS = {
    "origin_seq": "it is the transaction's own",
    "amount": "it is the sum of the entries that fill the lot",
    **dict.fromkeys(
        ("pending", "free", "held", "spent", "expired", "reversed", "transferred", "debt_repaid"),
        "it is a sum of entries, and changes with later ones",
    ),
}
"""What the chain leaves out of a lot, and why; every other field, and every field to come, must be in it."""


def other(value: Any) -> Any:
    """A value of the same type that is not this one."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case str():
            return value + "x"
        case None:
            return 1
        case (_, *_):
            return value[:-1]
    raise AssertionError(f"no other value for {value!r}")


def changes(one: Any, *, without: Iterable[str] = ()) -> list[Any]:
    """The struct with each of its fields changed in turn."""
    return [
        pytest.param(field, msgspec.structs.replace(one, **{field: other(getattr(one, field))}), id=field)
        for field in type(one).__struct_fields__
        if field not in set(without)
    ]


@pytest.mark.parametrize(("field", "changed"), changes(DONE, without=["hash"]))
def test_any_change_of_a_transaction_changes_its_hash(field: str, changed: Transaction) -> None:
    assert chain(changed, SAID) != chain(DONE, SAID), field


@pytest.mark.parametrize(("field", "changed"), changes(SAID))
def test_any_change_of_who_when_and_what_was_asked_changes_its_hash(field: str, changed: Stamp) -> None:
    assert chain(DONE, changed) != chain(DONE, SAID), field


@pytest.mark.parametrize(("field", "changed"), changes(ENTRY))
def test_any_change_of_an_entry_changes_the_hash(field: str, changed: Entry) -> None:
    assert chain(msgspec.structs.replace(DONE, entries=(changed,)), SAID) != chain(DONE, SAID), field


@pytest.mark.parametrize(("field", "changed"), changes(LOT, without=FOLLOWS))
def test_any_change_of_an_opened_lots_dates_changes_the_hash(field: str, changed: Lot) -> None:
    assert chain(msgspec.structs.replace(DONE, opened=(changed,)), SAID) != chain(DONE, SAID), field


@pytest.mark.parametrize("redated", [(4, 300, 400), (3, 301, 400), (3, 300, 401), (3, None, 400), (3, 300, None)])
def test_any_change_of_a_lots_new_date_changes_the_hash(redated: tuple[int, int | None, int | None]) -> None:
    assert chain(msgspec.structs.replace(DONE, redated=(redated,)), SAID) != chain(DONE, SAID)


def test_never_expiring_is_not_expiring_at_zero() -> None:
    never, zero = (msgspec.structs.replace(LOT, expires_at=end) for end in (None, 0))
    hashes = {chain(msgspec.structs.replace(DONE, opened=(lot,)), SAID) for lot in (never, zero)}
    assert len(hashes) == 2


def test_no_origin_is_not_origin_zero() -> None:
    assert chain(msgspec.structs.replace(DONE, origin_seq=None), SAID) != chain(
        msgspec.structs.replace(DONE, origin_seq=0), SAID
    )


def test_texts_that_run_into_one_another_hash_apart() -> None:
    one = msgspec.structs.replace(SAID, actor="Siti", channel="till")
    other_way = msgspec.structs.replace(SAID, actor="Sit", channel="itill")
    quoted = msgspec.structs.replace(SAID, actor='Siti","till', channel="")
    assert len({chain(DONE, stamp) for stamp in (one, other_way, quoted)}) == 3


def test_entries_in_another_order_hash_apart() -> None:
    second = Entry("stars", "issued", "available", 1, 4)
    orders = [(ENTRY, second), (second, ENTRY)]
    assert len({chain(msgspec.structs.replace(DONE, entries=entries), SAID) for entries in orders}) == 2


def test_what_closes_a_command_carries_what_was_asked_and_what_does_not_close_it_may_not() -> None:
    due = msgspec.structs.replace(DONE, closes=False)
    asked_otherwise = msgspec.structs.replace(SAID, body_digest=b"e" * 32, natural_key=b"", command="sweep")
    assert chain(due, SAID) == chain(due, asked_otherwise)
    assert chain(due, SAID) == chain(msgspec.structs.replace(due, given=""), SAID)
    assert chain(DONE, SAID) != chain(DONE, asked_otherwise)


def test_every_account_begins_with_its_own_hash() -> None:
    keys = [b"a" * 16, b"b" * 16, b"a" * 15, b""]
    assert len({genesis(key) for key in keys}) == len(keys)
    assert len(genesis(b"")) == 32

"""A process that decides ahead: accounts as they were found go in, with purchases of theirs; decisions come out.

It knows the program, and no database. What it decides is nobody's decision yet: the batch that asked takes it only for
the very account and the very stamp that it was made for, and decides everything else itself (services.deciding).
`python -m setia.services.foreseeing` speaks frames of MessagePack on its standard input and output, and ends with them.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from setia.engine.commands import Command, Enrol, RecordPurchase, body, digest
from setia.engine.decide import Decision, Setting, decide
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.state import Account
from setia.engine.purchase import from_bytes
from setia.engine.refusals import Refusal
from setia.engine.rules.documents import compile_document
from setia.engine.rules.versions import Version, Versions
from setia.services.collecting import collector_rests
from setia.services.requests import Manner
from setia.services.stamping import Stamper

LENGTH_BYTES = 8


class Terms(Struct, frozen=True):
    """What holds for all that is asked: every version's number, its instant and document; and who asks."""

    versions: tuple[tuple[int, int, bytes], ...]
    manner: Manner


class Turn(Struct, frozen=True, array_like=True):
    """One account as it was found, and its purchases in order: the natural key and the body of each."""

    account: Account
    purchases: list[tuple[bytes, bytes]]


class Asked(Struct, frozen=True):
    """Turns of different accounts, and the instant that they share."""

    now: int
    turns: list[Turn]


Told = list[tuple[bytes, Stamp, Decision]]
"""Decisions with the head of the account that each was made for, and its stamp."""

ENCODER = msgspec.msgpack.Encoder()


def read(stream: BinaryIO) -> bytes:
    """One frame; nothing where the other side has ended."""
    length = int.from_bytes(stream.read(LENGTH_BYTES), "big")
    return stream.read(length)


def write(stream: BinaryIO, content: bytes) -> None:
    """One frame. Raises BrokenPipeError where the other side has ended."""
    stream.write(len(content).to_bytes(LENGTH_BYTES, "big"))
    stream.write(content)
    stream.flush()


def foresee(turn: Turn, now: int, stamper: Stamper, versions: Versions) -> Iterator[tuple[bytes, Stamp, Decision]]:
    """The decisions of one turn, up to the first purchase that would be refused."""
    account = turn.account
    for command, key, content_digest in _commands(turn, now):
        stamp = stamper.stamp(command, account, key, content_digest)
        decided = decide(account, command, Setting(stamp, versions))
        if isinstance(decided, Refusal):
            return
        yield account.head, stamp, _difference(decided)
        account = decided.account


def _difference(decided: Decision) -> Decision:
    """A decision without what of its account was there before: whoever asked has that (`whole`)."""
    account = msgspec.structs.replace(decided.account, lots={}, holds={}, rewards={}, counters={}, past={})
    return msgspec.structs.replace(decided, account=account)


def whole(told: Decision, before: Account) -> Decision:
    """A decision as it was made, on the account as it was before it: nothing ever leaves an account."""
    account = msgspec.structs.replace(
        told.account,
        lots={**before.lots, **told.changed},
        holds={**before.holds, **told.holds},
        rewards={**before.rewards, **told.rewards},
        counters={**before.counters, **told.counted},
    )
    return msgspec.structs.replace(told, account=account)


def _commands(turn: Turn, now: int) -> Iterator[tuple[Command, bytes, bytes]]:
    for n, (key, content) in enumerate(turn.purchases):
        command = RecordPurchase(from_bytes(content))
        if n == 0 and not turn.account.seq:  # who is nobody yet joins by it
            joining = Enrol(min(command.event_at, now))
            yield joining, b"", digest(body(joining))
        yield command, key, digest(content)


def main() -> None:
    """Answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks is interrupted too, and ends the input
    try:
        _answer()
    except BrokenPipeError:
        os._exit(1)  # whoever asked is gone, and with him the pipe that leaving would flush


def _answer() -> None:
    with os.fdopen(0, "rb") as asked, os.fdopen(1, "wb") as out:
        terms = msgspec.msgpack.decode(read(asked), type=Terms)
        versions = Versions(tuple(Version(no, at, compile_document(text)) for no, at, text in terms.versions))
        decoder = msgspec.msgpack.Decoder(Asked)
        while frame := read(asked):
            with collector_rests():
                one = decoder.decode(frame)
                stamper = Stamper(terms.manner, one.now)
                found = [told for turn in one.turns for told in _or_less(turn, one, stamper, versions)]
                write(out, ENCODER.encode(found))


def _or_less(turn: Turn, asked: Asked, stamper: Stamper, versions: Versions) -> Told:
    """The decisions of a turn, none after a fault: whoever asked meets it himself, and says what it was."""
    found: Told = []
    try:
        found.extend(foresee(turn, asked.now, stamper, versions))
    except Exception:  # noqa: BLE001 - a fault of one account must not keep the others from being decided
        return found
    return found


if __name__ == "__main__":
    main()

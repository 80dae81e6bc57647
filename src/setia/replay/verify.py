"""Verify: take every account's journal again and compare one hash per account with the ledger's (ledger 4.19)."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from setia.engine.fold import Broken, Fold
from setia.storage.journals import AccountJournal, heads, journals
from setia.storage.programs import LoadedProgram
from setia.storage.snapshot import snapshot

DIFFERENCES_MAX = 100
"""Accounts kept by name; the rest are counted."""


class Difference(Struct, frozen=True):
    """An account whose journal does not give its ledger."""

    account_id: int
    why: str
    """`head`, `missing` (no journal at all), or the code by which a journalled command is now refused."""


class Verified(Struct, frozen=True):
    """What verifying found."""

    accounts: int
    commands: int
    different: int
    differences: tuple[Difference, ...]


def verify(program: LoadedProgram, on_progress: Callable[[int], None] | None = None) -> Verified:
    """Recompute the head of every account of a program; `on_progress` is told how many commands each account had."""
    found: list[Difference] = []
    commands = accounts = different = 0
    with snapshot():
        stored = heads(program.id)
        for journal in journals(program.id):
            why = _difference(journal, program, stored.pop(journal.account_id, b""))
            accounts, commands = accounts + 1, commands + len(journal.commands)
            if why:
                different += 1
                found.append(Difference(journal.account_id, why))
            if on_progress is not None:
                on_progress(len(journal.commands))
    found.extend(Difference(account_id, "missing") for account_id in sorted(stored))
    return Verified(accounts, commands, different + len(stored), tuple(found[:DIFFERENCES_MAX]))


def _difference(journal: AccountJournal, program: LoadedProgram, head: bytes) -> str:
    if not journal.readable:
        return "unreadable"
    fold = Fold(journal.account_key, program.versions)
    try:
        for one in journal.commands:
            fold.take(one.command, one.stamp, one.given)
    except Broken as refused:
        return str(refused)
    return "" if fold.account.head == head else "head"

"""Verify: take every account's journal again and compare one hash per account with the ledger's (ledger 4.19).

An account's law is its own affair, so that accounts are spread over processes. All see the same moment: PostgreSQL
shares its snapshot; where a database cannot, the heads are those of one moment, and journals, in which nothing is ever
changed, are read up to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from setia.engine.fold import Broken, Fold
from setia.engine.rules.documents import to_json
from setia.engine.rules.versions import Versions
from setia.replay import elsewhere, processes
from setia.replay.elsewhere import Law
from setia.storage.histories import lengths
from setia.storage.journals import AccountJournal, Part, heads, journals
from setia.storage.programs import LoadedProgram
from setia.storage.snapshot import name_for_others, snapshot

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
    """The first of them: those with a journal by id, then those without."""


class Heads(Struct, frozen=True):
    """Some accounts, each of which has a journal, and what the ledger says that their heads are."""

    part: Part
    stored: dict[int, bytes]
    """An account without a head in the ledger is not among them."""


def verify(program: LoadedProgram, on_progress: Callable[[int], None] = lambda _: None) -> Verified:
    """Recompute the head of every account of a program; `on_progress` is told how many commands were taken again."""
    accounts = commands = different = 0
    found: list[Difference] = []
    with snapshot():
        lengths_of, until = lengths(program.id)
        stored = heads(program.id)
        missing = sorted(stored.keys() - lengths_of.keys())
        work = [
            Heads(Part(tuple(group), until), {one: stored[one] for one in group if one in stored})
            for group in processes.divided(lengths_of, lengths_of)
        ]
        for came_to in _all(program, work, sum(lengths_of.values())):
            accounts, commands = accounts + came_to.accounts, commands + came_to.commands
            different += came_to.different
            found.extend(came_to.differences)
            on_progress(came_to.commands)
    found.sort(key=lambda one: one.account_id)
    found.extend(Difference(account_id, "missing") for account_id in missing)
    return Verified(accounts, commands, different + len(missing), tuple(found[:DIFFERENCES_MAX]))


def taken_again(program_id: int, versions: Versions, of: Heads) -> Verified:
    """Some accounts verified in this process; inside an open snapshot."""
    accounts = commands = 0
    found: list[Difference] = []
    for journal in journals(program_id, of.part):
        why = _difference(journal, versions, of.stored.get(journal.account_id, b""))
        accounts, commands = accounts + 1, commands + len(journal.commands)
        if why:
            found.append(Difference(journal.account_id, why))
    return Verified(accounts, commands, len(found), tuple(found[:DIFFERENCES_MAX]))


def _all(program: LoadedProgram, work: list[Heads], commands: int) -> Iterator[Verified]:
    if not processes.are_worth_it(commands, len(work)):
        for one in work:
            yield taken_again(program.id, program.versions, one)
        return
    applied = program.versions.applied
    documents = tuple((one.number, one.applied_at, to_json(one.compiled.program), one.watched) for one in applied)
    law = Law(program.id, documents, name_for_others())
    for _, came_to in processes.spread(elsewhere.begin_verifying, law, elsewhere.verified, work):
        yield came_to


def _difference(journal: AccountJournal, versions: Versions, head: bytes) -> str:
    if not journal.readable:
        return "unreadable"
    fold = Fold(journal.account_key, versions)
    try:
        for one in journal.commands:
            fold.take(one.command, one.stamp, one.given)
    except Broken as refused:
        return str(refused)
    return "" if fold.account.head == head else "head"

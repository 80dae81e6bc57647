"""Reapply erasures: a copy of the database from before knows people again whom the list says are forgotten.

To be run before a restored database is used; running it twice erases nobody twice (ledger 4.13).
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from setia.services import erasure_list
from setia.services.batch import Manner
from setia.services.erase_member import erase_again
from setia.services.erasure_list import Entry
from setia.storage import privacy, programs
from setia.storage.models import Member, Program

MANNER = Manner(actor="system", channel="restore")


class Reapplied(Struct, frozen=True):
    """What the list and the database had in common."""

    listed: int
    """Members that the list names."""
    erased: int
    """Of them, those whom the database still knew."""


def outstanding(path: Path) -> list[tuple[Member, Entry]]:
    """Members whom the list says are erased and the database still knows. Raises erasure_list.ListDamaged."""
    return [(member, entry) for member, entry in _listed(path) if not privacy.erased_accounts([member.account_id])]


def reapply_erasures(path: Path) -> Reapplied:
    """Erase everybody in the list who has not been. Raises erasure_list.ListDamaged, having changed nothing."""
    listed = len({(entry.program, entry.member) for entry in erasure_list.read(path)})
    erased = 0
    for member, entry in outstanding(path):
        # A merged person is erased whole by the first of his members.
        if not privacy.erased_accounts([member.account_id]):
            erase_again(programs.load(entry.program), member, MANNER, entry.at)
        erased += bool(privacy.erased_accounts([member.account_id]))
    return Reapplied(listed, erased)


def _listed(path: Path) -> list[tuple[Member, Entry]]:
    """Whom the list names, of those whom this database has or had."""
    by_program: dict[str, dict[str, Entry]] = {}
    for entry in erasure_list.read(path):
        by_program.setdefault(entry.program, {})[entry.member] = entry
    found: list[tuple[Member, Entry]] = []
    for program in Program.objects.filter(code__in=by_program).order_by("code"):
        entries = by_program[program.code]
        for member in Member.objects.filter(program=program).order_by("pk").iterator():
            hashed = privacy.hash_of_member(bytes(program.key), member.public_id).hex()
            if hashed in entries:
                found.append((member, entries[hashed]))
    return found

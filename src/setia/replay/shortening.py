"""Lots that members have now, and that a document would end sooner from the day that it names (ledger 4.3a)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from setia.engine.ledger.redating import end_after
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.versions import Redating, Version, Versions
from setia.storage.held_lots import held_lots
from setia.storage.programs import LoadedProgram


class Shortened(Struct, frozen=True):
    """A lot that would lose days."""

    member: str
    """His public id."""
    wallet: str
    lot: int
    """Its number in his account."""
    units: int
    """What is left of it now, in the wallet's smallest: pending, free and held."""
    ends_at: int | None
    """Until now, when it ends by its own date; None: never. Instants."""
    would_end_at: int


def shortened(program: LoadedProgram, document: Compiled, now: int) -> tuple[Shortened, ...]:
    """All of them, by wallet and then by member, as lots stand now; inside an open transaction.

    What will be used, or will have ended, by the day that the document names cannot be known: it is listed, too, unless
    its own end or its member's idleness is due before that day.
    """
    applied = program.versions.applied
    after = Versions((*applied, Version(applied[-1].number + 1, now, document)))
    found = [one for one in after.redatings(now) if one.version.number == applied[-1].number + 1]
    return tuple(lot for redating in found for lot in _by(program.id, redating))


def _by(program_id: int, redating: Redating) -> Iterator[Shortened]:
    for member, lot, wallet in held_lots(program_id, redating.wallet):
        end = end_after(lot, lot.deadline(wallet), redating)
        if end is not None and (lot.expires_at is None or end < lot.expires_at):
            units = lot.pending + lot.free + lot.held
            yield Shortened(member, lot.wallet, lot.no, units, lot.expires_at, end)

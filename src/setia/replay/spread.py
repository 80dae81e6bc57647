"""The work of a what-if, cut into parts that know nothing of each other, and spread over processes.

What parts come to adds up, so that neither their number nor the order in which they are done changes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from setia.engine.rules.documents import to_json
from setia.engine.what_if.shared import shares
from setia.replay import elsewhere, processes
from setia.replay.elsewhere import Piece, Told
from setia.replay.what_if import Pass, Sides, retold
from setia.storage.histories import Extent
from setia.storage.journals import Part


def pieces(of: Pass, extent: Extent) -> list[Piece]:
    """The work, the largest first where accounts hang together."""
    everybody = list(extent.commands)
    if any(shares(one.compiled) for one in of.sides):
        return [_piece(everybody, extent, together=True)] if everybody else []
    found = [_piece(group, extent, together=True) for group in joined(extent.pairs, extent)]
    apart = set(everybody).difference(*(one.part.account_ids for one in found))
    groups = processes.divided(sorted(apart), extent.commands)
    found.extend(_piece(group, extent, together=False) for group in groups)
    return sorted(found, key=lambda one: -one.commands)


def retell_all(of: Pass, extent: Extent, known_as: tuple[str, int], on_progress: Callable[[int], None]) -> Sides:
    """Everything that was recorded under both versions; `on_progress` is told how many commands were taken.

    `known_as` is the program's code, and the number of the version that the document is compared with.
    """
    work = pieces(of, extent)
    found = Sides()
    if processes.are_worth_it(sum(extent.commands.values()), len(work)):
        told = Told(*known_as, to_json(of.sides[1].compiled.program), of.now, of.months, of.is_ledger)
        done = processes.spread(elsewhere.begin, told, elsewhere.retold, work)
    else:
        done = _here(of, work)
    for piece, came_to in done:
        found.add(came_to)
        on_progress(piece.commands)
    return found


def _here(of: Pass, work: list[Piece]) -> Iterator[tuple[Piece, Sides]]:
    for one in work:
        yield one, retold(of, one.part, together=one.together)


def _piece(account_ids: list[int], extent: Extent, *, together: bool) -> Piece:
    part = Part(tuple(account_ids), extent.until)
    return Piece(part, together, sum(extent.commands[one] for one in account_ids))


def joined(pairs: tuple[tuple[int, int], ...], extent: Extent) -> list[list[int]]:
    """Accounts that hang together, directly or through others."""
    of: dict[int, list[int]] = {}
    for one, other in pairs:
        group = of.get(one, [one])
        other_group = of.get(other, [other])
        if group is not other_group:
            group = group + other_group
        for each in group:
            of[each] = group
    unique = {id(group): group for group in of.values()}
    return [sorted(one for one in group if one in extent.commands) for group in unique.values()]

"""The journals of a program copied into files, as they stand at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from setia.replay import processes
from setia.replay.journal_files import Manifest, Row, Writer, as_row, rewards_to_json
from setia.replay.spread import joined
from setia.storage.histories import Extent, extent, rewards_issued
from setia.storage.journals import Part, journals
from setia.storage.programs import LoadedProgram
from setia.storage.snapshot import snapshot

COMMANDS_OF_FILE = 25_000
"""About so many: few enough that no file keeps one process long after the others are done."""


def copy_journals(
    program: LoadedProgram, folder: Path, now: int, on_progress: Callable[[int], None] = lambda _: None
) -> Manifest:
    """Write a folder that is not there yet; `on_progress` is told how many commands were written.

    Raises OSError where it cannot be written, FileExistsError where it is there.
    """
    writer, first = Writer(folder), program.versions.applied[0]
    accounts = unreadable = 0
    with snapshot():
        known = extent(program.id)
        for pieces in _files(known):
            kept: list[bool] = []
            writer.write(_rows(program.id, known.until, pieces, kept))
            accounts, unreadable = accounts + sum(kept), unreadable + len(kept) - sum(kept)
            on_progress(sum(known.commands[one] for piece in pieces for one in piece.ids))
    of_first = (first.number, first.applied_at, first.compiled.effective_from)
    return writer.close(program.code, now, of_first, (accounts, unreadable))


class _Piece(Struct, frozen=True):
    ids: tuple[int, ...]
    together: bool


def _files(known: Extent) -> Iterator[list[_Piece]]:
    """Files of about as many commands: first of accounts that hang together, then of the others."""
    groups = [group for group in joined(known.pairs, known) if group]
    in_groups = {one for group in groups for one in group}
    alone = [one for one in known.commands if one not in in_groups]
    pieces = [_Piece(tuple(group), together=True) for group in groups]
    pieces += [_Piece(tuple(ids), together=False) for ids in processes.divided(alone, known.commands)]
    waiting: list[_Piece] = []
    commands = 0
    for piece in pieces:
        waiting.append(piece)
        commands += sum(known.commands[one] for one in piece.ids)
        if commands >= COMMANDS_OF_FILE:
            yield waiting
            waiting, commands = [], 0
    if waiting:
        yield waiting


def _rows(program_id: int, until: int, pieces: list[_Piece], kept: list[bool]) -> Iterator[Row]:
    """The rows of some accounts; `kept` hears of every account whether it can be read."""
    for piece in pieces:
        rewards = rewards_issued(piece.ids)
        for journal in journals(program_id, Part(piece.ids, until)):
            kept.append(journal.readable)
            mine = rewards_to_json(rewards.get(journal.account_id, {}))
            of = min(piece.ids) if piece.together else journal.account_id, journal.account_id, journal.account_key.hex()
            for one in journal.commands:
                yield as_row(of, one, mine)
                mine = ""

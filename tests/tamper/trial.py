"""Deeds one after the other, each on a fresh copy of the house, and what came of them by table and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

from msgspec import Struct, field

from setia.storage.immutability import APPEND_ONLY
from tests.races.copies import Fresh
from tests.tamper.blind import BLIND
from tests.tamper.hand import Cell, Deed, House, fields, switch_guards_off, tamper
from tests.tamper.verdict import verdict

CACHES = (
    "account",
    "budget",
    "counter",
    "hold",
    "issued_reward",
    "log",
    "lot",
    "member",
    "outbox",
    "stock",
    "wallet",
)
"""Tables that are no history and that the audit answers for all the same."""

HITS = 20
"""Of each column of history."""


class Place(Struct, frozen=True):
    """A house that was furnished once, to be copied for every deed."""

    fresh: Fresh
    house: House
    checkpoints: Path


class Figures(Struct):
    """Of one deed or of many."""

    deeds: Counter[str] = field(default_factory=Counter)
    """By name: a deed on a table, or on a column of it."""
    refused: Counter[str] = field(default_factory=Counter)
    """Those that the database itself would not have, whatever was tried."""
    by: Counter[str] = field(default_factory=Counter)
    """Who noticed."""
    blind: Counter[str] = field(default_factory=Counter)
    """Those that went unnoticed as is known."""
    missed: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Together."""
        self.deeds.update(other.deeds)
        self.refused.update(other.refused)
        self.by.update(other.by)
        self.blind.update(other.blind)
        self.missed.extend(other.missed)

    def line(self) -> str:
        """In one line."""
        kinds = Counter[str]()
        for name, count in self.deeds.items():
            kinds[name.split()[0]] += count
        told = (kinds, self.by, {"known to be blind to": self.blind.total(), "refused": self.refused.total()})
        counts = ", ".join(f"{name} {count:,}" for counts in told for name, count in sorted(counts.items()))
        return f"{self.deeds.total():,} deeds ({counts}), {len(self.missed)} missed"

    def tables(self) -> list[str]:
        """A line for every table: how often each of its columns was edited, and what else was done."""
        lines = []
        for table in (*APPEND_ONLY, *CACHES):
            edits = ", ".join(f"{name} {self.deeds[f'edit {table}.{name}']}" for name in fields(table))
            exchanged = sum(self.deeds[f"exchange {table}.{name}"] for name in fields(table))
            rows = f"deleted {self.deeds[f'delete {table}']}, inserted {self.deeds[f'insert {table}']}"
            lines.append(f"  {table}: {rows}, exchanged {exchanged}; edited {edits}")
        return lines

    def shortfalls(self) -> list[str]:
        """Columns of history that were edited too seldom."""
        edits = (f"edit {table}.{name}" for table in APPEND_ONLY for name in fields(table))
        return [f"{name}: {self.deeds[name]} times" for name in edits if self.deeds[name] < HITS]


def everything() -> list[Cell]:
    """The deeds of a run at full size."""
    cells: list[Cell] = []
    for tables, edits, others, exchanges in ((APPEND_ONLY, HITS, 10, 3), (CACHES, 5, 5, 2)):
        for table in tables:
            cells += [Cell(deed, table) for deed in _on_rows() for _ in range(others)]
            for name in fields(table):
                cells += [Cell("edit", table, name)] * edits + [Cell("exchange", table, name)] * exchanges
    return cells


def _on_rows() -> Iterable[Deed]:
    return "delete", "insert"


def attempt(place: Place, cell: Cell, seed: str) -> Figures:
    """One deed, and whether it was noticed and named."""
    with place.fresh():
        switch_guards_off()
        done = tamper(Random(f"{seed} {cell.name}"), cell, place.house)
        if done is None:
            return Figures(refused=Counter([cell.name]))
        found = verdict(done, place.house, place.checkpoints)
    figures = Figures(deeds=Counter([cell.name]), by=Counter([f"noticed by {found.by}"]))
    if found.complaint and cell.name in BLIND:
        figures.blind[cell.name] += 1
    elif found.complaint:
        figures.missed.append(f"seed {seed}, {done.told}: {found.complaint}")
    return figures

"""A retold past takes as much memory as its parts do, however many there are."""

from __future__ import annotations

import tracemalloc
import weakref

import pytest

from setia.engine.calendar import DAY, local_date
from setia.engine.rules.versions import Version
from setia.engine.what_if import shape as shape_module
from setia.engine.what_if import shape_of
from setia.replay import processes
from setia.services.documents import read_program
from tests.shop import GROCERY

TIERS = """
tiers:
  - id: level
    name: {{en: Level}}
    window: {{kind: {window}}}
    lasts: {{kind: end_of_year, years: 1}}
    levels:
      - {{id: member, name: {{en: Member}}}}
      - {{id: silver, name: {{en: Silver}}, qualify: [{{measure: spend, at_least: 1000.00}}]}}
"""


def test_what_a_piece_came_to_is_not_kept_once_it_is_taken() -> None:
    seen: list[weakref.ref[frozenset[int]]] = []
    for piece, came_to in processes.spread(str, "", frozenset, [(n,) for n in range(12)]):
        assert came_to == frozenset(piece)
        assert sum(one() is not None for one in seen) <= 1, "only the one before, while the next is waited for"
        seen.append(weakref.ref(came_to))
    assert len(seen) == 12


@pytest.mark.parametrize("window", ["calendar_year", "anniversary"])
def test_what_follows_from_a_day_is_not_kept_for_every_member(window: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape_module, "DAYS_KEPT", 100)
    compiled = read_program(GROCERY.read_text(encoding="utf-8") + TIERS.format(window=window))
    shape = shape_of(Version(1, compiled.effective_from, compiled))
    assert shape is not None
    ladder, at = shape.ladders[0], compiled.effective_from + 400 * DAY
    day = local_date(at, shape.zone)

    def kept_after(members: range) -> int:
        """Let members who joined one after the other reach a level that day; what the shape keeps then, in bytes."""
        for n in members:
            joined_at = compiled.effective_from + n * 1_000_000
            shape.ends(ladder, at, day, joined_at)
            shape.of_day(day, at, joined_at)
        mine = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, str(shape_module.__file__))])
        return sum(one.size for one in mine.traces)

    tracemalloc.start()
    try:
        few, many = kept_after(range(400)), kept_after(range(400, 4_000))
    finally:
        tracemalloc.stop()
    assert 0 < many < 2 * few

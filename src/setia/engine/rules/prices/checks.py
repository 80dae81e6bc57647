"""What effects on prices must have right."""

from __future__ import annotations

from setia.engine.rules.faults import Faults, Path

PERCENT_MAX = 100
PIECES_MAX = 1_000


def percent_of(written: int | str, path: Path, faults: Faults) -> tuple[int, int]:
    """A share of a hundred, more than 0 and at most 100, as a fraction of one."""
    share, parts = faults.ratio(written, path)
    if share > PERCENT_MAX * parts:
        faults.add(path, "out_of_range", written, f"at most {PERCENT_MAX}")
        return 1, 1
    return share, 100 * parts


def pieces(written: int, path: Path, faults: Faults, least: int = 1) -> int:
    """A number of pieces."""
    return faults.within(written, least, PIECES_MAX, path)

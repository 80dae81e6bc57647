"""The demo's program with a limit and something for large baskets, and a basket of a weekend."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.sources import ROOT

GROCERY = ROOT / "programs" / "grocery.yaml"

WITH_A_LIMIT = """
  - id: large-basket
    name: {en: Large baskets, ms: Bakul besar, id: Keranjang besar, th: ตะกร้าใหญ่}
    when: [{kind: basket_total, at_least: 60.00}]
    effects: [{kind: fixed_points, points: 50}]
limits:
  - {id: monthly, every: month, units: 500}
"""

WEEKEND = """
at: 2026-11-28T10:00   # a Saturday
lines:
  - {net: 12.90, department: PRODUCE}
  - {net: 42.90, department: GROCERY}
"""


def large_baskets(folder: Path) -> Path:
    """The demo's program, with 500 points a month at most and something for large baskets."""
    text = GROCERY.read_text(encoding="utf-8")
    limited = text.replace(
        "base: shelf, rounding: floor}\n", "base: shelf, rounding: floor}\n    limits: [monthly]\n", 1
    )
    before, tiers, after = limited.partition("# A level is reached the moment")
    path = folder / "grocery.yaml"
    path.write_text(before + WITH_A_LIMIT.lstrip("\n") + "\n" + tiers + after, encoding="utf-8")
    return path


def basket(folder: Path, text: str = WEEKEND) -> Path:
    """A basket as a file."""
    path = folder / "basket.yaml"
    path.write_text(text, encoding="utf-8")
    return path

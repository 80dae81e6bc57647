"""What the command line says of a document that is sound, and that it does not apply what must be mended first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import setia
from tests.shop import GROCERY, Shop

WRONG = """  - id: song
    when: [{kind: calendar, during: past}]
    effects: [{kind: fixed_points, points: 5}]
  - id: never
    when: [{kind: weekday, any_of: [monday]}, {kind: weekday, any_of: [sunday]}]
    effects: [{kind: fixed_points, points: 5}]
calendars:
  - {id: past, dates: [{from: 2016-04-13}]}
"""


def document(folder: Path, rest: str) -> Path:
    path = folder / "shop.yaml"
    path.write_text(GROCERY.read_text().rstrip() + "\n" + rest, encoding="utf-8")
    return path


def test_what_must_be_mended_and_what_should_be_looked_at_is_told_with_its_line(tmp_path: Path) -> None:
    answer = setia("program", "validate", document(tmp_path, WRONG))
    assert answer.code == 2
    begins = GROCERY.read_text().rstrip().count("\n") + 2
    assert f"shop.yaml:{begins + 1}: rules[1].when[0]: the calendar `past` has no day" in answer.told
    assert f"shop.yaml:{begins + 3}: rules[2]: it can never hold: conditions 1 and 2 contradict" in answer.told
    assert answer.told.count("(must be mended)") == answer.told.count("(look at this)") == 1


@pytest.mark.usefixtures("sqlite_database")
def test_what_must_be_mended_is_not_applied(tmp_path: Path) -> None:
    assert setia("program", "apply", document(tmp_path, WRONG)).code == 2
    assert "no program" in setia("program", "show").told
    path = document(tmp_path, WRONG.replace("2016-04-13", "2018-04-13"))
    assert setia("program", "apply", path).code == 0


@pytest.mark.usefixtures("sqlite_database")
def test_recorded_purchases_are_judged_when_asked(tmp_path: Path) -> None:
    shop = Shop()
    shop.buys("Siti", 19_00, "2018-01-01T10:00")
    path = tmp_path / "shop.yaml"
    path.write_text(GROCERY.read_text().replace("per: 1.00", "per: 10.00"), encoding="utf-8")
    answer = setia("program", "validate", path, "--history")
    assert answer.code == 0
    assert "1 recorded purchase judged by it" in answer.told
    assert "rounding down takes 47.4 %" in answer.told
    assert "rounding down" not in setia("program", "validate", path).told

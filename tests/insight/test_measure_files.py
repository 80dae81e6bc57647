"""The list of measures is the folder of measures, and every one of them says what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from setia.insight import measures
from setia.insight.measure import FOLDER, Misdescribed, load


def test_every_measure_has_its_file_and_every_file_is_a_measure() -> None:
    shown = [measure for group in measures.GROUPS.values() for measure in group]
    shown += [*measures.BY_MONTH, measures.STILL_TO_EXPIRE]
    assert sorted(measure.name for measure in shown) == sorted(path.stem for path in FOLDER.glob("*.sql"))
    assert len({measure.title for measure in shown}) == len(shown)


def test_every_measure_says_what_it_is_in_a_sentence() -> None:
    for path in FOLDER.glob("*.sql"):
        measure = load(path.stem)
        assert measure.definition.endswith("."), path.name
        assert measure.definition[0].isupper(), path.name
        assert measure.population, path.name


def test_a_measure_without_its_words_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sales.sql").write_text("-- title: Sales\nSELECT 1 AS numerator\n", encoding="utf-8")
    monkeypatch.setattr("setia.insight.measure.FOLDER", tmp_path)
    with pytest.raises(Misdescribed, match=r"sales\.sql: .*definition"):
        load("sales")

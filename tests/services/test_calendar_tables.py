"""Named days by country: what ships, and how a document that names a table stands by itself once it is read."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from setia.engine.rules.compiled import compile_program
from setia.engine.rules.documents import from_json, to_json
from setia.services.calendar_tables import tables
from setia.services.documents import BadDocument, read_program
from tests.programs.store import Store
from tests.services.documents_for_tests import fault

FILES = sorted((Path(__file__).parents[2] / "programs" / "calendars").glob("*.yaml"))

DOCUMENT = """format: 1
id: shop
name: {en: Shop}
currency: MYR
zone: Asia/Kuala_Lumpur
effective_from: 2026-01-01
wallets: [{id: points, unit: {en: points}}]
calendars:
  - {id: raya, table: my/aidilfitri}
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
  - id: raya
    when: [{kind: calendar, during: raya}]
    effects: [{kind: multiplier, of: [base], times: 2}]
"""


@pytest.mark.parametrize("name", tables())
def test_a_table_has_days_in_order_and_a_name_in_four_languages(name: str) -> None:
    table = tables()[name]
    spans = [(one["from"], one.get("through", one["from"])) for one in table["dates"]]
    days = [date.fromisoformat(day) for span in spans for day in span]
    assert days == sorted(days)
    years = [day.year for day in days[::2]]
    last = 2027 if table["id"] == "deepavali" else 2028
    assert years == list(range(2025, last + 1))
    assert table["name"].keys() == {"en", "ms", "id", "th"}
    assert table.keys() == {"id", "name", "dates"}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_table_says_where_it_is_from(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(re.findall(r"^# Source: .*\n(?:# .*\n)*- id: ", text, re.MULTILINE)) == len(re.findall("- id: ", text))


def test_ramadan_ends_where_aidilfitri_begins() -> None:
    for country in ("my", "sg", "id"):
        ends = [date.fromisoformat(one["through"]) for one in tables()[f"{country}/ramadan"]["dates"]]
        begins = [date.fromisoformat(one["from"]) for one in tables()[f"{country}/aidilfitri"]["dates"]]
        assert [day + timedelta(1) for day in ends] == begins


def test_lunar_months_are_as_long_as_the_moon_makes_them() -> None:
    """A fasting month has 29 or 30 days; a Chinese year begins with a new moon, and Loy Krathong is at full moon."""
    for name in ("my/ramadan", "sg/ramadan", "id/ramadan"):
        for one in tables()[name]["dates"]:
            length = date.fromisoformat(one["through"]) - date.fromisoformat(one["from"])
            assert length.days + 1 in (29, 30)
    for name, age in (("th/chinese-new-year", 0.0), ("th/loy-krathong", 14.765)):
        for one in tables()[name]["dates"]:
            # 29 January 2025, 12:36 UTC was a new moon; a month of the moon is 29.53 days, give or take half a day.
            since = (date.fromisoformat(one["from"]) - date(2025, 1, 29)).days
            assert min((since - age) % 29.530588, -(since - age) % 29.530588) < 1.6


def test_a_document_that_names_a_table_stands_by_itself_once_it_is_read() -> None:
    program = read_program(DOCUMENT).program
    [raya] = program.calendars
    assert [(one.first, one.last) for one in raya.dates][1] == ("2026-03-21", "2026-03-22")
    assert raya.name["th"] == "วันอีดิลฟิตรี"
    again = from_json(to_json(program))
    assert again == program
    assert compile_program(again).scene.calendars["raya"][1] == (date(2026, 3, 21), date(2026, 3, 22))


def test_dates_and_a_name_of_ones_own_stay() -> None:
    own = "{id: raya, table: my/aidilfitri, name: {en: Raya}, dates: [{from: 2026-03-20}]}"
    [raya] = read_program(DOCUMENT.replace("{id: raya, table: my/aidilfitri}", own)).program.calendars
    assert ([one.first for one in raya.dates], raya.name) == (["2026-03-20"], {"en": "Raya"})


def test_a_table_misspelt_is_one_fault_with_what_was_meant() -> None:
    found = fault(DOCUMENT.replace("my/aidilfitri", "my/aidilfitry"))
    assert (found.code, found.line, found.suggestion) == ("unknown_calendar_table", 9, "my/aidilfitri")


def test_neither_dates_nor_a_table_is_a_fault() -> None:
    with pytest.raises(BadDocument) as bad:
        read_program(DOCUMENT.replace(", table: my/aidilfitri", ""))
    assert [one.code for one in bad.value.faults] == ["empty_list"]


def test_what_is_bought_at_aidilfitri_earns_double(sqlite_database: str) -> None:
    calendar = "calendars:\n  - {id: raya, table: my/aidilfitri}\n\nrules:\n"
    store = Store("points", ("rules:\n", calendar), ("- {kind: birthday, days: 7}", "- {kind: calendar, during: raya}"))
    earned = {}
    for day in ("2027-03-09T23:59", "2027-03-10T00:00", "2027-03-11T23:59", "2027-03-12T00:00"):
        store.it_is(day)
        earned[day] = store.spends("Siti", 10_00).awarded["points"]
    assert list(earned.values()) == [10, 20, 20, 10]
    assert store.holds_together()

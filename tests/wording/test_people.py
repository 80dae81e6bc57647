"""Dates, numbers and money as people write and read them (spec: languages, dates, numbers, names)."""

from __future__ import annotations

import ast
import re
from datetime import date, datetime
from decimal import Decimal

import pytest

from setia.storage.looks import Look
from setia.wording.languages import LANGUAGES, Language
from setia.wording.people import NotRead, People, common_year
from tests.architecture.sources import ROOT, code_files

EN, MS, ID, TH = (People(language) for language in LANGUAGES)
SONGKRAN = date(2026, 4, 13)


@pytest.mark.parametrize(
    ("people", "minor", "currency", "told"),
    [
        (ID, 185_000_00, "IDR", "Rp 185.000"),
        (EN, 185_000_00, "IDR", "Rp 185.000"),
        (ID, 12_500_50, "IDR", "Rp 12.500,50"),
        (MS, 12_90, "MYR", "RM 12.90"),
        (EN, 1_234_567_05, "MYR", "RM 1,234,567.05"),
        (TH, 749_00, "THB", "฿749.00"),
        (TH, -749_00, "THB", "-฿749.00"),
        (EN, 30, "SGD", "S$ 0.30"),
        (EN, 57_43, "USD", "57.43 USD"),
        (ID, 1_057_43, "USD", "1.057,43 USD"),
        (EN, 1500, "JPY", "1,500 JPY"),
        (EN, 1_234, "KWD", "1.234 KWD"),
        (People("th", digits="thai"), 749_00, "THB", "฿๗๔๙.๐๐"),
    ],
)
def test_money_is_written_as_people_write_it(people: People, minor: int, currency: str, told: str) -> None:
    assert people.money(minor, currency) == told


def test_thai_years_are_buddhist_and_nothing_calls_them_so() -> None:
    assert TH.day(SONGKRAN) == "13 เมษายน 2569"
    assert People("th", era="common").day(SONGKRAN) == "13 เมษายน 2026"
    assert People("th", digits="thai").day(SONGKRAN) == "๑๓ เมษายน ๒๕๖๙"
    assert [people.day(SONGKRAN) for people in (EN, MS, ID)] == ["13 April 2026"] * 3
    assert MS.day(date(2026, 8, 31)) == "31 Ogos 2026"
    assert ID.day(date(2026, 8, 17)) == "17 Agustus 2026"


@pytest.mark.parametrize(
    ("people", "typed", "kept"),
    [
        # S24: what a Thai page takes and refuses.
        (TH, "29/02/2567", "2024-02-29"),
        (TH, "25/10/2535", "1992-10-25"),
        (TH, "25 ตุลาคม 2535", "1992-10-25"),
        (TH, "๒๕/๑๐/๒๕๓๕", "1992-10-25"),
        (EN, "25 October 1992", "1992-10-25"),
        (EN, "25 October", "--10-25"),
        (TH, "25 ตุลาคม", "--10-25"),
        (MS, "31/8", "--08-31"),
        (ID, "29.2", "--02-29"),
    ],
)
def test_a_birthday_is_read_and_told_again(people: People, typed: str, kept: str) -> None:
    assert people.read_birthday(typed) == kept
    assert people.read_birthday(people.birthday(kept)) == kept


@pytest.mark.parametrize("typed", ["29/02/2568", "31/4", "0/1", "1/13", "25 Octember", "x", "", "25"])
def test_a_day_that_there_is_not_is_no_birthday(typed: str) -> None:
    for people in (EN, MS, ID, TH):
        with pytest.raises(NotRead):
            people.read_birthday(typed)


def test_birthdays_are_told_in_the_readers_era() -> None:
    assert (TH.birthday("1992-10-25"), EN.birthday("1992-10-25")) == ("25 ตุลาคม 2535", "25 October 1992")
    assert (TH.birthday("--10-25"), EN.birthday("--02-29"), EN.birthday("")) == ("25 ตุลาคม", "29 February", "")


def test_times_weekdays_and_instants() -> None:
    assert [one.time(14, 5) for one in (EN, MS, ID, TH)] == ["14:05", "14:05", "14.05", "14:05 น."]
    assert [one.weekday(6) for one in (EN, MS, ID, TH)] == ["Sunday", "Ahad", "Minggu", "วันอาทิตย์"]
    assert TH.instant(datetime.fromisoformat("2026-04-13T09:30")) == "13 เมษายน 2569 09:30 น."


def test_numbers_and_lists() -> None:
    assert [one.number(1_234_567, 2) for one in (EN, MS, ID, TH)] == [
        "12,345.67",
        "12,345.67",
        "12.345,67",
        "12,345.67",
    ]
    assert [EN.number(1204), EN.quantity(2500), EN.quantity(3000), ID.quantity(2500)] == ["1,204", "2.5", "3", "2,5"]
    assert EN.number(2**63 - 1, 2) == "92,233,720,368,547,758.07"
    assert [one.listed(["A", "B"], either=True) for one in (EN, MS, ID, TH)] == [
        "A or B",
        "A atau B",
        "A atau B",
        "A หรือ B",
    ]
    assert EN.listed(["A", "B", "C"]) == "A, B and C"
    assert TH.listed(["5 คะแนน", "1 แสตมป์", "2 บาท"]) == "5 คะแนน, 1 แสตมป์ และ 2 บาท"
    assert [[one.listed([]), one.listed(["A"])] for one in (EN, MS, ID, TH)] == [["", "A"]] * 4


@pytest.mark.parametrize(
    ("people", "typed", "day"),
    [
        (TH, "25/10/2535", date(1992, 10, 25)),
        (TH, "๒๕/๑๐/๒๕๓๕", date(1992, 10, 25)),
        (TH, "25 ตุลาคม 2535", date(1992, 10, 25)),
        (TH, "25 ต.ค. 2535", date(1992, 10, 25)),
        (TH, "25/10/1992", date(1992, 10, 25)),
        (TH, "29/02/2567", date(2024, 2, 29)),
        (MS, "31 Ogos 2026", date(2026, 8, 31)),
        (ID, "17 agustus 2026", date(2026, 8, 17)),
        (EN, "2026-04-13", SONGKRAN),
        (EN, "13 April 2569", SONGKRAN),
        (EN, "１３/４/２０２６", SONGKRAN),
    ],
)
def test_a_day_may_be_typed_in_either_era_and_any_digits(people: People, typed: str, day: date) -> None:
    assert people.read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("25/10/2200", "not_a_year"),
        ("25/10/1899", "not_a_year"),
        ("25/10/35", "not_a_date"),
        ("31/02/2026", "not_a_date"),
        ("29/02/2566", "not_a_date"),
        ("25 Octember 2026", "not_a_date"),
        ("", "not_a_date"),
    ],
)
def test_what_is_no_day_is_refused(typed: str, code: str) -> None:
    with pytest.raises(NotRead) as refused:
        EN.read_day(typed)
    assert refused.value.code == code


def test_years_from_2400_on_are_buddhist_and_those_between_the_eras_are_refused() -> None:
    assert [common_year(2400 + 43), common_year(2643), common_year(1900), common_year(2100)] == [1900, 2100, 1900, 2100]
    for year in (1899, 2101, 2399, 2400, 2644):
        with pytest.raises(NotRead):
            common_year(year)


@pytest.mark.parametrize(
    ("people", "typed", "number"),
    [
        (EN, "1,234.50", "1234.50"),
        (ID, "1.234,50", "1234.50"),
        (ID, "185.000", "185000"),
        (TH, "๑๒๓", "123"),
        (EN, "１２３.５", "123.5"),
        (EN, "-5", "-5"),
    ],
)
def test_a_number_may_be_typed_in_any_digits_by_the_marks_of_the_language(
    people: People, typed: str, number: str
) -> None:
    assert people.read_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["1,23", "12,34,567", "1.2.3", "1e5", "NaN", "", "½", "1" * 41, "+5"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NotRead):
        EN.read_number(typed)


FORMATTING = re.compile(r"\bstrftime\b|:%[YmdHMSBbAaz]|\btoLocale|\bIntl\.|type=[\"']date")
STILL_BY_ITSELF = {
    "src/setia/api/telling.py": "reads which language is preferred, and formats nothing",
    "src/setia/cli/when.py": "the command line's own dates are ISO 8601, as they are typed there",
    "src/setia/insight/period.py": "reports, which speak English only so far",
    "src/setia/insight/report.py": "reports, which speak English only so far",
    "src/setia/insight/wording.py": "reports, which speak English only so far",
    "src/setia/services/checkpoint.py": "a file for auditors, read by machines",
    "src/setia/storage/phones.py": "asks which country a time zone is in, and formats nothing",
}
"""Where dates are still put into text elsewhere, with the reason."""


def by_itself(path: str, text: str) -> bool:
    """Whether a module formats for people without the module that does."""
    imports = {
        name.split(".")[0]
        for node in (ast.walk(ast.parse(text)) if path.endswith(".py") else ())
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    return "babel" in imports or FORMATTING.search(text) is not None


def test_nothing_else_formats_dates_for_people() -> None:
    own = {f"src/setia/wording/{name}.py" for name in ("people", "languages", "catalogues")}
    suffixes = (".py", ".html", ".js")
    shown = [path for suffix in suffixes for path in code_files(suffix) if path.parts[0] == "src"]
    files = [str(path) for path in shown if path.parts[2] != "engine"]  # which makes no text for people
    assert len(files) > 100
    found = {path for path in files if by_itself(path, (ROOT / path).read_text(encoding="utf-8"))}
    assert own <= found, "the check does not see Babel"
    assert found - own == set(STILL_BY_ITSELF)


@pytest.mark.parametrize(
    "text", ["from babel import dates", "day.strftime('%d')", "f'{day:%Y-%m-%d}'", "x = 'toLocaleDateString'"]
)
def test_what_formats_by_itself_is_found(text: str) -> None:
    assert by_itself("src/setia/web/page.py", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_can_be_read_again(language: Language) -> None:
    people = People(language)
    assert people.read_day(people.day(SONGKRAN)) == SONGKRAN
    assert people.read_number(people.number(1_234_567, 2)) == Decimal("12345.67")


@pytest.mark.parametrize(
    ("tag", "people"),
    [
        ("th", TH),
        ("th-u-ca-gregory", People("th", era="common")),
        ("th-u-nu-thai", People("th", digits="thai")),
        ("th-u-ca-gregory-nu-thai", People("th", "common", "thai")),
        ("en", EN),
    ],
)
def test_what_a_shop_chose_is_a_tag_of_the_language(tag: str, people: People) -> None:
    assert (people.tag, People.of_tag(tag)) == (tag, people)


def test_what_a_shop_chose_is_for_thai_alone() -> None:
    assert People.of("th", Look(era="common", digits="thai")) == People("th", "common", "thai")
    assert [People.of(one, Look(era="common", digits="thai")) for one in LANGUAGES[:3]] == [EN, MS, ID]
    assert [People.of_tag(tag) for tag in ("id-u-nu-thai", "fr-u-nu-thai", "TH-TH")] == [ID, EN, TH]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("ภายใน 30 วัน", "ภายใน ๓๐ วัน"),
        ("เช่น 12.90", "เช่น ๑๒.๙๐"),
        ("เช่น 14:30", "เช่น ๑๔:๓๐"),
        ("ตัวเลข 6 ถึง 12 หลัก", "ตัวเลข ๖ ถึง ๑๒ หลัก"),
        ("ไม่ใช่ UTF-8", "ไม่ใช่ UTF-8"),
        ("เช่น #0a665a", "เช่น #0a665a"),
        ("เช่น `days: 7`", "เช่น `days: 7`"),
        ("เช่น 2027-01-31T14:00:00+08:00", "เช่น 2027-01-31T14:00:00+08:00"),
        ("โปรดใช้ a-z, 0-9, - และ _", "โปรดใช้ a-z, 0-9, - และ _"),
        ("{line_1} {amount:units}", "{line_1} {amount:units}"),
    ],
)
def test_numbers_inside_a_sentence_have_the_digits_and_codes_keep_theirs(said: str, written: str) -> None:
    assert (TH.worded(said), People("th", digits="thai").worded(said)) == (said, written)

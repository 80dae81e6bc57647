"""The page stands alone: nothing is fetched, nothing runs, every chart has its table, every figure its definition."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from setia.insight import measures
from setia.insight.charts import Bars, by_month
from setia.insight.page import page
from setia.insight.report import Report
from tests.insight.books import Books, ask, program

VOID = {"meta", "link"}


class Reader(HTMLParser):
    """Checks that every element is closed, and keeps tags, attributes, texts and the cells of tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.rows: list[list[str]] = []
        self._open: list[str] = []
        self.feed(text)
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend((name, value or "") for name, value in attrs)
        if tag not in VOID:
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend((name, value or "") for name, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._open and self._open[-1] in ("th", "td"):
            self.rows[-1][-1] += data


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Two months of a shop, with points that expired and points still to expire."""
    books = Books()
    books.member(1)
    books.sale(1, 1_234_50, "2018-01-02")
    books.sale(1, 10_00, "2018-02-02")
    books.moved(1, "issued > available", 1234, "2018-01-02")
    books.moved(1, "available > expired", 34, "2018-02-01")
    books.lot(1, "2019-02-01", free=1200)
    return ask(books.copy(tmp_path / "copy"), "2018-01-01", "2018-02-28")


def test_nothing_is_fetched_and_nothing_runs(report: Report) -> None:
    text = page(report)
    read = Reader(text)
    assert "://" not in text, "no address of anything outside"
    assert "@import" not in text
    assert not re.search(r"url\(", text)
    assert not {"script", "iframe", "object", "embed", "img", "base", "form"} & set(read.tags)
    assert [value for name, value in read.attributes if name in ("src", "href", "srcset", "action")] == ["data:,"]
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:") in read.attributes


def test_every_figure_stands_with_its_definition_its_period_and_its_population(report: Report) -> None:
    texts = Reader(page(report)).texts
    for group in measures.GROUPS.values():
        for measure in group:
            assert measure.definition in texts
            assert any(f"Of {measure.population}, 2018-01-01 to 2018-02-28" in text for text in texts)
    assert {"1,244.50", "1,234", "34", "1,200", "2.00"} <= set(texts)


def test_every_chart_is_a_named_image_with_its_table(report: Report) -> None:
    read = Reader(page(report))
    # Two of the shop, two of points, and one of cashback, of which nothing is held.
    assert read.tags.count("svg") == read.tags.count("figure") == read.tags.count("table") == 5
    assert read.attributes.count(("role", "img")) == 5
    assert ["2018-01", "1,234.50"] in read.rows
    assert ["2018-02", "10.00"] in read.rows
    assert ["2018-01", "1,234", "0"] in read.rows
    assert ["2018-02", "0", "34"] in read.rows
    assert ["2019-02", "1,200"] in read.rows


def test_on_the_page_expired_units_hang_where_issued_ones_stand(report: Report) -> None:
    [drawing] = [figure for figure in page(report).split("<figure>") if "Points issued and expired" in figure]
    [(_, line)] = tops_and_bottoms(drawing, "--in")
    [(begin, _)] = tops_and_bottoms(drawing, "--out")
    assert begin == line


def tops_and_bottoms(drawing: str, colour: str) -> list[tuple[int, int]]:
    """Of every bar of one colour the highest and the lowest point, in pixels from the top; bars of nothing left out."""
    found = []
    for path in re.findall(rf'<path d="([^"]*)" fill="var\({colour}\)"', drawing):
        x, y, width, height = (float(number) for number in re.findall(r"-?[\d.]+", path)[:4])
        assert re.fullmatch(r"M[\d.,]+h[\d.]+v[\d.]+h-[\d.]+Z", path), "a plain rectangle"
        assert x >= 0
        assert width > 0
        if height:
            found.append((round(y), round(y + height)))
    return found


def test_what_was_lost_hangs_below_the_line_as_long_as_it_is_much() -> None:
    months = ["2018-01", "2018-02"]
    drawing = by_month("Points", months, [Bars("--in", (100, 0)), Bars("--out", (0, -50))])
    [(top, line)] = tops_and_bottoms(drawing, "--in")
    [(begin, bottom)] = tops_and_bottoms(drawing, "--out")
    assert top < line == begin < bottom
    assert line - top == 2 * (bottom - begin)


def test_months_are_marked_by_their_initial_and_the_year_and_later_ones_have_room() -> None:
    drawing = by_month("Points", ["2017-12", "2018-01", "later", "no end"], [Bars("--in", (1, 2, 3, 4))])
    assert re.findall(r"<t(?:ext|span)[^>]*>([^<]+)<", drawing)[:6] == ["D", "2017", "J", "2018", "…", "∞"]
    years = [f"20{year}-{month:02}" for year in (15, 16, 17) for month in range(1, 13)]
    quarters = re.findall(r">([JFMAMJJASOND])<", by_month("Points", years, [Bars("--in", (1,) * 36)]))
    assert "".join(quarters) == "JAJO" * 3


def test_colours_follow_the_readers_light_or_dark(report: Report) -> None:
    text = page(report)
    assert "prefers-color-scheme: dark" in text
    named = set(re.findall(r"var\((--[a-z-]+)\)", text))
    for half in text.split("prefers-color-scheme: dark"):
        assert named <= set(re.findall(r"(--[a-z-]+):", half)), "a colour is missing in one of the two"
    assert not re.search(r'(fill|stroke)="#', text), "a colour of its own, the same in light and dark"


def test_what_the_shop_wrote_is_text_and_never_markup(tmp_path: Path) -> None:
    text = page(ask(Books().copy(tmp_path / "copy"), program=program()))
    assert "Kedai &amp; Co" in text
    assert "Kedai & Co" not in text


def test_a_simulated_clock_is_told(report: Report) -> None:
    assert any("Simulated clock: it is 2018-03-01 00:00 UTC" in text for text in Reader(page(report)).texts)


def test_a_page_of_an_empty_ledger_says_so(tmp_path: Path) -> None:
    texts = Reader(page(ask(Books().copy(tmp_path / "copy")))).texts
    assert "Nothing has been recorded yet." in texts
    assert "nothing to measure" in texts


def test_of_many_months_the_last_36_are_drawn_and_the_page_says_it(tmp_path: Path) -> None:
    books = Books()
    books.sale(None, 1_00, "2008-01-01")
    books.sale(None, 2_00, "2018-02-01")
    read = Reader(page(ask(books.copy(tmp_path / "copy"))))
    assert any("Of 122 months the last 36 are shown" in text for text in read.texts)
    months = [row[0] for row in read.rows if row[0].startswith("20")]
    assert months[0] == "2015-03"
    assert months[35] == "2018-02*"

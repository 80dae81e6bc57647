"""The report as one page of HTML: no script and no request to anywhere; for a disk, a phone, a dark room."""

from __future__ import annotations

from pathlib import Path

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from msgspec import Struct

from setia.insight import measures, wording
from setia.insight.charts import Bars, by_month
from setia.insight.measure import Measure
from setia.insight.report import Endings, Figure, Report, Series
from setia.insight.wording import MONTHS_SHOWN

FOLDER = Path(__file__).parent


class Tile(Struct, frozen=True):
    """One figure, which opens to show what it means."""

    title: str
    value: str
    parts: str
    """What stands below the value: of how many, or in which currency."""
    definition: str
    context: str


class Key(Struct, frozen=True):
    """What a colour stands for."""

    colour: str
    text: str


class Picture(Struct, frozen=True):
    """A chart with its words and its table."""

    title: str
    keys: tuple[Key, ...]
    drawing: SafeString
    words: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Part(Struct, frozen=True):
    """A part of the page: figures, then charts."""

    name: str
    tiles: list[Tile]
    pictures: list[Picture]


def page(report: Report) -> str:
    """The whole page."""
    template = Engine(dirs=[str(FOLDER)]).get_template("page.html")
    context = {
        "program": wording.program_name(report),
        "days": wording.days(report.period),
        "is_whole_span": report.is_whole_span and not report.is_empty,
        "currency": report.program.latest.program.currency,
        "zone": report.period.zone,
        "clock_note": wording.clock_note(report),
        "parts": [_part(name, report) for name in report.groups],
        "notes": wording.notes(report),
        "position": f"{report.position:,}",
        "style": mark_safe((FOLDER / "page.css").read_text(encoding="utf-8")),  # our own file, nothing of a reader's
    }
    return template.render(Context(context))


def _tile(figure: Figure, report: Report) -> Tile:
    below = wording.parts(figure, report)
    if figure.denominator <= 0:
        below = "nothing to measure"
    elif figure.measure.form in ("money", "mean", "median"):
        below = report.program.latest.program.currency
    return Tile(
        title=wording.title(figure, report),
        value=wording.value(figure, report),
        parts=below,
        definition=figure.measure.definition,
        context=wording.context(figure.measure, report),
    )


def _part(name: str, report: Report) -> Part:
    drawn = {"Purchases": _of_purchases, "Points": _of_points}.get(name)
    return Part(name, [_tile(figure, report) for figure in report.groups[name]], drawn(report) if drawn else [])


def _of_purchases(report: Report) -> list[Picture]:
    if not report.months:
        return []
    sales, active = _series(report, measures.SALES_BY_MONTH), _series(report, measures.ACTIVE_BY_MONTH)
    return [
        _of_series(report, sales.measure.title, (sales,), ("--in",)),
        _of_series(report, active.measure.title, (active,), ("--people",)),
    ]


def _of_points(report: Report) -> list[Picture]:
    found: list[Picture] = []
    for wallet in report.program.latest.units:
        unit = wording.unit(wallet, report).capitalize()
        if report.months:
            issued = _series(report, measures.ISSUED_BY_MONTH, wallet)
            expired = _series(report, measures.EXPIRED_BY_MONTH, wallet)
            title = f"{unit} issued and expired by month"
            found.append(_of_series(report, title, (issued, expired), ("--in", "--out")))
        found.extend(
            _of_endings(report, f"{unit} still to expire, by month", endings)
            for endings in report.still_to_expire
            if endings.wallet == wallet and endings.months
        )
    return found


def _of_series(report: Report, title: str, all_series: tuple[Series, ...], colours: tuple[str, ...]) -> Picture:
    """Series over the same months; of two, the second hangs below the line."""
    months = report.months[-MONTHS_SHOWN:]
    bars = [
        Bars(colour, tuple((-1 if i else 1) * series.values[month.no] for month in months))
        for i, (series, colour) in enumerate(zip(all_series, colours, strict=True))
    ]
    names = [month.name for month in months]
    scale = _scale(all_series[0].measure, all_series[0].wallet, report)
    several = len(all_series) > 1
    heads = [series.measure.title.removesuffix(" by month") for series in all_series]
    return Picture(
        title=title,
        keys=tuple(Key(colour, head) for colour, head in zip(colours, heads, strict=True)) if several else (),
        drawing=mark_safe(by_month(all_series[0].measure.title, names, bars, scale)),
        words=_words([series.measure for series in all_series], report),
        heads=("Month", *heads),
        rows=tuple(
            (
                month.name if month.is_whole else f"{month.name}*",
                *(_cell(series.measure, series.values[month.no], series.wallet, report) for series in all_series),
            )
            for month in months
        ),
    )


def _of_endings(report: Report, title: str, endings: Endings) -> Picture:
    shown = wording.endings(endings)
    bars = [Bars("--ahead", tuple(amount for _, amount in shown))]
    scale = _scale(endings.measure, endings.wallet, report)
    return Picture(
        title=title,
        keys=(),
        drawing=mark_safe(by_month(endings.measure.title, [label for label, _ in shown], bars, scale)),
        words=_words([endings.measure], report),
        heads=("Ends in", wording.unit(endings.wallet, report).capitalize()),
        rows=tuple((label, wording.units(amount, endings.wallet, report)) for label, amount in shown),
    )


def _words(of: list[Measure], report: Report) -> tuple[str, ...]:
    definitions = (measure.definition for measure in of)
    return (*definitions, wording.context(of[0], report))


def _series(report: Report, measure: Measure, wallet: str = "") -> Series:
    [found] = [series for series in report.series if series.measure is measure and series.wallet == wallet]
    return found


def _scale(measure: Measure, wallet: str, report: Report) -> int:
    """How many of a series' units make one that people speak of."""
    latest = report.program.latest
    decimals = latest.units[wallet].decimals if wallet else 0
    return int(10 ** (latest.exponent if measure.form == "money" else decimals))


def _cell(measure: Measure, value: int, wallet: str, report: Report) -> str:
    return wording.value(Figure(measure, value, wallet=wallet), report)

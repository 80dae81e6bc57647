"""The overview: how the program does, in figures that say what they mean, and what waits for somebody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from setia.engine.calendar import to_datetime
from setia.engine.rounding import divide
from setia.insight import measures
from setia.insight.report import Figure, Report, Series
from setia.services import exceptions
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.console import at_hand, charts, measure_words
from setia.web.console.charts import Bars, Chart
from setia.wording.people import People
from setia.wording.speaker import Speaker

PERIODS = (1, 3, 12)
"""In months, the present one among them."""
USUAL = 12

PEOPLE = (
    "members",
    "active_members",
    "repeat_purchase_rate",
    "member_sales_share",
    "average_order_value",
    "redemption_rate_members",
)
POINTS = (
    "points_issued",
    "points_redeemed",
    "points_expired",
    "points_outstanding",
    "redemption_rate_points",
)


class Tile(Struct, frozen=True):
    """One figure, which opens to show what it means."""

    title: str
    value: str
    of: str
    """What a share is of; empty for what is none."""
    meaning: str


class Picture(Struct, frozen=True):
    """A chart with its table."""

    chart: Chart
    rows: tuple[tuple[str, ...], ...]


class Units(Struct, frozen=True):
    """One wallet type: its figures and its chart."""

    name: str
    tiles: tuple[Tile, ...]
    picture: Picture


@staff_only("figures")
def dashboard(request: HttpRequest, session: Session) -> HttpResponse:
    """The page. Its figures come when they are made; what waits is counted now."""
    waiting, _ = exceptions.inbox(session.program, exceptions.Wished(), 1)
    told = {"here": "dashboard", "waiting": waiting, **_figures(request, session)}
    return render(request, "console/dashboard.html", told)


@staff_only("figures")
def figures(request: HttpRequest, session: Session) -> HttpResponse:
    """The figures alone, for a page that waits for them."""
    return render(request, "console/figures.html", _figures(request, session))


def _figures(request: HttpRequest, session: Session) -> dict[str, Any]:
    asked = request.GET.get("months", "")
    months = int(asked) if asked in map(str, PERIODS) else USUAL
    made = at_hand.report(session.program, months, session.now)
    told: dict[str, Any] = {
        "months": months,
        "periods": PERIODS,
        "program": Speaker(session.program.latest.program, session.people).text_of(session.program.latest.program.name),
        "is_made": made is not None,
        "is_coming": made is None or made.report is None or made.is_old,
    }
    if made is None or made.report is None:
        return told
    return {**told, **_Told(made.report, session, language.people(request)).all(request)}


class _Told:
    """A report in words."""

    def __init__(self, report: Report, session: Session, people: People) -> None:
        document = session.program.latest.program
        self._report, self._people, self._currency = report, people, document.currency
        self._speaker = Speaker(document, session.people)
        self._wallets = tuple(session.program.latest.units)
        self._figures = {(one.measure.name, one.wallet): one for group in report.groups.values() for one in group}

    def all(self, request: HttpRequest) -> dict[str, Any]:
        """What the template shows."""
        report, speech = self._report, language.speech(request)
        titles, meanings = measure_words.titles(speech), measure_words.meanings(speech)

        def tiles(names: tuple[str, ...], wallet: str = "") -> tuple[Tile, ...]:
            found = {name: self._figures[name, wallet] for name in names if (name, wallet) in self._figures}
            return tuple(Tile(titles[name], *self._value(one), meanings[name]) for name, one in found.items())

        return {
            "report": report,
            "first": self._people.day(report.period.first),
            "last": self._people.day(report.period.last),
            "as_of": self._people.instant(to_datetime(report.now, report.period.zone)),
            "tiles": tiles(PEOPLE),
            "sales": self._sales(),
            "wallets": [
                Units(self._speaker.unit(one, "2").text, tiles(POINTS, one), self._units_by_month(one))
                for one in self._wallets
            ],
        }

    def _value(self, figure: Figure) -> tuple[str, str]:
        """How a figure is shown, and what it is of."""
        part, whole, form = figure.numerator, figure.denominator, figure.measure.form
        people = self._people
        if whole <= 0:
            return "–", ""
        if figure.measure.name == "member_sales_share":
            return self._money(part), f"{people.share(part, whole)} / {self._money(whole)}"
        if form == "rate":
            of = tuple(self._amount(one, figure.wallet) for one in (part, whole))
            return people.share(part, whole), " / ".join(of)
        if form in ("money", "mean", "median"):
            return self._money(divide(part, whole, "nearest")), ""
        return self._amount(part, figure.wallet), ""

    def _money(self, minor: int) -> str:
        return self._people.money(minor, self._currency)

    def _amount(self, amount: int, wallet: str) -> str:
        """Units of a wallet, or a number of anything else."""
        return self._people.number(amount, self._speaker.decimals(wallet) if wallet else 0)

    def _sales(self) -> Picture:
        sales, active = (
            _values(self._report.series, one) for one in (measures.SALES_BY_MONTH, measures.ACTIVE_BY_MONTH)
        )
        places = self._report.program.latest.exponent
        said = tuple(map(self._money, sales))
        chart = charts.by_month(self._report.months, [Bars("a", sales, said, places)], self._people)
        return self._picture(chart, said, tuple(map(self._people.number, active)))

    def _units_by_month(self, wallet: str) -> Picture:
        issued, expired = (
            _values(self._report.series, one, wallet) for one in (measures.ISSUED_BY_MONTH, measures.EXPIRED_BY_MONTH)
        )
        places = self._speaker.decimals(wallet)
        columns = [tuple(self._amount(one, wallet) for one in values) for values in (issued, expired)]
        bars = [Bars("a", issued, columns[0], places), Bars("b", expired, columns[1], places)]
        return self._picture(charts.by_month(self._report.months, bars, self._people), *columns)

    def _picture(self, chart: Chart, *columns: tuple[str, ...]) -> Picture:
        names = tuple(
            f"{self._people.month(month.period.first.month)} {self._people.year(month.period.first.year)}"
            + ("" if month.is_whole else " *")
            for month in self._report.months
        )
        return Picture(chart, tuple(zip(names, *columns, strict=True)))


def _values(series: tuple[Series, ...], measure: object, wallet: str = "") -> tuple[int, ...]:
    [found] = [one for one in series if one.measure is measure and one.wallet == wallet]
    return found.values

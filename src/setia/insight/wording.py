"""The report in English: numbers as people read them, and the sentences that every form of it carries."""

from __future__ import annotations

from datetime import date

from setia.engine.calendar import Duration, add, to_datetime
from setia.engine.rounding import divide
from setia.insight.measure import Measure
from setia.insight.period import Period
from setia.insight.report import Endings, Figure, Report

NO_VALUE = "—"
"""For a measure with nothing to divide by."""

MONTHS_SHOWN = 36
"""Months in a table or a chart, the last ones; machines get them all."""

SHOWN_DECIMALS = {"IDR": 0}
"""Decimals that people expect of a currency, where they are not those it is stored with."""

ONE_MONTH = Duration(months=1, days=0)

LATER, NO_END = "later", "no end"

_CLOCKS = {
    "event_at": "by the time of purchase",
    "effective_at": "by the time it took effect",
    "joined_at": "by the time of joining",
    "now": "as it stands now",
}


def value(figure: Figure, report: Report) -> str:
    """The number with thousands and decimals: a share in percent, money in major units without its currency."""
    numerator, denominator, form = figure.numerator, figure.denominator, figure.measure.form
    if denominator <= 0:
        return NO_VALUE
    if form == "units":
        return units(numerator, figure.wallet, report)
    if form == "count":
        return decimal(numerator, denominator, 0)
    if form == "rate":
        return decimal(100 * numerator, denominator, 1) + " %"
    if form == "ratio":
        return decimal(numerator, denominator, 2)
    more = {"money": 0, "mean": 2, "median": 1 if numerator % denominator else 0}[form]
    return decimal(numerator, denominator * 10**report.program.latest.exponent, _places(report) + more)


def parts(figure: Figure, report: Report) -> str:
    """What a share is of, in whole numbers: `2,438 of 2,469`; empty for what is no share."""
    if figure.measure.form != "rate" or figure.denominator <= 0:
        return ""
    if figure.measure.name == "member_sales_share":
        return f"{money(figure.numerator, report)} of {money(figure.denominator, report)}"
    if figure.wallet:
        amounts = (units(amount, figure.wallet, report) for amount in (figure.numerator, figure.denominator))
        return " of ".join(amounts)
    return f"{figure.numerator:,} of {figure.denominator:,}"


def decimal(numerator: int, denominator: int, places: int) -> str:
    """A fraction to so many decimals, halves away from zero, with commas between thousands."""
    digits = divide(numerator * 10**places, denominator, "nearest")
    whole, rest = divmod(abs(digits), 10**places)
    sign = "-" if digits < 0 else ""
    return f"{sign}{whole:,}.{rest:0{places}}" if places else f"{sign}{whole:,}"


def money(minor: int, report: Report) -> str:
    """Minor units of the program's currency as an amount in major ones."""
    return decimal(minor, 10**report.program.latest.exponent, _places(report))


def _places(report: Report) -> int:
    latest = report.program.latest
    return SHOWN_DECIMALS.get(latest.program.currency, latest.exponent)


def units(amount: int, wallet: str, report: Report) -> str:
    """An amount of a wallet's units, with its decimals."""
    decimals = report.program.latest.units[wallet].decimals
    return decimal(amount, 10**decimals, decimals)


def unit(wallet: str, report: Report) -> str:
    """What a wallet's units are called."""
    named = {wallet_type.id: wallet_type.unit for wallet_type in report.program.latest.program.wallets}
    texts = named[wallet]
    return texts.get("en") or next(iter(texts.values()), wallet)


def title(figure: Figure, report: Report) -> str:
    """The measure's name, with the unit where it is of one wallet."""
    return f"{figure.measure.title}, {unit(figure.wallet, report)}" if figure.wallet else figure.measure.title


def program_name(report: Report) -> str:
    """The program's name in English, or in whatever language it has."""
    names = report.program.latest.program.name
    return names.get("en") or next(iter(names.values()))


def days(period: Period) -> str:
    """`2017-07-01 to 2017-09-30`."""
    return f"{period.first} to {period.last}" if period.first != period.last else str(period.first)


def context(measure: Measure, report: Report) -> str:
    """Of whom a measure speaks, of when, and by which of the two clocks."""
    when = moment(report) if measure.clock == "now" else days(report.period)
    before = f", after {days(report.period.lookback())}" if measure.name == "retention_rate" else ""
    return f"Of {measure.population}, {when}{before}; {_CLOCKS[measure.clock]}."


def moment(report: Report) -> str:
    """The deployment's time, in the program's zone."""
    zone = report.period.zone
    return f"{to_datetime(report.now, zone):%Y-%m-%d %H:%M} {zone}"


def endings(of: Endings) -> list[tuple[str, int]]:
    """Units by the month of their end without a gap, as many months as are shown, then what ends later or never.

    They add up to all that is held.
    """
    amount_of = {ending.month: ending.amount for ending in of.months}
    never = amount_of.pop("", 0)
    shown: list[tuple[str, int]] = []
    month = min(amount_of, default="")
    while amount_of and len(shown) < MONTHS_SHOWN:
        shown.append((month, amount_of.pop(month, 0)))
        month = f"{add(date.fromisoformat(month + '-01'), ONE_MONTH):%Y-%m}"
    shown.extend((label, amount) for label, amount in ((LATER, sum(amount_of.values())), (NO_END, never)) if amount)
    return shown


def clock_note(report: Report) -> str:
    """That the clock is simulated, and what it says; empty for the system's."""
    if report.clock != "simulated":
        return ""
    return f"Simulated clock: it is {moment(report)}, and time stands still until it is advanced."


def notes(report: Report) -> list[str]:
    """What a reader has to know besides, in any form of the report."""
    said = ["Nothing has been recorded yet."] if report.is_empty else []
    said.append(
        "Sales count by the time of purchase, points by the time they took effect, not by the time they were recorded."
        f" Days and months are those of {report.period.zone}."
        " No month is closed: what arrives late changes the month it belongs to."
    )
    if report.other_currencies:
        currency = report.program.latest.program.currency
        said.append(f"Left out: {report.other_currencies:,} purchases in other currencies than {currency}.")
    partial = [f"{month.name}: {days(month.period)}" for month in report.months if not month.is_whole]
    if partial:
        said.append(f"* Part of a month; {', '.join(partial)}.")
    if len(report.months) > MONTHS_SHOWN:
        said.append(f"Of {len(report.months)} months the last {MONTHS_SHOWN} are shown; the JSON form has them all.")
    return said

"""The report as plain values for machines: whole numbers, exact fractions, every measure's words beside them."""

from __future__ import annotations

from typing import Any

from setia.insight import wording
from setia.insight.measure import Measure
from setia.insight.report import Figure, Report, Series

WHOLE = ("count", "money", "units")


def plain(report: Report) -> dict[str, Any]:
    """The whole report. Money is in minor units, instants are microseconds since 1970 UTC, days are local to `zone`."""
    program = report.program
    return {
        "program": program.code,
        "currency": program.latest.program.currency,
        "currency_exponent": program.latest.exponent,
        "unit_decimals": {id_: unit.decimals for id_, unit in program.latest.units.items()},
        "zone": report.period.zone,
        "clock": report.clock,
        "now": report.now,
        "log_position": report.position,
        "period": {
            "first_day": report.period.first.isoformat(),
            "last_day": report.period.last.isoformat(),
            "begins_at": report.period.begins_at,
            "ends_at": report.period.ends_at,
            "is_whole_span": report.is_whole_span,
        },
        "lookback": {
            "first_day": report.period.lookback().first.isoformat(),
            "last_day": report.period.lookback().last.isoformat(),
        },
        "is_empty": report.is_empty,
        "purchases_in_other_currencies": report.other_currencies,
        "notes": [note for note in (wording.clock_note(report), *wording.notes(report)) if note],
        "figures": [_figure(figure, report) for figures in report.groups.values() for figure in figures],
        "by_month": [_by_month(series, report) for series in report.series],
        "still_to_expire": [
            {
                **_words(endings.measure),
                "wallet": endings.wallet,
                "months": [{"month": ending.month or None, "value": ending.amount} for ending in endings.months],
            }
            for endings in report.still_to_expire
        ],
    }


def _words(measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "form": measure.form,
        "definition": measure.definition,
        "population": measure.population,
        "clock": measure.clock,
    }


def _figure(figure: Figure, report: Report) -> dict[str, Any]:
    wallet = {"wallet": figure.wallet} if figure.wallet else {}
    if figure.measure.form in WHOLE:
        return {**_words(figure.measure), **wallet, "value": figure.numerator}
    text = wording.value(figure, report) if figure.denominator > 0 else None
    fraction = {"numerator": figure.numerator, "denominator": figure.denominator, "text": text}
    return {**_words(figure.measure), **wallet, **fraction}


def _by_month(series: Series, report: Report) -> dict[str, Any]:
    wallet = {"wallet": series.wallet} if series.wallet else {}
    months = [
        {"month": month.name, "is_whole": month.is_whole, "value": value}
        for month, value in zip(report.months, series.values, strict=True)
    ]
    return {**_words(series.measure), **wallet, "months": months}

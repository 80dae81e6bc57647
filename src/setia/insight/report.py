"""The report: every measure of a program for one period, as exact numbers that any surface can show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
from msgspec import Struct

from setia.engine.calendar import local_date
from setia.insight import measures, relations
from setia.insight.analytical_copy import Copy
from setia.insight.measure import Answer, Measure, ask
from setia.insight.period import Month, Period
from setia.insight.relations import Cut
from setia.storage.programs import LoadedProgram


class Question(Struct, frozen=True):
    """What is asked for, and when."""

    program: LoadedProgram
    now: int
    clock: str
    """`system` or `simulated`."""
    first: date | None = None
    """Without it, the day of the first thing recorded."""
    last: date | None = None
    """Without it, the day of the last thing recorded."""


class Figure(Struct, frozen=True):
    """One number: a measure's exact fraction, for one wallet type where the measure is by wallet."""

    measure: Measure
    numerator: int
    denominator: int = 1
    """0 where the measure has no value."""
    wallet: str = ""


class Series(Struct, frozen=True):
    """One whole number for each month of the report."""

    measure: Measure
    values: tuple[int, ...]
    wallet: str = ""


class Ending(Struct, frozen=True):
    """Units that end in one month to come."""

    month: str
    """Such as 2018-03; empty for units that never end."""
    amount: int


class Endings(Struct, frozen=True):
    """What one wallet type's holders hold now, by the month in which it ends, soonest first."""

    measure: Measure
    wallet: str
    months: tuple[Ending, ...]


class Report(Struct, frozen=True):
    """Everything that a surface needs to show it."""

    program: LoadedProgram
    clock: str
    now: int
    position: int
    """Of the log, when the analytical copy was made."""
    period: Period
    is_whole_span: bool
    """Whether the period is all that was recorded, because none was asked for."""
    is_empty: bool
    """Whether nothing at all has been recorded."""
    groups: dict[str, tuple[Figure, ...]]
    months: tuple[Month, ...]
    series: tuple[Series, ...]
    still_to_expire: tuple[Endings, ...]
    other_currencies: int
    """Purchases of the period that are in no measure, because their currency is not the program's."""


def build(copy: Copy, question: Question) -> Report:
    """Put every measure to the copy. Raises ValueError if the period asked for ends before it begins."""
    program = question.program
    wallets = tuple(program.latest.units)
    with relations.opened(copy) as connection:
        span = relations.span(connection, program.id)
        period, until = _period(question, span)
        months = tuple(month for month in period.months() if month.period.first <= until)
        cut = Cut(program.id, program.latest.program.currency, question.now, period, months)
        relations.lay(connection, cut)
        return Report(
            program=program,
            clock=question.clock,
            now=question.now,
            position=copy.position,
            period=period,
            is_whole_span=question.first is None and question.last is None,
            is_empty=span is None,
            groups={
                name: tuple(figure for measure in group for figure in _figures(measure, connection, wallets))
                for name, group in measures.GROUPS.items()
            },
            months=months,
            series=tuple(
                series for measure in measures.BY_MONTH for series in _series(measure, connection, wallets, len(months))
            ),
            still_to_expire=tuple(_endings(connection, wallets, period.zone)),
            other_currencies=relations.left_out(connection, cut),
        )


def _period(question: Question, span: tuple[int, int] | None) -> tuple[Period, date]:
    """The period, and the last day that it makes sense to speak of: no month after it has begun."""
    zone = question.program.latest.zone
    today = local_date(question.now, zone)
    begun, ended = (local_date(at, zone) for at in span) if span else (today, today)
    first = question.first or (min(begun, question.last) if question.last else begun)
    last = question.last or max(ended, first)
    if last < first:
        raise ValueError(f"{last} is before {first}")
    return Period(first, last, zone), max(today, ended)


def _by_wallet(answers: list[Answer], measure: Measure, wallets: tuple[str, ...]) -> Iterator[tuple[str, list[Answer]]]:
    """The answers of each wallet type in the program's order; all of them under "" where a measure is not by wallet."""
    if "wallet" not in measure.by:
        yield "", answers
        return
    for wallet in wallets:
        yield wallet, [answer for answer in answers if answer.wallet == wallet]


def _figures(measure: Measure, connection: duckdb.DuckDBPyConnection, wallets: tuple[str, ...]) -> Iterator[Figure]:
    nothing = Answer(0, 0 if measure.form in ("rate", "ratio", "mean", "median") else 1)
    for wallet, found in _by_wallet(ask(measure, connection), measure, wallets):
        [answer] = found or [nothing]
        yield Figure(measure, answer.numerator, answer.denominator, wallet)


def _series(
    measure: Measure, connection: duckdb.DuckDBPyConnection, wallets: tuple[str, ...], months: int
) -> Iterator[Series]:
    answers = ask(measure, connection) if months else []
    for wallet, found in _by_wallet(answers, measure, wallets):
        value_of = {answer.month: answer.numerator for answer in found}
        yield Series(measure, tuple(value_of.get(no, 0) for no in range(months)), wallet)


def _endings(connection: duckdb.DuckDBPyConnection, wallets: tuple[str, ...], zone: str) -> Iterator[Endings]:
    measure = measures.STILL_TO_EXPIRE
    for wallet, found in _by_wallet(ask(measure, connection), measure, wallets):
        sums: dict[str, int] = {}
        for answer in found:
            month = "" if answer.ends_at is None else f"{local_date(answer.ends_at, zone):%Y-%m}"
            sums[month] = sums.get(month, 0) + answer.numerator
        ordered = sorted(sums.items(), key=lambda item: (item[0] == "", item[0]))
        yield Endings(measure, wallet, tuple(Ending(month, amount) for month, amount in ordered))

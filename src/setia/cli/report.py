"""`setia report`: the measures of a period, on the terminal, for machines, or as a page."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from setia.cli.terminal import FAILED, err, fail, load_program, out, print_json, ready
from setia.insight import measures, wording
from setia.insight.analytical_copy import folder_beside_database, refresh
from setia.insight.measure import Measure
from setia.insight.plain import plain
from setia.insight.report import Question, Report, Series, build
from setia.insight.wording import MONTHS_SHOWN
from setia.storage import clock

FOLDER_VARIABLE = "SETIA_INSIGHT_FOLDER"
"""Names the folder of the analytical copy, where it is not to be beside the database."""

BAR_WIDTH = 16
EIGHTHS = " ▏▎▍▌▋▊▉"


def report(
    program: Annotated[str, typer.Option(help="Which program, where there are several.")] = "",
    from_: Annotated[str, typer.Option("--from", help="First day; else that of the first thing recorded.")] = "",
    to: Annotated[str, typer.Option("--to", help="Last day, included; else that of the last thing recorded.")] = "",
    html: Annotated[Path | None, typer.Option(help="Write a page to this file, too.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable, in whole numbers.")] = False,
) -> None:
    """Show members, sales and points of a period, each figure with its definition.

    Figures come from an analytical copy beside the database, which is brought up to date first; the environment
    variable SETIA_INSIGHT_FOLDER names another folder for it.

    Example: `setia report --from 2017-07-01 --to 2017-09-30 --html summer.html`
    """
    first, last = _day(from_, "--from"), _day(to, "--to")
    if first and last and last < first:
        fail(f"--to: {last} is before {first}, the first day.")
    if html is not None:
        _check_target(html)
    ready()
    question = Question(load_program(program), clock.read(), clock.kind(), first, last)
    folder = _folder()
    try:
        with err.status("Bringing the analytical copy up to date"):
            copy = refresh(folder)
    except OSError as fault:
        fail(
            f"the analytical copy in {folder} cannot be written: {fault.strerror or fault}.",
            f"Name another folder with {FOLDER_VARIABLE}.",
            FAILED,
        )
    done = build(copy, question)
    if html is not None:
        _write_page(done, html)
    if as_json:
        print_json(plain(done))
    else:
        _print(done)
        if html is not None:
            out.print(f"Page: {escape(str(html))}", soft_wrap=True)


def _day(text: str, option: str) -> date | None:
    if not text:
        return None
    try:
        if re.fullmatch(r"(19|2[0-9])\d\d-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    return fail(f"{option}: {text[:40]!r} is not a day such as 2017-01-31, from 1900 to 2999.")


def _folder() -> Path:
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    try:
        return folder_beside_database()
    except ValueError:
        return fail(f"a database in memory has no folder for the analytical copy; name one with {FOLDER_VARIABLE}.")


def _check_target(path: Path) -> None:
    if path.is_dir() or (path.exists() and not path.is_file()):
        fail(f"--html: {path} is not a file.")
    if not path.parent.is_dir():
        fail(f"--html: the folder {path.parent} does not exist.")


def _write_page(done: Report, path: Path) -> None:
    """Put the page in place, whole or not at all."""
    from setia.insight.page import page  # noqa: PLC0415  drawing charts costs a second to begin with

    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        try:
            with err.status("Drawing the page"):
                partial.write_text(page(done), encoding="utf-8")
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as fault:
        fail(f"--html: {path} cannot be written: {fault.strerror or fault}.", code=FAILED)


def _print(done: Report) -> None:
    span = ", all that is recorded" if done.is_whole_span and not done.is_empty else ""
    out.print(f"[bold]{escape(wording.program_name(done))}[/]  {wording.days(done.period)}{span}")
    if clock_note := wording.clock_note(done):
        out.print(f"[yellow]{escape(clock_note)}[/]")
    out.print(_figures(done))
    if done.months:
        out.print(_sales(done))
    for wallet in done.program.latest.units:
        out.print(_points(done, wallet))
    for note in wording.notes(done):
        out.print(f"[dim]{escape(note)}[/]")


def _figures(done: Report) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1)
    currency = done.program.latest.program.currency
    for name, figures in done.groups.items():
        table.add_row()
        table.add_row(f"[bold]{name}[/]")
        for figure in figures:
            amount = f"[bold green]{wording.value(figure, done)}[/]"
            if figure.measure.form in ("money", "mean", "median"):
                amount += f" [dim]{currency}[/]"
            told = Text(figure.measure.definition, style="dim")
            if parts := wording.parts(figure, done):
                told = Text.assemble((f"{parts}. ", ""), told)
            elif figure.denominator <= 0:
                told = Text.assemble(("Nothing to measure. ", ""), told)
            table.add_row("  " + escape(wording.title(figure, done)), amount, told)
    return table


def _sales(done: Report) -> Table:
    """Sales and active members, a row a month."""
    sales, active = (_series(done, measure).values for measure in (measures.SALES_BY_MONTH, measures.ACTIVE_BY_MONTH))
    table = _monthly("Sales by month", f"net sales, {done.program.latest.program.currency}", "", "active members")
    highest = max((0, *sales))
    for month in done.months[-MONTHS_SHOWN:]:
        mark = "" if month.is_whole else "*"
        amount = wording.money(sales[month.no], done)
        table.add_row(month.name + mark, amount, _bar(sales[month.no], highest), f"{active[month.no]:,}")
    table.caption = _definitions(measures.SALES_BY_MONTH, measures.ACTIVE_BY_MONTH)
    return table


def _points(done: Report, wallet: str) -> Table:
    """Units issued, expired and still to expire, a row a month; future months follow past ones."""
    issued = _series(done, measures.ISSUED_BY_MONTH, wallet).values
    expired = _series(done, measures.EXPIRED_BY_MONTH, wallet).values
    [endings] = [endings for endings in done.still_to_expire if endings.wallet == wallet]
    rows = {month.name: [issued[month.no], expired[month.no], 0] for month in done.months[-MONTHS_SHOWN:]}
    for label, amount in wording.endings(endings):
        rows.setdefault(label, [0, 0, 0])[2] = amount
    marks = {month.name: "" if month.is_whole else "*" for month in done.months}
    title = f"{wording.unit(wallet, done).capitalize()} by month"
    table = _monthly(title, "issued", "", "expired", "", "still to expire", "")
    highest = max((0, *(amount for row in rows.values() for amount in row)))
    for label, row in rows.items():
        cells = [(wording.units(amount, wallet, done), _bar(amount, highest, BAR_WIDTH // 2)) for amount in row]
        shown = (cell if amount else ("", "") for amount, cell in zip(row, cells, strict=True))
        table.add_row(label + marks.get(label, ""), *(part for cell in shown for part in cell))
    table.caption = _definitions(measures.ISSUED_BY_MONTH, measures.EXPIRED_BY_MONTH, measures.STILL_TO_EXPIRE)
    return table


def _monthly(title: str, *headings: str) -> Table:
    table = Table(title=f"\n{escape(title)}", title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    table.caption_justify, table.caption_style = "left", "dim"
    table.add_column("month", style="dim")
    for heading in headings:
        table.add_column(heading, justify="right" if heading else "left", style="" if heading else "green")
    return table


def _definitions(*of: Measure) -> str:
    return " ".join(measure.definition for measure in of)


def _series(done: Report, measure: Measure, wallet: str = "") -> Series:
    [found] = [series for series in done.series if series.measure is measure and series.wallet == wallet]
    return found


def _bar(amount: int, highest: int, width: int = BAR_WIDTH) -> str:
    """A bar of block characters, an eighth of a character fine."""
    if amount <= 0 or highest <= 0:
        return ""
    eighths = max(1, amount * width * 8 // highest)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()

"""The tables of a plan on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.markup import escape
from rich.table import Table

from setia.cli.plan_words import NO_CHANGE, Words
from setia.cli.terminal import printable
from setia.wording.plans import sentences

LOTS_SHOWN = 10


def figures(words: Words) -> Table:
    """All rows, under both versions."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("", overflow="fold")
    for name in ("as_it_is", "as_planned", "change"):
        table.add_column(words.headings[name], justify="right", no_wrap=True)
    for heading, rows in words.groups():
        if rows:
            table.add_row(f"[bold]{escape(printable(heading))}[/]")
        for row in rows:
            more = row.more if row.more == NO_CHANGE else f"[bold]{row.more}[/]"
            table.add_row("  " + escape(printable(row.title)), row.before, row.after, more)
    return table


def members(words: Words) -> Table:
    """Those for whom most changes."""
    headings = words.headings["member"], words.gain_heading(), words.headings["because_of"]
    table = _titled(words.headings["members_changed"], headings)
    table.columns[1].justify = "right"
    for one in words.plan.changed:
        table.add_row(one.member, words.gain(one), escape(printable(words.reason(one))))
    return table


def lots(words: Words) -> Table:
    """The first of those that would end sooner."""
    table = _titled(words.headings["lots_sooner"], words.lot_headings())
    for row in words.shortened()[:LOTS_SHOWN]:
        table.add_row(*(escape(printable(cell)) for cell in row))
    if (more := len(words.plan.shortened) - LOTS_SHOWN) > 0:
        table.caption = escape(sentences.more_lots(words.by, more).text)
    return table


def _titled(title: str, headings: Iterable[str]) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    for heading in headings:  # nothing is cut off, not even what has no spaces, such as Thai
        table.add_column(escape(printable(heading)), overflow="fold")
    table.columns[0].no_wrap = True  # a member's id is there to be copied
    return table

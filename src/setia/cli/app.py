"""The commands, gathered: one line per command."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli import advance, audit, clock, import_purchases, initialise, member, program, replay, report

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Setia: a loyalty program with an exact ledger.",
)


@app.callback()
def options(
    database: Annotated[
        str, typer.Option(help="A SQLite file, or a postgresql:// URL.", envvar="DATABASE_URL", show_default=False)
    ] = "",
) -> None:
    """Read by `main` before anything else; here so that the help names it."""


app.command("init")(initialise.init)
app.command("advance")(advance.advance)
app.command("audit")(audit.audit)
app.command("report")(report.report)
app.command("replay")(replay.replay)
app.add_typer(clock.app, name="clock")
app.add_typer(program.app, name="program")
app.add_typer(import_purchases.app, name="import")
app.add_typer(member.app, name="member")

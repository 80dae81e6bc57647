"""`setia clock`: what time it is here, and an operator's word after the machine's clock has jumped."""

from __future__ import annotations

import typer

from setia.cli.terminal import fail, out, ready
from setia.cli.when import show_instant
from setia.storage import clock

app = typer.Typer(no_args_is_help=True, help="The deployment's clock.")


@app.command()
def show() -> None:
    """Say what time it is here and by which clock.

    Example: `setia clock show`
    """
    ready()
    out.print(f"{show_instant(clock.read())}, by a {clock.kind()} clock.")


@app.command()
def accept() -> None:
    """Take the machine's clock as it now is for right, after it has jumped.

    Until then nothing that depends on time is done, so that no jump can expire anybody's points.

    Example: `setia clock accept`
    """
    ready()
    try:
        reading = clock.accept()
    except clock.ClockRefusal:
        fail("a simulated clock moves by `setia advance --to`.")
    out.print(f"[green]✓[/] It is {show_instant(reading)}.")

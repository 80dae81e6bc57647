"""`setia clock`: what time it is here, and an operator's word after the machine's clock has jumped."""

from __future__ import annotations

import typer

from setia.cli.command_options import Json
from setia.cli.terminal import fail, out, print_json, ready, tell
from setia.cli.when import iso_instant, show_instant
from setia.storage import clock

app = typer.Typer(no_args_is_help=True, help="The deployment's clock.")


@app.command()
def show(as_json: Json = False) -> None:
    """Say what time it is here and by which clock.

    Example: `setia clock show`
    """
    ready()
    now, kind = clock.read(), clock.kind()
    if as_json:
        print_json({"now": iso_instant(now), "clock": kind})
    else:
        out.print(f"{show_instant(now)}, by a {kind} clock.")


@app.command()
def accept(as_json: Json = False) -> None:
    """Take the machine's clock as it now is for right, after it has jumped.

    Until then nothing that depends on time is done, so that no jump can expire anybody's points.

    Example: `setia clock accept`
    """
    ready()
    try:
        reading = clock.accept()
    except clock.ClockRefusal:
        fail("a simulated clock moves by `setia advance --to`.")
    tell(f"It is {show_instant(reading)}.", {"now": iso_instant(reading), "clock": "system"}, as_json=as_json)

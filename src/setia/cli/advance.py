"""`setia advance`: let time pass on a simulated clock, and book what falls due."""

from __future__ import annotations

from typing import Annotated

import typer
from rich import progress

from setia.cli.command_options import Json, Program
from setia.cli.terminal import count, err, fail, load_program, out, ready, tell
from setia.cli.when import iso_instant, read_instant, show_instant
from setia.services.advance import due_count, move_clock, sweep
from setia.storage import clock


def advance(
    to: Annotated[
        str,
        typer.Option(
            help="On a simulated clock only: a date, which is the start of that day in the program's zone,"
            " or an instant such as 2018-03-01T12:00:00Z."
        ),
    ] = "",
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Move a simulated clock forwards, then book every activation and expiry that is due by then.

    Without `--to`, book what is due now. Example: `setia advance --to 2018-03-01`
    """
    ready()
    loaded = load_program(program)
    zone = loaded.latest.zone
    if to:
        instant = read_instant(to, "--to", zone)
        try:
            move_clock(instant)
        except clock.ClockRefusal as refusal:
            if str(refusal) == "not_simulated":
                fail("--to: this database runs by the system's clock, which moves by itself.")
            fail(f"--to: the clock stands at {show_instant(clock.read(), zone)}; it only moves forwards.")
    columns = progress.BarColumn(), progress.MofNCompleteColumn(), progress.TimeRemainingColumn()
    with progress.Progress("Booking what is due", *columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=due_count(loaded))
        swept = sweep(loaded, lambda done: bar.advance(task, done))
    booked = f"booked what was due for {count(swept.accounts, 'member')}"
    plain = {"now": iso_instant(swept.now), "members": swept.accounts, "birthdays": swept.birthdays}
    tell(f"It is {show_instant(swept.now, zone)}; {booked}.", plain, as_json=as_json)
    if swept.birthdays and not as_json:
        out.print(
            f"  It was the birthday of {count(swept.birthdays, 'member')}, who got what the program gives for it."
        )

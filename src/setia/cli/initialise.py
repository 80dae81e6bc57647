"""`setia init`: make a database ready."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from django.db import DatabaseError, connection

from setia.cli.command_options import Json
from setia.cli.terminal import FAILED, database_name, fail, require_tables, tell
from setia.cli.when import iso_instant, read_instant, show_instant
from setia.services.initialise import AlreadyInitialised, initialise
from setia.storage import immutability
from setia.storage.clock import system_reading


def init(
    clock: Annotated[
        str, typer.Option(help="`system`, or `simulated`: time then stands still until `setia advance`.")
    ] = "system",
    at: Annotated[
        str, typer.Option(help="Where a simulated clock begins, e.g. 2018-01-01, which is midnight UTC.")
    ] = "",
    repair: Annotated[bool, typer.Option("--repair", help="Lay the triggers that keep history anew.")] = False,
    as_json: Json = False,
) -> None:
    """Create the tables of a new database and choose its clock, which can never be changed later.

    Example: `setia --database shop.sqlite3 init`
    """
    if repair:
        require_tables()
        immutability.lay(connection)
        laid = f"{database_name()}: the triggers that keep history are in place."
        tell(laid, {"database": database_name(), "repaired": True}, as_json=as_json)
        return
    kind: Literal["system", "simulated"] = "simulated" if clock == "simulated" else "system"
    if clock not in ("system", "simulated"):
        fail(f"--clock: {clock[:40]!r} is neither `system` nor `simulated`.")
    if at and kind == "system":
        fail("--at: only a simulated clock can be told where to begin.", "Add `--clock simulated`.")
    starts_at = read_instant(at, "--at") if at else 0
    folder = Path(database_name()).parent
    if connection.vendor == "sqlite" and not folder.is_dir():
        fail(f"--database: the folder {folder} does not exist.")
    try:
        if kind == "simulated" and not at:
            starts_at = system_reading()
        initialise(kind, starts_at)
    except AlreadyInitialised:
        fail(f"{database_name()} has been set up before; nothing was changed.", code=FAILED)
    except DatabaseError as fault:
        fail(f"{database_name()} cannot be used: {fault}", code=FAILED)
    note = f" with a simulated clock at {show_instant(starts_at)}" if kind == "simulated" else ""
    plain = {"database": database_name(), "clock": kind, "now": iso_instant(starts_at) if starts_at else None}
    tell(f"{database_name()} is ready{note}.", plain, as_json=as_json)

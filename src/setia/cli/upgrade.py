"""`setia upgrade`: bring a database up to this version."""

from __future__ import annotations

from django.db import DatabaseError

from setia.cli.command_options import Json
from setia.cli.terminal import FAILED, database_name, fail, out, print_json, require_tables
from setia.services import upgrade as service


def upgrade(as_json: Json = False) -> None:
    """Bring a database that is in use up to this version. Make a backup first, and stop its servers and workers.

    Example: `setia --database shop.sqlite3 upgrade`
    """
    require_tables()
    try:
        applied = service.upgrade()
    except service.Newer as newer:
        fail(f"{database_name()} has been used by a newer version: {', '.join(newer.args)}.", code=FAILED)
    except DatabaseError as fault:
        fail(f"{database_name()} could not be upgraded: {fault}", "What was not finished was undone.", FAILED)
    if as_json:
        print_json({"applied": applied})
    elif applied:
        out.print(f"[green]✓[/] {database_name()} is up to date now: {', '.join(applied)}.", soft_wrap=True)
    else:
        out.print(f"[green]✓[/] {database_name()} was up to date.")

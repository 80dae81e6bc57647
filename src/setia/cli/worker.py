"""`setia worker`: books what falls due, by the clock, for all programs."""

from __future__ import annotations

import os
import sys

from django.db import connection

from setia.cli.terminal import err, out, ready, require_safe

ENTRY = "setia.config.working"
"""Above this floor, and so this process becomes it: what there is to do is wired there."""


def worker() -> None:
    """Do again and again what nobody asks for: book activations, expiries, tier reviews and birthdays as they fall due.

    Several workers share the work. On SQLite the server does it. Example: `setia worker`
    """
    ready()
    require_safe()
    if connection.vendor == "sqlite":
        out.print("On SQLite one process writes: `setia serve` does this work, too.")
        return
    err.print("[green]✓[/] Working; Ctrl+C stops.")
    connection.close()
    os.execv(sys.executable, [sys.executable, "-m", ENTRY])

"""`setia serve`: the API, for tills, web shops and apps, and pages for people, on one port."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from setia.cli.page_process import drawing
from setia.cli.terminal import database_name, err, fail, ready, require_safe, shown
from setia.services import first_start, for_staff
from setia.services.initialise import initialise
from setia.storage.models import Program, Staff

APPLICATION = "setia.config.serving:create"
UNNAMED = Path("setia.sqlite3")
"""The database of a folder, where none is named."""
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
STOP_SECONDS = 30
"""How long a process may take to write what is waiting, once it is told to stop."""


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 is every one.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; on SQLite there is one.")] = 1,
    pages: Annotated[bool, typer.Option(help="Draw pages for people, too.")] = True,
) -> None:
    """Serve the API and the pages until told to stop. What was taken is written first.

    Where no database is named, and there is none in this folder, it makes one there.

    Example: `setia serve --port 8000`
    """
    if pages:
        _make_first_database()
    ready()
    if connection.vendor == "sqlite" and workers > 1:
        fail("--workers: on SQLite one process writes.", "PostgreSQL takes several.")
    require_safe()
    is_first = not Program.objects.exists()
    if is_first and not pages:
        fail("there is no program yet.", "`setia program apply programs/grocery.yaml` makes one.")
    if pages and not is_first and not Staff.objects.filter(revoked_at=None).exists():
        err.print("Nobody may open the console yet: `setia staff add aina --email aina@example.com --role owner`.")
    connection.close()
    what = "pages, and the API at /api/v1" if pages else "the API at /api/v1"
    err.print(f"[green]✓[/] Serving http://{shown(host)}:{port}: {what}; Ctrl+C stops.")
    with _counted_together(), drawing(_own(host, port)) if pages else nullcontext():
        if is_first:
            _tell_first_start(next(iter(settings.PUBLIC_URLS), _own(host, port)))
        Granian(
            APPLICATION,
            address=host,
            port=port,
            workers=workers,
            interface=Interfaces.ASGI,
            factory=True,
            workers_kill_timeout=STOP_SECONDS,
            log_level=LogLevels.warning,
        ).serve()


def _make_first_database() -> None:
    """Whoever tries Setia for the first time types one command; a database that was named is never made by mistake."""
    is_unnamed = "DATABASE_URL" not in os.environ and Path(database_name()) == UNNAMED
    if connection.vendor == "sqlite" and is_unnamed and not UNNAMED.exists():
        initialise("system")
        err.print(f"[green]✓[/] {shown(database_name())} is new, and ready.", soft_wrap=True)


def _tell_first_start(at: str) -> None:
    """Where an owner sets the shop up, while there is no program."""
    err.print("There is no program yet. This link sets one up, while this server runs, for a day:")
    typer.echo(f"{at.rstrip('/')}{first_start.link_path(for_staff.shared_key())}")


def _own(host: str, port: int) -> str:
    """The address by which our own processes reach the API."""
    own = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{own}]:{port}" if ":" in own else f"http://{own}:{port}"


@contextmanager
def _counted_together() -> Iterator[None]:
    """Where somebody watches, what the processes count is added up in a folder of theirs."""
    if not settings.SETIA_METRICS_TOKEN or FOLDER in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="setia-metrics-") as folder:
        os.environ[FOLDER] = folder
        yield

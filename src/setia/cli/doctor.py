"""`setia doctor`: say whether this deployment is safe, and what to do where it is not."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import msgspec
import typer
from django.db import DatabaseError
from rich.padding import Padding
from rich.text import Text

from setia.cli.terminal import FAILED, database_name, fail, out, print_json, printable, require_tables, shown
from setia.cli.units import length
from setia.cli.when import show_instant
from setia.services import doctor as service
from setia.storage.safety.check import Check


class _Words(NamedTuple):
    """What was found, what to do where that is not right, and what to say instead where it is."""

    found: str
    cure: str
    fine: str = ""


_PRAGMA = "nobody but Setia's own settings should set it: look for what else opens the file"
_SETTING = "set it in postgresql.conf and reload the server"

WORDS = {
    "migrations_applied": _Words(
        "migrations are not applied: {missing}", "Run `setia upgrade`.", "all migrations are applied"
    ),
    "migrations_known": _Words(
        "the database was made by a newer version: {unknown}",
        "Install that version.",
        "the database is not newer than this version",
    ),
    "tables": _Words("there is no {missing}", "Run `setia init`, or restore a copy.", "all tables are there"),
    "triggers": _Words(
        "history is not guarded: there is no {missing}", "Run `setia init --repair`.", "history is guarded by triggers"
    ),
    "set_up": _Words("the database has not been set up", "Run `setia init`.", "the database has been set up"),
    "clock": _Words("the clock says {reading}", ""),
    "clock_simulated": _Words("the clock is simulated and stands at {now}", "For trying things out, not for a shop."),
    "clock_behind": _Words(
        "the clock says {reading}, but {highest} was recorded",
        "Set it right. If it is right, and that was wrong: `setia clock accept`.",
    ),
    "clock_ahead": _Words(
        "the clock says {reading}; the last that was recorded is {highest}",
        "Set it right. If it is right: `setia clock accept`.",
    ),
    "clocks_apart": _Words("this machine's and the database server's clock are {apart} apart", "Set both by NTP."),
    "webhooks": _Words(
        "webhooks are disabled because they are not taken: {urls}",
        "When the receiver works again: `setia webhook enable`; it goes on where it stopped.",
        "webhooks are taken",
    ),
    "sqlite_version": _Words("SQLite is {found}", "Setia needs 3.39 or newer: use a newer Python."),
    "pragma_journal_mode": _Words("journal_mode is {found}", f"It must be wal; {_PRAGMA}."),
    "pragma_synchronous": _Words("synchronous is {found}", f"Below 2 a power cut loses what was confirmed; {_PRAGMA}."),
    "pragma_foreign_keys": _Words("foreign_keys is {found}", f"It must be 1; {_PRAGMA}."),
    "pragma_recursive_triggers": _Words(
        "recursive_triggers is {found}", f"Without it REPLACE changes history in silence; {_PRAGMA}."
    ),
    "pragma_secure_delete": _Words(
        "secure_delete is {found}",
        f"Without it the erased stay on the disk, and only VACUUM would remove them; {_PRAGMA}.",
    ),
    "file_permissions": _Words("{path} is {mode}", "Only Setia's own user should read and write it: `chmod 600`."),
    "folder_permissions": _Words("{path} is {mode}", "Others can put another file in its place: `chmod o-w`."),
    "free_disk": _Words(
        "{free} are free, and the database has {size}", "A full disk stops the shop: make room, or move the database."
    ),
    "postgresql_version": _Words("PostgreSQL is {found}", "Setia needs 14 or newer."),
    "fsync": _Words("fsync is {found}", f"Without it a power cut destroys the database; {_SETTING}."),
    "full_page_writes": _Words("full_page_writes is {found}", f"Without it a power cut tears pages; {_SETTING}."),
    "synchronous_commit": _Words(
        "synchronous_commit is {found}", f"A failure may lose what was confirmed; {_SETTING} to `on`."
    ),
    "server_encoding": _Words("the encoding is {found}", "Make the database anew with ENCODING 'UTF8'."),
    "time_zone": _Words("the session's time zone is {found}", "It must be UTC: look for what else sets it."),
    "database_password": _Words(
        "the database's password can be guessed: {why}",
        "Give the role another, of 12 characters or more: `openssl rand -base64 24` makes one.",
        "the database's password is none that is easily guessed",
    ),
    "metrics_token": _Words(
        "SETIA_METRICS_TOKEN can be guessed: {why}",
        "Set another, of 12 characters or more: `openssl rand -base64 24` makes one.",
        "SETIA_METRICS_TOKEN is none that is easily guessed",
    ),
    "secret_key": _Words(
        "SETIA_SECRET_KEY can be guessed: {why}",
        "Set another, of 32 characters or more, or none: `openssl rand -hex 32` makes one.",
        "SETIA_SECRET_KEY is none that is easily guessed",
    ),
    "role_owns_tables": _Words(
        "{role} owns {tables} tables, or the database",
        "Who owns them can switch their triggers off. As a superuser, run:",
        "{role} owns none of the tables",
    ),
    "vacuum": _Words(
        "VACUUM is not allowed on {tables}",
        "What is erased stays on the disk until the tables' owner runs VACUUM: let a nightly job do it.",
        "what is erased is taken off the disk",
    ),
    "role_is_superuser": _Words(
        "{role} is a superuser", "No trigger holds a superuser. Sign in as another role, which owns nothing."
    ),
}

MARKS = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "unsafe": "[red]✗[/]"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False) -> None:
    """Look whether this deployment is safe: durable, guarded, private, on time. Exits with 1 if it is not.

    Example: `setia doctor`
    """
    require_tables()
    try:
        checks = service.examine()
        needs_owner = any(check.code == "role_owns_tables" and check.verdict != "ok" for check in checks)
        statements = service.hand_over() if needs_owner else []
    except (DatabaseError, OSError) as fault:
        fail(f"{database_name()} cannot be used: {fault}", code=FAILED)
    unsafe = service.is_unsafe(checks)
    if as_json:
        print_json({"safe": not unsafe, "checks": msgspec.to_builtins(checks), "statements": statements})
    else:
        _print(checks, statements)
        told = "This deployment is not safe." if unsafe else "This deployment is safe."
        out.print(f"[bold {'red' if unsafe else 'green'}]{told}[/]")
    if unsafe:
        raise typer.Exit(FAILED)


def _print(checks: list[Check], statements: list[str]) -> None:
    for check in checks:
        words, numbers = WORDS[check.code], {name: _said(name, value) for name, value in check.numbers.items()}
        is_ok = check.verdict == "ok"
        found = words.fine if is_ok and words.fine else words.found
        out.print(f"  {MARKS[check.verdict]} {shown(found.format(**numbers))}", soft_wrap=True)
        if not is_ok:
            out.print(Padding(Text(printable(words.cure.format(**numbers)), style="dim"), (0, 0, 0, 4)))
        if check.code == "role_owns_tables" and not is_ok:
            for statement in statements:
                out.print(statement, markup=False, soft_wrap=True)


WHY = {
    "short": "it is too short",
    "known": "it is on every list",
    "named": "it is a name",
    "repeated": "it repeats itself",
    "": "",
}


def _said(name: str, value: int | str) -> str:
    if name == "why":
        return WHY[str(value)]
    if isinstance(value, str):
        return value
    if name in ("reading", "highest", "now"):
        return show_instant(value)
    if name == "apart":
        return length(value // 1_000_000 * 1_000_000)
    if name in ("free", "size"):
        return f"{value / 2**20:,.0f} MiB"
    return f"{value:,}"

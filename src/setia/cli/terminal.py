"""Printing: two consoles, one way to fail, one way to be ready."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import typer
from django.db import DatabaseError, connection
from rich.console import Console
from rich.markup import escape

from setia.services import doctor
from setia.services.initialise import require_ready
from setia.services.upgrade import Newer, is_of_this_version, missing
from setia.storage import clock, programs
from setia.storage.copies.unfinished import RestoreUnfinished
from setia.storage.immutability import HistoryUnguarded
from setia.storage.programs import LoadedProgram

out = Console(highlight=False, emoji=False)
err = Console(stderr=True, highlight=False, emoji=False)

FAILED, BAD_INPUT, REJECTS = 1, 2, 3
"""Exit codes: something does not hold; what was asked for cannot be done; an import left rows out."""


def fail(message: str, hint: str = "", code: int = BAD_INPUT) -> NoReturn:
    """Say what is wrong in one line, and what would help in another, and exit."""
    err.print(f"[bold red]Error:[/] {escape(message)}", soft_wrap=True)
    if hint:
        err.print(f"[dim]{escape(hint)}[/]", soft_wrap=True)
    raise typer.Exit(code)


def shown(text: str) -> str:
    """Somebody's text as it may be printed: obeyed neither as markup nor as a command to the terminal."""
    return escape(printable(text))


def printable(text: str) -> str:
    """Somebody's text without what a terminal would obey."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(one) in ("Cc", "Cs") else one for one in text)


def require_tables() -> None:
    """Exit with a reason unless the database has been set up; the audit itself looks at the triggers."""
    try:
        if connection.vendor == "sqlite" and not Path(database_name()).exists():
            raise clock.NotInitialised  # before connecting, which would make the file
        require_ready()
    except clock.NotInitialised:
        fail(f"{database_name()} has not been set up.", "Run `setia init` first.")
    except RestoreUnfinished:
        fail(
            f"a restoration into {database_name()} did not finish.",
            "Run `setia restore` again, with --replace.",
            FAILED,
        )
    except HistoryUnguarded:
        pass
    except DatabaseError as fault:
        fail(f"{database_name()} cannot be used: {fault}", code=FAILED)


def ready(*, of_any_version: bool = False) -> None:
    """Exit with a reason unless the database is set up, of this version, and its history guarded."""
    require_tables()
    try:
        if of_any_version and not is_of_this_version():
            return
        if missing():
            fail(f"{database_name()} is of an older version.", "Back it up, then run `setia upgrade`.", FAILED)
        require_ready()
    except Newer as newer:
        fail(f"{database_name()} has been used by a newer version: {', '.join(newer.args)}.", code=FAILED)
    except HistoryUnguarded as fault:
        fail(f"the triggers that keep history are missing: {fault}", "Restore them with `setia init --repair`.", FAILED)


def require_safe() -> None:
    """Exit with the reasons unless what was confirmed is kept here, and nobody else can change it."""
    try:
        doctor.require_safe()
    except doctor.Unsafe as unsafe:
        fail(f"this deployment is not safe: {', '.join(unsafe.args)}.", "`setia doctor` says what to do.", FAILED)


def load_program(code: str) -> LoadedProgram:
    """The program of this code, or the only one there is; exits where that names none."""
    try:
        return programs.load(code)
    except programs.UnknownProgram as unknown:
        codes = ", ".join(unknown.args)
        if not codes:
            fail("there is no program yet.", "Apply one with `setia program apply FILE`.")
        fail(f"--program: there is no program {code!r}." if code else "--program: say which.", f"There are: {codes}.")


def database_name() -> str:
    """The database as the user knows it."""
    return str(connection.settings_dict["NAME"])


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    out.print_json(json.dumps(value, ensure_ascii=False))


def tell(sentence: str, plain: Mapping[str, object], *, as_json: bool) -> None:
    """What a command has done: as a sentence with a tick, or as JSON."""
    if as_json:
        print_json(plain)
    else:
        out.print(f"[green]✓[/] {sentence}", soft_wrap=True)


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 row`, `1,204 rows`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"

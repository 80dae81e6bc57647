"""`setia backup` and `setia restore`: one file that holds everything, and a database made of it, both audited."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from django.db import DatabaseError, connection
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from setia.cli.audit import print_checks
from setia.cli.command_options import Json
from setia.cli.erase import List
from setia.cli.terminal import FAILED, count, database_name, err, fail, out, print_json, ready, shown
from setia.cli.when import show_instant
from setia.services import backup as service
from setia.services import erasure_list
from setia.services import restore as restoring
from setia.services.backup import Listener, Phase
from setia.services.backup_archive import BadBackup
from setia.services.reapply_erasures import Reapplied
from setia.services.restore import CannotRestore
from setia.storage.audit.run import Check
from setia.storage.copies.contents import Contents
from setia.storage.copies.postgresql import ToolFailed, ToolMissing
from setia.storage.copies.sqlite import NotSound

_PHASES: dict[Phase, str] = {
    "copying": "Copying",
    "auditing": "Auditing",
    "writing": "Writing",
    "unpacking": "Checking",
    "restoring": "Restoring",
    "upgrading": "Bringing up to this version",
    "erasing": "Erasing again who was erased",
}

_BAD = {
    "not_a_backup": "it is no backup that `setia backup` made",
    "cut": "it ends too early: part of it is missing",
    "altered": "it is not what was written: the digests do not fit",
    "newer_format": "a newer version made it (format {found}, known is {known})",
    "not_sound": "the database in it is damaged: {found}",
}

_CANNOT = {
    "not_empty": ("{database} is not empty.", "Name a new database, or replace what is there with --replace."),
    "in_use": ("{database} is in use.", "Stop the server and whatever else has it open first."),
    "other_kind": (
        "the backup is of {found}, and {database} is {expected}.",
        "Name a database of that kind with --database.",
    ),
    "newer_version": ("the backup was made by version {version}, with {unknown}.", "Install that version."),
    "older_than_target": ("{database} has {unknown}, which the backup does not.", "Restore it into a new database."),
}


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it; nothing may be there.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Write everything into one file, as it is at one moment; tills go on selling meanwhile. The copy is audited.

    Exits with 1 if anything does not hold in it: the file is written, and is as broken as the database. Keep it as
    safe as the database: it knows everybody. On PostgreSQL pg_dump must be on the PATH.

    Example: `setia backup /media/safe/shop-2027-01-31.setia`
    """
    ready(of_any_version=True)
    with _failures(file), _bar() as tell:
        done = service.back_up(file, tell)
    if as_json:
        print_json({"clean": not done.about.broken, "size": done.size, "about": msgspec.to_builtins(done.about)})
    else:
        out.print(f"[green]✓[/] {shown(str(file))} has {_held(done.about.contents)}.", soft_wrap=True)
        _verdict(done.checks, done.about.contents)
    if done.about.broken:
        raise typer.Exit(FAILED)


def restore(
    file: Annotated[Path, typer.Argument(help="What `setia backup` wrote.", show_default=False)],
    listed_in: List = None,
    no_list: Annotated[bool, typer.Option("--no-list", help="Nobody was erased since: there is no list.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the database that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Make a database of a backup: checked, the erased erased again, audited. It must not be there, or be empty.

    Exits with 1 if the audit finds anything that does not hold, with 2 if nothing was restored.

    Example: `setia --database shop.sqlite3 restore /media/safe/shop-2027-01-31.setia`
    """
    erased = None if no_list else _erased(listed_in)
    with _failures(file), _bar() as tell:
        done = restoring.restore(file, erased, tell, replace=replace)
    broken = sum(check.count for check in done.checks)
    if as_json:
        print_json({"clean": not broken, **msgspec.to_builtins(done)})
    else:
        made = show_instant(done.about.made_at)
        out.print(
            f"[green]✓[/] {shown(database_name())} is restored from {shown(str(file))} of {made}.", soft_wrap=True
        )
        if erased is not None:
            _tell_erasures(done.erasures)
        _verdict(done.checks, done.contents)
    if broken:
        raise typer.Exit(FAILED)


def _erased(given: Path | None) -> Path:
    """The erasure list, which must be there: a name that was mistyped would bring people back."""
    path = given or erasure_list.default_path()
    if path is None or not path.exists():
        found = f"{path} is not there." if path else "say which file names those who were erased."
        fail(f"--list: {found}", "A backup may know people who were erased since. If nobody was: --no-list.")
    return path


def _held(held: Contents) -> str:
    accounts, transactions = count(held.accounts, "account"), count(held.transactions, "transaction")
    return f"{accounts} and {transactions}, up to position {held.position:,}"


def _tell_erasures(done: Reapplied) -> None:
    out.print(f"  {count(done.listed, 'member')} on the erasure list, {done.erased:,} of them erased again.")


def _verdict(checks: tuple[Check, ...], held: Contents) -> None:
    if not checks:
        out.print("It is of another version, and will be audited when it is restored.")
    elif any(check.count for check in checks):
        print_checks([check for check in checks if check.count])
    else:
        out.print(
            f"[green]✓[/] Audited: {count(len(checks), 'check')} of {_held(held)}. The ledger is clean.", soft_wrap=True
        )


@contextmanager
def _failures(file: Path) -> Iterator[None]:
    """What can go wrong, in words."""
    try:
        yield
    except FileExistsError:
        fail(f"{file} is there already; nothing was written.", "Choose another name.")
    except BadBackup as bad:
        fail(f"{file} cannot be restored: {_BAD[bad.code].format(**bad.numbers)}.")
    except CannotRestore as fault:
        sentence, hint = _CANNOT[fault.code]
        fail(f"nothing was restored: {sentence.format(database=database_name(), **fault.numbers)}", hint)
    except erasure_list.ListDamaged as fault:
        path, line = fault.args
        fail(f"--list: line {line} of {path} cannot be read; nothing was restored.", code=FAILED)
    except ToolMissing as missing:
        fail(f"{missing} is not on the PATH.", "It comes with PostgreSQL's client programs (postgresql-client).")
    except ToolFailed as fault:
        name, said = fault.args
        fail(f"{name} could not do it: {said}", code=FAILED)
    except NotSound as fault:
        hint = "Restore the latest backup. What is left may be read with SQLite's `.recover`."
        fail(f"{database_name()} is damaged, and nothing was written: {fault}", hint, FAILED)
    except (DatabaseError, sqlite3.Error) as fault:
        fail(f"{database_name()} cannot be used: {fault}", code=FAILED)
    except OSError as fault:
        fail(f"{fault.filename or file}: {fault.strerror or fault}.", code=FAILED)
    finally:
        connection.close()


@contextmanager
def _bar() -> Iterator[Listener]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("Beginning", total=None)

        def show(phase: Phase, done: int, total: int) -> None:
            bar.update(task, description=_PHASES[phase], completed=done, total=total or None)

        yield show

"""`setia sandbox`: a program to try things on, in a file of its own, and gone without a trace when it is not wanted."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer
from django.db import DatabaseError, connection

from setia.cli.actor import actor
from setia.cli.command_options import Json
from setia.cli.main import SANDBOX
from setia.cli.terminal import FAILED, count, database_name, err, fail, print_json, shown, tell
from setia.services import sandbox as service
from setia.services.document_types import closest
from setia.services.program_templates import templates

app = typer.Typer(no_args_is_help=True, help="A throw-away program with sample members, to try things on.")


@app.command()
def create(
    template: Annotated[str, typer.Option(help="The program, as `setia program new` lists them.")] = "grocery",
    members: Annotated[int, typer.Option(min=1, max=service.MEMBERS_MAX, help="How many members.")] = 50,
    seed: Annotated[int | None, typer.Option(help="The same again: same members, same purchases.")] = None,
    as_json: Json = False,
) -> None:
    """Make a sandbox in sandbox.sqlite3, or in the file that --database names, and show its key once.

    It shares nothing with the shop: no file, no member, no key.

    Example: `setia sandbox create --template coffee-stars --members 200`
    """
    known = templates()
    if template not in known:
        close = closest(template, known)
        hint = f"Did you mean {close}?" if close else f"There are: {', '.join(known)}."
        fail(f"--template: there is no template {template!r}.", hint)
    _require_a_file()
    try:
        with err.status("Filling"):
            made = service.create(known[template], members, secrets.randbits(32) if seed is None else seed, actor())
    except service.NotEmpty:
        fail(f"{database_name()} is not empty; nothing was changed.", "Remove it, or name another with --database.")
    except DatabaseError as fault:
        fail(f"{database_name()} cannot be used: {fault}", code=FAILED)
    finally:
        connection.close()
    if as_json:
        told = {"program": made.program, "members": made.members, "purchases": made.purchases, "key": made.key}
        print_json({"database": database_name(), **told})
        return
    filled = f"{count(made.members, 'member')} and {count(made.purchases, 'purchase')}"
    file = shown(database_name())
    err.print(f"[green]✓[/] {file} is a sandbox of {shown(made.program)} with {filled}.", soft_wrap=True)
    err.print(f"  Serve it:   setia --database {file} serve --port 8001", soft_wrap=True)
    err.print(f"  Remove it:  setia --database {file} sandbox remove", soft_wrap=True)
    err.print("Its key is good for it alone, is shown once, and never again:")
    typer.echo(made.key)


@app.command()
def remove(as_json: Json = False) -> None:
    """Delete a sandbox and everything in it. What is not a sandbox is never deleted.

    Example: `setia sandbox remove`
    """
    _require_a_file()
    try:
        path = service.remove()
    except service.NoSandbox:
        fail(f"{database_name()} is no sandbox; nothing was deleted.", "Name its file with --database.")
    except service.InUse:
        fail(f"{database_name()} is in use; nothing was deleted.", "Stop its server first.")
    tell(f"{shown(str(path))} is gone.", {"database": str(path), "is_removed": True}, as_json=as_json)


def _require_a_file() -> None:
    if connection.vendor != "sqlite":
        fail("--database: a sandbox is a file of its own.", f"Without --database it is {SANDBOX}.")

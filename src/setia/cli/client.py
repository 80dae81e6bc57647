"""`setia client`: who may call the API, and with which keys."""

from __future__ import annotations

from typing import Annotated, Any, NoReturn

import typer
from rich.table import Table

from setia.cli.actor import actor
from setia.cli.command_options import Json, Program
from setia.cli.inputs import read_length
from setia.cli.terminal import err, fail, load_program, out, print_json, ready, shown, tell
from setia.cli.when import show_instant
from setia.services import clients
from setia.services.clients import SCOPES, ClientFault, Made
from setia.storage import models

app = typer.Typer(no_args_is_help=True, help="Clients of the API: tills, web shops, apps.")

Name = Annotated[str, typer.Argument(help="Such as `till-7` or `webshop`.")]

_SAID = {
    "bad_name": "NAME: `{found}` must be of a-z, 0-9, - and _, begin with a letter, and have at most 40",
    "unknown_scope": "--scope: there is no `{found}` (there is {expected})",
    "no_scope": "--scope: say at least one of {expected}",
    "name_taken": "NAME: there is a client `{found}` already",
    "unknown_client": "NAME: there is no client `{found}`",
}


@app.command()
def create(
    name: Name,
    scope: Annotated[list[str], typer.Option(help="What it may do; repeat.", show_default=False)],
    store: Annotated[str, typer.Option(help="The only store that it speaks for.")] = "",
    till: Annotated[bool, typer.Option("--till", help="It shows that the member is there, above the limits.")] = False,
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Make a client, and show its key once.

    With `--till` it must carry a member's proof for what is above a wallet's `proof_above`.

    Example: `setia client create till-7 --scope read --scope purchases --scope redeem`
    """
    ready()
    loaded = load_program(program)
    try:
        make = clients.make_till if till else clients.make
        made = make(loaded, name, frozenset(scope), store, actor())
    except ClientFault as fault:
        _fail(fault)
    _show(made, as_json=as_json)


@app.command()
def rotate(
    name: Name,
    overlap: Annotated[str, typer.Option(help="How long the keys of before stay good, such as 15m or 2d.")] = "24h",
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Give a client a further key; the ones before stay good for a while.

    Example: `setia client rotate till-7 --overlap 24h`
    """
    ready()
    try:
        made = clients.rotate(load_program(program), name, read_length(overlap, "--overlap"), actor())
    except ClientFault as fault:
        _fail(fault)
    _show(made, as_json=as_json)


@app.command()
def revoke(name: Name, program: Program = "", as_json: Json = False) -> None:
    """Take all keys of a client back, at once and for good.

    Example: `setia client revoke till-7`
    """
    ready()
    try:
        clients.revoke(load_program(program), name, actor())
    except ClientFault as fault:
        _fail(fault)
    tell(f"{shown(name)} can do nothing any more.", {"client": name, "is_revoked": True}, as_json=as_json)


@app.command("list")
def list_(program: Program = "", as_json: Json = False) -> None:
    """List clients, and what they may do.

    Example: `setia client list`
    """
    ready()
    loaded = load_program(program)
    rows = list(models.Client.objects.filter(program_id=loaded.id).order_by("name"))
    if as_json:
        print_json([_plain(row) for row in rows])
        return
    table = Table(title=f"Clients of {loaded.code}", title_justify="left")
    for heading in ("name", "may", "store", "made"):
        table.add_column(heading)
    for row in rows:
        scopes = f"{row.scopes}, as a till" if row.is_till else row.scopes
        may = "nothing any more" if row.revoked_at is not None else scopes
        table.add_row(row.name, may, row.store or "any", show_instant(row.created_at, loaded.latest.zone))
    out.print(table)
    for name, what in SCOPES.items():
        out.print(f"  [dim]{name}: {what}[/]", soft_wrap=True)


def _plain(row: models.Client) -> dict[str, Any]:
    return {
        "name": row.name,
        "scopes": row.scopes.split(),
        "store": row.store,
        "is_till": row.is_till,
        "is_revoked": row.revoked_at is not None,
    }


def _show(made: Made, *, as_json: bool) -> None:
    if as_json:
        print_json({"client": made.name, "scopes": list(made.scopes), "key": made.key.text, "key_id": made.key.id})
        return
    err.print(f"[green]✓[/] {shown(made.name)} may {', '.join(made.scopes)}. Its key is shown once, and never again:")
    typer.echo(made.key.text)


def _fail(fault: ClientFault) -> NoReturn:
    fail(_SAID[fault.code].format(**fault.numbers) + ".")

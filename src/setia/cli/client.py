"""`setia client`: who may call the API, and with which keys."""

from __future__ import annotations

from typing import Annotated, Any, NoReturn

import typer
from rich.table import Table

from setia.cli.actor import actor
from setia.cli.command_options import Json, Program
from setia.cli.inputs import read_length, read_number
from setia.cli.terminal import err, fail, load_program, out, print_json, ready, shown, tell
from setia.cli.when import iso_instant, read_last_day, show_instant
from setia.services import clients
from setia.services.clients import SCOPES, ClientFault, Made
from setia.storage import clients as keys
from setia.storage import clock, models
from setia.storage.clients import Rights
from setia.storage.programs import LoadedProgram

app = typer.Typer(no_args_is_help=True, help="Clients of the API: tills, web shops, apps.")

Name = Annotated[str, typer.Argument(help="Such as `till-7` or `webshop`.")]
Expires = Annotated[str, typer.Option(help="When the key ends: the last day, or how long, such as 90d. Else never.")]

USUAL = "usual"
PerMinute = Annotated[str, typer.Option(help="Calls a minute that it may make of each process of the server.")]

_SAID = {
    "bad_name": "NAME: `{found}` must be of a-z, 0-9, - and _, begin with a letter, and have at most 40",
    "unknown_scope": "--scope: there is no `{found}` (there is {expected})",
    "no_scope": "--scope: say at least one of {expected}",
    "name_taken": "NAME: there is a client `{found}` already",
    "unknown_client": "NAME: there is no client `{found}`",
    "bad_limit": "calls per minute: from {least:,} to {most:,}, or `usual`",
    "ends_before_now": "--expires: that is over already",
}


@app.command()
def create(
    name: Name,
    scope: Annotated[list[str], typer.Option(help="What it may do; repeat.", show_default=False)],
    store: Annotated[str, typer.Option(help="The only store that it speaks for.")] = "",
    till: Annotated[bool, typer.Option("--till", help="It shows that the member is there, above the limits.")] = False,
    expires: Expires = "",
    per_minute: PerMinute = USUAL,
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Make a client, and show its key once.

    With `--till` it must carry a member's proof for what is above a wallet's `proof_above`.

    Example: `setia client create till-7 --scope read --scope purchases --scope redeem --expires 2027-12-31`
    """
    ready()
    loaded = load_program(program)
    try:
        rights = Rights(frozenset(scope), store, is_till=till, calls_per_minute=_read_limit(per_minute, "--per-minute"))
        made = clients.create(loaded, name, rights, _read_end(expires, loaded), actor())
    except ClientFault as fault:
        _fail(fault)
    _show(made, loaded, as_json=as_json)


@app.command()
def rotate(
    name: Name,
    overlap: Annotated[str, typer.Option(help="How long the keys of before stay good, such as 15m or 2d.")] = "24h",
    expires: Expires = "",
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Give a client a further key; the ones before stay good for a while.

    Without `--expires` it has no end, whatever those had.

    Example: `setia client rotate till-7 --overlap 24h --expires 90d`
    """
    ready()
    loaded = load_program(program)
    ends = _read_end(expires, loaded)
    try:
        made = clients.rotate(loaded, name, read_length(overlap, "--overlap"), actor(), ends)
    except ClientFault as fault:
        _fail(fault)
    _show(made, loaded, as_json=as_json)


@app.command()
def limit(
    name: Name,
    per_minute: Annotated[str, typer.Argument(help="Calls a minute, such as 600, or `usual`.")],
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Say how often a client may call, from now on, each process of the server by itself.

    Example: `setia client limit partner 600`
    """
    ready()
    calls = _read_limit(per_minute, "PER_MINUTE")
    try:
        clients.limit(load_program(program), name, calls, actor())
    except ClientFault as fault:
        _fail(fault)
    often = "as often as is usual" if calls is None else f"{calls:,} times a minute"
    tell(f"{shown(name)} may call {often}.", {"client": name, "calls_per_minute": calls}, as_json=as_json)


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
    """List clients, what they may do and how often, and when the last of each one's keys ends.

    Example: `setia client list`
    """
    ready()
    loaded = load_program(program)
    rows = list(models.Client.objects.filter(program_id=loaded.id).order_by("name"))
    keys_of = keys.keys_of([row.id for row in rows])
    if as_json:
        print_json([_plain(row, keys_of[row.id]) for row in rows])
        return
    table = Table(title=f"Clients of {loaded.code}", title_justify="left")
    for heading in ("name", "may", "store", "calls a minute", "made", "key ends"):
        table.add_column(heading)
    for row in rows:
        scopes = f"{row.scopes}, as a till" if row.is_till else row.scopes
        may = "nothing any more" if row.revoked_at is not None else scopes
        made = show_instant(row.created_at, loaded.latest.zone)
        often = USUAL if row.calls_per_minute is None else f"{row.calls_per_minute:,}"
        table.add_row(row.name, may, row.store or "any", often, made, _last_end(keys_of[row.id], loaded))
    out.print(table)
    for name, what in SCOPES.items():
        out.print(f"  [dim]{name}: {what}[/]", soft_wrap=True)


def _read_end(text: str, program: LoadedProgram) -> int | None:
    """A length from now, or a last day in the program's zone, as the instant at which a key ends; None: never."""
    if not text:
        return None
    if text[-1] in "smhd":
        return clock.read() + read_length(text, "--expires")
    return read_last_day(text, "--expires", program.latest.zone)


def _read_limit(text: str, name: str) -> int | None:
    """Calls a minute; None: as is usual."""
    return None if text == USUAL else read_number(text, name, 0)


def _last_end(of_client: list[models.ClientKey], program: LoadedProgram) -> str:
    """When the last of a client's keys ends, in words."""
    ends = [key.expires_at for key in of_client]
    if not ends:
        return ""
    last = max((end for end in ends if end is not None), default=0)
    if None in ends:
        return "never"
    return f"{show_instant(last, program.latest.zone)}{', over' if last <= clock.read() else ''}"


def _plain(row: models.Client, of_client: list[models.ClientKey]) -> dict[str, Any]:
    return {
        "name": row.name,
        "scopes": row.scopes.split(),
        "store": row.store,
        "is_till": row.is_till,
        "is_revoked": row.revoked_at is not None,
        "calls_per_minute": row.calls_per_minute,
        "keys": [{"key_id": key.id, "expires_at": _iso(key.expires_at)} for key in of_client],
    }


def _iso(end: int | None) -> str | None:
    return None if end is None else iso_instant(end)


def _show(made: Made, program: LoadedProgram, *, as_json: bool) -> None:
    key = made.key
    if as_json:
        told = {"client": made.name, "scopes": list(made.scopes), "key": key.text, "key_id": key.id}
        print_json({**told, "expires_at": _iso(key.expires_at)})
        return
    ends = "" if key.expires_at is None else f" It ends on {show_instant(key.expires_at, program.latest.zone)}."
    may = f"{shown(made.name)} may {', '.join(made.scopes)}."
    err.print(f"[green]✓[/] {may}{ends} Its key is shown once, and never again:", soft_wrap=True)
    typer.echo(made.key.text)


def _fail(fault: ClientFault) -> NoReturn:
    fail(_SAID[fault.code].format(**fault.numbers) + ".")

"""`setia source`: the systems that number receipts: whose each is, and whether its numbers start again."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from setia.cli.actor import actor
from setia.cli.command_options import Json, Program
from setia.cli.terminal import fail, load_program, out, print_json, ready, shown, tell
from setia.services.clients import ClientFault
from setia.services.declare_source import SCOPES, declare
from setia.storage.sources import Source

app = typer.Typer(no_args_is_help=True, help="Sources: the systems that number receipts and events.")

ANY = "any"
_WITHIN = {scope: said for said, scope in SCOPES.items()}
_ONCE = {"": "for ever", "day": "a day", "store": "in each store", "register": "at each register"}
_SAID = {
    "bad_source": "NAME: `{found}` must be of a-z, 0-9, ., - and _, and have at most 40",
    "unknown_client": "--client: there is no client `{found}`",
    "source_in_use": "--numbers-within: purchases of `{found}` are on record; its receipt numbers stay as they are",
}


@app.command("set")
def set_(
    name: Annotated[str, typer.Argument(help="As its purchases name it, such as `till`.")],
    client: Annotated[str, typer.Option(help="The client whose it is, or `any` for the next that reports.")] = "",
    numbers_within: Annotated[
        str, typer.Option(help=f"Within what a receipt number comes once: {', '.join(SCOPES)}.")
    ] = "",
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Say whose a source is, and whether its receipt numbers start again.

    Receipt 17 of one whose numbers start again every day is then `17@2027-01-31`; in every store, `17@KLCC`; at every
    register, `17@KLCC/3`. Say so before its first purchase.

    Example: `setia source set pos --client till-7 --numbers-within day`
    """
    ready()
    if not client and not numbers_within:
        fail("Say --client, or --numbers-within.")
    if numbers_within and numbers_within not in SCOPES:
        fail(f"--numbers-within: {numbers_within[:40]!r} is none of {', '.join(SCOPES)}.")
    owner = None if not client else "" if client == ANY else client
    scope = SCOPES[numbers_within] if numbers_within else None
    try:
        found = declare(load_program(program), name, owner, scope, actor())
    except ClientFault as fault:
        fail(_SAID[fault.code].format(**fault.numbers) + ".")
    whose = shown(found.client) if found.client else "the next client that reports under it"
    text = f"{shown(name)} belongs to {whose}; its receipt numbers come once {_ONCE[found.scope]}."
    tell(text, {"source": name, **_plain(found)}, as_json=as_json)


@app.command("list")
def list_(program: Program = "", as_json: Json = False) -> None:
    """List the sources that are known, whose each is, and within what its receipt numbers come once.

    Example: `setia source list`
    """
    ready()
    known = load_program(program).sources.by_name
    if as_json:
        print_json([{"source": name, **_plain(one)} for name, one in known.items()])
        return
    table = Table(title="Sources", title_justify="left")
    for heading in ("source", "client", "a receipt number comes once"):
        table.add_column(heading)
    for name, one in known.items():
        table.add_row(name, one.client or ANY, _ONCE[one.scope])
    out.print(table)


def _plain(source: Source) -> dict[str, str | None]:
    return {"client": source.client or None, "numbers_within": _WITHIN[source.scope]}

"""`setia staff`: who may open the console, and links by which they sign in."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer
from django.conf import settings
from rich.table import Table

from setia.cli.actor import actor
from setia.cli.command_options import Json, Program
from setia.cli.inputs import read_length
from setia.cli.terminal import err, fail, load_program, out, print_json, ready, shown, tell
from setia.engine.calendar import SECOND
from setia.services import staff
from setia.services.own_card import set_own_card
from setia.services.staff import MAY, Post, Role, StaffFault
from setia.storage import models
from setia.storage.programs import LoadedProgram

app = typer.Typer(no_args_is_help=True, help="Staff: who may open the console, and as what.")

Name = Annotated[str, typer.Argument(help="A short name, as it stands in histories, such as `aina`.")]
Url = Annotated[str, typer.Option(help="Where the console is; else the first of SETIA_PUBLIC_URL, or this machine.")]
Lives = Annotated[str, typer.Option(help="How long the link is good, such as 15m or 2h.")]

NOBODY = "none"
LOCAL = "http://127.0.0.1:8000"

_SAID = {
    "bad_name": "NAME: `{found}` must be of a-z, 0-9, - and _, begin with a letter, and have at most 40",
    "bad_email": "--email: `{found}` is no address",
    "name_taken": "NAME: there is a `{found}` already, or there was one",
    "unknown_member": "MEMBER: there is no member `{found}`",
    "unknown_staff": "NAME: nobody of the staff is called `{found}`",
}


@app.command()
def add(
    name: Name,
    email: Annotated[str, typer.Option(help="By which this person signs in.", show_default=False)],
    role: Annotated[Role, typer.Option(help="What this person may do.", show_default=False)],
    store: Annotated[str, typer.Option(help="The only store that this person works in.")] = "",
    expires: Lives = "1h",
    url: Url = "",
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Add somebody of the staff, and print a link that lets this person in once.

    Example: `setia staff add aina --email aina@example.com --role owner`
    """
    loaded = _ready(program)
    try:
        staff.add(loaded, name, Post(email, role, store), actor())
    except StaffFault as fault:
        _fail(fault)
    if not as_json:
        err.print(f"[green]✓[/] {shown(name)} is {role} of {loaded.code}.")
    _print_link(loaded, name, expires, url, as_json=as_json)


@app.command()
def link(name: Name, expires: Lives = "1h", url: Url = "", program: Program = "", as_json: Json = False) -> None:
    """Print a further link that lets somebody in once.

    Example: `setia staff link aina`
    """
    _print_link(_ready(program), name, expires, url, as_json=as_json)


@app.command()
def remove(name: Name, program: Program = "", as_json: Json = False) -> None:
    """Let somebody do nothing any more, at once and for good.

    Example: `setia staff remove aina`
    """
    loaded = _ready(program)
    try:
        staff.remove(loaded, name, actor())
    except StaffFault as fault:
        _fail(fault)
    tell(f"{shown(name)} can do nothing any more.", {"name": name, "is_removed": True}, as_json=as_json)


@app.command()
def card(
    name: Name,
    member: Annotated[str, typer.Argument(help="Public id or card, phone, e-mail of the member; `none` for nobody.")],
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Say which member somebody of the staff is: this person moves no purchase to or from that card.

    Example: `setia staff card aina 7001`
    """
    loaded = _ready(program)
    try:
        found = set_own_card(loaded, name, "" if member == NOBODY else member, actor())
    except StaffFault as fault:
        _fail(fault)
    public_id = found.public_id if found is not None else None
    text = f"{shown(name)} is known as no member." if public_id is None else f"{shown(name)} is member {public_id}."
    tell(text, {"name": name, "member": public_id}, as_json=as_json)


@app.command("list")
def list_(program: Program = "", as_json: Json = False) -> None:
    """List the staff, and what each role may do.

    Example: `setia staff list`
    """
    loaded = _ready(program)
    rows = list(models.Staff.objects.filter(program_id=loaded.id).order_by("name"))
    if as_json:
        print_json(
            [
                {"name": one.name, "role": one.role, "store": one.store, "is_removed": bool(one.revoked_at)}
                for one in rows
            ]
        )
        return
    table = Table(title=f"Staff of {loaded.code}", title_justify="left")
    for heading in ("name", "role", "store"):
        table.add_column(heading)
    for row in rows:
        table.add_row(row.name, row.role if row.revoked_at is None else "nothing any more", row.store or "any")
    out.print(table)
    for role, deeds in MAY.items():
        out.print(f"  [dim]{role}: {', '.join(sorted(deeds))}[/]", soft_wrap=True)


def _ready(program: str) -> LoadedProgram:
    ready()
    staff.lay_tables()
    return load_program(program)


def _print_link(program: LoadedProgram, name: str, expires: str, url: str, *, as_json: bool) -> None:
    lives = read_length(expires, "--expires")
    try:
        secret = staff.link(program, name, lives, actor())
    except StaffFault as fault:
        _fail(fault)
    at = url or next(iter(settings.PUBLIC_URLS), LOCAL)
    link_ = f"{at.rstrip('/')}/sign-in/{secret}"
    if as_json:
        print_json({"name": name, "link": link_, "expires_in_seconds": lives // SECOND})
        return
    err.print(f"This link lets {shown(name)} in once, within {expires}:")
    typer.echo(link_)


def _fail(fault: StaffFault) -> NoReturn:
    fail(_SAID[fault.code].format(**fault.numbers) + ".")

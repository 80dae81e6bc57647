"""`setia erase`: forget a member, after showing what he loses."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer
from django.db import connection
from rich.markup import escape

from setia.cli.actor import actor
from setia.cli.command_options import Json, Member, Program
from setia.cli.refusals import refusal as why_refused
from setia.cli.terminal import BAD_INPUT, FAILED, err, fail, load_program, out, print_json, ready
from setia.cli.units import Units
from setia.engine.refusals import Refusal
from setia.services import erasure_list
from setia.services.batch import Manner
from setia.services.erase_member import Erased, Preview, erase_member, preview
from setia.storage.models import Member as StoredMember
from setia.storage.programs import LoadedProgram
from setia.storage.reading import find_member

List = Annotated[
    Path | None,
    typer.Option(
        "--list",
        help="The file that outlives the database and names the erased; beside a SQLite file without this.",
        envvar="SETIA_ERASURE_LIST",
        show_default=False,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


def erase(
    member: Member, program: Program = "", listed_in: List = None, yes: Yes = False, as_json: Json = False
) -> None:
    """Forget who a member is: name, identifiers, receipt numbers, remarks. What he has not used is lost.

    Shows what will be lost and asks first. The ledger stays as it is, and no longer says about whom.

    Example: `setia erase 718`
    """
    ready()
    loaded = load_program(program)
    found = find_member(loaded, member)
    if found is None:
        fail(f"no member of {loaded.code} has the identifier {member[:60]!r}.")
    path = listed_in or erasure_list.default_path()
    if path is None:
        fail("--list: say which file names the erased; it must not be lost with the database.")
    before = preview(found)
    if before.refusal:
        _refuse(before.refusal, loaded)
    if as_json and not yes:
        print_json({"preview": msgspec.to_builtins(before)})
        return
    if not as_json:
        _show(before, Units(loaded))
    if not yes and not typer.confirm("Erase this member? It cannot be undone", err=True):
        out.print("Nothing was changed.")
        return
    _do(loaded, found, path, as_json=as_json)


def _do(program: LoadedProgram, member: StoredMember, path: Path, *, as_json: bool) -> None:
    try:
        done = erase_member(program, member, Manner(actor=actor(), channel="cli"), path)
    except OSError as fault:
        fail(f"--list: {path} cannot be written: {fault.strerror}; nothing was erased.", code=FAILED)
    if isinstance(done, Refusal):
        _refuse(done, program)
    if as_json:
        print_json(msgspec.to_builtins(done))
    else:
        _tell(done, path)


def _show(before: Preview, units: Units) -> None:
    out.print(f"Erasing [bold]{before.public_id}[/] removes name, identifiers, receipt numbers and remarks.")
    for wallet, lost in before.forfeited.items():
        out.print(f"  [red]{escape(units.amount(lost, wallet))}[/] will be lost.")
    for wallet, debt in before.written_off.items():
        out.print(f"  {escape(units.amount(debt, wallet))} of debt will be written off.")
    for other in before.others:
        out.print(f"  {other} was merged with this member and is erased too.")


def _tell(done: Erased, path: Path) -> None:
    out.print(f"[green]✓[/] {done.public_id} has been erased, and is named in {escape(str(path))}.", soft_wrap=True)
    if not done.wiped:
        why = "somebody is reading the database" if connection.vendor == "sqlite" else "its owner must run VACUUM"
        out.print(f"What was deleted is still on the disk: {why}.")


def _refuse(refusal: Refusal, program: LoadedProgram) -> NoReturn:
    units = Units(program, str(refusal.numbers.get("wallet", "")))
    sentence = why_refused(refusal.code, refusal.numbers, units)
    err.print(f"[bold red]Refused:[/] {escape(sentence)}; nothing was erased.", soft_wrap=True)
    raise typer.Exit(BAD_INPUT)

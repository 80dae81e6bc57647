"""`setia program apply`, `rollback`, and what a second person says: how a program changes at the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.table import Table

from setia.cli import forecasts, wording
from setia.cli.actor import actor
from setia.cli.advice import must_be_mended
from setia.cli.command_options import NUMBER_MAX, Json
from setia.cli.documents import read_or_fail
from setia.cli.terminal import fail, load_program, out, print_json, ready, shown, tell
from setia.cli.when import iso_instant, show_instant
from setia.engine.guard import Chosen
from setia.engine.rules.compiled import Compiled
from setia.services import change_program
from setia.services.apply_program import Applied, CannotApply, UnknownVersion, check_document
from setia.services.change_program import Proposed
from setia.storage import clock, programs
from setia.storage import proposals as stored
from setia.storage.models import ProgramProposal
from setia.storage.programs import LoadedProgram, UnknownProgram

CHANNEL = "cli"

WhichProgram = Annotated[str, typer.Option("--program", help="Which program, where there are several.")]
Number = Annotated[int, typer.Argument(min=1, max=NUMBER_MAX, help="Its number, as `program proposals` has it.")]


def apply(
    file: Annotated[Path, typer.Argument(help="A program document: YAML or JSON.", show_default=False)],
    plan: Annotated[
        Path | None, typer.Option(help="A plan of this document: what `program plan FILE --json` printed.")
    ] = None,
    no_plan: Annotated[
        bool, typer.Option("--no-plan", help="Make no plan now: a server or worker makes the forecast afterwards.")
    ] = False,
    expect: Annotated[
        list[str] | None, typer.Option(help="Units or money that a rule is expected to give in an hour: RULE=UNITS.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Store a program document as the next version; it judges what happens from its `effective_from` on.

    A plan is made, or read, and what it forecasts is kept with the version: a rule that gives far more is stopped until
    somebody has looked. Where the version in force says `two_persons`, a second person has to agree first.

    Example: `setia program apply programs/grocery.yaml`
    """
    ready()
    if plan is not None and no_plan:
        fail("--plan and --no-plan: say one of the two.")
    compiled, text = read_or_fail(file)
    must_be_mended(file, text, compiled)
    before = _before(compiled)
    if before is None:
        if plan is not None or expect:
            fail("--plan, --expect: a first version has nothing before it that a plan could be compared with.")
        _done(_try(file, compiled, text, None), compiled, as_json=as_json)
        return
    try:  # before a plan is made, which takes its time
        check_document(compiled)
        change_program.check(before, compiled, clock.read())
    except CannotApply as reason:
        _refused(str(file), reason)
    chosen = forecasts.chosen(before, compiled, plan, expect or [], unplanned=no_plan)
    changed = _try(file, compiled, text, chosen)
    if _done(changed, compiled, as_json=as_json) and not as_json:
        forecasts.tell(chosen, compiled, unplanned=no_plan)


def rollback(
    number: Annotated[
        int, typer.Argument(min=1, help="The version whose content is to hold again.", show_default=False)
    ],
    program: WhichProgram = "",
    as_json: Json = False,
) -> None:
    """Apply the content of an earlier version as the next one; nothing that was judged meanwhile is judged again.

    Example: `setia program rollback 1`
    """
    ready()
    code = load_program(program).code
    try:
        applied = change_program.undo(code, number, (actor(), CHANNEL))
    except UnknownVersion as unknown:
        fail(f"{code} has {unknown.args[0]} version(s), not {number}.")
    except CannotApply as reason:
        _refused(f"version {number}", reason)
    _done(applied, load_program(code).latest, as_json=as_json)


def proposals(program: WhichProgram = "", as_json: Json = False) -> None:
    """Say which documents wait for a second person.

    Example: `setia program proposals`
    """
    ready()
    loaded = load_program(program)
    found = stored.waiting(loaded.id)
    if as_json:
        print_json({"proposals": [_plain(one) for one in found]})
        return
    table = Table("No.", "Proposed", "By", "What", box=None)
    for one in found:
        what = f"version {one.undoes} again" if one.undoes else "a document"
        table.add_row(str(one.pk), show_instant(one.proposed_at, loaded.latest.zone), shown(one.proposed_by), what)
    out.print(table if found else "Nothing waits for a second person.")


def approve(number: Number, program: WhichProgram = "", as_json: Json = False) -> None:
    """Agree to a document that somebody else has proposed; it is applied now.

    Example: `setia program approve 3`
    """
    ready()
    loaded = load_program(program)
    try:
        applied = change_program.approve(loaded, number, (actor(), CHANNEL))
    except CannotApply as reason:
        _refused(f"proposal {number}", reason)
    _done(applied, load_program(loaded.code).latest, as_json=as_json)


def reject(number: Number, program: WhichProgram = "", as_json: Json = False) -> None:
    """Do not agree to a document that was proposed, or withdraw one's own.

    Example: `setia program reject 3`
    """
    ready()
    try:
        change_program.reject(load_program(program), number, (actor(), CHANNEL))
    except CannotApply as reason:
        _refused(f"proposal {number}", reason)
    tell(f"Proposal {number} will not be applied.", {"proposal": number, "applied": False}, as_json=as_json)


def _before(compiled: Compiled) -> LoadedProgram | None:
    """The program that a document changes; None where it begins one."""
    try:
        return programs.load(compiled.program.id)
    except UnknownProgram:
        return None


def _try(file: Path, compiled: Compiled, text: str, chosen: Chosen | None) -> Applied | Proposed:
    forecast = chosen.forecast if chosen is not None else None
    try:
        return change_program.change(compiled, text, forecast, (actor(), CHANNEL))
    except CannotApply as reason:
        _refused(str(file), reason)


def _refused(what: str, reason: CannotApply) -> NoReturn:
    fail(f"{what}: {wording.cannot_apply(reason.code, reason.numbers)}; nothing was changed.")


def _plain(one: ProgramProposal) -> dict[str, object]:
    undoes = {"undoes": one.undoes} if one.undoes else {}
    return {"proposal": one.pk, "proposed_at": iso_instant(one.proposed_at), "proposed_by": one.proposed_by, **undoes}


def _done(changed: Applied | Proposed, compiled: Compiled, *, as_json: bool) -> bool:
    """Say what has become of it; whether it changes something now or later."""
    if as_json:
        if isinstance(changed, Proposed):
            print_json({"program": changed.program, "changed": False, "proposal": changed.id})
        else:
            start = iso_instant(compiled.effective_from)
            told = {"program": changed.program, "version": changed.number, "changed": changed.changed}
            print_json({**told, "effective_from": start})
        return isinstance(changed, Proposed) or changed.changed
    if isinstance(changed, Proposed):
        out.print(
            f"[green]✓[/] {changed.program}: proposal {changed.id} waits for a second person"
            f" (`setia program approve {changed.id}`); nothing has changed yet.",
            soft_wrap=True,
        )
        return True
    if not changed.changed:
        out.print(f"{changed.program} is already at this version ({changed.number}); nothing was changed.")
        return False
    start = show_instant(compiled.effective_from, compiled.zone)
    out.print(f"[green]✓[/] {changed.program} version {changed.number} applied, in force from {start}.")
    for id_, unit in compiled.units.items():
        if unit.existing_from is not None and changed.number > 1:
            when = show_instant(unit.existing_from, compiled.zone)
            out.print(f"  {id_} of before end as this version says from {when} on", soft_wrap=True)
    return True

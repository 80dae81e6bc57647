"""`setia replay`: take recorded history again."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from setia.cli.terminal import FAILED, count, err, fail, load_program, out, print_json, ready
from setia.replay.verify import Verified
from setia.replay.verify import verify as run
from setia.storage.models import Journal
from setia.storage.programs import LoadedProgram


def replay(
    verify: Annotated[bool, typer.Option("--verify", help="Compare with the ledger as it stands.")] = False,
    program: Annotated[str, typer.Option(help="Which program, where there are several.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Take every member's journal again and compare one hash per account with the ledger.

    Reads only the journal and the program's versions. Exits with 1 if any account differs.

    Example: `setia replay --verify`
    """
    ready()
    if not verify:
        fail("say what to do with the replay.", "`setia replay --verify` compares it with the ledger.")
    verified = _with_bar(load_program(program))
    if as_json:
        print_json(msgspec.to_builtins(verified))
    else:
        for difference in verified.differences:
            out.print(f"  [red]account {difference.account_id}: {difference.why}[/]")
        told = f"{count(verified.commands, 'command')} of {count(verified.accounts, 'account')} taken again"
        if verified.different:
            out.print(f"[bold red]{told}; {count(verified.different, 'account')} differ from the ledger.[/]")
        else:
            out.print(f"[green]✓[/] {told}: every head is the ledger's.")
    if verified.different:
        raise typer.Exit(FAILED)


def _with_bar(program: LoadedProgram) -> Verified:
    with Progress(
        TextColumn("Replaying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=err, transient=True
    ) as bar:
        task = bar.add_task("", total=Journal.objects.count())
        return run(program, lambda done: bar.advance(task, done))

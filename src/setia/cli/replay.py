"""`setia replay`: take recorded history again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from setia.cli.replay_files import bar, retell, write
from setia.cli.terminal import FAILED, count, fail, load_program, out, print_json, ready
from setia.replay.verify import Verified
from setia.replay.verify import verify as run
from setia.storage.models import Journal
from setia.storage.programs import LoadedProgram


def replay(
    verify: Annotated[bool, typer.Option("--verify", help="Compare with the ledger as it stands.")] = False,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Write the journals as Parquet files into this new folder.", show_default=False),
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="Retell the journals of such a folder.", show_default=False)
    ] = None,
    under: Annotated[
        Path | None, typer.Option("--under", help="With --from: the program document under which.", show_default=False)
    ] = None,
    spark: Annotated[
        str, typer.Option("--spark", help="With --from: let Apache Spark do it, local[2] or a cluster's address.")
    ] = "",
    program: Annotated[str, typer.Option(help="Which program, where there are several.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Take every member's journal again and compare one hash per account with the ledger.

    Reads only the journal and the program's versions. Exits with 1 if any account differs.

    Or write the journals as files, and retell such files under any document: on all cores, or by Apache Spark.

    Example: `setia replay --verify`
    """
    if source is None:
        ready()
    if [verify, to is not None, source is not None].count(True) != 1:
        fail("say what to do with the replay.", "`setia replay --verify` compares it with the ledger.")
    if (source is None) != (under is None) or (spark and source is None):
        fail("--from, --under and --spark belong together: `setia replay --from FOLDER --under FILE`.")
    if source is not None and under is not None:
        retell(source, under, spark, as_json=as_json)
        return
    if to is not None:
        write(load_program(program), to)
        return
    _verify(load_program(program), as_json=as_json)


def _verify(program: LoadedProgram, *, as_json: bool) -> None:
    verified = _with_bar(program)
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
    with bar("Replaying", Journal.objects.count()) as advance:
        return run(program, advance)

"""`setia audit`: ask the ledger itself whether everything holds, and whether it is what it was."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from django.db import DatabaseError
from rich.markup import escape

from setia.cli import wording
from setia.cli.terminal import FAILED, count, database_name, err, fail, out, print_json, require_tables
from setia.services import checkpoint as service
from setia.storage.audit.run import Check
from setia.storage.audit.run import audit as run_audit


def audit(
    against: Annotated[
        Path | None, typer.Option(help="Compare with the latest checkpoint of this file.", show_default=False)
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="Do so too, and if all holds append a checkpoint to this file.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Check every invariant of the ledger, its hash chain and its triggers; name the first accounts that break one.

    A checkpoint, kept where nobody who can change the database can change it, also finds what was forged so well that
    the ledger agrees with itself. Exits with 1 if anything does not hold.

    Example: `setia audit --checkpoint /media/safe/setia.checkpoints`
    """
    require_tables()
    files = dict.fromkeys(one for one in (against, checkpoint) if one and (one == against or one.exists()))
    try:
        with err.status("Auditing") as status:
            checks = run_audit(lambda code: status.update(f"Auditing {code}"))
            for file in files:
                status.update(f"Comparing with {file.name}")
                checks.append(_compare(file, "--against" if file == against else "--checkpoint"))
    except DatabaseError as fault:
        fail(f"{database_name()} cannot be used: {fault}", code=FAILED)
    broken = sum(check.count for check in checks)
    written = _write(checkpoint) if checkpoint and not broken else None
    if as_json:
        told = {"clean": not broken, "checks": msgspec.to_builtins(checks)}
        print_json({**told, "checkpoint": msgspec.to_builtins(written)} if checkpoint else told)
    else:
        print_checks(checks)
        if written:
            covered = f"position {written.position:,}, {count(written.accounts, 'account')}"
            out.print(f"[green]✓[/] A checkpoint was appended to {escape(str(checkpoint))}: {covered}.", soft_wrap=True)
        elif checkpoint:
            out.print("[red]No checkpoint was made: it would vouch for what does not hold.[/]")
    if broken:
        raise typer.Exit(FAILED)


def _compare(file: Path, option: str) -> Check:
    try:
        return service.compare(file)
    except service.Unusable as fault:
        fail(f"{option}: {wording.checkpoint_fault(fault.code).format(file=file, line=fault.line)}.")
    except OSError as fault:
        fail(f"{option}: {file} cannot be read: {fault.strerror or fault}.")


def _write(file: Path) -> service.Checkpoint:
    try:
        return service.write(file)
    except OSError as fault:
        fail(f"--checkpoint: {file} cannot be written: {fault.strerror or fault}.", code=FAILED)


def print_checks(checks: list[Check]) -> None:
    """Each invariant with what was found, and the verdict."""
    for check in checks:
        mark = "[red]✗[/]" if check.count else "[green]✓[/]"
        out.print(f"  {mark} [bold]{check.code:<4}[/] {escape(check.name)}")
        for finding in check.findings:
            who = f"account {finding.account_id} ({finding.member or 'no member'})" if finding.account_id else ""
            told = f"{who} {finding.what}: expected {finding.expected}, found {finding.found}"
            out.print(f"         [red]{escape(told.strip())}[/]", soft_wrap=True)
        if check.count > len(check.findings):
            out.print(f"         [red]and {check.count - len(check.findings):,} more[/]")
    if broken := sum(check.count for check in checks):
        out.print(f"[bold red]The ledger is broken in {count(broken, 'place')}.[/]")
    else:
        out.print("[bold green]The ledger is clean.[/]")

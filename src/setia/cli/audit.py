"""`setia audit`: ask the ledger itself whether everything holds."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from rich.markup import escape

from setia.cli.terminal import FAILED, count, err, out, print_json, require_tables
from setia.storage.audit.run import audit as run_audit


def audit(as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False) -> None:
    """Check every invariant of the ledger, its hash chain and its triggers; name the first accounts that break one.

    Exits with 1 if anything does not hold. Example: `setia audit`
    """
    require_tables()
    with err.status("Auditing") as status:
        checks = run_audit(lambda code: status.update(f"Auditing {code}"))
    broken = sum(check.count for check in checks)
    if as_json:
        print_json({"clean": not broken, "checks": msgspec.to_builtins(checks)})
    else:
        for check in checks:
            mark = "[red]✗[/]" if check.count else "[green]✓[/]"
            out.print(f"  {mark} [bold]{check.code:<4}[/] {escape(check.name)}")
            for finding in check.findings:
                who = f"account {finding.account_id} ({finding.member or 'no member'})" if finding.account_id else ""
                told = f"{who} {finding.what}: expected {finding.expected}, found {finding.found}"
                out.print(f"         [red]{escape(told.strip())}[/]", soft_wrap=True)
            if check.count > len(check.findings):
                out.print(f"         [red]and {check.count - len(check.findings):,} more[/]")
        if broken:
            out.print(f"[bold red]The ledger is broken in {count(broken, 'place')}.[/]")
        else:
            out.print("[bold green]The ledger is clean.[/]")
    if broken:
        raise typer.Exit(FAILED)

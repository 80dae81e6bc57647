"""`setia member show`: a member's page that can be read aloud."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from setia.cli.terminal import fail, load_program, out, print_json, ready
from setia.cli.when import clock_note, show_day, show_last_day
from setia.engine.rules.verdict import from_json
from setia.storage import clock
from setia.storage.programs import LoadedProgram
from setia.storage.reading import MemberPage, Movement, find_member, member_page

app = typer.Typer(no_args_is_help=True, help="Look at members.")

SHOWN_LOTS = 6


@app.callback()
def member() -> None:
    """Look at members."""


@app.command()
def show(
    member: Annotated[str, typer.Argument(help="Public id, or any identifier: card, phone, external id.")],
    program: Annotated[str, typer.Option(help="Which program, where there are several.")] = "",
    movements: Annotated[int, typer.Option(min=1, max=1000, help="How many of the last movements.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Show a member's balance, what expires when, and why each movement was what it was.

    Example: `setia member show 900`
    """
    ready()
    loaded = load_program(program)
    found = find_member(loaded, member)
    if found is None:
        fail(f"no member of {loaded.code} has the identifier {member[:60]!r}.")
    page = member_page(found, clock.read(), movements)
    if as_json:
        print_json(msgspec.to_builtins(page))
        return
    _print(page, loaded)


def _print(page: MemberPage, program: LoadedProgram) -> None:
    zone = program.latest.zone
    known_as = ", ".join(f"{kind} {value}" for kind, value in page.identifiers.items())
    out.print(f"[bold]{escape(page.name or known_as or page.public_id)}[/]  [dim]{page.public_id}[/]")
    out.print(f"[dim]Member since {show_day(page.joined_at, zone)}. {clock_note()}[/]\n")
    for wallet_id, wallet in page.wallets.items():
        unit = _unit(program, wallet_id)
        waiting = f", {wallet.pending:,} more to come" if wallet.pending else ""
        out.print(f"  [bold green]{wallet.available:,}[/] {unit} to use{waiting}")
        for expires_at, amount in _expiring(page, wallet_id)[:SHOWN_LOTS]:
            out.print(f"    [dim]{amount:,} usable through {show_last_day(expires_at, zone)}[/]")
    out.print()
    table = Table(title="Last movements", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("day")
    table.add_column("change", justify="right")
    table.add_column("why")
    for movement in page.movements:
        changed = "  ".join(f"{change:+,} {_unit(program, id_)}" for id_, change in movement.changes.items())
        table.add_row(show_day(movement.effective_at, zone), changed or "0", escape(_why(movement, program)))
    out.print(table)


def _unit(program: LoadedProgram, wallet_id: str) -> str:
    wallets = {wallet.id: wallet.unit for wallet in program.latest.program.wallets}
    return wallets.get(wallet_id, {}).get("en", wallet_id)


def _expiring(page: MemberPage, wallet_id: str) -> list[tuple[int | None, int]]:
    """Usable and coming units by the instant they end, soonest first."""
    sums: dict[int | None, int] = {}
    for lot in page.open_lots:
        if lot.wallet == wallet_id and lot.pending + lot.free:
            sums[lot.expires_at] = sums.get(lot.expires_at, 0) + lot.pending + lot.free
    return sorted(sums.items(), key=lambda item: (item[0] is None, item[0] or 0))


def _why(movement: Movement, program: LoadedProgram) -> str:
    if movement.kind == "expire":
        return "expired"
    if movement.kind == "activate":
        return "became usable"
    if movement.net is None:
        return "joined"
    currency, exponent = program.latest.program.currency, program.latest.exponent
    bought = f"bought for {_money(movement.net, exponent)} {currency} (receipt {movement.reference})"
    names = {rule.id: rule.name.get("en", rule.id) for rule in program.latest.program.rules}
    gave = [f"{names.get(v.rule, v.rule)}: {v.gave:,} for {_money(v.value, exponent)}" for v in from_json(movement.why)]
    return "; ".join([bought, *gave])


def _money(minor: int, exponent: int) -> str:
    if not exponent:
        return f"{minor:,}"
    sign, digits = "-" if minor < 0 else "", str(abs(minor)).rjust(exponent + 1, "0")
    return f"{sign}{int(digits[:-exponent]):,}.{digits[-exponent:]}"

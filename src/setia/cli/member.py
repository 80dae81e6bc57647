"""`setia member show`: a member's page that can be read aloud."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from setia.cli import lots, movements, standing, wallets, why
from setia.cli.terminal import fail, load_program, out, print_json, printable, ready, shown
from setia.cli.units import Units
from setia.cli.when import clock_note, show_day
from setia.storage import clock
from setia.storage.programs import LoadedProgram
from setia.storage.reading import MemberPage, find_member, member_page

app = typer.Typer(no_args_is_help=True, help="Look at members.")


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
    """Show what a member has, which level he is at, and why each movement was what it was.

    Example: `setia member show 900`
    """
    ready()
    loaded = load_program(program)
    found = find_member(loaded, member)
    if found is None:
        fail(f"no member of {loaded.code} has the identifier {member[:60]!r}.")
    page = member_page(found, loaded, clock.read(), movements)
    if as_json:
        print_json(msgspec.to_builtins(page))
        return
    _print(page, loaded)


app.command("why")(why.why)


def _print(page: MemberPage, program: LoadedProgram) -> None:
    units = Units(program)
    known_as = ", ".join(f"{kind} {value}" for kind, value in page.identifiers.items())
    out.print(f"[bold]{shown(page.name or known_as or page.public_id)}[/]  [dim]{page.public_id}[/]")
    status = "" if page.status == "open" else f" The account is {page.status}."
    out.print(f"[dim]Member since {show_day(page.joined_at, units.zone)}.{status} {clock_note(units.zone)}[/]\n")
    for wallet_id, wallet in page.wallets.items():
        out.print(f"  [bold green]{shown(wallets.wallet_told(wallet, units, wallet_id))}[/]")
        for line in [
            *lots.told(page.open_lots, wallet_id, units),
            *_holds(page, wallet_id, units),
            *_debt(page, wallet_id, units),
        ]:
            out.print(Padding(Text(printable(line), style="dim"), (0, 0, 0, 4)))
    for line in _standing(page, units):
        out.print(Padding(Text(printable(line)), (0, 0, 0, 2)))
    out.print()
    table = Table(title="Last movements", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("no.", justify="right")
    table.add_column("day", no_wrap=True)
    table.add_column("change", justify="right")
    table.add_column("what happened")
    for movement in page.movements:
        day, words = show_day(movement.effective_at, units.zone), movements.told(movement, units)
        missed = movements.missed(movement, units)
        cell = shown(words) + (f"\n[dim]{shown(missed)}[/]" if missed else "")
        changed = "\n".join(movements.changed_each(movement, units))
        table.add_row(str(movement.seq), day, escape(changed), cell)
    out.print(table)


def _standing(page: MemberPage, units: Units) -> list[str]:
    return [
        *(standing.level(one, units) for one in page.levels),
        *(standing.card(one, units) for one in page.cards),
        *(standing.reward(one, units) for one in page.rewards),
        *standing.badges(page),
    ]


def _holds(page: MemberPage, wallet_id: str, units: Units) -> list[str]:
    lines = []
    for hold in page.open_holds:
        if hold.wallet == wallet_id:
            what = f" for {reference}" if (reference := page.hold_references.get(hold.seq)) else ""
            until = units.instant(hold.ends_at)
            lines.append(f"{units.number(hold.amount, wallet_id)} set aside until {until}{what}: hold {hold.seq}")
    return lines


def _debt(page: MemberPage, wallet_id: str, units: Units) -> list[str]:
    """What is owed and since what; what comes next pays it first."""
    if not page.wallets[wallet_id].debt:
        return []
    causes = [
        f"{show_day(cause.effective_at, units.zone)}, no. {cause.seq}: {movements.told(cause, units)}"
        for cause in page.owed.get(wallet_id, ())
    ]
    owed = units.amount(page.wallets[wallet_id].debt, wallet_id)
    return [f"{owed} are owed; what comes next pays that first. It comes from:", *causes]

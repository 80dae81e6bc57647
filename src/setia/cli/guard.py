"""`setia guard`: rules that gave far more than was forecast, and what becomes of what waits since."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer
from rich.table import Table

from setia.cli.actor import actor
from setia.cli.command_options import NUMBER_MAX, Json, Program
from setia.cli.terminal import count, fail, load_program, out, print_json, ready, shown, tell
from setia.cli.when import show_instant
from setia.engine.guard import PRICE
from setia.services.requests import Manner
from setia.services.settle_guard import GuardFault, How, settle
from setia.storage import guards
from setia.storage.models import GuardTrip
from setia.storage.programs import LoadedProgram

app = typer.Typer(no_args_is_help=True, help="Rules that gave far more than was forecast: list, release, revoke.")

Number = Annotated[int, typer.Argument(min=1, max=NUMBER_MAX, help="Its number, as `setia guard list` has it.")]

_FAULTS = {
    "unknown_guard": "no guard has tripped under number {guard}.",
    "guard_released": "it was released before: what waited is the members' now.",
    "nothing_before": "version {version} was the first one: there is no version before it to judge by.",
}


@app.callback()
def guard() -> None:
    """Rules that gave far more than was forecast: list, release, revoke."""


@app.command("list")
def list_(program: Program = "", as_json: Json = False) -> None:
    """Say which rules gave far more than was forecast, and how much waits.

    Example: `setia guard list`
    """
    ready()
    loaded = load_program(program)
    found = guards.trips(loaded.id)
    waiting = {one.id: guards.count_waiting(loaded.id, (one.version, one.rule)) for one in found}
    if as_json:
        print_json({"guards": [_plain(one, waiting[one.id]) for one in found]})
        return
    table = Table("No.", "Rule", "Since", "Gave in 15 minutes", "Expected", "Orders that wait", "State", box=None)
    for one in found:
        table.add_row(
            str(one.id),
            shown(f"{one.rule} of version {one.version}"),
            show_instant(one.tripped_at, loaded.latest.zone),
            f"{_units(one, one.units, loaded)} {shown(one.wallet)} ({one.awards:,} awards)",
            _units(one, one.expected, loaded),
            f"{waiting[one.id]:,}",
            one.state if not one.settled_by else f"{one.state} by {shown(one.settled_by)}",
        )
    out.print(table if found else "No rule has given far more than was forecast.")


@app.command()
def release(number: Number, program: Program = "", as_json: Json = False) -> None:
    """It was right: what waits becomes the members', and the rule is stopped no more; a price rule holds again.

    Example: `setia guard release 1`
    """
    _settle(number, program, "release", as_json=as_json)


@app.command()
def revoke(number: Number, program: Program = "", as_json: Json = False) -> None:
    """It was wrong: what waits becomes what the version before would have given. Nothing else is taken from anybody.

    What the rule gives goes on waiting until another version is in force: `setia program rollback` sees to that. A
    price rule stays off as long.

    Example: `setia guard revoke 1`
    """
    _settle(number, program, "revoke", as_json=as_json)


def _settle(number: int, program: str, how: How, *, as_json: bool) -> None:
    ready()
    loaded = load_program(program)
    try:
        settled = settle(loaded, number, how, Manner(actor(), "cli"))
    except GuardFault as fault:
        fail(_FAULTS[fault.code].format(**fault.numbers))
    price_rule = _price_rule(guards.one_trip(loaded.id, number), how)
    done = "released" if how == "release" else "judged by the version before"
    plain = {"guard": number, "done": how, "orders": settled.orders, "left": settled.left}
    tell(price_rule or f"{count(settled.orders, 'order')} {done}.", plain, as_json=as_json)
    if settled.left and not as_json:
        out.print(f"{count(settled.left, 'order')} could not be settled now; ask again.")


def _price_rule(one: GuardTrip | None, how: How) -> str:
    """What has become of a price rule, of which nothing waits; empty of any other."""
    if one is None or not one.rule.startswith(PRICE):
        return ""
    is_on = "takes something off again" if how == "release" else "stays off until another version is in force"
    return f"{shown(one.rule)} {is_on}."


def _units(one: GuardTrip, units: int, program: LoadedProgram) -> str:
    """As the program counts them; of a price rule money."""
    money = Decimal(units).scaleb(-program.latest.exponent)
    return f"{money:,} {program.latest.program.currency}" if one.rule.startswith(PRICE) else f"{units:,}"


def _plain(one: GuardTrip, waiting: int) -> dict[str, object]:
    names = "version rule wallet tripped_at awards units expected state settled_by settled_at".split()
    return {"guard": one.id, **{name: getattr(one, name) for name in names}, "waiting": waiting}

"""`setia review`: what waits until somebody has looked at it, and what becomes of it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from setia.cli.actor import actor
from setia.cli.command_options import NUMBER_MAX, Json, Program
from setia.cli.counter import Counter, Named
from setia.cli.terminal import out, print_json, shown
from setia.cli.when import show_instant
from setia.engine.commands import name
from setia.services import review, waiting_returns
from setia.storage.models import Member
from setia.storage.reviews import Aside

app = typer.Typer(no_args_is_help=True, help="What waits until somebody has looked at it: list, approve, reject.")

Number = Annotated[int, typer.Argument(min=1, max=NUMBER_MAX, help="Its number, as `setia review list` has it.")]

REASONS = {
    "too_late": "happened too long ago to be taken by itself",
    "claims_often": "claimed by hand by a member who does so often",
}


@app.callback()
def reviews() -> None:
    """What waits until somebody has looked at it: list, approve, reject."""


@app.command("list")
def list_(program: Program = "", as_json: Json = False) -> None:
    """Say what waits, oldest first, and which returns wait in vain for their purchase.

    Example: `setia review list`
    """
    counter = Counter(program, None, "", "", as_json=as_json)
    waiting = review.waiting(counter.program)
    in_vain = waiting_returns.overdue(counter.program, counter.now)
    if as_json:
        print_json({"reviews": [_plain(one) for one in waiting], "returns": [one.id for one in in_vain]})
        return
    zone = counter.units.zone
    table = Table("No.", "What", "Happened", "Member", "Why it waits", box=None)
    for one in waiting:
        when = show_instant(one.command.event_at, zone)
        words = name(one.command).replace("_", " ")
        table.add_row(str(one.id), words, when, shown(_member(one)), REASONS.get(one.reason, one.reason))
    out.print(table if waiting else "Nothing waits.")
    for late in in_vain:
        why = f"its purchase refused it: {late.code}" if late.code else "its purchase has not come"
        out.print(f"A return received {show_instant(late.received_at, zone)} waits in vain; {shown(why)}.")


@app.command()
def approve(number: Number, program: Program = "", as_json: Json = False) -> None:
    """Let it happen, at the time at which it happened.

    Example: `setia review approve 3`
    """
    counter = Counter(program, None, "", "", as_json=as_json)
    found = next((one for one in review.waiting(counter.program) if one.id == number), None)
    outcome = review.approve(counter.program, number, actor())
    if outcome.refusal is not None:
        counter.refuse(outcome.refusal)
    assert found is not None
    counter.tell(outcome, counter.find(_member(found)) if _member(found) else Named("it", 0))


@app.command()
def reject(number: Number, program: Program = "", as_json: Json = False) -> None:
    """Do not let it happen; that it was asked for stays on record.

    Example: `setia review reject 3`
    """
    counter = Counter(program, None, "", "", as_json=as_json)
    if refusal := review.reject(counter.program, number, actor()):
        counter.refuse(refusal)
    if as_json:
        print_json({"review": number, "state": "rejected"})
    else:
        out.print(f"[green]✓[/] Review {number} was rejected.")


def _member(aside: Aside) -> str:
    if aside.member is not None:
        return aside.member.value
    found = Member.objects.filter(account_id=aside.account_id or 0).first()
    return found.public_id if found is not None else ""


def _plain(aside: Aside) -> dict[str, object]:
    return {
        "review": aside.id,
        "kind": aside.kind,
        "reason": aside.reason,
        "command": name(aside.command),
        "member": _member(aside),
        "event_at": aside.command.event_at,
        "received_at": aside.received_at,
    }

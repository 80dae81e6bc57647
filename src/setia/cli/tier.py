"""`setia tier grant`: put a member on a level by hand, with a reason and an end."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.command_options import Member, at_counter
from setia.cli.counter import Counter
from setia.cli.inputs import read_text
from setia.cli.terminal import fail
from setia.cli.when import read_last_day
from setia.engine.commands import GrantTier
from setia.engine.refusals import Refusal

app = typer.Typer(no_args_is_help=True, help="Levels: grant one by hand.")

NEVER = "never"


@app.callback()
def tiers() -> None:
    """Levels: grant one by hand."""


@app.command()
@at_counter
def grant(
    counter: Counter,
    member: Member,
    tier: Annotated[str, typer.Argument(help="The level's id; SET/LEVEL where several sets have one of this id.")],
    until: Annotated[str, typer.Option(help="The last day of it, such as 2018-12-31, or `never`.")],
    reason: Annotated[str, typer.Option(help="A word that is kept for ever, such as `goodwill`.")],
) -> None:
    """Put a member on a level, up or down, from now on; what he buys meanwhile may lift him further.

    Example: `setia tier grant 718 gold --until 2018-12-31 --reason goodwill`
    """
    who = counter.find(member)
    ends = None if until == NEVER else read_last_day(until, "--until", counter.units.zone)
    if ends is not None and ends <= counter.now:
        fail(f"--until: {until} is over.")
    counter.ask(who, GrantTier(counter.now, *_found(counter, tier), ends, read_text(reason, "--reason")))


def _found(counter: Counter, text: str) -> tuple[str, str]:
    """The tier set and the level that are named; exits where there is none, or where several sets have it."""
    set_id, mark, level = text.rpartition("/")
    sets = [one.id for one in counter.units.document().tiers if any(level == rung.id for rung in one.levels)]
    found = [one for one in sets if not mark or one == set_id]
    if not found:
        counter.refuse(Refusal("unknown_tier", {"tier": text[:40]}))
    if len(found) > 1:
        fail(f"TIER: {text} is a level of several sets.", f"{', '.join(f'{one}/{level}' for one in found)}.")
    return found[0], level

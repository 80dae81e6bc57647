"""`setia member why`: one movement explained rule by rule, so that it can be read aloud."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import typer
from rich.padding import Padding
from rich.text import Text

from setia.cli import command_options as options
from setia.cli import excluded, movements
from setia.cli.terminal import fail, load_program, out, print_json, printable, ready, shown
from setia.cli.units import Units
from setia.cli.verdicts import Explainer, Told
from setia.cli.when import show_day
from setia.engine.purchase import Purchase
from setia.engine.rules.program import Program
from setia.engine.rules.verdict import to_plain
from setia.storage.reading import Explanation, explanation, find_member


def why(
    member: options.Member,
    number: Annotated[int, typer.Argument(min=1, max=options.NUMBER_MAX, help="As `setia member show` has it.")],
    program: options.Program = "",
    as_json: options.Json = False,
) -> None:
    """Explain one movement: rule by rule, what was asked, what there was, what it gave and what cut it.

    Example: `setia member why 718 114`
    """
    ready()
    loaded = load_program(program)
    found = find_member(loaded, member)
    if found is None:
        fail(f"no member of {loaded.code} has the identifier {member[:60]!r}.")
    told = explanation(found.account_id, number)
    if told is None:
        fail(f"NUMBER: {member[:60]} has no movement {number}.", "`setia member show` lists the last ones.")
    if as_json:
        print_json(_plain(told))
    else:
        _print(member, told, Units(loaded))


def _print(member: str, told: Explanation, units: Units) -> None:
    movement = told.movement
    day = show_day(movement.effective_at, units.zone)
    changed = movements.changed(movement, units)
    head = f"No. {movement.seq} of {member}, {day}{changed and f': {changed}'}"
    out.print(f"[bold]{shown(head)}[/]", soft_wrap=True)
    out.print(Padding(Text(printable(movements.subject(movement, units))), (0, 0, 1, 0)))
    if told.why is None and movement.origin is not None:
        out.print(f"It comes from no. {movement.origin.seq}, which explains itself the same way.")
    elif told.why is None:
        out.print("No rule had a say in it.")
    elif not told.why.counted:
        out.print("It gives nothing now: it is not paid for, or all of it has come back.\n")
    elif told.why.over_returned:
        out.print("More came back than was bought; what was too much took nothing back.\n")
    print_excluded(told.purchase, units.document(movement.program_version), units)
    if told.why is not None:
        print_rules(Explainer(units.document(movement.program_version), units).told(told.why, told.before))
    for later in told.followed_by:
        words = ", ".join(part for part in (movements.changed(later, units), movements.told(later, units)) if part)
        out.print(Padding(Text(printable(f"Then no. {later.seq}: {words}.")), (0, 0, 0, 0)))


def print_excluded(purchase: Purchase | None, document: Program, units: Units) -> None:
    """What no rule saw of it."""
    phrases = excluded.told(purchase, document, units) if purchase is not None else []
    for words in phrases:
        out.print(Text(printable(words)))
    if phrases:
        out.print()


def print_rules(rules: list[Told]) -> None:
    """What every rule said, a paragraph each."""
    for rule in rules:
        out.print(Text(printable(rule.name), style="bold green" if rule.holds else "bold"))
        for holds, words in rule.conditions:
            _line(f"{'✓' if holds else '✗'} {words}", "dim" if holds else "")
        for words in rule.gave:
            _line(words, "")
        out.print()


def _line(words: str, style: str) -> None:
    out.print(Padding(Text(printable(words), style=style), (0, 0, 0, 2)))


def _plain(told: Explanation) -> dict[str, Any]:
    """As data: verdicts with every field named."""
    return {
        "movement": msgspec.to_builtins(told.movement),
        "why": to_plain(told.why) if told.why is not None else None,
        "before": to_plain(told.before) if told.before is not None else None,
        "followed_by": msgspec.to_builtins(told.followed_by),
    }

"""`setia purchase preview`: what a basket would give a member now, rule by rule. Nothing is written."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from setia.cli import basket, movements, why
from setia.cli.command_options import Json, Member, Program
from setia.cli.counter import Counter, Named
from setia.cli.terminal import out, print_json, shown
from setia.cli.verdicts import Explainer
from setia.engine.commands import RecordPurchase
from setia.engine.purchase import Purchase
from setia.engine.refusals import Refusal
from setia.engine.rules.verdict import from_json, to_plain
from setia.services.preview import preview as decided
from setia.storage.movements import Movement, unwritten

app = typer.Typer(no_args_is_help=True, help="Purchases: what a basket would give.")


@app.callback()
def purchases() -> None:
    """Purchases: what a basket would give."""


@app.command()
def preview(
    member: Member,
    file: Annotated[str, typer.Argument(help="A basket as JSON; `-` reads standard input.", show_default=False)],
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Say what a basket would give a member now, rule by rule, and what more would need. Nothing is written.

    Example: `echo '{"lines": [{"net": "57.43", "category": "cake"}]}' | setia purchase preview 718 -`
    """
    counter = Counter(program, None, "", "", as_json=as_json)
    who = counter.find(member)
    bought = basket.read(file, counter.units, counter.now)
    decision = decided(counter.program, who.account_id, RecordPurchase(bought))
    if isinstance(decision, Refusal):
        counter.refuse(decision, who)
    transactions = [one for one in decision.transactions if one.seq >= decision.known_as]
    would_be = [unwritten(one, bought, known_as=decision.known_as) for one in transactions]
    if as_json:
        told = next((to_plain(from_json(one.why)) for one in would_be if one.why), None)
        print_json({"awarded": decision.awarded, "why": told, "movements": msgspec.to_builtins(would_be)})
    else:
        _print(counter, who, bought, would_be)


def _print(counter: Counter, who: Named, bought: Purchase, would_be: list[Movement]) -> None:
    first, *later = would_be
    units = counter.units
    changed = movements.changed(first, units).replace("+", "")
    head = f"{who.text} would get {changed or 'no units'}"
    out.print(f"[bold]{shown(head)}[/]\n", soft_wrap=True)
    document = units.document(first.program_version)
    why.print_excluded(bought, document, units)
    explainer = Explainer(document, units, is_preview=True)
    why.print_rules(explainer.told(from_json(first.why)))
    for movement in later:
        parts = movements.changed(movement, units), movements.told(movement, units)
        out.print(shown(f"Then {', '.join(part for part in parts if part)}."), soft_wrap=True)
    out.print("[dim]Nothing was written.[/]")

"""`setia top-up`: money paid into a member's wallet, with what is given on top."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.command_options import Member, at_money
from setia.cli.counter import Counter
from setia.cli.inputs import read_text
from setia.engine.commands import TopUp


@at_money
def top_up(
    counter: Counter,
    member: Member,
    paid: Annotated[str, typer.Argument(help="What was paid in, such as 100 or 12.50; 0 if nothing was.")],
    granted: Annotated[str, typer.Option(help="What is given on top.")] = "0",
    reference: Annotated[str, typer.Option(help="How it was paid: a receipt number.")] = "",
) -> None:
    """Pay money into a member's wallet. What was paid never ends; what is given on top is spent first.

    Example: `setia top-up 718 100 --granted 10 --reference R1041`
    """
    who = counter.find(member)
    amounts = counter.amount(paid, "PAID"), counter.amount(granted, "--granted")
    counter.ask(who, TopUp(counter.now, counter.wallet, *amounts, read_text(reference, "--reference")))

"""`setia adjust`: correct a balance by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.command_options import Amount, Member, at_wallet
from setia.cli.counter import Counter
from setia.cli.inputs import TakesNegativeNumbers, read_text
from setia.engine.commands import Adjust

KIND = TakesNegativeNumbers


@at_wallet
def adjust(
    counter: Counter,
    member: Member,
    amount: Amount,
    reason: Annotated[str, typer.Option(help="A word that is kept for ever, such as `counted_wrong`.")] = "",
    to_debt: Annotated[bool, typer.Option("--to-debt", help="What cannot be taken is owed.")] = False,
) -> None:
    """Give a member units by hand, or take them with an amount below 0. It needs a reason.

    Example: `setia adjust 718 -50 --reason counted_wrong`
    """
    who = counter.find(member)
    units, reason = counter.amount(amount), read_text(reason, "--reason")
    counter.ask(who, Adjust(counter.now, counter.wallet, units, reason, to_debt))

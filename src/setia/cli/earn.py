"""`setia earn`: units for something other than a purchase."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.command_options import Amount, Member, at_wallet
from setia.cli.counter import Counter
from setia.cli.inputs import read_text
from setia.engine.commands import Earn


@at_wallet
def earn(
    counter: Counter,
    member: Member,
    amount: Amount,
    reason: Annotated[str, typer.Option(help="A word that is kept for ever, such as `goodwill`.")] = "",
) -> None:
    """Give a member units for something other than a purchase, with the life that the wallet gives.

    Example: `setia earn 718 50 --reason goodwill`
    """
    who = counter.find(member)
    counter.ask(who, Earn(counter.now, counter.wallet, counter.amount(amount), read_text(reason, "--reason")))

"""`setia redeem` and `setia unredeem`: use units in one step, and give back what was used."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.command_options import NUMBER_MAX, Amount, Member, at_counter, at_wallet
from setia.cli.counter import Counter
from setia.cli.inputs import read_text
from setia.engine.commands import Cause, Redeem, Restore
from setia.services.till import wallet_of


@at_wallet
def redeem(
    counter: Counter,
    member: Member,
    amount: Amount,
    reference: Annotated[str, typer.Option(help="What it pays for: an order or receipt number.")] = "",
) -> None:
    """Use a member's units, soonest ending first.

    Example: `setia redeem 718 60 --reference order-17`
    """
    who = counter.find(member)
    reference = read_text(reference, "--reference")
    counter.ask(who, Redeem(counter.now, counter.wallet, counter.amount(amount), reference))


@at_counter
def unredeem(
    counter: Counter,
    member: Member,
    redemption: Annotated[
        int, typer.Argument(min=1, max=NUMBER_MAX, help="Its number, as `setia member show` has it.")
    ],
    amount: Annotated[str, typer.Option(help="Part of it; all that has not been given back, without this.")] = "",
    cause: Annotated[Cause, typer.Option(help="Whose doing it is: the merchant's never costs the member.")] = "member",
) -> None:
    """Give back what a redemption used, to the lots that it came from.

    Example: `setia unredeem 718 12 --amount 20 --cause merchant`
    """
    who = counter.find(member)
    counter.use_wallet(wallet_of(who.account_id, redemption))
    part = counter.amount(amount, "--amount") if amount else None
    counter.ask(who, Restore(counter.now, redemption, part, cause))

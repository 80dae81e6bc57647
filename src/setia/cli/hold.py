"""`setia hold`, `capture`, `release`, `extend`: units set aside for a while, then used or given back."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.command_options import NUMBER_MAX, Amount, Member, at_counter, at_wallet
from setia.cli.counter import Counter
from setia.cli.inputs import read_length, read_text
from setia.engine.commands import Capture, ExtendHold, PlaceHold, Release
from setia.services.till import wallet_of

Hold = Annotated[int, typer.Argument(min=1, max=NUMBER_MAX, help="The hold's number, as `setia member show` has it.")]
Ttl = Annotated[str, typer.Option(help="How long, such as 90s, 15m, 2h or 7d; at most 7 days in all.")]


@at_wallet
def hold(
    counter: Counter,
    member: Member,
    amount: Amount,
    ttl: Ttl = "15m",
    reference: Annotated[str, typer.Option(help="What it is for: an order or receipt number.")] = "",
) -> None:
    """Set a member's units aside, so that nothing else can use them.

    Example: `setia hold 718 60 --ttl 15m --reference order-17`
    """
    who = counter.find(member)
    reference, microseconds = read_text(reference, "--reference"), read_length(ttl, "--ttl")
    counter.ask(who, PlaceHold(counter.now, counter.wallet, counter.amount(amount), reference, microseconds))


@at_counter
def capture(
    counter: Counter,
    member: Member,
    hold: Hold,
    amount: Annotated[str, typer.Option(help="Part of it, and the rest is given back; all of it without this.")] = "",
) -> None:
    """Use what a hold has set aside.

    Example: `setia capture 718 13 --amount 25`
    """
    who = counter.find(member)
    counter.use_wallet(wallet_of(who.account_id, hold))
    counter.ask(who, Capture(counter.now, hold, counter.amount(amount, "--amount") if amount else None))


@at_counter
def release(counter: Counter, member: Member, hold: Hold) -> None:
    """Give back what a hold has set aside.

    Example: `setia release 718 13`
    """
    who = counter.find(member)
    counter.use_wallet(wallet_of(who.account_id, hold))
    counter.ask(who, Release(counter.now, hold))


@at_counter
def extend(counter: Counter, member: Member, hold: Hold, ttl: Ttl = "15m") -> None:
    """Let a hold last so long from now; it never ends sooner than it would have.

    Example: `setia extend 718 13 --ttl 2h`
    """
    who = counter.find(member)
    counter.use_wallet(wallet_of(who.account_id, hold))
    counter.ask(who, ExtendHold(counter.now, hold, read_length(ttl, "--ttl")))

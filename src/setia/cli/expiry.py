"""`setia expiry`: let nothing end for a while, let it end again, or let it end later."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.command_options import Member, at_counter
from setia.cli.counter import Counter
from setia.cli.inputs import read_text
from setia.cli.terminal import fail
from setia.cli.when import read_last_day
from setia.engine.commands import ExtendLots, PauseExpiry, ResumeExpiry
from setia.engine.rules.wallet_type import OnLeave

app = typer.Typer(no_args_is_help=True, help="When a member's units end: pause, resume, extend.")

Wallet = Annotated[str, typer.Argument(help="Which wallet, where there are several.", show_default=False)]
Reason = Annotated[str, typer.Option(help="A word that is kept for ever, such as `illness`.")]


@app.callback()
def expiry() -> None:
    """When a member's units end: pause, resume, extend."""


@app.command()
@at_counter
def pause(counter: Counter, member: Member, wallet: Wallet = "", reason: Reason = "") -> None:
    """Let nothing in a wallet end until `setia expiry resume`. What has ended already stays so.

    Example: `setia expiry pause 718 points --reason illness`
    """
    counter.choose_wallet(wallet, "WALLET")
    counter.ask(counter.find(member), PauseExpiry(counter.now, counter.wallet, read_text(reason, "--reason")))


@app.command()
@at_counter
def resume(
    counter: Counter,
    member: Member,
    wallet: Wallet = "",
    on_leave: Annotated[
        OnLeave,
        typer.Option(
            help="`restart`: a full life from now. `resume`: the days that were left at the pause. `keep`: no end."
        ),
    ] = "restart",
    reason: Reason = "",
) -> None:
    """Let what is in a paused wallet end again.

    Example: `setia expiry resume 718 points --on-leave resume`
    """
    counter.choose_wallet(wallet, "WALLET")
    command = ResumeExpiry(counter.now, counter.wallet, on_leave, read_text(reason, "--reason"))
    counter.ask(counter.find(member), command)


@app.command()
@at_counter
def extend(
    counter: Counter,
    member: Member,
    wallet: Wallet = "",
    *,
    through: Annotated[str, typer.Option(help="The last day on which it is usable.", show_default=False)],
    reason: Reason = "",
) -> None:
    """Let nothing in a wallet end before a day is over. What ends later stays as it is.

    Example: `setia expiry extend 718 points --through 2018-12-31 --reason goodwill`
    """
    counter.choose_wallet(wallet, "WALLET")
    until = read_last_day(through, "--through", counter.units.zone)
    if until <= counter.now:
        fail(f"--through: {through} is over; what has ended cannot be extended.", "`setia adjust` can give it back.")
    counter.ask(counter.find(member), ExtendLots(counter.now, counter.wallet, until, read_text(reason, "--reason")))

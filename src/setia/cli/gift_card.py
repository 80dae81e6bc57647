"""`setia gift-card`: sell a card, look at it, let it pay, and make what it holds a member's."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from setia.cli import lots, wallets
from setia.cli.command_options import Amount, Json, Member, Program, at_counter, at_money
from setia.cli.counter import THIS_CARD, Counter, Named
from setia.cli.inputs import read_text
from setia.cli.terminal import out, print_json, printable, shown
from setia.cli.when import clock_note
from setia.engine.commands import Redeem, TopUp
from setia.services import gift_cards
from setia.storage.reading import account_as_of

app = typer.Typer(no_args_is_help=True, help="Gift cards: sell, look at, pay with, claim.")

Code = Annotated[
    str,
    typer.Argument(help="The card's code, as people type it; `-` reads it from standard input.", show_default=False),
]
NEW = Named(THIS_CARD, 0)


@app.callback()
def gift_card() -> None:
    """Gift cards: sell, look at, pay with, claim."""


@app.command()
@at_money
def issue(
    counter: Counter,
    paid: Annotated[str, typer.Argument(help="What was paid for it, such as 50 or 12.50; 0 if nothing was.")],
    granted: Annotated[str, typer.Option(help="What is given on top.")] = "0",
    reference: Annotated[str, typer.Option(help="The receipt it was sold on.")] = "",
) -> None:
    """Sell a gift card. Its code is shown here and can never be looked up; asked again with the same --key, within 30
    days, no second card is sold and the code is shown again.

    Example: `setia gift-card issue 50 --granted 5 --reference R1041 --key till-4711`
    """
    amounts = counter.amount(paid, "PAID"), counter.amount(granted, "--granted")
    command = TopUp(counter.now, counter.wallet, *amounts, read_text(reference, "--reference"))
    issued = gift_cards.issue(counter.program, counter.request(NEW, command), counter.manner)
    card = Named(THIS_CARD, issued.account_id)
    counter.tell(issued.outcome, card, code=issued.code or None)
    if counter.as_json:
        return
    again = "again under this key alone" if counter.key else "once and kept nowhere"
    out.print(f"  Its code, shown {again}: [bold]{issued.code}[/]")


@app.command()
def show(code: Code, program: Program = "", as_json: Json = False) -> None:
    """Say what a card holds and what of it ends when.

    Example: `setia gift-card show 7KQ2-M0XA-93TF-E8VD`
    """
    counter = Counter(program, None, "", "", as_json=as_json)
    card = counter.find_card(_typed(code))
    account = account_as_of(card.account_id, counter.now, counter.program)
    open_lots = [lot for _, lot in sorted(account.lots.items()) if lot.is_open()]
    if as_json:
        print_json(msgspec.to_builtins({"status": account.status, "wallets": account.wallets, "open_lots": open_lots}))
        return
    if account.status != "open":
        out.print("This card was claimed by a member, who has what was on it.")
        return
    out.print(f"This card has [bold green]{shown(wallets.told(account.wallets, counter.units))}[/].")
    for id_ in sorted(account.wallets):
        for line in lots.told(open_lots, id_, counter.units):
            out.print(f"    [dim]{shown(line)}[/]")
    if note := clock_note(counter.units.zone):
        out.print(f"[dim]{printable(note)}[/]")


@app.command()
@at_money
def pay(
    counter: Counter,
    code: Code,
    amount: Amount,
    reference: Annotated[str, typer.Option(help="What it pays for: an order or receipt number.")] = "",
) -> None:
    """Pay with a card: what was granted goes first, then what was paid.

    Example: `setia gift-card pay 7KQ2-M0XA-93TF-E8VD 20 --reference order-17`
    """
    card = counter.find_card(_typed(code))
    counter.ask(card, Redeem(counter.now, counter.wallet, counter.amount(amount), read_text(reference, "--reference")))


@app.command()
@at_counter
def claim(counter: Counter, code: Code, member: Member) -> None:
    """Make all that a card holds a member's own; the card is then used up.

    Example: `setia gift-card claim 7KQ2-M0XA-93TF-E8VD 718`
    """
    card, who = counter.find_card(_typed(code)), counter.find(member)
    counter.use_wallet(min(account_as_of(card.account_id, counter.now, counter.program).wallets, default=""))
    counter.ask(card, gift_cards.claim(counter.now), who)


def _typed(code: str) -> str:
    """A code from the arguments, or from standard input, where no other user of the machine sees it."""
    return typer.get_text_stream("stdin").readline() if code == "-" else code

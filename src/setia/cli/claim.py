"""`setia claim`, `setia claim-by-hand`, `setia receipt-token` and `setia move`: whose a purchase is."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.command_options import Json, Member, Program, at_counter
from setia.cli.counter import Counter
from setia.cli.inputs import read_number, read_text
from setia.cli.terminal import fail, out, print_json
from setia.cli.when import read_day, read_last_day
from setia.engine.commands import MoveOut
from setia.engine.money import EXPONENT
from setia.engine.refusals import Refusal
from setia.services import claim_purchase
from setia.services.claim_purchase import Receipt
from setia.services.till import find_purchase

Source = Annotated[str, typer.Option(help="The till system that numbered it.")]
Number = Annotated[str, typer.Argument(metavar="RECEIPT", help="The receipt's number.")]


def claim(
    token: Annotated[str, typer.Argument(help="The token on a guest's receipt.")],
    member: Member,
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Make a guest's purchase a member's, once: it earns what it would have earned when it was made.

    Example: `setia claim 7KQ2M5XA93TFE8VD 718`
    """
    counter = Counter(program, None, "", "", as_json=as_json)
    who = counter.find(member)
    counter.tell(claim_purchase.claim(counter.program, token, who.account_id, counter.manner), who)


@at_counter
def claim_by_hand(  # one option a parameter: this is the command's face
    counter: Counter,
    receipt: Number,
    member: Member,
    store: Annotated[str, typer.Option(help="The store that it names.")],
    day: Annotated[str, typer.Option(help="The day on it, such as 2018-03-01.")],
    total: Annotated[str, typer.Option(help="What it says was paid.")],
) -> None:
    """The same without a token, by what the receipt says. Who does so often waits for `setia review`.

    Example: `setia claim-by-hand R1041 718 --store kl --day 2018-03-01 --total 45.00`
    """
    if counter.key:
        fail("--key: a purchase is claimed once anyway.")
    compiled, who = counter.program.latest, counter.find(member)
    zone = compiled.scene.stores.get(store, compiled.scene.home).zone
    said = Receipt(
        store=read_text(store, "--store"),
        number=read_text(receipt, "RECEIPT"),
        day=(read_day(day, "--day", zone), read_last_day(day, "--day", zone)),
        total=read_number(total, "--total", EXPONENT.get(compiled.program.currency, 2)),
    )
    counter.tell(claim_purchase.claim_by_hand(counter.program, said, who.account_id, counter.manner), who)


def receipt_token(receipt: Number, source: Source = "file", program: Program = "", as_json: Json = False) -> None:
    """Say the token to print on a guest's receipt, by which it can be claimed once.

    Example: `setia receipt-token R1041 --source till`
    """
    counter = Counter(program, None, "", "", as_json=as_json)
    found = claim_purchase.receipt_token(counter.program, read_text(source, "--source"), read_text(receipt, "RECEIPT"))
    if isinstance(found, Refusal):
        counter.refuse(found)
    if as_json:
        print_json({"token": found})
    else:
        out.print(found)


@at_counter
def move(
    counter: Counter,
    receipt: Number,
    to: Annotated[str, typer.Argument(metavar="TO", help="The member who made the purchase.")],
    reason: Annotated[str, typer.Option(help="A word that is kept for ever, such as `wrong_card`.")],
    source: Source = "file",
) -> None:
    """Move a purchase to the member who made it; what the other one has used of it is forgiven.

    Example: `setia move R1041 900 --reason wrong_card --source till`
    """
    found, getter = find_purchase(counter.program, source, receipt), counter.find(to)
    if found is None or not found.public_id:
        counter.refuse(Refusal("unknown_receipt"))
    command = MoveOut(counter.now, found.seq, "", read_text(reason, "--reason"))
    counter.ask(counter.find(found.public_id), command, getter)

"""`setia claim`, `setia receipt-token` and `setia move`: whose a purchase is."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.command_options import Json, Member, Program, at_counter
from setia.cli.counter import Counter
from setia.cli.inputs import read_number, read_text
from setia.cli.terminal import fail, out, print_json
from setia.cli.when import read_day, read_last_day
from setia.engine.money import EXPONENT
from setia.engine.refusals import Refusal
from setia.services.claim_purchase import Receipt, receipt_token
from setia.services.claim_purchase import claim as claim_by_token
from setia.services.claim_purchase import claim_by_hand as by_hand
from setia.services.move_purchase import Move, move_purchase

Source = Annotated[str, typer.Option(help="The till system that numbered it.")]


@at_counter
def claim(
    counter: Counter,
    token: Annotated[str, typer.Argument(help="The token on a guest's receipt.")],
    member: Member,
) -> None:
    """Make a guest's purchase a member's: it earns what it would have earned when it was made.

    Example: `setia claim 7KQ2M5XA93TFE8VD 718`
    """
    who = counter.find(member)
    counter.tell(claim_by_token(counter.program, token, who.account_id, counter.manner), who)


@at_counter
def claim_by_hand(
    counter: Counter,
    receipt: Annotated[str, typer.Argument(help="The receipt's number.")],
    member: Member,
    store: Annotated[str, typer.Option(help="The store that it names.")],
    day: Annotated[str, typer.Option(help="The day on it, such as 2018-03-01.")],
    total: Annotated[str, typer.Option(help="What it says was paid.")],
) -> None:
    """The same without a token, by what the receipt says; often in a month, somebody looks at it first.

    Example: `setia claim-by-hand R1041 718 --store kl --day 2018-03-01 --total 45.00`
    """
    compiled, who = counter.program.latest, counter.find(member)
    place = compiled.scene.stores.get(store, compiled.scene.home)
    said = Receipt(
        read_text(store, "--store"),
        read_text(receipt, "RECEIPT"),
        (read_day(day, "--day", place.zone), read_last_day(day, "--day", place.zone)),
        read_number(total, "--total", EXPONENT.get(compiled.program.currency, 2)),
    )
    counter.tell(by_hand(counter.program, said, who.account_id, counter.manner), who)


def token(
    receipt: Annotated[str, typer.Argument(help="The receipt's number.")],
    source: Source = "file",
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Say the token to print on a guest's receipt, by which it can be claimed once.

    Example: `setia receipt-token R1041 --source till`
    """
    counter = Counter(program, None, "", "", as_json=as_json)
    found = receipt_token(counter.program, read_text(source, "--source"), read_text(receipt, "RECEIPT"))
    if isinstance(found, Refusal):
        counter.refuse(found)
    if as_json:
        print_json({"token": found})
    else:
        out.print(found)


@at_counter
def move(
    counter: Counter,
    receipt: Annotated[str, typer.Argument(help="The receipt's number.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="The member who made the purchase.")],
    reason: Annotated[str, typer.Option(help="A word that is kept for ever, such as `wrong_card`.")],
    source: Source = "file",
) -> None:
    """Move a purchase to the member who made it; the other one keeps what he has used of it.

    Example: `setia move R1041 900 --reason wrong_card --source till`
    """
    if counter.key:
        fail("--key: a purchase is moved once anyway.")
    who = counter.find(to)
    said = Move(source, read_text(receipt, "RECEIPT"), who.account_id, read_text(reason, "--reason"), counter.note)
    outcome = move_purchase(counter.program, said, counter.manner)
    if outcome.refusal:
        counter.refuse(outcome.refusal)
    counter.show_last(who)

"""`setia return` and `setia waive-return`: a purchase came back, in part or whole; or it never will."""

from __future__ import annotations

import secrets
from typing import Annotated

import msgspec
import typer

from setia.cli.command_options import at_counter
from setia.cli.counter import Counter, Named
from setia.cli.inputs import read_number, read_text
from setia.cli.terminal import fail
from setia.engine.commands import Cause, ReleasePending, Return
from setia.engine.ledger.past import Refund
from setia.engine.money import EXPONENT
from setia.engine.purchase import Purchase
from setia.services.batch import apply
from setia.services.stamping import order_key
from setia.services.till import Found, find_purchase

QUANTITY_DECIMALS = 3
NOTHING = Purchase("", 0, "", (), ())


@at_counter
def return_(  # one option a parameter: this is the command's face
    counter: Counter,
    receipt: Annotated[str, typer.Argument(help="The receipt's number.")],
    source: Annotated[str, typer.Option(help="The till system that numbered it.")] = "file",
    line: Annotated[
        list[str] | None, typer.Option(help="NO or NO=QUANTITY of a line that came back; repeat.", show_default=False)
    ] = None,
    amount: Annotated[str, typer.Option(help="Money given back, instead of lines.")] = "",
    cause: Annotated[Cause, typer.Option(help="Whose doing it is: the merchant's never costs the member.")] = "member",
    refund_id: Annotated[str, typer.Option(help="The till's own number of the refund.")] = "",
    wait: Annotated[
        bool, typer.Option("--wait", help="Keep it until the purchase comes, or a guest's is claimed.")
    ] = False,
) -> None:
    """Take back what a purchase earned, for what came back of it: lines, an amount, or without either all of it.

    Example: `setia return R1041 --source till --line 2 --line 3=0.5`
    """
    if line and amount:
        fail("--amount: lines and an amount cannot be returned at once.")
    known = find_purchase(counter.program, source, receipt)
    if wait and (known is None or not known.public_id):
        _keep(counter, (source, receipt), (amount, line), cause, read_text(refund_id, "--refund-id"))
        return
    found = _find(counter, receipt, source)
    id_ = read_text(refund_id, "--refund-id") or (f"key {counter.key}" if counter.key else secrets.token_hex(8))
    purchase = found.purchase
    if amount:
        minor = read_number(amount, "--amount", EXPONENT.get(purchase.currency, 2))
        if minor <= 0:
            fail(f"--amount: {amount!r} is not more than 0.")
        refund = Refund(id_, amount=minor)
    else:
        refund = Refund(id_, tuple(_line(text, purchase) for text in line) if line else _all(purchase))
    who, command = counter.find(found.public_id), Return(counter.now, found.seq, refund, cause)
    if not found.merged_into:
        counter.ask(who, command)
        return
    key = order_key(counter.program.key, source, receipt)
    request = msgspec.structs.replace(counter.request(who, command), account_id=None, order=key)
    counter.tell(apply(counter.program, [request], counter.manner)[0], who, counter.find(found.merged_into))


@at_counter
def waive_return(
    counter: Counter,
    receipt: Annotated[str, typer.Argument(help="The receipt's number.")],
    source: Annotated[str, typer.Option(help="The till system that numbered it.")] = "file",
) -> None:
    """The member gives up the return of a purchase: what it earned becomes usable now, and does not wait any longer.

    Example: `setia waive-return R1041 --source till`
    """
    found = _find(counter, receipt, source)
    counter.ask(counter.find(found.public_id), ReleasePending(counter.now, found.seq))


def _keep(
    counter: Counter, named: tuple[str, str], what: tuple[str, list[str] | None], cause: Cause, refund_id: str
) -> None:
    """Keep a return whose purchase has not come: what came back must be said, for there is nothing to look it up in."""
    amount, lines = what
    if not refund_id:
        fail("--wait: say the refund's number with --refund-id.", "By it the same return is known when it comes again.")
    if amount:
        exponent = EXPONENT.get(counter.program.latest.program.currency, 2)
        refund = Refund(refund_id, amount=read_number(amount, "--amount", exponent))
    elif lines and all("=" in text for text in lines):
        refund = Refund(refund_id, tuple(_line(text, NOTHING) for text in lines))
    else:
        fail("--wait: say what came back: --amount, or --line NO=QUANTITY.")
    nobody = Named("", 0)
    asked = counter.request(nobody, Return(counter.now, 0, refund, cause))
    request = msgspec.structs.replace(asked, account_id=None, order=order_key(counter.program.key, *named))
    counter.tell(apply(counter.program, [request], counter.manner)[0], nobody)


def _find(counter: Counter, receipt: str, source: str) -> Found:
    found = find_purchase(counter.program, source, receipt)
    if found is None:
        fail(f"RECEIPT: there is no purchase {receipt[:60]!r} of source {source[:40]!r}.", "--source names another.")
    if not found.public_id:
        fail(f"RECEIPT: {receipt[:60]!r} belongs to no member, so nothing was earned by it.")
    return found


def _all(purchase: Purchase) -> tuple[tuple[int, int], ...]:
    return tuple((one.no, one.quantity) for one in purchase.lines)


def _line(text: str, purchase: Purchase) -> tuple[int, int]:
    """A line's number and the quantity of it in thousandths; all of the line where none is said."""
    number, mark, quantity = text.partition("=")
    no = read_number(number, "--line", 0)
    if mark:
        thousandths = read_number(quantity, "--line", QUANTITY_DECIMALS)
        if thousandths <= 0:
            fail(f"--line: {text[:40]!r} is not a quantity above 0.")
        return no, thousandths
    return no, next((one.quantity for one in purchase.lines if one.no == no), 0)

"""`setia transfer`, `setia merge` and `setia unmerge`: units, or everything, from one member to another."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli import wallets
from setia.cli.command_options import NUMBER_MAX, Amount, Member, at_counter, at_wallet
from setia.cli.counter import Counter
from setia.cli.inputs import read_text
from setia.cli.terminal import FAILED, fail
from setia.engine.commands import MergeOut, TransferOut, UnmergeOut
from setia.engine.refusals import Refusal
from setia.storage.movements import movements_of_command
from setia.storage.reading import account_as_of


@at_wallet
def transfer(
    counter: Counter,
    from_: Annotated[str, typer.Argument(metavar="FROM", help="The member who gives.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="The member who gets.")],
    amount: Amount,
    reason: Annotated[str, typer.Option(help="A word that is kept for ever, such as `gift`.")] = "",
) -> None:
    """Send a member's units to another member; they keep their dates.

    Example: `setia transfer 718 900 60 --reason gift`
    """
    giver, getter = counter.find(from_), counter.find(to)
    command = TransferOut(counter.now, counter.wallet, counter.amount(amount), "", read_text(reason, "--reason"))
    counter.ask(giver, command, getter)


@at_counter
def merge(
    counter: Counter,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The member who ceases to be one.")],
    into: Annotated[str, typer.Argument(metavar="into", help="The word `into`, so that nobody turns it round.")],
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The member who gets everything.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Make two members one: everything of the first goes to the second, what he owes too.

    Example: `setia merge 718 into 900`
    """
    if into.lower() != "into":
        fail(f"say which into which: {into[:40]!r} is not `into`.", "Example: `setia merge 718 into 900`")
    leaving, staying = counter.find(source), counter.find(target)
    if not yes:
        has = wallets.told(account_as_of(leaving.account_id, counter.now, counter.program).wallets, counter.units)
        question = f"{leaving.text} has {has}. Give it all to {staying.text}, and close {leaving.text}?"
        if not typer.confirm(question, err=True):
            fail("nothing was changed.", code=FAILED)
    counter.ask(leaving, MergeOut(counter.now, ""), staying)


@at_counter
def unmerge(
    counter: Counter,
    member: Member,
    merge: Annotated[
        int, typer.Argument(min=1, max=NUMBER_MAX, help="The merge's number, as `setia member show` has it.")
    ],
) -> None:
    """Undo a merge within 30 days: what is left of what it brought goes back to who was merged away.

    Example: `setia unmerge 900 4`
    """
    who = counter.find(member)
    away = [one.counterpart for one in movements_of_command(who.account_id, merge) if one.seq == merge]
    if not away or not away[0]:
        counter.refuse(Refusal("not_a_merge", {"transaction": merge}))
    counter.ask(who, UnmergeOut(counter.now, merge, ""), counter.find(away[0]))

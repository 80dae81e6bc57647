"""The machine with what only services can be asked for."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from setia.engine import commands as c
from setia.engine.purchase import Line, Purchase, Tender
from tests.model.asks import ASKS, buy
from tests.model.days import DAY, HOUR, MINUTE
from tests.model.machine import LedgerMachine
from tests.model.replies import Asked
from tests.model.world import Dice, pick

MORE = (
    *("repeat", "repeat", "repeat", "restart", "restart", "history", "nobody", "program", "time", "unmerge"),
    *("together", "together", "together"),
    *("release_pending", "release_pending", "unmerge"),  # of these most find nothing that they could be about
)


class ServicesMachine(LedgerMachine):
    """What only services can be asked for: batches, repeats, imports, and members who are not there."""

    codes = (*LedgerMachine.codes, "event_in_future", "purchase_belongs_to_other_member", "unknown_member")
    moves = (*LedgerMachine.moves, *MORE)

    def together(self, dice: Dice) -> None:
        """One batch, of which each command finds what the one before left.

        Nothing is sent to an account that the same batch has merged away: the other account is named by its number,
        not by an identifier, and refused. An un-merge comes last: what the same batch asks of that member after it is
        a story of its own. No batch takes away so many members that fewer than two are left.
        """
        rolls = Random(bytes(dice))
        kinds = [rolls.choice(tuple(ASKS)) for _ in range(2 + dice.a % 5)]
        together: list[tuple[str, Asked]] = []
        last: list[tuple[str, Asked]] = []
        merged: set[str] = set()
        leaving = 0
        for kind, asked in [self.asking(kind, Dice(*rolls.randbytes(3))) for kind in kinds]:
            leaving += kind in ("merge", "close")
            if kind in ("merge", "close") and not self.world.spares(leaving):
                continue
            if kind == "unmerge":
                last = [(kind, asked)]
            elif asked.to not in merged:
                together.append((kind, asked))
            if kind == "merge":
                merged.add(asked.member)
        self.take(together + last)

    def restart(self, _: Dice) -> None:
        """Nothing is lost by it."""
        self.whole = False
        self.running.restart()
        self.counts.count("restart")
        self.look()

    def repeat(self, dice: Dice) -> None:
        """A purchase is sent again: equal, with another content, or for another member.

        Not with another content once the member has been merged away: that is a story of its own.
        """
        before, _ = pick(self.world.receipts[-10:] or [(self.asking("purchase", dice)[1], None)], dice.who)
        merged = before.member in self.world.ledger.members and self.world.ledger.members[before.member].merged
        if dice.a % 4 == 1 and not merged:
            other = Purchase("till", self.world.now, "USD", (Line(no=1, net=7),), (Tender("cash", 7),))
            before = before._replace(command=c.RecordPurchase(other))
        elif dice.a % 4 == 2:
            before = before._replace(member=self.world.member(dice.b))
        self.take([("repeat", before)])

    def nobody(self, dice: Dice) -> None:
        """An event that cannot have happened yet, or a member whom nobody knows."""
        name = self.world.member(dice.who)
        asked = Asked(name, c.Earn(self.world.now + 5 * MINUTE + 1, "points", 5, "goodwill"))
        if dice.a % 3 == 1:
            asked = Asked("Nobody", c.Redeem(self.world.now, "points", 1))
        elif dice.a % 3 == 2:
            asked = Asked(name, c.TransferOut(self.world.now, "points", 1, ""), "Nobody")
        self.take([("nobody", asked)])

    def history(self, dice: Dice) -> None:
        """An import: purchases of the last year in any order, some older than the program.

        For somebody who owes nothing, after a sweep: what an import out of order does with a debt and with what has
        fallen due meanwhile is a story of its own.
        """
        self.sweep(dice)
        name = self.world.member(dice.who)
        if self.world.of(name).debt.total():
            return
        asked: list[tuple[str, Asked]] = []
        for n in range(2 + dice.a % 3):
            one = buy(self.world, Dice(dice.who, (dice.a - n) % 250, dice.b + n))._replace(member=name)
            assert isinstance(one.command, c.RecordPurchase)
            at = self.world.now - pick((HOUR, DAY, 30 * DAY, 200 * DAY, 299 * DAY, 400 * DAY), dice.b + n * dice.a)
            purchase = replace(one.command.purchase, event_at=at)
            asked.append(("history", one._replace(command=c.RecordPurchase(purchase), history=True)))
        self.take(asked)

"""A shop for tests: a program in force, members who buy, and time that passes. In the language of the shop."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path

from setia.engine.calendar import to_instant
from setia.engine.commands import Cause, Command, Earn, Enrol, RecordPurchase, Redeem, Return, UnmergeOut
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Line, Purchase, Tender
from setia.replay.verify import verify
from setia.services.advance import move_clock, sweep
from setia.services.apply_program import apply_program
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.documents import read_program
from setia.storage import clock, loading, programs
from setia.storage.audit.run import Finding, audit
from setia.storage.members import Known
from setia.storage.models import Entry
from setia.storage.programs import LoadedProgram
from setia.storage.reading import MemberPage, find_member, member_page

GROCERY = Path(__file__).with_name("one_rule.yaml")
TILL = Manner(actor="Siti", channel="till", enrol=True)
BACKDATED = Manner(actor="Siti", channel="till", enrol=True, scopes=frozenset({"backdate"}))
HISTORY = Manner(actor="Siti", channel="import", history=True, enrol=True)


def at(text: str) -> int:
    """An instant written as people do: `2017-03-01` or `2017-03-01T10:00` (UTC)."""
    return to_instant(datetime.fromisoformat(text).replace(tzinfo=UTC))


def sale(cents: int, when: int, **fields: object) -> Purchase:
    """A purchase of one line, paid in cash."""
    line = Line(no=1, net=cents, sku="4711")
    purchase = {"source": "till", "event_at": when, "currency": "USD", "lines": (line,), **fields}
    return Purchase(**{"tenders": (Tender("cash", cents),), **purchase})  # type: ignore[arg-type]


_read = cache(read_program)
"""Of the same document once: it takes as long as all else that a shop needs."""


class Shop:
    """One program on the connected database."""

    history = HISTORY

    def __init__(self, document: Path | str = GROCERY) -> None:
        text = document.read_text() if isinstance(document, Path) else document
        read = _read(text)
        apply_program(read, text, "owner")
        self.program: LoadedProgram = programs.load(read.program.id)
        self._receipts = 0
        self._refunds = count(1)

    def buys(self, member: str | None, cents: int, when: str = "", receipt: str = "", manner: Manner = TILL) -> Outcome:
        """A member (None: a guest) buys for so many cents, now or at a time."""
        self._receipts += 1
        purchase = sale(cents, at(when) if when else clock.read())
        request = Request(
            RecordPurchase(purchase),
            Known("external", member) if member else None,
            reference=receipt or f"R{self._receipts}",
        )
        return apply(self.program, [request], manner)[0]

    def buys_all(self, member: str, sales: list[tuple[int, str]]) -> list[Outcome]:
        """Several purchases of a member, each so many cents at its time, reported at once."""
        requests = [
            Request(RecordPurchase(sale(cents, at(when))), Known("external", member), reference=f"B{n}-{when}")
            for n, (cents, when) in enumerate(sales)
        ]
        return apply(self.program, requests, TILL)

    def asks(self, member: str, command: Command, other: str = "") -> Outcome:
        """A member's account is asked for something, by somebody at the till; `other` is a second member."""
        to = self._account(other) if other else None
        request = Request(command, Known("external", member), to_account_id=to)
        return apply(self.program, [request], TILL)[0]

    def joins(self, *names: str) -> None:
        """Members join now."""
        apply(self.program, [Request(Enrol(clock.read()), Known("external", name)) for name in names], TILL)

    def earns(self, member: str, amount: int, wallet: str = "points") -> Outcome:
        """A member earns units for something other than a purchase, now."""
        return self.asks(member, Earn(clock.read(), wallet, amount, "goodwill"))

    def redeems(self, member: str, amount: int, wallet: str = "points") -> Outcome:
        """A member uses units, now."""
        return self.asks(member, Redeem(clock.read(), wallet, amount))

    def returns(self, member: str, bought: Outcome, cents: int = 0, cause: Cause = "member") -> Outcome:
        """Goods of a purchase come back: some cents of it, or all."""
        refund = Refund(f"F{next(self._refunds)}", amount=cents or 10**9)
        return self.asks(member, Return(clock.read(), bought.seq, refund, cause))

    def wallet(self, member: str, wallet: str = "points") -> Wallet:
        """A wallet as of now."""
        return self.page(member).wallets.get(wallet, Wallet())

    def unmerges(self, member: str, source: str, merge: int) -> Outcome:
        """The merge that a member received is undone; `source` is the public id of the one merged away."""
        command = UnmergeOut(clock.read(), merge, "")
        request = Request(command, Known("external", member), to_account_id=self._account(source))
        return apply(self.program, [request], TILL)[0]

    def wallet_of(self, public_id: str, wallet: str = "points") -> Wallet:
        """A wallet of the member with this public id, merged away or not."""
        return self.page(public_id).wallets.get(wallet, Wallet())

    def _account(self, member: str) -> int:
        found = find_member(self.program, member)
        assert found is not None
        return int(found.account_id)

    def lot(self, member: str, no: int) -> Lot:
        """A lot of the member, open or not, as it is stored."""
        return loading.lots_by_number(self._account(member), [no])[no]

    def total(self, source: str, target: str) -> int:
        """Units that ever went from one account to another, of all members."""
        entries = Entry.objects.filter(from_account=source, to_account=target)
        return sum(entries.values_list("amount", flat=True))

    def moves_clock(self, by: int) -> None:
        """Time passes by so many microseconds, and nothing is swept."""
        move_clock(clock.read() + by)

    def sweeps(self) -> int:
        """What has fallen due is booked. Returns how many members it concerned."""
        return sweep(self.program).accounts

    def day_is(self, day: str) -> int:
        """Time passes until that day; what falls due is booked. Returns how many members it concerned."""
        move_clock(at(day))
        return sweep(self.program).accounts

    def page(self, member: str) -> MemberPage:
        """The member's page as of now."""
        found = find_member(self.program, member)
        assert found is not None
        return member_page(found, self.program, clock.read(), 100)

    def points(self, member: str) -> int:
        """What the member can use now."""
        return self.wallet(member).available

    def differences(self) -> int:
        """Accounts whose journal does not give their ledger."""
        return verify(self.program).different

    def findings(self) -> list[Finding]:
        """What the audit finds wrong."""
        return [finding for check in audit() for finding in check.findings]

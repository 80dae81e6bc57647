"""A shop for tests: a program in force, members who buy, and time that passes. In the language of the shop."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from setia.engine.calendar import to_instant
from setia.engine.commands import RecordPurchase
from setia.engine.purchase import Line, Purchase, Tender
from setia.services.advance import move_clock, sweep
from setia.services.apply_program import apply_program
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.documents import read_program
from setia.storage import clock, programs
from setia.storage.audit.run import Finding, audit
from setia.storage.members import Known
from setia.storage.programs import LoadedProgram
from setia.storage.reading import MemberPage, find_member, member_page

GROCERY = Path(__file__).parents[1] / "programs" / "grocery.yaml"
TILL = Manner(actor="Siti", channel="till", enrol=True)
HISTORY = Manner(actor="Siti", channel="import", history=True, enrol=True)


def at(text: str) -> int:
    """An instant written as people do: `2017-03-01` or `2017-03-01T10:00` (UTC)."""
    return to_instant(datetime.fromisoformat(text).replace(tzinfo=UTC))


def sale(cents: int, when: int, **fields: object) -> Purchase:
    """A purchase of one line, paid in cash."""
    line = Line(no=1, net=cents, sku="4711")
    purchase = {"source": "till", "event_at": when, "currency": "USD", "lines": (line,), **fields}
    return Purchase(**{"tenders": (Tender("cash", cents),), **purchase})  # type: ignore[arg-type]


class Shop:
    """One program on the connected database."""

    def __init__(self, document: Path = GROCERY) -> None:
        text = document.read_text()
        apply_program(read_program(text), text, "owner")
        self.program: LoadedProgram = programs.load()
        self._receipts = 0

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

    def day_is(self, day: str) -> int:
        """Time passes until that day; what falls due is booked. Returns how many members it concerned."""
        move_clock(at(day))
        return sweep(self.program).accounts

    def page(self, member: str) -> MemberPage:
        """The member's page as of now."""
        found = find_member(self.program, member)
        assert found is not None
        return member_page(found, clock.read(), 100)

    def points(self, member: str) -> int:
        """What the member can use now."""
        wallet = self.page(member).wallets.get("points")
        return wallet.available if wallet else 0

    def findings(self) -> list[Finding]:
        """What the audit finds wrong."""
        return [finding for check in audit() for finding in check.findings]

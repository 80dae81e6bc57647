"""Record a purchase: judge it by the version in force when it was made, and book what it earns."""

from __future__ import annotations

from setia.engine.commands import ClaimPurchase, MoveIn, RecordPurchase
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.decide.judging import Manner, Order, first_facts, judge
from setia.engine.decide.settling import settle
from setia.engine.ledger.past import Refund
from setia.engine.ledger.state import Account
from setia.engine.orders import over_returned, remaining
from setia.engine.purchase import Purchase, faults
from setia.engine.refusals import Refusal


def record_purchase(account: Account, command: RecordPurchase, setting: Setting) -> Decision | Refusal:
    """Earn what the program gives. A purchase before the program began, or worth nothing, is recorded all the same."""
    return _record(account, command.purchase, (), setting)


def claim_purchase(account: Account, command: ClaimPurchase, setting: Setting) -> Decision | Refusal:
    """A guest's purchase earns for the member what it would have earned at its own time."""
    return _record(account, command.purchase, command.refunds, setting)


def move_in(account: Account, command: MoveIn, setting: Setting) -> Decision | Refusal:
    """A purchase that was booked to another account earns here what it would have earned at its own time."""
    manner = Manner(reason=command.reason, counterpart=command.counterpart)
    return _record(account, command.purchase, command.refunds, setting, manner)


def purchase_fault(account: Account, purchase: Purchase, setting: Setting) -> Refusal | None:
    """Why a purchase cannot be recorded here, or None."""
    if account.status != "open":
        return Refusal("account_closed")
    if not setting.accepted and (refusal := faults(purchase)):
        return refusal
    version = setting.version
    if version is not None and purchase.currency != version.compiled.program.currency:
        expected = version.compiled.program.currency
        return Refusal("currency_mismatch", {"found": purchase.currency, "expected": expected})
    return None


_PLAIN = Manner()


def _record(
    account: Account, purchase: Purchase, refunds: tuple[Refund, ...], setting: Setting, manner: Manner = _PLAIN
) -> Decision | Refusal:
    if refusal := purchase_fault(account, purchase, setting):
        return refusal
    # From here it must succeed.
    book, version = open_book(account, setting), setting.version
    if version is None:
        header = setting.header(counterpart=manner.counterpart, reason=manner.reason)
        return conclude(book, known_as=book.write("record", setting.stamp.effective_at, header).seq)
    facts = first_facts(book, version.compiled, setting, purchase)
    if refunds:
        left, too_much = remaining(purchase, refunds), over_returned(purchase, refunds)
        order = Order(left, facts.frame, version, bought=purchase, over_returned=too_much)
        judged = judge(book, order, setting, manner)
    else:
        judged = judge(book, Order(purchase, facts.frame, version), setting, manner, facts)
    settle(book, setting, (judged.order, facts.frame.effective_at))
    return conclude(book, judged.changes, known_as=judged.order)

"""Return: part or all of a purchase came back; take back what it earned, as far as the program's policy goes.

The amount is a difference of states: what the purchase has earned less what its remainder would have (ledger 4.11);
where it is taken from is ledger 4.8.
"""

from __future__ import annotations

from setia.engine.commands import Return
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.decide.judging import Manner, judge, order_of
from setia.engine.decide.settling import settle
from setia.engine.ledger.past import Past, Refund
from setia.engine.ledger.state import Account
from setia.engine.orders import latest
from setia.engine.refusals import Refusal


def return_purchase(account: Account, command: Return, setting: Setting) -> Decision | Refusal:
    """Take back the difference; the merchant's fault is never charged to the member."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    past = account.past.get(command.purchase)
    if (refusal := refund_fault(past, command.purchase, command.refund)) is not None:
        return refusal
    assert past is not None
    if is_known(past, command.refund):
        return Decision(account, (), {})
    # From here it must succeed.
    book = open_book(account, setting)
    order = order_of(past, setting, (*past.refunds, command.refund))
    if order is None or not past.judgements:  # it has never given anything, and a return gives nothing
        book.write("record", setting.stamp.effective_at, setting.header(origin_seq=past.seq))
        return conclude(book)
    judged = judge(book, order, setting, Manner(may_grow=False, cause=command.cause, reason=command.cause))
    settle(book, setting, (past.seq, order.frame.effective_at), lifts=False)
    return conclude(book, judged.changes, known_as=judged.seq)


def refund_fault(past: Past | None, purchase: int, refund: Refund) -> Refusal | None:
    """Why nothing can be returned of a transaction, or not this, or None."""
    if past is None:
        return Refusal("unknown_transaction", {"transaction": purchase})
    if past.purchase is None:
        return Refusal("not_a_purchase", {"transaction": purchase})
    if past.moved_away:
        return Refusal("purchase_belongs_to_other_member")
    known = {line.no for line in past.purchase.lines}
    for no, _ in refund.lines:
        if no not in known:
            return Refusal("unknown_line", {"line": no})
    before = latest(past.refunds).get(refund.id)
    if before is not None and refund.version == before.version and refund != before:
        return Refusal("natural_key_conflict", {"version": before.version, "amount": before.amount})
    return None


def is_known(past: Past, refund: Refund) -> bool:
    """Whether this refund, or newer news of it, is on record."""
    before = latest(past.refunds).get(refund.id)
    return before is not None and refund.version <= before.version

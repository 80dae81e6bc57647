"""Edit a purchase: a newer version of it came; what is posted is the difference (ledger 4.10h, 4.11)."""

from __future__ import annotations

import msgspec

from setia.engine.commands import EditPurchase
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.decide.judging import Manner, first_frame, judge, order_of
from setia.engine.decide.record_purchase import purchase_fault
from setia.engine.decide.settling import settle
from setia.engine.ledger.state import Account
from setia.engine.purchase import conflict
from setia.engine.refusals import Refusal


def edit_purchase(account: Account, command: EditPurchase, setting: Setting) -> Decision | Refusal:
    """A newer version replaces what is on record; an older one changes nothing; the same one again neither."""
    purchase = command.purchase
    past = account.past.get(command.order)
    if past is None or past.purchase is None:
        return Refusal("unknown_transaction", {"transaction": command.order})
    if purchase == past.purchase or purchase.version < past.purchase.version:
        return Decision(account, (), {})
    if past.moved_away:
        return Refusal("purchase_belongs_to_other_member")
    if purchase.version == past.purchase.version or purchase.currency != past.purchase.currency:
        return conflict(past.purchase)
    if refusal := purchase_fault(account, purchase, setting):
        return refusal
    # From here it must succeed.
    book = open_book(account, setting)
    order = order_of(past, setting, past.refunds, purchase)
    if order is None:
        book.write("record", setting.stamp.effective_at, setting.header(origin_seq=past.seq))
        return conclude(book)
    if not past.judgements or not order.current.frame.effective_at:
        frame = first_frame(book, order.version.compiled, setting, purchase)
        order = msgspec.structs.replace(order, frame=frame, granted=None)
    judged = judge(book, order, setting, Manner(cause=command.cause, reason=command.cause))
    settle(book, setting, (past.seq, order.frame.effective_at))
    return conclude(book, judged.changes, known_as=judged.seq)

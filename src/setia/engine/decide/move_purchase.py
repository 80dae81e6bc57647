"""Move a purchase to the right member: taken back here as if it had never been, without debt (ledger 4.11a)."""

from __future__ import annotations

import msgspec

from setia.engine.calendar import DAY
from setia.engine.commands import MoveOut
from setia.engine.decide.decision import Decision, Parcel, Setting, conclude, open_book
from setia.engine.decide.judging import Manner, judge, order_of
from setia.engine.decide.settling import settle
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.engine.rules.verdict import Why, to_json

MOVE_WITHIN = 60 * DAY


def move_out(account: Account, command: MoveOut, setting: Setting) -> Decision | Refusal:
    """He to whom it was booked did nothing wrong: what he has used of it is forgiven."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    past = account.past.get(command.order)
    if past is None:
        return Refusal("unknown_transaction", {"transaction": command.order})
    if past.purchase is None:
        return Refusal("not_a_purchase", {"transaction": command.order})
    if past.moved_away:
        return Refusal("purchase_belongs_to_other_member")
    if setting.stamp.recorded_at - past.recorded_at > MOVE_WITHIN:
        return Refusal("too_late", {"days": MOVE_WITHIN // DAY})
    # From here it must succeed.
    book = open_book(account, setting)
    order = order_of(past, setting, past.refunds)
    parcel = Parcel(order=past)
    if order is None or not past.judgements:
        header = setting.header(origin_seq=past.seq, counterpart=command.counterpart, reason=command.reason)
        book.write("record", setting.stamp.effective_at, header)
        book.tell(to_json(Why()))  # it gave nothing; that it went is what it says
        return conclude(book, parcel=parcel)
    manner = Manner(may_grow=False, cause="member", reason=command.reason, policy="within_balance", gone=True)
    judged = judge(book, order, setting, msgspec.structs.replace(manner, counterpart=command.counterpart))
    settle(book, setting, (past.seq, order.frame.effective_at), lifts=False)
    return conclude(book, judged.changes, parcel, known_as=judged.seq)

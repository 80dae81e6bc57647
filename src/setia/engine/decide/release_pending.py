"""Release pending units: whoever gives up the return need not wait for what the order earned (ledger 4.2)."""

from __future__ import annotations

from setia.engine.commands import ReleasePending
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.decide.settling import convert
from setia.engine.ledger.lots import in_order_of_consumption
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def release_pending(account: Account, command: ReleasePending, setting: Setting) -> Decision | Refusal:
    """What waits of the order becomes usable now, with the ends that it has; where nothing waits, nothing is written.

    Goods that come back all the same are judged as ever: what was released is then taken from what is there.
    """
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    past = account.past.get(command.order)
    if past is None:
        return Refusal("unknown_transaction", {"transaction": command.order})
    # From here it must succeed.
    book = open_book(account, setting)
    waiting = [lot for no in past.lots() if (lot := book.lots[no]).pending and not lot.waits_for_check]
    released: dict[str, int] = {}
    for lot in in_order_of_consumption(waiting):
        released[lot.wallet] = released.get(lot.wallet, 0) + lot.pending
        book.credit(lot.no, "pending", lot.pending)
    if not waiting:  # as of a return that is told twice: what is due besides is booked by whoever does something
        return Decision(account, (), {})
    done = book.write("activate", setting.stamp.effective_at, setting.header(origin_seq=past.seq))
    convert(book, setting)
    return conclude(book, released, known_as=done.seq)

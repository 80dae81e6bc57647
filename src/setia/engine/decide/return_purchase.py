"""Return: part or all of a purchase came back; take back what it earned, as far as the program's policy goes.

The amount is a difference of states: what the purchase has earned less what its remainder would have (ledger 4.11);
where it is taken from is ledger 4.8.
"""

from __future__ import annotations

from msgspec import Struct

from setia.engine.calendar import DAY
from setia.engine.commands import Return
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.ledger.book import Book
from setia.engine.ledger.consume import take
from setia.engine.ledger.past import Past
from setia.engine.ledger.state import Account
from setia.engine.orders import remaining
from setia.engine.purchase import Purchase
from setia.engine.refusals import Refusal
from setia.engine.rules.compiled import Unit
from setia.engine.rules.evaluate import evaluate
from setia.engine.rules.facts import Facts
from setia.engine.rules.versions import Version

DEBT_WINDOW = 180 * DAY
"""What was earned in this long before a return bounds the debt that it may leave, where the program sets no limit."""


def debt_window(effective_at: int) -> int:
    """The first instant whose lots count."""
    return effective_at - DEBT_WINDOW


class _Shortfall(Struct):
    """What could not be taken from the lots of the purchase itself, by what becomes of it."""

    others: int = 0
    debt: int = 0
    forgiven: int = 0


def return_purchase(account: Account, command: Return, setting: Setting) -> Decision | Refusal:
    """Take back the difference; the merchant's fault is never charged to the member."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    past = account.past.get(command.purchase)
    if past is None:
        return Refusal("unknown_transaction", {"transaction": command.purchase})
    if past.purchase is None:
        return Refusal("not_a_purchase", {"transaction": command.purchase})
    known = {line.no for line in past.purchase.lines}
    for no, _ in command.refund.lines:
        if no not in known:
            return Refusal("unknown_line", {"line": no})
    told_before = next((refund for refund in past.refunds if refund.id == command.refund.id), None)
    if told_before is not None:
        return Refusal("natural_key_conflict") if told_before != command.refund else Decision(account, (), {})
    # From here it must succeed.
    book = open_book(account, setting)
    version = _version(past, setting)
    due = _due(past, command, version) if version else {}
    taken: dict[str, int] = {}
    for wallet, amount in due.items():
        if version and amount:
            taken[wallet] = -_reverse(book, _Reversal(past, version.compiled.units[wallet], amount, command), setting)
    if not any(taken.values()):
        book.write("record", setting.stamp.effective_at, setting.header(closes=True, origin_seq=past.seq))
    return conclude(book, taken)


class _Reversal(Struct, frozen=True):
    past: Past
    unit: Unit
    amount: int
    command: Return


def _version(past: Past, setting: Setting) -> Version | None:
    return next((v for v in setting.versions.applied if v.number == past.program_version), None)


def _due(past: Past, command: Return, version: Version) -> dict[str, int]:
    """What must be taken back by wallet: earned, less what the remainder earns, less what was taken back before."""
    assert past.purchase is not None
    left = remaining(past.purchase, (*past.refunds, command.refund))
    entitled = _entitled(left, past, version)
    due: dict[str, int] = {}
    for wallet, earned in _entitled(past.purchase, past, version).items():
        kept = min(entitled.get(wallet, 0), earned)
        due[wallet] = max(earned - kept - _taken_back(past, wallet), 0)
    return due


def _entitled(purchase: Purchase, past: Past, version: Version) -> dict[str, int]:
    sums: dict[str, int] = {}
    for verdict in evaluate(version.compiled, Facts(purchase, past.effective_at)):
        sums[verdict.wallet] = sums.get(verdict.wallet, 0) + verdict.gave
    return sums


def _taken_back(past: Past, wallet: str) -> int:
    """Reversed and forgiven so far: what came back to `issued` in this purchase's name."""
    return sum(entry.amount for _, entry in past.since if entry.wallet == wallet and entry.target == "issued")


def _reverse(book: Book, reversal: _Reversal, setting: Setting) -> int:
    """Take an amount in the order of ledger 4.8. Returns how much of it the member lost or owes."""
    unit, left = reversal.unit, reversal.amount
    issued = [entry.lot for entry in reversal.past.entries if entry.wallet == unit.id and entry.source == "issued"]
    own = list(dict.fromkeys(issued))  # a lot that repaid debt was issued in two entries
    left -= _from_own(book, own, "pending", left)
    if unit.return_policy != "only_pending":
        left -= _from_own(book, own, "available", left)
    expired = _expired_of(book, own, left)
    short = _cover(book, reversal, left - sum(amount for _, amount in expired), setting)
    taken = sum(amount for _, amount in take(book, unit.id, short.others, "issued"))
    if short.debt:
        book.move_without_lot(unit.id, "debt", "issued", short.debt)
    own_taken = reversal.amount - left
    header = {"origin_seq": reversal.past.seq, "reason": reversal.command.cause}
    if own_taken or taken or short.debt:
        book.write("reverse_earn", setting.stamp.effective_at, setting.header(**header))
    for lot_no, amount in expired:
        book.move(lot_no, "expired", "issued", amount)
    if expired:
        book.write("breakage_correction", setting.stamp.effective_at, setting.header(**header))
    if short.forgiven:
        book.move_without_lot(unit.id, "adjusted", "issued", short.forgiven)
        book.write("forgive", setting.stamp.effective_at, setting.header(**header))
    return own_taken + taken + short.debt


def _from_own(book: Book, lots: list[int], bucket: str, left: int) -> int:
    taken = 0
    for no in lots:
        lot = book.lots[no]
        part = min(left - taken, lot.pending if bucket == "pending" else lot.free)
        if part:
            book.move(no, "pending" if bucket == "pending" else "available", "issued", part)
            taken += part
    return taken


def _expired_of(book: Book, lots: list[int], left: int) -> list[tuple[int, int]]:
    """Units of its lots that had expired already: taking them back costs the member nothing."""
    found: list[tuple[int, int]] = []
    for no in lots:
        part = min(left, book.lots[no].expired)
        if part:
            found.append((no, part))
            left -= part
    return found


def _cover(book: Book, reversal: _Reversal, left: int, setting: Setting) -> _Shortfall:
    """What becomes of units that the purchase's own lots no longer have, by policy and cause."""
    unit, short = reversal.unit, _Shortfall()
    if not left:
        return short
    if reversal.command.cause == "merchant" or unit.return_policy == "only_pending":
        return _Shortfall(forgiven=left)
    free = sum(lot.free for lot in book.lots.values() if lot.wallet == unit.id and lot.funding == "granted")
    short.others = min(left, free)
    left -= short.others
    if unit.return_policy == "debt":
        short.debt = min(left, _room_for_debt(book, unit, setting))
        left -= short.debt
    short.forgiven = left
    return short


def _room_for_debt(book: Book, unit: Unit, setting: Setting) -> int:
    if unit.debt_limit is not None:
        limit = unit.debt_limit
    else:
        since = debt_window(setting.stamp.effective_at)
        limit = sum(lot.amount for lot in book.lots.values() if lot.wallet == unit.id and lot.earned_at >= since)
    return max(limit - book.wallet(unit.id).debt, 0)

"""Record a purchase: judge it by the version in force when it was made, and book what it earns."""

from __future__ import annotations

from setia.engine.commands import RecordPurchase
from setia.engine.decide.decision import Decision, Setting, conclude, open_book
from setia.engine.ledger.accounts import Account
from setia.engine.ledger.book import Book
from setia.engine.ledger.lots import Lot
from setia.engine.purchase import faults
from setia.engine.refusals import Refusal
from setia.engine.rules.evaluate import evaluate
from setia.engine.rules.facts import Facts
from setia.engine.rules.verdict import to_json
from setia.engine.rules.versions import Version


def record_purchase(account: Account, command: RecordPurchase, setting: Setting) -> Decision | Refusal:
    """Earn what the program gives. A purchase before the program began, or worth nothing, is recorded all the same."""
    purchase = command.purchase
    if account.status != "open":
        return Refusal("account_closed")
    if refusal := faults(purchase):
        return refusal
    effective_at = setting.stamp.effective_at
    version = setting.versions.in_force(effective_at, setting.stamp.recorded_at)
    if version is not None and purchase.currency != version.compiled.program.currency:
        expected = version.compiled.program.currency
        return Refusal("currency_mismatch", {"found": purchase.currency, "expected": expected})
    # From here it must succeed.
    book = open_book(account, setting)
    if version is None:
        book.write("record", effective_at, 0, closes=True)
        return conclude(book)
    verdicts = evaluate(version.compiled, Facts(purchase, effective_at))
    awarded: dict[str, int] = {}
    for verdict in verdicts:
        if verdict.gave:
            awarded[verdict.wallet] = awarded.get(verdict.wallet, 0) + verdict.gave
    for wallet, amount in awarded.items():
        _earn(book, wallet, amount, effective_at, version)
    why = to_json(verdicts) if verdicts else ""
    book.write("earn" if awarded else "record", effective_at, version.number, why=why, closes=True)
    return conclude(book, awarded)


def _earn(book: Book, wallet: str, amount: int, earned_at: int, version: Version) -> None:
    compiled = version.compiled
    active_at, expires_at = compiled.units[wallet].dates(earned_at, compiled.zone)
    lot_no = book.open_lot(
        Lot(
            no=0,
            wallet=wallet,
            origin_seq=0,
            earned_at=earned_at,
            active_at=active_at,
            expires_at=expires_at,
            amount=0,
            program_version=version.number,
        )
    )
    book.move(lot_no, "issued", "available" if active_at <= earned_at else "pending", amount)

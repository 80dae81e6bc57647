"""Record a purchase: judge it by the version in force when it was made, and book what it earns."""

from __future__ import annotations

from setia.engine.commands import RecordPurchase
from setia.engine.decide.decision import Decision, Setting, conclude, new_lot, open_book, open_for_activity
from setia.engine.decide.earn import fill
from setia.engine.ledger.state import Account
from setia.engine.purchase import faults
from setia.engine.refusals import Refusal
from setia.engine.rules.evaluate import evaluate
from setia.engine.rules.facts import Facts
from setia.engine.rules.verdict import to_json


def record_purchase(account: Account, command: RecordPurchase, setting: Setting) -> Decision | Refusal:
    """Earn what the program gives. A purchase before the program began, or worth nothing, is recorded all the same."""
    purchase = command.purchase
    if account.status != "open":
        return Refusal("account_closed")
    if refusal := faults(purchase):
        return refusal
    effective_at = setting.stamp.effective_at
    version = setting.version
    if version is not None and purchase.currency != version.compiled.program.currency:
        expected = version.compiled.program.currency
        return Refusal("currency_mismatch", {"found": purchase.currency, "expected": expected})
    # From here it must succeed.
    if version is None:
        book = open_book(account, setting)
        book.write("record", effective_at, setting.header(closes=True))
        return conclude(book)
    verdicts = evaluate(version.compiled, Facts(purchase, effective_at))
    awarded: dict[str, int] = {}
    for verdict in verdicts:
        if verdict.gave:
            awarded[verdict.wallet] = awarded.get(verdict.wallet, 0) + verdict.gave
    if awarded:
        book, idle_from = open_for_activity(account, setting, "earn")
    else:
        book, idle_from = open_book(account, setting), None
    for wallet, amount in awarded.items():
        unit = version.compiled.units[wallet]
        fill(book, new_lot(version.compiled, unit, effective_at, setting), amount, setting)
    header = setting.header(why=to_json(verdicts) if verdicts else "", idle_from=idle_from, closes=True)
    book.write("earn" if awarded else "record", effective_at, header)
    return conclude(book, awarded)

"""The first rungs of every ladder of refusals, in order of precedence."""

from __future__ import annotations

from setia.engine.codes import is_reason
from setia.engine.commands import Command
from setia.engine.decide.decision import Setting, unit_of
from setia.engine.ledger.accounts import AMOUNT_MAX
from setia.engine.ledger.book import Book
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal


def reason_code(command: Command) -> Refusal | None:
    """Whether the command's reason, if it has one, is a code: what people write goes where it can be erased."""
    reason: str = getattr(command, "reason", "")
    return None if not reason.strip() or is_reason(reason) else Refusal("not_a_code", {"field": "reason"})


def account_and_amount(account: Account, setting: Setting, wallet: str, amount: int) -> Refusal | None:
    """Whether the account is open, the wallet known, and the amount one that can be booked."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    if unit_of(setting, wallet) is None:
        return Refusal("unknown_wallet", {"wallet": wallet})
    if not 0 < amount <= AMOUNT_MAX:
        return Refusal("amount_out_of_range", {"wallet": wallet, "amount": amount, "max": AMOUNT_MAX})
    return None


def spendable(book: Book, wallet: str, amount: int) -> Refusal | None:
    """Whether units of a wallet may leave it: nothing owed in it, and enough of it usable (ledger 4.8)."""
    now = book.wallet(wallet)
    if now.debt:
        return Refusal("debt_blocks", {"wallet": wallet, "debt": now.debt})
    if now.available < amount:
        return Refusal("insufficient", {"wallet": wallet, "available": now.available, "asked": amount})
    return None

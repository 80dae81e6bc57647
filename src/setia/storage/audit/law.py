"""The law as an invariant: every account's journal, folded again, gives its head, wallets, lots and holds (I5)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from setia.engine.fold import Broken, Fold
from setia.engine.ledger.accounts import Wallet
from setia.engine.rules.faults import Unusable
from setia.storage import besides, loading, programs
from setia.storage.besides import Spent
from setia.storage.journals import AccountJournal, journals
from setia.storage.models import Program


class Difference(Struct, frozen=True):
    """Where an account is not what its journal makes of it."""

    account_id: int | None
    """None where the program itself cannot be read, and so nobody's journal can be judged."""
    what: str


def differences() -> Iterator[Difference]:
    """The first difference of every account that has one, program by program."""
    for code in Program.objects.order_by("pk").values_list("code", flat=True):
        try:
            program = programs.load(code)
        except (Unusable, msgspec.DecodeError):
            yield Difference(None, f"program {code}: unreadable")
            continue
        spent = Spent({}, {})
        try:
            for journal in journals(program.id):
                if what := _difference(journal, Fold(journal.account_key, program.versions), spent):
                    yield Difference(journal.account_id, what)
            if spent != besides.spent(program.id):
                yield Difference(None, f"program {code}: budgets or stock")
        except UnicodeDecodeError:  # the chain says whose; nobody after him can be judged
            yield Difference(None, f"program {code}: a journal of no characters")


def _difference(journal: AccountJournal, fold: Fold, spent: Spent) -> str:
    """What of an account is not as its journal makes it; what the account took from everybody's is added up."""
    if not journal.readable:
        return "journal: unreadable"
    try:
        for one in journal.commands:
            decision = fold.take(one.command, one.stamp, one.given)
            spent.add(decision.budgets, decision.stock)
            if decision.known_as != one.known_as:
                return f"journal {fold.account.seq}: known_as"
    except Broken as refused:
        return f"journal: {refused}"
    try:
        stored = loading.read_heads([journal.account_id])[journal.account_id]
    except msgspec.DecodeError:
        return "progress"
    for name in ("head", "seq", "lot_count", "recorded_at", "status"):
        if getattr(stored, name) != getattr(fold.account, name):
            return name
    if _held(stored.wallets) != _held(fold.account.wallets):
        return "wallets"
    if stored.progress != fold.account.progress:
        return "progress"
    if besides.all_counters(journal.account_id) != fold.counters:
        return "counters"
    if besides.all_rewards(journal.account_id) != fold.rewards or not besides.codes_agree(journal.account_id):
        return "rewards"
    if loading.all_lots(journal.account_id) != fold.lots:
        return "lots"
    return "holds" if loading.all_holds(journal.account_id) != fold.holds else ""


def _held(wallets: dict[str, Wallet]) -> dict[str, Wallet]:
    return {id_: wallet for id_, wallet in wallets.items() if wallet != Wallet()}

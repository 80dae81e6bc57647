"""The law as an invariant: every account's journal, folded again, gives its head, wallets, lots and holds (I5).

The same fold knows every change of a tier: the timeline that is stored must be that one (I14).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from setia.engine.decide import Decision
from setia.engine.fold import Broken, Fold
from setia.engine.ledger import changes
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.state import Account
from setia.engine.ledger.tier_status import TierChange
from setia.engine.rules.faults import Unusable
from setia.storage import besides, loading, programs
from setia.storage.besides import Spent
from setia.storage.journals import AccountJournal, journals
from setia.storage.models import Program
from setia.storage.streaming import fetch

Timeline = list[tuple[int, int, TierChange]]
"""Every change of a tier: its transaction, its instant, and what it says."""


class Difference(Struct, frozen=True):
    """Where an account is not what its journal makes of it."""

    account_id: int | None
    """None where the program itself cannot be read, and so nobody's journal can be judged."""
    what: str
    code: str = "I5"
    """I14 where it is a tier that differs."""


def differences() -> Iterator[Difference]:
    """The first difference of every account that has one, and of its tiers the first too, program by program."""
    for code in Program.objects.order_by("pk").values_list("code", flat=True):
        try:
            program = programs.load(code)
        except (Unusable, msgspec.DecodeError):
            yield Difference(None, f"program {code}: unreadable")
            continue
        spent = Spent({}, {})
        try:
            for journal in journals(program.id):
                yield from _of_account(journal, Fold(journal.account_key, program.versions), spent)
            if spent != besides.spent(program.id):
                yield Difference(None, f"program {code}: budgets or stock")
        except UnicodeDecodeError:  # the chain says whose; nobody after him can be judged
            yield Difference(None, f"program {code}: a journal of no characters")


def _of_account(journal: AccountJournal, fold: Fold, spent: Spent) -> Iterator[Difference]:
    """What of an account is not as its journal makes it; what the account took from everybody's is added up."""
    timeline: Timeline = []
    if what := _not_taken(journal, fold, spent, timeline):
        yield Difference(journal.account_id, what)
        return
    try:
        stored = loading.read_heads([journal.account_id])[journal.account_id]
    except msgspec.DecodeError:
        yield Difference(journal.account_id, "progress")
        return
    if what := _difference(journal.account_id, stored, fold):
        yield Difference(journal.account_id, what)
    if stored.progress.tiers != fold.account.progress.tiers:
        yield Difference(journal.account_id, "tiers", "I14")
    elif _stored_timeline(journal.account_id) != timeline:
        yield Difference(journal.account_id, "tier changes", "I14")


def _not_taken(journal: AccountJournal, fold: Fold, spent: Spent, timeline: Timeline) -> str:
    """Why a journal cannot be taken again, or nothing; the changes of tiers on the way are added to the timeline."""
    if not journal.readable:
        return "journal: unreadable"
    try:
        for one in journal.commands:
            decision = fold.take(one.command, one.stamp, one.given)
            spent.add(decision.budgets, decision.stock)
            timeline += _changes_of(decision)
            if decision.known_as != one.known_as:
                return f"journal {fold.account.seq}: known_as"
    except Broken as refused:
        return f"journal: {refused}"
    return ""


def _changes_of(decision: Decision) -> Timeline:
    return [
        (one.seq, one.effective_at, change)
        for one in decision.transactions
        if one.changes
        for change in changes.from_json(one.changes).tiers
    ]


def _stored_timeline(account_id: int) -> Timeline | None:
    """As the account's transactions name it; None where they cannot be read."""
    sql = (
        "SELECT seq, effective_at, changes FROM ledger_transaction WHERE account_id = %s AND changes <> '' ORDER BY seq"
    )
    try:
        return [(seq, at, one) for seq, at, told in fetch(sql, [account_id]) for one in changes.from_json(told).tiers]
    except msgspec.DecodeError:
        return None


def _difference(account_id: int, stored: Account, fold: Fold) -> str:
    """What of an account is stored otherwise than its journal makes it, its tiers left out; nothing if all agrees."""
    for name in ("head", "seq", "lot_count", "recorded_at", "status"):
        if getattr(stored, name) != getattr(fold.account, name):
            return name
    if _held(stored.wallets) != _held(fold.account.wallets):
        return "wallets"
    if msgspec.structs.replace(stored.progress, tiers=fold.account.progress.tiers) != fold.account.progress:
        return "progress"
    if besides.all_counters(account_id) != fold.counters:
        return "counters"
    if besides.all_rewards(account_id) != fold.rewards or not besides.codes_agree(account_id):
        return "rewards"
    if loading.all_lots(account_id) != fold.lots:
        return "lots"
    return "holds" if loading.all_holds(account_id) != fold.holds else ""


def _held(wallets: dict[str, Wallet]) -> dict[str, Wallet]:
    return {id_: wallet for id_, wallet in wallets.items() if wallet != Wallet()}

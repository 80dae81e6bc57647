"""Settle what a guard kept back: release it, or judge its order by the version before (docs/adr/0031).

Both take from what waits and from nothing else; what is left of it becomes what it would have been without the guard.
"""

from __future__ import annotations

from msgspec.structs import replace

from setia.engine.commands import ReleaseChecked, RevokeChecked
from setia.engine.decide.checking import REWARD
from setia.engine.decide.decision import Decision, Setting, conclude, new_lot, open_book
from setia.engine.decide.earn import fill
from setia.engine.decide.judging import Manner, Order, judge, order_of
from setia.engine.decide.settling import convert, settle
from setia.engine.ledger.book import Book
from setia.engine.ledger.lots import in_order_of_consumption
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.engine.rules.verdict import Why, to_json
from setia.engine.rules.versions import Version

REVOKED = "revoked"
"""The reason of what a revocation takes."""


def release_checked(account: Account, command: ReleaseChecked, setting: Setting) -> Decision | Refusal:
    """What waits of an order becomes usable, or pending as all that is earned. Nothing waiting: nothing is written."""
    found = _found(account, command, setting)
    if not isinstance(found, tuple):
        return found
    order, lots = found
    # From here it must succeed.
    setting = replace(setting, given=replace(setting.given, guarded=()))
    book, left = open_book(account, setting), _without(order.current, command.rules)
    if any(REWARD in order.current.checked.get(rule, ()) for rule in command.rules):  # now it is given
        judge(book, replace(order, granted=order.current.verdicts, current=left), setting, Manner())
        freed = _free(book, order, lots, setting)
    else:
        freed = _free(book, order, lots, setting)
        if not freed:
            book.write("record", setting.stamp.effective_at, setting.header(origin_seq=order.seq))
        book.tell(to_json(left))
    done = book.transactions[-1].seq
    convert(book, setting)
    return conclude(book, freed, known_as=done)


def revoke_checked(account: Account, command: RevokeChecked, setting: Setting) -> Decision | Refusal:
    """The order gives what the named version would have given; only from what waits is anything taken."""
    found = _found(account, command, setting)
    if not isinstance(found, tuple):
        return found
    order, lots = found
    version = next((one for one in setting.versions.applied if one.number == command.version), None)
    if version is None:
        return Refusal("no_program_in_force")
    # From here it must succeed.
    setting = replace(setting, given=replace(setting.given, guarded=()))
    book = open_book(account, setting)
    before = replace(
        order,
        version=version,
        granted=order.current.verdicts,
        current=replace(_without(order.current, command.rules), judged_by=version.number),
    )
    manner = Manner(reason=REVOKED, policy="only_pending", own=tuple(lots))
    judged = judge(book, before, setting, manner)
    freed = _free(book, before, lots, setting)
    settle(book, setting, (order.seq, order.frame.effective_at), lifts=False)
    return conclude(book, {**judged.changes, **freed}, known_as=judged.seq)


def _found(
    account: Account, command: ReleaseChecked | RevokeChecked, setting: Setting
) -> tuple[Order, list[int]] | Decision | Refusal:
    """The order and the lots of it that wait because of the rules; where none does, there is nothing to do."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    past = account.past.get(command.order)
    if past is None:
        return Refusal("unknown_transaction", {"transaction": command.order})
    order = order_of(past, setting, past.refunds)
    if order is None:
        return Decision(account, (), {})
    if not any(rule in order.current.checked for rule in command.rules):
        return Decision(account, (), {})
    named = [no for rule in command.rules for no in order.current.checked.get(rule, ())]
    return order, [no for no in named if no in account.lots and account.lots[no].waits_for_check]


def _without(why: Why, rules: tuple[str, ...]) -> Why:
    return replace(why, checked={rule: lots for rule, lots in why.checked.items() if rule not in rules})


def _free(book: Book, order: Order, lots: list[int], setting: Setting) -> dict[str, int]:
    """Let what is still pending of lots go: usable where its own time has come, else into lots that wait for that."""
    header = setting.header(origin_seq=order.seq)
    at, freed, later = setting.stamp.effective_at, dict[str, int](), []
    for lot in in_order_of_consumption(book.lots[no] for no in lots if book.lots[no].pending):
        if _natural(order.version, lot.wallet, lot.earned_at) <= setting.now:
            freed[lot.wallet] = freed.get(lot.wallet, 0) + lot.pending
            book.credit(lot.no, "pending", lot.pending)
        else:
            later.append(lot)
    if freed:
        book.write("activate", at, header)
    if later:
        amounts = [(lot, lot.pending) for lot in later]
        for lot, amount in amounts:
            book.move(lot.no, "pending", "issued", amount)
        book.write("reverse_earn", at, header)
        for lot, amount in amounts:
            compiled = order.version.compiled
            fill(book, new_lot(book, (compiled, compiled.units[lot.wallet]), lot.earned_at, setting), amount, setting)
            freed[lot.wallet] = freed.get(lot.wallet, 0) + amount
        book.write("earn", at, header)
    return freed


def _natural(version: Version, wallet: str, earned_at: int) -> int:
    """When units of a wallet would have become usable without a guard."""
    compiled = version.compiled
    active_at, _ = compiled.units[wallet].dates(earned_at, compiled.zone)
    return active_at

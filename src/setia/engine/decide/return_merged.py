"""Return of somebody merged away: judged in his own history, paid by the account that has what he had (ledger 4.12).

One transaction in each account, through `clearing`: what the purchase was issued is taken back here, and what that
comes to is due there, in the order and by the policy of ledger 4.8. All returned is nothing earned for the two of them,
and for each of them if they are parted again.
"""

from __future__ import annotations

import msgspec

from setia.engine import rewards
from setia.engine.commands import HeldReward, ReturnIn, ReturnOut
from setia.engine.decide.belongings import BROUGHT, give_rewards, held, take_rewards
from setia.engine.decide.decision import Decision, Due, Parcel, Setting, conclude, open_book, unit_of
from setia.engine.decide.judging import Manner, Order, judge, order_of
from setia.engine.decide.return_purchase import is_known, refund_fault
from setia.engine.decide.reversing import Reversal, reverse
from setia.engine.decide.settling import settle
from setia.engine.ledger.book import Book
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.past import Past
from setia.engine.ledger.state import Account
from setia.engine.qualifying import window_of_another
from setia.engine.refusals import Refusal
from setia.engine.rules.verdict import Why, from_json


def return_out(account: Account, command: ReturnOut, setting: Setting) -> Decision | Refusal:
    """Judge the purchase where it is on record; units that had ended there before the merge cost nothing."""
    if account.status != "merged":
        return Refusal("not_a_merge", {"status": account.status})
    past = account.past.get(command.purchase)
    if (refusal := refund_fault(past, command.purchase, command.refund)) is not None:
        return refusal
    assert past is not None
    if is_known(past, command.refund):
        return Decision(account, (), {})
    # From here it must succeed.
    book = open_book(account, setting)
    order = order_of(past, setting, (*past.refunds, command.refund))
    if order is None or not past.judgements:
        header = setting.header(origin_seq=past.seq, counterpart=command.counterpart)
        book.write("record", setting.stamp.effective_at, header)
        return conclude(book, parcel=Parcel(due=Due(past.effective_at)))
    counted, written = dict(book.beside.counters), len(book.transactions)
    manner = Manner(may_grow=False, cause=command.cause, reason=command.cause, counterpart=command.counterpart)
    judged = judge(book, order, setting, manner)
    due = Due(
        earned_at=order.frame.effective_at,
        dues=_dues(book, written),
        counters=_counted_less(book, counted),
        joined_at=book.beside.progress.joined_at,
        withdrawn=_withdrawn(book, past, order),
        given_back=_given_back(book, past, command, setting),
    )
    settle(book, setting, (past.seq, order.frame.effective_at), lifts=False)
    return conclude(book, judged.changes, Parcel(due=due), known_as=judged.seq)


def return_in(account: Account, command: ReturnIn, setting: Setting) -> Decision | Refusal:
    """Give up the units, first those of the purchase's own instant that the merge brought; and what was counted."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    past = account.past.get(command.merge)
    if past is None or past.counterpart != command.counterpart:
        return Refusal("not_a_merge", {"transaction": command.merge})
    # From here it must succeed.
    book = open_book(account, setting)
    first, lost = len(book.transactions), dict[str, int]()
    _count_less(book, past, command, setting)
    _take_back(book, past, command.withdrawn, setting)
    take_rewards(book, command.given_back)
    header = setting.header(origin_seq=past.seq, counterpart=command.counterpart, reason=command.cause)
    if book.beside.changed():
        book.write("reward", setting.stamp.effective_at, header)
    for wallet, amount in command.dues:
        found = unit_of(setting, wallet)
        assert found is not None, "no wallet is ever removed from a program"
        unit = found[1]
        brought = sorted({entry.lot for entry in past.entries if entry.source == "clearing"} - {0})
        own = [no for no in brought if (book.lots[no].wallet, book.lots[no].earned_at) == (wallet, command.earned_at)]
        told = {"reason": command.cause, "counterpart": command.counterpart, "target": "clearing", "own": tuple(own)}
        reversal = Reversal(past, unit, amount, command.cause, unit.return_policy, **told)  # type: ignore[arg-type]
        lost[wallet] = -reverse(book, reversal, setting)
    if len(book.transactions) == first:
        book.write("record", setting.stamp.effective_at, header)
    known_as = book.transactions[first].seq
    settle(book, setting, (past.seq, command.earned_at), lifts=False)
    return conclude(book, lost, known_as=known_as)


def _dues(book: Book, since: int) -> tuple[tuple[str, int], ...]:
    """What went out of `clearing`: that much has to come in from the other account."""
    sums: dict[str, int] = {}
    for transaction in book.transactions[since:]:
        for entry in transaction.entries:
            if entry.source == "clearing":
                sums[entry.wallet] = sums.get(entry.wallet, 0) + entry.amount
    return tuple(sorted(sums.items()))


def _counted_less(book: Book, before: dict[tuple[str, str], int]) -> tuple[tuple[str, str, int], ...]:
    moved = ((key, amount - before.get(key, 0)) for key, amount in sorted(book.beside.counters.items()))
    return tuple((*key, more) for key, more in moved if more and not key[0].startswith(BROUGHT))


def _withdrawn(book: Book, past: Past, order: Order) -> tuple[HeldReward, ...]:
    """Rewards that the order gives no more, as far as they went along with the merge."""
    now = next(from_json(one.why) for one in reversed(book.transactions) if one.why)
    less: dict[str, int] = {}
    for told, sign in ((order.current, 1), (now, -1)):
        for reward in _rewards_of(told):
            less[reward] = less.get(reward, 0) + sign
    gone = ((rewards.taken_along(book, reward, past.seq), n) for reward, n in less.items() if n > 0)
    return tuple(held(book, one) for along, n in gone for one in along[:n])


def _rewards_of(told: Why) -> list[str]:
    gifts = (gift for verdict in told.verdicts for gift in verdict.gifts)
    return sorted(gift.id for gift in gifts if gift.kind == "reward" and gift.gave)


def _given_back(book: Book, past: Past, command: ReturnOut, setting: Setting) -> tuple[HeldReward, ...]:
    """Rewards that the order was paid with can be used again: there, and not here."""
    given = give_rewards(book, "merged")
    if given:
        header = setting.header(origin_seq=past.seq, counterpart=command.counterpart, reason=command.cause)
        book.write("reward", setting.stamp.effective_at, header)
    return given


def _count_less(book: Book, past: Past, command: ReturnIn, setting: Setting) -> None:
    """Off every counter, and off what the merge is known to have brought: it is not given back twice."""
    version, prefix = setting.version, f"{BROUGHT}{past.seq}:"
    for name, period, more in command.counters:
        if version is not None:
            joined = book.beside.progress.joined_at, command.joined_at
            period = window_of_another(period, past.effective_at, version.compiled.zone, joined)
        book.beside.count(name, period, more)
        book.beside.count(prefix + name, period, more)


def _take_back(book: Book, past: Past, withdrawn: tuple[HeldReward, ...], setting: Setting) -> None:
    """Cancel rewards that the merge brought, if they have not been used since."""
    offers = setting.version.compiled.offers if setting.version is not None else {}
    for gone in withdrawn:
        mine = (one for _, one in sorted(book.beside.rewards.items()) if one.seq == past.seq and one.state == "issued")
        found: Issued | None = next((one for one in mine if _is(one, gone)), None)
        if found is not None:
            book.beside.set_reward(msgspec.structs.replace(found, state="cancelled"), "order_returned")
            if gone.reward in offers:
                rewards.back_to_stock(book, offers[gone.reward])


def _is(one: Issued, other: HeldReward) -> bool:
    return (one.reward, one.issued_at, one.worth, one.code) == (other.reward, other.issued_at, other.worth, other.code)

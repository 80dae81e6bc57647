"""Rewards: issued, used, ended, taken back; and units that become rewards by themselves (ledger 4.7, programs 1)."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine import tiers
from setia.engine.calendar import DAY, Duration, deadline, parse_duration
from setia.engine.commands import Cause
from setia.engine.ledger.book import Book, Header
from setia.engine.ledger.consume import take
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.past import Past
from setia.engine.ledger.pausing import Moment
from setia.engine.rules.reward import Choice, Conversion, Offer
from setia.engine.rules.verdict import Gift, Verdict
from setia.engine.rules.versions import Version

AT_LEAST = 7 * DAY
"""How long a reward can be used at least that comes back because the order on which it was used was returned."""

MAKE_WHOLE = Duration(0, 30)
"""The same where the merchant caused it, and the reward's wallet says nothing else."""

CONVERSIONS_MAX = 1_000
"""Rewards that one command may turn units into."""


class Because(Struct, frozen=True):
    """The order that gives or takes back, and how."""

    order: int
    at: int
    now: int
    version: Version
    cause: Cause
    past: Past | None = None
    """The order, where it is on record already."""


def give_and_withdraw(book: Book, judged: tuple[tuple[Verdict, ...], tuple[Verdict, ...]], because: Because) -> None:
    """Give what an order gives now and did not before, and take back what it gives no more."""
    if not any(judged):
        return
    before, now = (_gifts(verdicts) for verdicts in judged)
    for gift in sorted({*before, *now}, key=lambda one: (one.kind, one.id, one.value)):
        had, has = before.get(gift, 0), now.get(gift, 0)
        if gift.kind == "reward" and has > had:
            _give_rewards(book, gift.id, has - max(had, len(_not_cancelled(book, gift.id, because))), because)
        elif gift.kind == "reward" and has < had:
            _take_back_rewards(book, gift.id, had - has, because)
        elif has and not had:
            _give(book, gift, because)
        elif had and not has and gift.kind == "tier":
            # Badges, attributes and extensions stay (ledger 4.11).
            set_id = gift.value.partition(":")[0]
            tiers.withdraw(book, because.version, set_id, tiers.Occasion(because.at, because.now, because.order))


def _gifts(verdicts: tuple[Verdict, ...]) -> dict[Gift, int]:
    """What verdicts give, and how often."""
    found: dict[Gift, int] = {}
    for verdict in verdicts:
        for gift in verdict.gifts:
            if gift.gave:
                found[gift] = found.get(gift, 0) + 1
    return found


def _give(book: Book, gift: Gift, because: Because) -> None:
    occasion = tiers.Occasion(because.at, because.now, because.order)
    if gift.kind == "tier":
        set_id, _, lasts = gift.value.partition(":")
        tiers.give(book, because.version, set_id, (gift.id, lasts), occasion)
    elif gift.kind == "tier_extension":
        tiers.extend(book, because.version, gift.id, parse_duration(gift.value), occasion)
    elif gift.kind == "badge":
        book.beside.give_badge(gift.id)
    else:
        book.beside.set_attribute(gift.id, gift.value)


def _give_rewards(book: Book, reward: str, count: int, because: Because) -> None:
    """Issue a reward, as long as there are any."""
    compiled = because.version.compiled
    for _ in range(count):
        if in_stock(book, compiled.offers[reward]):
            issue(book, compiled.offers[reward], (because.at, compiled.zone), order=because.order)


def _not_cancelled(book: Book, reward: str, because: Because) -> list[Issued]:
    """What the order gave of a reward and is not taken back: first what is not used yet."""
    mine = (one for one in book.beside.rewards.values() if (one.order, one.reward) == (because.order, reward))
    return sorted((one for one in mine if one.state != "cancelled"), key=lambda one: (one.state != "issued", one.no))


def _take_back_rewards(book: Book, reward: str, count: int, because: Because) -> None:
    """A reward that was not used is cancelled; one that was is forgiven, or owed as its offer says (ledger 4.7)."""
    offer = because.version.compiled.offers[reward]
    owed = 0 if because.past is None else _owed_for(because.past, offer.debt_wallet)
    if book.merged:  # what went along with the merge and was not used by then is taken back there first
        count = max(count - len(taken_along(book, reward, because.order)), 0)
    for one in _not_cancelled(book, reward, because)[:count]:
        if one.state == "issued":
            book.beside.set_reward(msgspec.structs.replace(one, state="cancelled"), "order_returned")
            back_to_stock(book, offer)
        elif one.state == "used" and offer.on_used == "debt" and because.cause == "member" and one.worth:
            if owed < one.worth:  # else it is owed already: the order came back before, and was made again
                book.beside.set_reward(one, "owed")
                _charge(book, offer.debt_wallet, one.worth)
                header = Header(because.version.number, reason="reward_owed", origin_seq=because.order)
                book.write("adjust", because.now, header)
            owed = max(owed - one.worth, 0)
        elif one.state == "used":
            # It is no longer what the order was paid with: that comes back by itself, and this never does.
            book.beside.set_reward(msgspec.structs.replace(one, used_for=""), "forgiven")


def taken_along(book: Book, reward: str, order: int) -> list[Issued]:
    """What an order gave of a reward and somebody else may have now, since the account was merged away."""
    mine = (one for _, one in sorted(book.beside.rewards.items()) if (one.order, one.reward) == (order, reward))
    return [one for one in mine if one.state == "cancelled"]


def _owed_for(past: Past, wallet: str) -> int:
    """What rewards of an order have been charged that were used when it came back."""
    return sum(past.moved(bucket, "adjusted", wallet) for bucket in ("available", "debt", "clearing"))


def _charge(book: Book, wallet: str, amount: int) -> None:
    """Take what there is, and only then leave a debt: no wallet has both (I7)."""
    if book.merged:
        book.move_without_lot(wallet, "clearing", "adjusted", amount)
        return
    taken = sum(part for _, part in take(book, wallet, amount, "adjusted"))
    if taken < amount:
        book.move_without_lot(wallet, "debt", "adjusted", amount - taken)


def in_stock(book: Book, offer: Offer) -> bool:
    """Whether there is one left, as far as this command was offered any."""
    beside = book.beside
    return not offer.limited or (beside.stock_left(offer.id) > 0 and (not offer.pool or beside.code_left(offer.id)))


def issue(book: Book, offer: Offer, moment: Moment, *, order: int = 0, worth: int | None = None) -> Issued:
    """Give one reward, from stock where there is one; the transaction that is written next issues it."""
    at, zone = moment
    ends = None if offer.life is None else deadline(at, offer.life, zone, offer.valid_to)
    if offer.limited:
        book.beside.take_stock(offer.id, 1)
    fresh = Issued(
        no=0,
        reward=offer.id,
        issued_at=at,
        expires_at=ends,
        seq=book.seq,
        order=order,
        worth=offer.value if worth is None else worth,
        code=book.beside.next_code(offer.id) if offer.pool else "",
    )
    return book.beside.issue(fresh)


def back_to_stock(book: Book, offer: Offer) -> None:
    """What was never used is there for somebody else again; a code that was shown is not (ledger 4.16)."""
    if offer.stock is not None:
        book.beside.take_stock(offer.id, -1)


def give_back_used(book: Book, order_key: str, because: Because) -> None:
    """An order came back whole: what was used on it can be used again, for some days at least (ledger 4.7)."""
    if not order_key:
        return
    zone = because.version.compiled.zone
    for _, one in sorted(book.beside.rewards.items()):
        if one.used_for != order_key or one.state != "used":
            continue
        at_least = because.now + AT_LEAST
        if because.cause == "merchant":
            at_least = deadline(because.now, MAKE_WHOLE, zone)
        ends = None if one.expires_at is None else max(one.expires_at, at_least)
        again = msgspec.structs.replace(one, state="issued", used_for="", expires_at=ends)
        book.beside.set_reward(again, "order_returned")


def expire(book: Book, instant: int, header: Header) -> None:
    """Book the end of every reward whose time is over at an instant."""
    ended = [
        one
        for _, one in sorted(book.beside.rewards.items())
        if one.state == "issued" and one.expires_at is not None and one.expires_at <= instant
    ]
    for one in ended:
        book.beside.set_reward(msgspec.structs.replace(one, state="expired"), "time_over")
    if ended:
        book.write("reward", instant, header)


def convert(book: Book, version: Version, at: int) -> None:
    """Turn units into rewards where there are enough: a full stamp card, so many points (one transaction each)."""
    compiled = version.compiled
    for conversion in compiled.conversions.values():
        choice = chosen(book, conversion)
        offer = compiled.offers[choice.reward]
        for _ in range(CONVERSIONS_MAX):
            wallet = book.wallet(conversion.wallet)
            if wallet.debt or wallet.available < choice.amount or not book.has_lots_of(conversion.wallet):
                break
            if not in_stock(book, offer):
                break
            take(book, conversion.wallet, choice.amount, "redeemed")
            issue(book, offer, (at, compiled.zone))
            book.write("redeem", at, Header(version.number, reason=conversion.id))


def chosen(book: Book, conversion: Conversion) -> Choice:
    """The choice that the member has made, or the first."""
    amount = book.beside.progress.choices.get(conversion.id)
    if amount is None:
        return conversion.choices[0]
    return next((one for one in conversion.choices if one.amount == amount), conversion.choices[0])

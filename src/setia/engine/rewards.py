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
from setia.engine.rules.compiled import Compiled
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


def give_and_withdraw(book: Book, judged: tuple[tuple[Verdict, ...], tuple[Verdict, ...]], because: Because) -> None:
    """Give what an order gives now and did not before, and take back what it gives no more."""
    before, now = (_gifts(verdicts) for verdicts in judged)
    for key in sorted({*before, *now}):
        had, has = before.get(key), now.get(key)
        if has is not None and has.gave and not (had is not None and had.gave):
            _give(book, has, because)
        elif had is not None and had.gave and not (has is not None and has.gave):
            _withdraw(book, had, because)


def _gifts(verdicts: tuple[Verdict, ...]) -> dict[tuple[str, int], Gift]:
    return {(verdict.rule, i): gift for verdict in verdicts for i, gift in enumerate(verdict.gifts)}


def _give(book: Book, gift: Gift, because: Because) -> None:
    occasion = tiers.Occasion(because.at, because.now, because.order)
    if gift.kind == "reward":
        issue(book, because.version.compiled.offers[gift.id], because.version.compiled, because.at, because.order)
    elif gift.kind == "tier":
        set_id, _, lasts = gift.value.partition(":")
        tiers.give(book, because.version, set_id, (gift.id, lasts), occasion)
    elif gift.kind == "tier_extension":
        tiers.extend(book, because.version, gift.id, parse_duration(gift.value), occasion)
    elif gift.kind == "badge":
        book.beside.give_badge(gift.id)
    else:
        book.beside.set_attribute(gift.id, gift.value)


def _withdraw(book: Book, gift: Gift, because: Because) -> None:
    """Badges, attributes and extensions stay (ledger 4.11); a reward that was used is forgiven, or owed."""
    compiled = because.version.compiled
    if gift.kind == "tier":
        set_id = gift.value.partition(":")[0]
        tiers.withdraw(book, because.version, set_id, tiers.Occasion(because.at, because.now, because.order))
    if gift.kind != "reward":
        return
    mine = [one for one in book.beside.rewards.values() if (one.order, one.reward) == (because.order, gift.id)]
    offer = compiled.offers[gift.id]
    for one in sorted(mine, key=lambda reward: reward.no):
        if one.state == "issued":
            book.beside.set_reward(msgspec.structs.replace(one, state="cancelled"), "order_returned")
            back_to_stock(book, offer)
        elif one.state == "used" and offer.on_used == "debt" and because.cause == "member" and one.worth:
            book.beside.set_reward(one, "owed")
            book.move_without_lot(offer.debt_wallet, "debt", "issued", one.worth)
        elif one.state == "used":
            book.beside.set_reward(one, "forgiven")


def issue(book: Book, offer: Offer, compiled: Compiled, at: int, order: int, worth: int | None = None) -> Issued:
    """Give one reward, from stock where there is one; the transaction that is written next issues it."""
    ends = None if offer.life is None else deadline(at, offer.life, compiled.zone, offer.valid_to)
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
            take(book, conversion.wallet, choice.amount, "redeemed")
            issue(book, offer, compiled, at, 0)
            book.write("redeem", at, Header(version.number, reason=conversion.id))


def chosen(book: Book, conversion: Conversion) -> Choice:
    """The choice that the member has made, or the first."""
    amount = book.beside.progress.choices.get(conversion.id)
    return next((one for one in conversion.choices if one.amount == amount), conversion.choices[0])

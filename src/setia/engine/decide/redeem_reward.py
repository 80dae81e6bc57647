"""Rewards asked for, used, undone and chosen."""

from __future__ import annotations

import msgspec

from setia.engine import rewards, tiers
from setia.engine.calendar import local_date
from setia.engine.commands import CancelReward, ChooseConversion, RedeemReward, UseReward
from setia.engine.decide.checks import spendable
from setia.engine.decide.decision import Decision, Setting, conclude, note, open_book
from setia.engine.decide.restore import Life, give_back, new_life, not_restored, stay_alive
from setia.engine.decide.settling import convert
from setia.engine.ledger.accounts import AMOUNT_MAX
from setia.engine.ledger.book import Book
from setia.engine.ledger.consume import take
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.past import Past
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.facts import Event, Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.limit import period
from setia.engine.rules.reward import Offer

REDEEMED = "redeemed"
"""In the place of a wallet, where it is counted how often a reward was asked for."""


def redeem_reward(account: Account, command: RedeemReward, setting: Setting) -> Decision | Refusal:
    """Who may have it, what it costs today at his level, whether there is one left; then units against reward."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    version = setting.version
    offer = version.compiled.offers.get(command.reward) if version is not None else None
    if version is None or offer is None:
        return Refusal("unknown_reward", {"reward": command.reward})
    watched = f"{version.number}:reward:{offer.id}"
    if watched in setting.given.guarded:
        return Refusal("reward_being_checked", {"reward": offer.id})
    book, compiled = open_book(account, setting), version.compiled
    facts = _facts(book, compiled, command, setting)
    if failed := next((check for test in offer.tests if not (check := test(facts)).holds), None):
        return Refusal("reward_not_for_you", {"condition": failed.kind})
    if refusal := _too_small(offer, command.basket, later=True):
        return refusal
    priced = _price(offer, command, facts)
    if isinstance(priced, Refusal):
        return priced
    amount, worth = priced
    quota = offer.quota
    when = period(facts.day, quota.every) if quota is not None else ""
    if quota is not None and book.beside.counter(offer.quota_counter(), when) >= quota.times:
        return Refusal("quota_reached", {"times": quota.times, "every": quota.every})
    if not rewards.in_stock(book, offer):
        return Refusal("out_of_stock", {"reward": offer.id})
    if amount and (refusal := spendable(book, offer.wallet, amount)):
        return refusal
    # From here it must succeed.
    at = setting.stamp.effective_at
    if version.watched:
        book.beside.gave[f"{watched}/{REDEEMED}"] = 1
    idle_from = note(book, setting, "redeem") if amount else None
    take(book, offer.wallet, amount, "redeemed")
    issued = rewards.issue(book, offer, (at, compiled.zone), worth=worth)
    if quota is not None:
        book.beside.count(offer.quota_counter(), when, 1)
        book.beside.count_against_quota(issued, when)
    done = book.write("redeem" if amount else "reward", at, setting.header(reason=offer.id, idle_from=idle_from))
    convert(book, setting)
    return conclude(book, {offer.wallet: -amount} if amount else {}, known_as=done.seq)


def use_reward(account: Account, command: UseReward, setting: Setting) -> Decision | Refusal:
    """A reward is used once, before it ends."""
    book = open_book(account, setting)
    found = _usable(account, book, command.number, setting)
    if isinstance(found, Refusal):
        return found
    offer = _terms(found, setting)
    if offer is not None and (refusal := _too_small(offer, command.basket)):
        return refusal
    # From here it must succeed.
    book.beside.set_reward(msgspec.structs.replace(found, state="used", used_for=command.used_for))
    book.write("reward", setting.stamp.effective_at, setting.header(reason="used"))
    return conclude(book)


def cancel_reward(account: Account, command: CancelReward, setting: Setting) -> Decision | Refusal:
    """Undo: the units that were turned into it come back, it is there for somebody else, and its quota is free."""
    book = open_book(account, setting)
    found = _usable(account, book, command.number, setting)
    if isinstance(found, Refusal):
        return found
    if command.redemption != (0 if found.order else found.seq):
        return Refusal("not_a_redemption", {"transaction": command.redemption})
    past = account.past.get(command.redemption) or _booked_now(book, command.redemption, setting)
    paid = past is not None and any(entry.target == "redeemed" for entry in past.entries)
    # From here it must succeed.
    offer = setting.version.compiled.offers.get(found.reward) if setting.version is not None else None
    if offer is not None:
        rewards.back_to_stock(book, offer)
        if (counted_in := book.beside.progress.counted_in(found.no)) is not None:
            book.beside.count(offer.quota_counter(), counted_in, -1)
    book.beside.set_reward(msgspec.structs.replace(found, state="cancelled"), command.cause)
    back: dict[str, int] = {}
    idle_from: int | None = None
    if past is not None and paid:
        life = new_life(past, command.cause, setting)
        idle_from = stay_alive(book, past.entries[0].wallet, life, setting)
        back = _restore(book, past, life, setting)
    at = setting.stamp.effective_at
    header = setting.header(origin_seq=found.seq if paid else None, reason=command.cause, idle_from=idle_from)
    book.write("restore" if back else "reward", at, header)
    return conclude(book, back)


def choose_conversion(account: Account, command: ChooseConversion, setting: Setting) -> Decision | Refusal:
    """From now on units are turned at this amount; what there is enough for is turned at once."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    version = setting.version
    conversion = version.compiled.conversions.get(command.conversion) if version is not None else None
    if conversion is None:
        return Refusal("unknown_conversion", {"conversion": command.conversion})
    if command.amount not in {choice.amount for choice in conversion.choices}:
        most = conversion.choices[-1].amount
        return Refusal("amount_out_of_range", {"wallet": conversion.wallet, "amount": command.amount, "max": most})
    # From here it must succeed.
    book = open_book(account, setting)
    book.beside.note(choices={**book.beside.progress.choices, command.conversion: command.amount})
    done = book.write("record", setting.stamp.effective_at, setting.header())
    convert(book, setting)
    return conclude(book, known_as=done.seq)


def _facts(book: Book, compiled: Compiled, command: RedeemReward, setting: Setting) -> Facts:
    """What a reward's conditions may look at: the member, the place, the time; there is no basket."""
    at, progress = setting.stamp.effective_at, book.beside.progress
    book.beside.read()
    frame = Frame(
        effective_at=at,
        visit=progress.visits,
        tiers={id_: tiers.level_at(progress, ladder, at) for id_, ladder in compiled.ladders.items()},
        attributes=setting.given.attributes,
        segments=setting.given.segments,
        birthday=setting.given.birthday,
    )
    return Facts(compiled.scene, None, frame, Event("", {}, command.store, command.channel))


def _too_small(offer: Offer, basket: int | None, *, later: bool = False) -> Refusal | None:
    """Why it is not for this basket; for which one it is to be `later` is asked when it is used."""
    if not offer.min_basket or (basket is None and later) or (basket is not None and basket >= offer.min_basket):
        return None
    return Refusal("basket_too_small", {"least": offer.min_basket, **({} if basket is None else {"basket": basket})})


def _price(offer: Offer, command: RedeemReward, facts: Facts) -> tuple[int, int | None] | Refusal:
    """What it costs in units, and what it is then worth, where that depends on it."""
    free = offer.any_amount
    if free is not None:
        amount = command.amount or 0
        most = min(free.most or AMOUNT_MAX, AMOUNT_MAX)
        if not free.least <= amount <= most or amount % free.step:
            asked: dict[str, int | str] = {"wallet": offer.wallet, "amount": amount, "max": most, "step": free.step}
            return Refusal("amount_out_of_range", asked)
        return amount, amount // free.step * offer.step_worth
    if command.amount is not None:
        return Refusal("amount_out_of_range", {"wallet": offer.wallet, "amount": command.amount, "max": 0})
    day, level = local_date(facts.frame.effective_at, facts.scene.home.zone), facts.frame.tiers.get(offer.tier_set, "")
    fits = [band for band in offer.bands if band.first <= day <= band.last and (not band.tiers or level in band.tiers)]
    return (fits[-1].amount, None) if fits else Refusal("not_for_sale", {"reward": offer.id})


def _terms(found: Issued, setting: Setting) -> Offer | None:
    """What is asked of who uses it: as when it was given or as it is now, whichever asks less; None for nothing."""
    given = setting.versions.in_force(found.issued_at, setting.stamp.recorded_at)
    offers = [one.compiled.offers.get(found.reward) for one in (given, setting.version) if one is not None]
    known = [one for one in offers if one is not None]
    return min(known, key=lambda one: one.min_basket) if known and len(known) == len(offers) else None


def _usable(account: Account, book: Book, number: int, setting: Setting) -> Issued | Refusal:
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    found = book.beside.rewards.get(number)
    if found is None:
        return Refusal("unknown_reward", {"reward": number})
    if found.state == "used":
        return Refusal("reward_used", {"reward": found.reward})
    if found.state == "cancelled":
        return Refusal("reward_cancelled", {"reward": found.reward})
    if not found.usable(setting.stamp.effective_at):
        return Refusal("reward_expired", {"reward": found.reward})
    return found


def _booked_now(book: Book, seq: int, setting: Setting) -> Past | None:
    """What fell due since anybody booked anything, such as a card that was filled: this very command has booked it."""
    for one in book.transactions:
        if one.seq == seq:
            recorded_at = setting.stamp.recorded_at
            return Past(seq, one.kind, one.effective_at, recorded_at, one.program_version, one.entries)
    return None


def _restore(book: Book, past: Past, life: Life, setting: Setting) -> dict[str, int]:
    wallet = past.entries[0].wallet
    for entry, rest in not_restored(past):
        if rest and entry.lot:
            give_back(book, entry, rest, life, setting)
    return {wallet: sum(rest for entry, rest in not_restored(past) if entry.lot)}

"""The reference's verbs on one member that are not about an order: rewards, levels, units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from setia.engine import commands as c
from tests.model.backwards import Giving
from tests.model.replies import Refused, Reply, done
from tests.model.verbs import spendable
from tests.model_of_orders import rewards
from tests.model_of_orders.asked import RIGHT
from tests.model_of_orders.levels import Levels, Occasion
from tests.model_of_orders.member import Member, Reward
from tests.model_of_orders.programs import BIRTHDAY_DAYS, BIRTHDAY_POINTS, BIRTHDAY_REWARD, Offer, Shop


def earn(member: Member, command: c.Earn, shop: Shop) -> Reply:
    """A present."""
    version = shop.in_force(command.event_at)
    lot = member.new_lot(
        command.wallet, (command.event_at, *version.purse(command.wallet).dates(command.event_at, version.zone))
    )
    member.arrive(lot, command.amount, "issued", shop.now)
    rewards.fill_cards(member, version, shop, command.event_at)
    return done({command.wallet: command.amount})


def redeem(member: Member, command: c.Redeem, _: Shop) -> Reply:
    """Units leave in the order of consumption."""
    spendable(member, command.wallet, command.amount)
    member.take(command.wallet, command.amount, "spent")
    return done({command.wallet: -command.amount})


def redeem_reward(member: Member, command: c.RedeemReward, shop: Shop) -> Reply:
    """Units against a reward: at the price of today and of his level, as long as there are any."""
    version = shop.in_force(command.event_at)
    offer = version.offer(command.reward)
    if offer is None:
        raise Refused("unknown_reward")
    price, worth = _price(member, offer, command, version.ladder.levels[0].id)
    month = member.day(command.event_at).isoformat()[:7]
    if offer.a_month is not None and member.counters[f"reward:{offer.id}", month] >= offer.a_month:
        raise Refused("quota_reached")
    if not rewards.in_stock(shop, offer):
        raise Refused("out_of_stock")
    if price:
        spendable(member, "points", price)
    parts = member.take("points", price, "spent")
    reward = rewards.issue(member, shop, offer, command.event_at, worth)
    reward.paid = ("points", parts)
    if offer.a_month is not None:
        member.counters[f"reward:{offer.id}", month] += 1
        reward.month = month
    rewards.fill_cards(member, version, shop, command.event_at)
    return done({"points": -price} if price else {}, reward)


def _price(member: Member, offer: Offer, command: c.RedeemReward, lowest: str) -> tuple[int, int]:
    if offer.step:
        amount = command.amount or 0
        if amount < offer.step or amount % offer.step:
            raise Refused("amount_out_of_range")
        return amount, amount // offer.step * 100
    if command.amount is not None:
        raise Refused("amount_out_of_range")
    if offer.price is None:
        raise Refused("not_for_sale")
    return dict(offer.for_level).get(member.level_at(command.event_at, lowest), offer.price), offer.worth


def use_reward(member: Member, command: c.UseReward, _: Shop) -> Reply:
    """Once, before it ends."""
    reward = _usable(member, command.number)
    reward.state, reward.used_for, reward.month = "used", command.used_for, None
    return done()


def cancel_reward(member: Member, command: c.CancelReward, shop: Shop) -> Reply:
    """Undone: what was paid comes back, it is there for somebody else, and its quota is free."""
    reward = _usable(member, command.number)
    if command.redemption != RIGHT:
        raise Refused("not_a_redemption")
    version = shop.in_force(command.event_at)
    offer = version.offer(reward.id)
    assert offer is not None
    rewards.back_to_stock(shop, offer)
    member.met["card undone"] += reward.paid[0] == "stamps"
    member.met["reward back in stock"] += offer.stock is not None
    if reward.month is not None:
        member.counters[f"reward:{offer.id}", reward.month] -= 1
    reward.state, reward.month = "cancelled", None
    wallet, parts = reward.paid
    if not parts:
        return done()
    giving = Giving(member, command, version.zone, version.purse(wallet), shop.now)
    for lot, amount in reversed(parts):
        giving.back(lot, amount, may_revive=True)
    return done({wallet: sum(amount for _, amount in parts)})


def _usable(member: Member, number: int) -> Reward:
    if not 0 < number <= len(member.rewards):
        raise Refused("unknown_reward")
    reward = member.rewards[number - 1]
    if reward.state == "used":
        raise Refused("reward_used")
    if reward.state == "cancelled":
        raise Refused("reward_cancelled")
    if reward.state == "expired":
        raise Refused("reward_expired")
    return reward


def choose(member: Member, command: c.ChooseConversion, shop: Shop) -> Reply:
    """From now on a card is full at so many stamps; what there is enough for is filled at once."""
    version = shop.in_force(command.event_at)
    if command.conversion != "card":
        raise Refused("unknown_conversion")
    if command.amount not in version.card:
        raise Refused("amount_out_of_range")
    member.stamps_wanted = command.amount
    rewards.fill_cards(member, version, shop, command.event_at)
    return done()


def grant_tier(member: Member, command: c.GrantTier, shop: Shop) -> Reply:
    """By hand, up or down, from now on."""
    version = shop.in_force(command.event_at)
    if not command.reason.strip():
        raise Refused("reason_missing")
    if command.tier not in {level.id for level in version.ladder.levels}:
        raise Refused("unknown_tier")
    if command.until is not None and command.until <= shop.now:
        raise Refused("too_late")
    Levels(member, version).give(command.tier, command.until, Occasion(command.event_at, shop.now))
    return done()


def celebrate(member: Member, command: c.CelebrateBirthday, shop: Shop) -> Reply:
    """Once for each birthday, by the year in which it began; 29 February is 28 February in other years (locale 1)."""
    version, today = shop.in_force(command.event_at), member.day(command.event_at)
    kept = [_in_year(member.birthday, year) for year in (today.year, today.year - 1)] if member.birthday else []
    began = next((day for day in kept if day <= today), None)
    if began is None or (today - began).days >= BIRTHDAY_DAYS:
        raise Refused("nothing_for_birthday")
    counter = "birthday", f"{began.year:04}"
    if member.counters[counter]:
        raise Refused("birthday_given")
    offer = version.offer(BIRTHDAY_REWARD)
    assert offer is not None
    rewards.issue(member, shop, offer, command.event_at)
    dates = version.purse("points").dates(command.event_at, version.zone)
    member.arrive(member.new_lot("points", (command.event_at, *dates)), BIRTHDAY_POINTS, "issued", shop.now)
    member.counters[counter] += 1
    Levels(member, version).review(Occasion(command.event_at, shop.now, object()))
    rewards.fill_cards(member, version, shop, command.event_at)
    member.met["birthday of the year before"] += began.year < today.year
    return done({"points": BIRTHDAY_POINTS})


def _in_year(birthday: str, year: int) -> date:
    try:
        return date.fromisoformat(f"{year:04}-{birthday}")
    except ValueError:
        return date(year, 2, 28)


VERBS: dict[type, Callable[[Member, Any, Shop], Reply]] = {
    c.Earn: earn,
    c.Redeem: redeem,
    c.RedeemReward: redeem_reward,
    c.UseReward: use_reward,
    c.CancelReward: cancel_reward,
    c.ChooseConversion: choose,
    c.GrantTier: grant_tier,
    c.CelebrateBirthday: celebrate,
}

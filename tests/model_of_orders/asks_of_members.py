"""What members ask for besides buying: rewards, levels, cards, and to be one with another."""

from __future__ import annotations

from setia.engine import commands as c
from tests.model.days import DAY
from tests.model_of_orders.asked import RIGHT, WRONG, Asked, Born, Merge, Unmerge
from tests.model_of_orders.asks_of_tills import cause
from tests.model_of_orders.world import Dice, World, pick

MANY = 6


def join(world: World, dice: Dice) -> Asked:
    """Somebody new, as long as there are not many."""
    many = len(world.ledger.members) >= MANY
    return Asked(world.member(dice.who) if many else f"M{next(world.numbers)}", c.Enrol(world.now))


def earn(world: World, dice: Dice) -> Asked:
    """A present."""
    wallet = pick(("points", "stamps", "points", "credit"), dice.b)
    return Asked(
        world.member(dice.who), c.Earn(world.now, wallet, 1 + dice.a // (64 if wallet == "stamps" else 4), "x")
    )


def redeem(world: World, dice: Dice) -> Asked | None:
    """Points are used: all of them, part, one too many."""
    owing = [name for name in world.open_members() if world.of(name).debt["points"]]
    name = pick(owing, dice.who) if owing and dice.b % 2 else world.member(dice.who)
    have = world.of(name).free("points")
    amount = pick((have, have, have // 2, have - 3, have + 1, have // 3), dice.a)
    return Asked(name, c.Redeem(world.now, "points", max(amount, 1))) if have or owing or dice.b >= 200 else None


def redeem_reward(world: World, dice: Dice) -> Asked:
    """Something is asked for: mostly what there is."""
    reward = pick(("mug", "tea", "cash", "tea", "mug", "badge", "cash", "mug", "voucher", "nothing"), dice.a)
    amount = pick((10, 20, 15, 40), dice.b) if reward == "cash" else 10 if dice.b >= 240 else None
    lately = [
        (one, reward.id)
        for one in world.open_members()
        for reward in world.of(one).rewards[-4:]
        if reward.id in ("mug", "tea") and world.now - reward.issued_at < 10 * DAY
    ]
    if lately and dice.b % 4 == 1:  # once more: there may be none left, or none for him
        name, reward = pick(lately, dice.who)
        return Asked(name, c.RedeemReward(world.now, reward))
    rich = [one for one in world.open_members() if world.of(one).free("points") >= 40]
    name = pick(rich, dice.who) if rich and dice.b % 4 else world.member(dice.who)
    return Asked(name, c.RedeemReward(world.now, reward, amount))


def _reward(world: World, dice: Dice) -> tuple[str, int] | None:
    """One that can be used; seldom one that cannot."""
    ready = dice.b < 220
    found = [
        (name, one.no)
        for name in world.open_members()
        for one in world.of(name).rewards[-12:]
        if not ready or one.state == "issued"
    ]
    return pick(found, dice.who) if found else None


def use_reward(world: World, dice: Dice) -> Asked | None:
    """On an order, mostly; one of his own or not."""
    found = _reward(world, dice)
    if found is None:
        return None
    name, number = found
    mine = world.receipts(lambda _, owner: owner is world.of(name))
    used_for = pick(mine, dice.a) if mine and dice.a % 4 else ""
    return Asked(name, c.UseReward(world.now, 99 if dice.b == 219 else number, "till", used_for))


def cancel_reward(world: World, dice: Dice) -> Asked | None:
    """It is undone."""
    found = _reward(world, dice)
    if found is None:
        return None
    redemption = WRONG if dice.a >= 236 else RIGHT
    return Asked(found[0], c.CancelReward(world.now, found[1], redemption, cause(dice)))


def choose(world: World, dice: Dice) -> Asked:
    """How many stamps are to fill a card."""
    card = world.ledger.shop.versions[-1].card
    conversion = "other" if dice.b >= 240 else "card"
    return Asked(world.member(dice.who), c.ChooseConversion(world.now, conversion, pick((*card, *card, 5000), dice.a)))


def grant(world: World, dice: Dice) -> Asked:
    """A level by hand, up or down."""
    until = pick((None, world.now + 20 * DAY, world.now + 90 * DAY + 7, world.now - 1), dice.a)
    tier = pick(("silver", "gold", "base", "silver", "none"), dice.b)
    return Asked(world.member(dice.who), c.GrantTier(world.now, "club", tier, until, " " if dice.a >= 248 else "kind"))


def born(world: World, dice: Dice) -> Asked:
    """A birthday that was lately, or is another day than was said; seldom 29 February."""
    name = world.member(dice.who)
    if dice.b >= 240:
        return Asked(name, Born("02-29"))
    day = world.of(name).day(world.now - pick((0, 3, 30, 58, 59, 60, 61, 200), dice.a) * DAY)
    return Asked(name, Born(day.isoformat()[5:]))


def celebrate(world: World, dice: Dice) -> Asked:
    """Somebody asks for what there is for his birthday: rather one who has said when it is."""
    known = [name for name in world.open_members() if world.of(name).birthday]
    name = pick(known, dice.who) if known and dice.a % 8 else world.member(dice.who)
    return Asked(name, c.CelebrateBirthday(world.now))


def merge(world: World, dice: Dice) -> Asked | None:
    """Two turn out to be one, where enough are left."""
    there = world.open_members()
    able = [name for name in there if world.may_merge(name)]
    if len(there) < 4 or not able:
        return None
    name = pick(able, dice.who)
    to = name if dice.b >= 248 else pick([one for one in there if one != name], dice.a)
    return Asked(name, Merge(to))


def unmerge(world: World, dice: Dice) -> Asked | None:
    """They are not; seldom asked of a third."""
    found = list(world.merges())
    if not found:
        return None
    member, merged = pick(found, dice.who)
    others = [one for one in world.open_members() if world.of(one) is not merged.other]
    third = others and dice.b >= 224
    return Asked(pick(others, dice.a) if third else world.name_of(merged.other), Unmerge(member))

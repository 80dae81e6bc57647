"""The reference's rewards: given, used, ended, taken back; and stamps that become one (ledger 4.7, 4.17)."""

from __future__ import annotations

from tests.model.days import DAY, Term, after
from tests.model_of_orders.member import Member, Order, Reward
from tests.model_of_orders.programs import Offer, Shop, Version

AT_LEAST = 7 * DAY
MAKE_WHOLE = Term(days=30)


def in_stock(shop: Shop, offer: Offer) -> bool:
    """Whether there is one left."""
    return offer.stock is None or shop.taken.get(offer.id, 0) < offer.stock


def issue(member: Member, shop: Shop, offer: Offer, at: int, worth: int | None = None) -> Reward:
    """Give one; its life begins when it is given."""
    if offer.stock is not None:
        shop.taken[offer.id] = shop.taken.get(offer.id, 0) + 1
    ends = None if offer.life is None else after(at, offer.life, member.zone)
    number = len(member.rewards) + 1
    member.rewards.append(Reward(number, offer.id, at, ends, offer.worth if worth is None else worth))
    return member.rewards[-1]


def back_to_stock(shop: Shop, offer: Offer) -> None:
    """It is there for somebody else."""
    if offer.stock is not None:
        shop.taken[offer.id] = shop.taken.get(offer.id, 0) - 1


def given_by(member: Member, order: Order, reward: str) -> list[Reward]:
    """What an order gave and is not taken back, first what is not used.

    Choice: what was used or has ended is not given a second time.
    """
    mine = [one for one in member.rewards if one.order is order and one.id == reward and one.state != "cancelled"]
    return sorted(mine, key=lambda one: (one.state != "issued", one.no))


def take_back(member: Member, shop: Shop, order: Order, what: tuple[Offer, int], cause: str) -> None:
    """So many: unused they are cancelled; used they are forgiven, or owed, once, as the offer says (ledger 4.7)."""
    (offer, count), charged = what, order.owed
    for one in given_by(member, order, offer.id)[:count]:
        if one.state == "issued":
            one.state = "cancelled"
            back_to_stock(shop, offer)
            member.met["gift cancelled"] += 1
        elif one.state == "used" and offer.owed and cause == "member" and one.worth:
            if charged < one.worth:
                taken = sum(n for _, n in member.take("credit", one.worth, "reversed", "adjusted"))
                member.owe("credit", one.worth - taken, "adjusted")
                order.owed += one.worth
                member.met["gift owed"] += 1
            charged = max(charged - one.worth, 0)
        elif one.state == "used":
            one.used_for = ""
            member.met["gift forgiven"] += 1


def give_back_used(member: Member, order: Order, shop: Shop, cause: str) -> None:
    """Nothing of an order is left: what was used on it can be used again, for some days at least (ledger 4.7)."""
    at_least = after(shop.now, MAKE_WHOLE, member.zone) if cause == "merchant" else shop.now + AT_LEAST
    for one in member.rewards:
        if one.used_for == order.receipt and one.state == "used":
            one.state, one.used_for = "issued", ""
            member.met["used on an order and given back"] += 1
            one.ends = None if one.ends is None else max(one.ends, at_least)


def end(member: Member, at: int) -> None:
    """Everything whose time is over."""
    for one in member.rewards:
        if one.state == "issued" and one.ends is not None and one.ends <= at:
            one.state = "expired"
            member.met["reward over"] += 1


def fill_cards(member: Member, version: Version, shop: Shop, at: int) -> None:
    """Stamps become rewards where there are enough of them and none are owed."""
    wanted = member.stamps_wanted or version.card[0]
    offer = version.offer("full")
    assert offer is not None
    while not member.debt["stamps"] and member.free("stamps") >= wanted:
        parts = member.take("stamps", wanted, "spent")
        member.met["card filled"] += 1
        issue(member, shop, offer, at).paid = ("stamps", parts)

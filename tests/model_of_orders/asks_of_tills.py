"""What tills say: three small numbers become a purchase or news of one that makes sense as things stand, or nearly."""

from __future__ import annotations

from msgspec.structs import replace

from setia.engine import commands as c
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Charge, Line, Purchase, Status, Tender
from tests.model.days import DAY, HOUR, SECOND
from tests.model_of_orders.asked import Asked, Back, Buy, Claim, Move
from tests.model_of_orders.world import Dice, World, pick

LATE = (0, 0, 0, 0, SECOND, HOUR, DAY, 4 * DAY, 15 * DAY, 40 * DAY)
PRICES = (1, 99, 1250, 1999, 2501, 3333, 5000, 6000, 9000, 12_345)
GOODS = ("coffee", "books", "", "coffee", "")
QUANTITIES = (1000, 1000, 2000, 3000, 500)


def basket(a: int, b: int) -> tuple[Line, ...]:
    """One to three lines."""
    return tuple(
        Line(no=no, net=pick(PRICES, b + no * a), quantity=pick(QUANTITIES, a + no), category=pick(GOODS, b + no))
        for no in range(1, 2 + a % 3)
    )


def purchase(world: World, dice: Dice, status: Status, at: int) -> Purchase:
    """Paid in cash, sometimes with something for delivery."""
    lines = basket(dice.a, dice.b)
    charges = (Charge("delivery", 300),) if dice.b % 7 == 0 else ()
    total = sum(line.net for line in lines) + sum(charge.amount for charge in charges)
    return Purchase("till", at, "USD", lines, (Tender("cash", total),), charges=charges, status=status)


def receipt(world: World, dice: Dice) -> str:
    """A new one; or one of which something has come back already."""
    if world.expected and dice.b % 4 == 0:
        return world.expected.pop()
    return f"R{next(world.numbers)}"


def usual(world: World) -> Status:
    """The status with which a purchase earns."""
    return world.ledger.shop.versions[0].earns_at


def buy(world: World, dice: Dice) -> Asked:
    """A member buys."""
    return Asked(world.member(dice.who), Buy(receipt(world, dice), purchase(world, dice, usual(world), world.now)))


def buy_late(world: World, dice: Dice) -> Asked:
    """It is told hours or weeks after it was made."""
    at = world.now - pick(LATE[4:], dice.who + dice.a)
    return Asked(world.member(dice.who), Buy(receipt(world, dice), purchase(world, dice, usual(world), at)))


def order(world: World, dice: Dice) -> Asked:
    """Something is ordered, and not yet paid."""
    return Asked(world.member(dice.who), Buy(receipt(world, dice), purchase(world, dice, "open", world.now)))


def guest(world: World, dice: Dice) -> Asked:
    """Somebody buys and does not say who he is."""
    at = world.now - pick(LATE[:8], dice.who)
    return Asked("", Buy(receipt(world, dice), purchase(world, dice, usual(world), at)))


def _newer(world: World, found: str | None, **fields: object) -> Asked | None:
    """A newer version of a purchase, sent for its owner: by the name of a member, or as it came."""
    if found is None:
        return None
    known = world.ledger.orders[found].purchase
    newer = replace(known, version=known.version + 1, **fields)
    owner = world.ledger.owners[found]
    as_guest = owner is None or (found in world.ledger.guests and newer.version % 2 == 0)
    return Asked("" if as_guest or owner is None else world.name_of(owner.last()), Buy(found, newer))


def pay(world: World, dice: Dice) -> Asked | None:
    """What was ordered is paid, now or as of when it was ordered; what was paid is fulfilled."""
    found = world.order(dice.who, "open", "paid")
    status = "paid" if found and world.ledger.orders[found].purchase.status == "open" else "fulfilled"
    when = {"event_at": world.now} if dice.a % 3 == 0 else {}
    return _newer(world, found, status=status, **when)


def edit(world: World, dice: Dice) -> Asked | None:
    """Other goods on the same receipt."""
    came_back = world.receipts(lambda order, owner: world.is_editable(order, owner) and bool(order.refunds))
    found = world.order(dice.who, "paid", "fulfilled", "open")
    if came_back and dice.who % 2:
        found = pick(came_back, dice.a)
    lines = basket(dice.a, dice.b)
    return _newer(world, found, lines=lines, charges=(), tenders=(Tender("cash", sum(line.net for line in lines)),))


def cancel(world: World, dice: Dice) -> Asked | None:
    """It is called off."""
    return _newer(world, world.order(dice.who, "paid", "fulfilled", "open"), status="cancelled")


def reopen(world: World, dice: Dice) -> Asked | None:
    """It holds after all."""
    return _newer(world, world.order(dice.who, "cancelled"), status=pick(("paid", "fulfilled", "open"), dice.a))


def edit_guest(world: World, dice: Dice) -> Asked | None:
    """A guest's purchase changes before anybody has claimed it."""
    found = world.receipts(lambda _, owner: owner is None)
    lines = basket(dice.a, dice.b)
    changed = {"lines": lines, "charges": (), "tenders": (Tender("cash", sum(line.net for line in lines)),)}
    return _newer(world, pick(found, dice.who) if found else None, **changed)


def send_again(world: World, dice: Dice) -> Asked | None:
    """What is known: an older version, the same, other content under its version, for somebody else."""
    found = world.receipts(lambda order, _: world.now - order.purchase.event_at < 40 * DAY)
    if not found:
        return None
    chosen = pick(found, dice.who)
    known, owner = world.ledger.orders[chosen].purchase, world.ledger.owners[chosen]
    name = "" if owner is None else world.name_of(owner.last())
    what = (
        known,
        world.ledger.first[chosen],
        replace(known, version=max(known.version - 1, 1)),
        replace(known, till="other"),
        known,
    )
    if dice.a % 5 == 4:
        name = world.member(dice.b)
    if dice.b % 4 == 3 and chosen in world.ledger.guests:
        name = ""
    return Asked(name, Buy(chosen, what[dice.a % 5]))


def _refund(world: World, order: str, dice: Dice) -> Refund:
    lines = world.ledger.orders[order].purchase.lines
    number, status = f"F{next(world.numbers)}", pick(("done", "done", "done", "pending", "failed"), dice.b // 8)
    if dice.a % 2:
        line = pick(lines, dice.b)
        no = 9 if dice.a >= 250 else line.no
        quantity = pick((line.quantity, 1000, 500, line.quantity, 4000), dice.a // 2)
        return Refund(number, ((no, quantity),), status=status)  # type: ignore[arg-type]  # one of its words
    total = sum(line.net for line in lines)
    amount = pick((total, total // 2, 999, total // 3, total + 500, 1), dice.a // 2)
    return Refund(number, amount=amount, status=status)  # type: ignore[arg-type]  # one of its words


def cause(dice: Dice) -> c.Cause:
    """Whose fault a return is."""
    return "merchant" if dice.b % 5 == 0 else "member"


def give_back(world: World, dice: Dice) -> Asked | None:
    """A line, part of it, an amount, too much.

    Not of an order of somebody merged away: that is a pair, and a story of its own (`tests/stories`).
    """
    found = world.receipts(lambda order, owner: world.is_there(owner) and (dice.a >= 200 or world.counting(order)))
    if not found:
        return None
    chosen = pick(found, dice.who)
    return Asked("", Back(chosen, _refund(world, chosen, dice), world.now, cause(dice)))


def news(world: World, dice: Dice) -> Asked | None:
    """A refund that is known has been done, has failed, has changed; or is told again, or differently."""
    found = world.receipts(lambda order, owner: world.is_there(owner) and bool(order.refunds))
    if not found:
        return None
    chosen = pick(found, dice.who)
    known = pick(list(world.ledger.orders[chosen].refunds.values()), dice.a)
    newer = replace(known, version=known.version + 1, status=pick(("failed", "done", "cancelled", "pending"), dice.b))
    told = (newer, newer, newer, known, replace(known, amount=known.amount + 1), newer)
    return Asked("", Back(chosen, told[dice.a % 6], world.now, cause(dice)))


def give_back_early(world: World, dice: Dice) -> Asked:
    """Something comes back of what has not come, or is a guest's; told twice, or differently, too."""
    guests = world.receipts(lambda _, owner: owner is None)
    waiting = [one for ones in world.ledger.waiting.values() for one in ones]
    if waiting and dice.a % 5 == 0:
        again = pick(waiting, dice.who)
        other = replace(again.refund, amount=again.refund.amount + dice.b % 3)
        newer = replace(again.refund, version=again.refund.version + 1, status="failed")
        return Asked("", again._replace(refund=newer if dice.b % 4 == 0 else other, at=world.now))
    if guests and dice.a % 2:
        chosen = pick(guests, dice.who)
        return Asked("", Back(chosen, _refund(world, chosen, dice), world.now, cause(dice)))
    chosen = f"R{next(world.numbers)}"
    world.expected.append(chosen)
    refund = Refund(f"F{next(world.numbers)}", ((1 + dice.a % 3, 1000),)) if dice.b % 2 else Refund("F", amount=900)
    return Asked("", Back(chosen, refund, world.now, cause(dice)))


def claim(world: World, dice: Dice) -> Asked | None:
    """Somebody says that it was he; seldom a second time, or for what nobody knows."""
    free = world.receipts(lambda _, owner: owner is None)
    known = [one for one in world.ledger.guests if one not in free][-4:]
    if dice.b >= 216 and known:
        return Asked(world.member(dice.who), Claim(pick(sorted(known), dice.a)))
    fresh = [one for one in free if world.now - world.ledger.orders[one].purchase.event_at < 13 * DAY]
    came_back = [one for one in fresh if world.ledger.waiting.get(one)]
    found = came_back or fresh or free
    return Asked(world.member(dice.who), Claim(pick(found, dice.a))) if found else None


def move(world: World, dice: Dice) -> Asked | None:
    """It was somebody else; seldom himself."""
    edited = dice.b % 2 == 1
    found = world.receipts(lambda order, owner: owner is not None and (order.purchase.version > 1 or not edited))
    return Asked("", Move(pick(found, dice.a), world.member(dice.who))) if found else None

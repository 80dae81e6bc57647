"""What members ask for: three small numbers become a command that makes sense as things stand, or nearly."""

from __future__ import annotations

from collections.abc import Callable

from setia.engine import commands as c
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Charge, Line, Purchase, Tender
from tests.model.backwards import Bought, Redeemed
from tests.model.days import DAY, HOUR, MINUTE, SECOND
from tests.model.model import Merged
from tests.model.replies import Asked
from tests.model.world import Dice, World, pick

LATE = (0, 0, 0, 0, 0, 0, SECOND, HOUR, DAY, 3 * DAY, 12 * DAY, 40 * DAY, -SECOND, -5 * MINUTE)
"""How long ago something happened, when it is told; less than 0 is within the clock's tolerance."""

TTLS = (MINUTE, 15 * MINUTE, 12 * HOUR, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 7 * DAY)

MANY = 5
"""Members among whom enough happens to each."""

PRICES = (1, 99, 100, 101, 1999, 5000, 10000, 12345, 20050)


def _wallet(b: int) -> str:
    return "credit" if b % 4 == 3 else "points"


def _when(world: World, b: int) -> int:
    return world.now - pick(LATE, b)


def _part(have: int, a: int) -> int:
    """A part of what there is, most times; all of it; one too many."""
    choices = (have // 2, have // 3, have // 5, have // 9, 1, have // 4, have // 20, 2, have, have - 1, have + 1)
    return max(pick(choices, a), 1)


def enrol(world: World, dice: Dice) -> Asked:
    """Somebody new joins; where there are many, somebody who has joined before."""
    name = world.member(dice.who) if len(world.open_members()) >= MANY else f"M{next(world.numbers)}"
    return Asked(name, c.Enrol(world.now))


def buy(world: World, dice: Dice) -> Asked:
    """Up to three lines, for a member or for somebody who becomes one by it."""
    name = f"M{next(world.numbers)}" if dice.a >= 250 else world.member(dice.who)
    lines = tuple(
        Line(no=no, net=pick(PRICES, dice.b + no * dice.a), quantity=pick((1000, 3000, 250), dice.a + no))
        for no in range(1, 2 + dice.a % 3)
    )
    charges = (Charge("delivery", 300),) if dice.b % 5 == 0 else ()
    paid = sum(line.net for line in lines) + sum(charge.amount for charge in charges)
    purchase = Purchase(
        "till", _when(world, dice.b), "USD", lines, (Tender("cash", paid),), charges=charges,
        status="cancelled" if dice.b == 77 else "paid",
    )  # fmt: skip
    return Asked(name, c.RecordPurchase(purchase), receipt=f"R{next(world.numbers)}")


def buy_late(world: World, dice: Dice) -> Asked:
    """A purchase that is told days after it was made."""
    asked = buy(world, Dice(dice.who, dice.a % 250, 6 + dice.b % 6))
    assert isinstance(asked.command, c.RecordPurchase)
    return asked


def earn(world: World, dice: Dice) -> Asked:
    """A present."""
    return Asked(world.member(dice.who), c.Earn(_when(world, dice.b), _wallet(dice.b), 1 + dice.a * 2, "goodwill"))


def open_balance(world: World, dice: Dice) -> Asked:
    """Lots of another system: old and new, waiting, ended, never ending; money also paid in."""
    wallet = _wallet(dice.b)
    lots = []
    for n in range(1 + dice.a % 3):
        earned_at = world.now - pick((0, 5, 100, 300), dice.a + n) * DAY
        active_at = pick((earned_at, earned_at, world.now + DAY, world.now + 9 * DAY), dice.b + n)
        ends = pick((None, world.now + 2 * DAY, world.now + 30 * DAY, world.now + DAY, world.now - DAY), dice.a * 3 + n)
        paid = wallet == "credit" and (dice.a + n) % 2 == 0
        lots.append(
            c.OpeningLot(10 + dice.b, earned_at, active_at, None if paid else ends, "paid" if paid else "granted")
        )
    return Asked(world.member(dice.who), c.OpenBalance(world.now, wallet, tuple(lots)))


def top_up(world: World, dice: Dice) -> Asked:
    """Money is paid in, with something on top."""
    paid, granted = pick(((1000, 100), (500, 0), (0, 50), (2000, 500)), dice.a)
    return Asked(world.member(dice.who), c.TopUp(_when(world, dice.b), "credit", paid, granted))


def redeem(world: World, dice: Dice) -> Asked | None:
    """Units are used."""
    wallet = _wallet(dice.b)
    name = world.holder(dice.who, wallet)
    if name is None:
        return None
    return Asked(name, c.Redeem(_when(world, dice.b), wallet, _part(world.of(name).free(wallet), dice.a)))


def redeem_offline(world: World, dice: Dice) -> Asked:
    """A till was cut off, and mostly gave no more than there was."""
    name = world.member(dice.who)
    have = world.of(name).free("points")
    amount = have + 25 if dice.a % 4 == 0 else _part(have, dice.a)
    wallet = "credit" if dice.b >= 250 else "points"
    return Asked(name, c.RedeemOffline(_when(world, dice.b), wallet, amount, "till 4", allowance=50))


def hold(world: World, dice: Dice) -> Asked | None:
    """Units are set aside."""
    wallet = _wallet(dice.b)
    name = world.holder(dice.who, wallet)
    if name is None:
        return None
    amount = _part(world.of(name).free(wallet), dice.a)
    command = c.PlaceHold(_when(world, dice.b), wallet, amount, ttl=pick(TTLS, dice.a // 8))
    if dice.a >= 230:
        command = c.PlaceHold(world.now, wallet, amount * 2, ttl=DAY, allow_partial=True)
    return Asked(name, command)


def capture(world: World, dice: Dice) -> Asked | None:
    """A hold is used: whole, in part, by too much."""
    found = world.open_hold(dice.who)
    if found is None:
        return None
    name, number, held = found
    whole, half, part = held.amount, held.amount // 2 + 1, _part(held.amount, dice.a)
    amount = pick((None, whole, half, part, None, whole, part, whole + 1), dice.b)
    return Asked(name, c.Capture(world.now, number, amount), own=True)


def release(world: World, dice: Dice) -> Asked | None:
    """A hold is given up."""
    found = world.open_hold(dice.who)
    return Asked(found[0], c.Release(world.now, found[1]), own=True) if found else None


def extend(world: World, dice: Dice) -> Asked | None:
    """A hold is to live longer."""
    found = world.open_hold(dice.who)
    return Asked(found[0], c.ExtendHold(world.now, found[1], ttl=pick(TTLS, dice.a)), own=True) if found else None


def adjust(world: World, dice: Dice) -> Asked:
    """A correction by hand, up or down; seldom below nothing."""
    name, wallet = world.member(dice.who), _wallet(dice.b)
    have = world.of(name).free(wallet)
    to_debt = dice.a % 12 == 5
    if dice.a % 2 == 0:
        amount = 5 + dice.a
    else:
        amount = -(have + 20 if to_debt else _part(have, dice.a // 2))
    return Asked(name, c.Adjust(_when(world, dice.b), wallet, amount, "counted_again", to_debt=to_debt))


def extend_lots(world: World, dice: Dice) -> Asked:
    """Everything is to live longer, or would live longer anyway."""
    until = world.now + pick((0, 1, 5, 30, 400), dice.a) * DAY + dice.b
    return Asked(world.member(dice.who), c.ExtendLots(world.now, _wallet(dice.b), until, "birthday"))


def close(world: World, dice: Dice) -> Asked | None:
    """A member leaves, where there are enough others: rather one without an open hold."""
    if not world.spares():
        return None
    return Asked(world.unheld(dice.who, dice.b), c.Close(world.now, keep_paid=dice.a >= 64))


def unmerge(world: World, dice: Dice) -> Asked | None:
    """A merge is undone, the last one of that member, into whom nobody was merged: rather one that can be."""
    found = world.named(Merged, dice.who, lambda merged: merged.account.merged and not merged.undone)
    if found is None or found[2].undone or world.aliases(found[2].account):
        return None
    name, number, merged = found
    return Asked(name, c.UnmergeOut(world.now, number, ""), world.named_after(merged.account), own=True)


def give_back(world: World, dice: Dice) -> Asked | None:
    """Goods come back: part of a line, part of the amount, all of it; told twice; told differently."""
    found = world.named(Bought, dice.who, lambda bought: bool(bought.entitled()))
    if dice.b >= 192:  # rather of a purchase of which something has come back
        found = world.named(Bought, dice.who, lambda bought: bool(bought.refunds)) or found
    if found is None:
        return None
    name, number, bought = found
    cause: c.Cause = "merchant" if dice.b % 4 == 0 else "member"
    known = list(bought.refunds.values())
    lines, total = bought.purchase.lines, sum(line.net for line in bought.purchase.lines)
    if dice.a >= 200:
        line = pick(lines, dice.b)
        refund = Refund(f"F{next(world.numbers)}", lines=((line.no, pick((line.quantity, 1, 500, 5000), dice.b)),))
    else:
        refund = Refund(f"F{next(world.numbers)}", amount=pick((total, total // 2, 999, 10**9, total // 3), dice.a))
    if known and dice.b >= 128:
        again = pick(known, dice.a)
        refund = again if dice.b >= 224 else Refund(again.id, amount=again.amount + 1)
    return Asked(name, c.Return(world.now, number, refund, cause), own=True)


def release_pending(world: World, dice: Dice) -> Asked | None:
    """Somebody gives up the return of what he bought: rather of something that still waits; seldom of no order."""
    found = world.named(Bought, dice.who, lambda bought: any(lot.units["pending"] for lot in bought.lots.values()))
    if found is None:
        return None
    return Asked(found[0], c.ReleasePending(world.now, 0 if dice.a >= 250 else found[1]), own=True)


def restore(world: World, dice: Dice) -> Asked | None:
    """What was paid for comes back: all of it, part, too much."""
    found = world.named(Redeemed, dice.who, lambda redeemed: redeemed.left > 0)
    if found is None:
        return None
    name, number, redeemed = found
    whole, half, part = redeemed.left, redeemed.left // 2 + 1, _part(redeemed.left, dice.a // 6)
    amount = pick((None, whole, half, part, None, whole + 1), dice.a)
    return Asked(name, c.Restore(_when(world, dice.b), number, amount, pick(("member", "merchant"), dice.b)), own=True)


def transfer(world: World, dice: Dice) -> Asked | None:
    """Points for another member; seldom for oneself, or money."""
    wallet = "credit" if dice.b >= 240 else "points"
    name = world.holder(dice.who, wallet)
    if name is None:
        return None
    others = [one for one in world.open_members() if one != name]
    to = name if dice.b % 16 == 15 else pick(others, dice.b)
    return Asked(name, c.TransferOut(world.now, wallet, _part(world.of(name).free(wallet), dice.a), ""), to)


def merge(world: World, dice: Dice) -> Asked | None:
    """Two members of enough turn out to be one: rather one without an open hold; seldom one and the same."""
    if not world.spares():
        return None
    name = world.unheld(dice.who, dice.a)
    others = [one for one in world.open_members() if one != name]
    to = name if dice.b % 16 == 15 else pick(others, dice.b)
    return Asked(name, c.MergeOut(world.now, ""), to)


ASKS: dict[str, Callable[[World, Dice], Asked | None]] = {
    "hold": hold,
    "purchase": buy,
    "late purchase": buy_late,
    "redeem_offline": redeem_offline,
    "extend_lots": extend_lots,
    "enrol": enrol,
    "earn": earn,
    "open_balance": open_balance,
    "top_up": top_up,
    "redeem": redeem,
    "capture": capture,
    "release": release,
    "hold_extend": extend,
    "adjust": adjust,
    "return": give_back,
    "release_pending": release_pending,
    "restore": restore,
    "transfer": transfer,
    "merge": merge,
    "unmerge": unmerge,
    "close": close,
}
"""By the name under which they are counted."""

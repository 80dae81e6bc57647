"""Points as money at the till: what they are worth, in which steps, and how much of a basket they may pay."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from setia.engine.purchase import Purchase
from setia.engine.refusals import Refusal
from setia.engine.rules.defined import Defined
from setia.engine.rules.faults import POINTS_MAX, Faults, Path

PERCENT_MAX = 100


class PointsTender(Struct, frozen=True, forbid_unknown_fields=True):
    """Units of one wallet pay: every `step` of them `worth` of money. Excluded goods are never paid with them."""

    step: int
    """In the wallet's smallest unit; they are used in whole steps."""
    worth: int | str
    """What a step pays, in major units of the program's currency."""
    wallet: str = "points"
    least: int = 1
    """Units that are used at least, if any are."""
    most_percent: int | str = PERCENT_MAX
    """How much of the goods they may pay, after everything that comes off."""
    not_for: tuple[str, ...] = ()
    """Tags of goods that they cannot pay."""


class Paying(Struct, frozen=True):
    """The same ready for use."""

    step: int
    worth: int
    """Of a step, in minor units."""
    least: int
    share: tuple[int, int]
    """Of the goods, as a fraction."""
    not_for: frozenset[str]

    def money(self, units: int, unit: int = 1) -> int:
        """What so many units pay, in minor units: a multiple of the smallest amount that is charged."""
        return units // self.step * self.worth // unit * unit


class PointsOffer(Struct, frozen=True):
    """What units of a wallet can pay of one basket."""

    wallet: str
    most: int
    """Units; 0 where they cannot pay any of it."""
    worth: int
    """What these pay, in minor units."""
    step: int
    least: int


def points_tenders(written: tuple[PointsTender, ...], defined: Defined, faults: Faults) -> dict[str, Paying]:
    """How each wallet pays; one way for a wallet at most."""
    found: dict[str, Paying] = {}
    for i, one in enumerate(written):
        path: Path = ("points_tenders", i)
        faults.known(one.wallet, defined.units, (*path, "wallet"), "wallet")
        if one.wallet in found:
            faults.add((*path, "wallet"), "duplicate_id", one.wallet)
        step = faults.within(one.step, 1, POINTS_MAX, (*path, "step"))
        share, parts = faults.ratio(one.most_percent, (*path, "most_percent"))
        if share > PERCENT_MAX * parts:
            faults.add((*path, "most_percent"), "out_of_range", one.most_percent, f"at most {PERCENT_MAX}")
        found[one.wallet] = Paying(
            step=step,
            worth=faults.money(one.worth, defined.exponent, (*path, "worth")),
            least=faults.within(one.least, 1, POINTS_MAX, (*path, "least")),
            share=(share, 100 * parts),
            not_for=frozenset(one.not_for) | defined.scene.never,
        )
    return found


def offers(
    ways: Mapping[str, Paying], purchase: Purchase, available: Mapping[str, int], unit: int = 1
) -> tuple[PointsOffer, ...]:
    """What units can pay of a purchase at its prices, wallet by wallet, of those that there are.

    What its tenders pay already, units need not.
    """
    found = []
    goods_left = sum(line.net for line in purchase.lines) - sum(one.amount for one in purchase.tenders)
    for wallet, way in ways.items():
        goods = sum(max(line.net, 0) for line in purchase.lines if way.not_for.isdisjoint(line.tags))
        share, parts = way.share
        steps = min(min(goods * share // parts, max(goods_left, 0)) // way.worth, available.get(wallet, 0) // way.step)
        most = steps * way.step if steps * way.step >= way.least else 0
        found.append(PointsOffer(wallet, most, way.money(most, unit), way.step, way.least))
    return tuple(found)


def misfit(offer: PointsOffer, units: int) -> Refusal | None:
    """Why so many units cannot pay, where there would be enough of them; None where they can."""
    if units % offer.step or not offer.least <= units <= offer.most:
        can: dict[str, int | str] = {"max": offer.most, "step": offer.step, "least": offer.least}
        return Refusal("points_cannot_pay", {"wallet": offer.wallet, "amount": units, **can})
    return None

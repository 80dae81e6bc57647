"""What the remainder of an order is entitled to, rule by rule, from the document alone, in fractions.

Another reading of the same specification than the engine's, and other code: nothing is compiled, nothing is shared.
It knows no carried remainders, and takes the member's level from the order's frame.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase

Gave = dict[tuple[str, str], int]
"""Units by rule and wallet; a voucher or a level is one of its own name."""

NOTHING = Fraction(0)
NOT_GOODS = {"gift_card", "deposit"}
UNPAID = {"points": {"points"}, "paid": {"points", "coupon", "voucher"}}


class Left(NamedTuple):
    """What is left of one line."""

    category: str
    tags: frozenset[str]
    quantity: Fraction
    net: int
    full: int
    tax: int
    """Inside `net`; 0 where prices are without."""

    def worth(self, base: str) -> int:
        """In minor units, whatever it was paid with."""
        if base == "list":
            return self.full or self.net
        return self.net - self.tax if base == "net_of_tax" else self.net


def left_of(purchase: Purchase, refunds: Iterable[Refund]) -> list[Left]:
    """First what came back by lines, then amounts, shared in proportion to what is left, largest remainders first."""
    told = list(refunds)
    lines = []
    for line in purchase.lines:
        back = sum(quantity for refund in told for no, quantity in refund.lines if no == line.no)
        kept = max(Fraction(0), 1 - Fraction(back, line.quantity)) if back else 1
        tax = line.tax if purchase.prices == "tax_inclusive" else 0
        parts = [floor(kept * part) for part in (line.net, line.list, tax)]
        lines.append(Left(line.category, frozenset(line.tags), Fraction(kept * line.quantity, 1000), *parts))
    shares = shared(sum(refund.amount for refund in told), [line.net for line in lines])
    return [cheaper(line, share) for line, share in zip(lines, shares, strict=True)]


def cheaper(line: Left, share: int) -> Left:
    """A line of which so much came back as money: list price and tax come back in proportion."""
    if not share:
        return line
    kept = Fraction(line.net - share, line.net)
    return line._replace(net=line.net - share, full=floor(line.full * kept), tax=floor(line.tax * kept))


def shared(amount: int, weights: list[int]) -> list[int]:
    """An amount over weights: each gets the whole part of its quota, the largest fractions one more."""
    total = sum(weights)
    amount = min(amount, total)
    if not total:
        return [0] * len(weights)
    quotas = [Fraction(amount * weight, total) for weight in weights]
    shares = [floor(quota) for quota in quotas]
    rank = sorted(range(len(weights)), key=lambda i: (shares[i] - quotas[i], i))
    for i in rank[: amount - sum(shares)]:
        shares[i] += 1
    return shares


def nothing_left(purchase: Purchase, lines: list[Left]) -> bool:
    """Every line has come back, or everything that was worth anything."""
    worth = sum(line.net for line in purchase.lines)
    return all(line.quantity == 0 for line in lines) or (worth > 0 and sum(line.net for line in lines) == 0)


class Oracle:
    """One document's answers for one purchase, at one level of the member."""

    def __init__(self, document: dict[str, Any], purchase: Purchase, level: str) -> None:
        self.document, self.purchase, self.level = document, purchase, level
        self.scale = {"VND": 1, "JPY": 1, "KWD": 1000}.get(document["currency"], 100)
        self.never = NOT_GOODS | {one["tag"] for one in document.get("never", ())}
        self.winners: dict[str, str] = {}
        """The rule that won each competing lane when the order was granted."""

    def granted(self, used: dict[str, int]) -> Gave:
        """What the whole is given, cut by what its limits have left."""
        lines, gave, used = left_of(self.purchase, ()), Gave(), dict(used)
        if not self._counts(lines):
            return gave
        limits = {one["id"]: one for one in self.document["limits"]}
        for rule, asked in self._asked(lines, first=True):
            mine = [limits[name] for name in rule.get("limits", ())]
            for wallet, amount in asked.items():
                for limit in mine:
                    room = limit.get("units", limit.get("times", 0)) - used.get(limit["id"], 0)
                    amount = min(amount, max(room, 0)) if "units" in limit else amount if room > 0 else 0
                for limit in mine if amount else ():
                    used[limit["id"]] = used.get(limit["id"], 0) + (amount if "units" in limit else 1)
                gave[rule["id"], wallet] = amount
        return gave

    def entitled(self, granted: Gave, refunds: Iterable[Refund]) -> Gave:
        """What the remainder keeps of what was granted."""
        lines = left_of(self.purchase, refunds)
        if nothing_left(self.purchase, lines) or not self._counts(lines):
            return {}
        kept = Gave()
        for rule, asked in self._asked(lines, first=False):
            kept.update({(rule["id"], one): min(n, granted.get((rule["id"], one), 0)) for one, n in asked.items()})
        return kept

    def _counts(self, lines: list[Left]) -> bool:
        return any((line.quantity or line.net) and not line.tags & self.never for line in lines)

    def _asked(self, lines: list[Left], *, first: bool) -> Iterable[tuple[dict[str, Any], dict[str, int]]]:
        """Rule by rule in the order of lanes, what it asks for; of competing rules only the winner's."""
        exact: dict[str, list[list[Fraction]]] = {}
        lanes = self.document["lanes"] or [{"id": ""}]
        for lane in lanes:
            asked = []
            for rule in self.document["rules"]:
                if rule.get("lane", lanes[0]["id"]) != lane["id"]:
                    continue
                (effect,) = rule["effects"]
                terms = self._terms(effect, lines, exact) if self._holds(rule, lines) else None
                asked.append((rule, self._units(effect, terms)))
                exact[rule["id"]] = [terms] if terms is not None else []
                if lane.get("combine") == "multiply" and terms is not None:
                    for name in effect.get("of", ()):
                        exact[name] = [*exact.get(name, []), terms]
            if lane.get("combine") == "best":
                if first:
                    able = [one for one in asked if exact[one[0]["id"]]]
                    best = min(able, key=lambda one: (-sum(one[1].values()), one[0]["id"]), default=None)
                    self.winners[lane["id"]] = best[0]["id"] if best else ""
                asked = [one for one in asked if one[0]["id"] == self.winners[lane["id"]]]
                exact.update({rule: [] for rule in exact if rule in self._of_lane(lane) and rule != asked_id(asked)})
            yield from asked

    def _of_lane(self, lane: dict[str, Any]) -> set[str]:
        first = self.document["lanes"][0]["id"]
        return {rule["id"] for rule in self.document["rules"] if rule.get("lane", first) == lane["id"]}

    def _holds(self, rule: dict[str, Any], lines: list[Left]) -> bool:
        for condition in rule.get("when", ()):
            wanted = [self._wanted(condition, line) for line in lines]
            values = self._values("shelf", lines)
            found = sum(value for value, yes in zip(values, wanted, strict=True) if yes)
            if found < Fraction(str(condition["at_least"])) * self.scale:
                return False
        return True

    def _wanted(self, said: dict[str, Any], line: Left) -> bool:
        if line.tags & self.never:
            return False
        wanted = said.get("lines", {})
        return line.category in wanted.get("category", [line.category]) and bool(
            "tag" not in wanted or line.tags & set(wanted["tag"])
        )

    def _values(self, base: str, lines: list[Left]) -> list[int]:
        """Value of every line, with what was not paid in money taken off."""
        values = [0 if line.tags & self.never else line.worth(base) for line in lines]
        kinds = UNPAID["paid" if base == "paid" else "points"]
        unpaid = sum(tender.amount for tender in self.purchase.tenders if tender.kind in kinds)
        whole = [0 if line.tags & self.never else line.worth(base) for line in left_of(self.purchase, ())]
        off = shared(unpaid, [max(value, 0) for value in whole])
        return [
            value - floor(Fraction(one * value, before)) if one else value
            for value, one, before in zip(values, off, whole, strict=True)
        ]

    def _terms(
        self, effect: dict[str, Any], lines: list[Left], exact: dict[str, list[list[Fraction]]]
    ) -> list[Fraction]:
        """Exact units line by line, and last what belongs to no line."""
        kind = effect["kind"]
        chosen = [self._wanted(effect, line) for line in lines]
        if kind in ("points_per_amount", "cashback"):
            rate = self._rate(effect)
            values = self._values(effect.get("base", "shelf"), lines)
            return [rate * value if yes and value else NOTHING for value, yes in zip(values, chosen, strict=True)] + [
                Fraction(0)
            ]
        if kind == "multiplier":
            more = Fraction(str(effect["times"])) - 1
            terms = [one for name in effect["of"] for one in exact.get(name, [])]
            sums = [sum((one[i] for one in terms), NOTHING) * more for i in range(len(lines) + 1)]
            every = [*chosen, True] if "lines" not in effect else [*chosen, False]
            return [one if yes else NOTHING for one, yes in zip(sums, every, strict=True)]
        if kind == "points_per_item":
            rate = Fraction(str(effect["points"])) / Fraction(str(effect["per"]))
            return [rate * line.quantity if yes else NOTHING for line, yes in zip(lines, chosen, strict=True)]
        if kind == "stamps" and effect["per"] == "item":
            return [Fraction(floor(line.quantity)) if yes else NOTHING for line, yes in zip(lines, chosen, strict=True)]
        if kind == "stamps":
            return [Fraction(int(any(yes and line.quantity for line, yes in zip(lines, chosen, strict=True))))]
        return [Fraction(effect.get("points", 1))]

    def _rate(self, effect: dict[str, Any]) -> Fraction:
        """Units for one minor unit."""
        if effect["kind"] == "cashback":
            return Fraction(str(effect["percent"])) / 100
        points = effect.get("by_tier", {}).get(self.level, effect["points"])
        return Fraction(str(points)) / Fraction(str(effect["per"])) / self.scale

    def _units(self, effect: dict[str, Any], terms: list[Fraction] | None) -> dict[str, int]:
        if terms is None:
            return {}
        wallet = {"issue_reward": "voucher", "set_tier": "high"}.get(effect["kind"], effect.get("wallet", "points"))
        return {wallet: max(rounded(sum(terms, NOTHING), effect.get("rounding", "floor")), 0)}


def asked_id(asked: list[tuple[dict[str, Any], dict[str, int]]]) -> str:
    """The one rule that is left of a competing lane."""
    return str(asked[0][0]["id"]) if asked else ""


def rounded(exact: Fraction, how: str) -> int:
    """Down, up, or to the nearest with halves away from zero."""
    if how == "nearest":
        whole = floor(abs(exact) + Fraction(1, 2))
        return whole if exact >= 0 else -whole
    return ceil(exact) if how == "up" else floor(exact)

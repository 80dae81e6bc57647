"""Random programs with whatever a return has to undo: rates, multipliers, limits, levels, stamps, money, vouchers."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any, NamedTuple

from setia.engine.rules.compiled import compile_program
from setia.engine.rules.documents import from_plain
from setia.engine.rules.versions import Versions
from tests.engine.programs import document, rule, versions, wallet

Document = dict[str, Any]

DECIMALS = {"VND": 0, "JPY": 0, "MYR": 2, "IDR": 2, "USD": 2, "KWD": 3}
SECOND_BEGINS = "2018-01-04"
"""When the second version of a program comes into force, if it has one."""

CATEGORIES = ("a", "b", "c")
NEVER = "alcohol"
ROUNDINGS = ("floor", "floor", "floor", "nearest", "up")
PERIODS = ("purchase", "day", "month", "ever")


class Program(NamedTuple):
    """Its documents, oldest first, as they are written and as the engine reads them."""

    documents: tuple[Document, ...]
    versions: Versions
    text: str = ""
    """All documents, to look for words in."""

    @property
    def currency(self) -> str:
        """Of all its purchases."""
        return str(self.documents[0]["currency"])

    @property
    def decimals(self) -> int:
        """Of its currency."""
        return DECIMALS[self.currency]

    def has(self, word: str) -> bool:
        """Whether a word stands anywhere in its documents."""
        return word in self.text


@lru_cache(maxsize=4)
def program_of(seed: int, number: int) -> Program:
    """The same program for the same numbers."""
    random = Random(f"refunds {seed} program {number}")
    author = _Author(random, random.choice(list(DECIMALS)))
    documents = [author.document()]
    if random.random() < 0.4:
        documents.append(author.document(effective_from=SECOND_BEGINS))
    ready = versions(*(compile_program(from_plain(one)) for one in documents))
    return Program(tuple(documents), ready, str(documents))


class _Author:
    """Writes one or two versions: wallets, levels and rewards stay, rates and limits do not."""

    def __init__(self, random: Random, currency: str) -> None:
        self.random, self.currency, self.decimals = random, currency, DECIMALS[currency]
        self.tiered, self.carries = random.random() < 0.5, random.random() < 0.12
        self.fixed = self._fixed()

    def document(self, **fields: Any) -> Document:
        """One version."""
        limits = self._limits()
        lanes = self.random.choice(
            [[], [], [{"id": "first"}, {"id": "then", "combine": "multiply"}], _COMPETING, [{"id": "first"}, *_THEN]]
        )
        return document(
            currency=self.currency, lanes=lanes, limits=limits, rules=self._rules(lanes, limits), **self.fixed, **fields
        )

    def money(self, *majors: str) -> str:
        """One of these amounts, times a thousand where money has no decimals."""
        major = self.random.choice(majors)
        return major if self.decimals else str(int(float(major) * 1000))

    def _fixed(self) -> Document:
        chance = self.random.choice
        policy = chance(["debt", "debt", "within_balance", "only_pending"])
        limit = {"debt_limit": chance([0, 50, 10**6])} if policy == "debt" and chance([True, False]) else {}
        expiry = chance([None, {"after": "P30D"}, {"after": "P12M"}, {"idle": "P30D"}])
        wallets = [
            wallet(returns={"policy": policy, **limit}, **({"expiry": expiry} if expiry else {}), **self._pending()),
            wallet(id="cash", kind="money", decimals=self.decimals, returns={"policy": "within_balance"}),
            wallet(id="stamps", kind="stamps", returns={"policy": chance(["debt", "within_balance"])}),
        ]
        levels = [{"id": "low"}, {"id": "high", "qualify": [{"measure": "spend", "at_least": self.money("50", "200")}]}]
        window = {"kind": chance(["calendar_year", "lifetime", "rolling"])}
        tier_set = {"id": "t", "levels": levels, "window": window, "on_return": chance(["period_end", "now"])}
        return {
            "wallets": wallets,
            "tiers": [tier_set] if self.tiered else [],
            "rewards": [{"id": "voucher", "value": self.money("5"), "valid_for": "P60D"}, {"id": "full-card"}],
            "conversions": [{"id": "card", "wallet": "stamps", "choices": [{"amount": 6, "reward": "full-card"}]}],
            "never": [{"tag": NEVER}],
        }

    def _pending(self) -> Document:
        return {"pending": "P14D"} if self.random.random() < 0.2 else {}

    def _limits(self) -> list[Document]:
        limits: list[Document] = []
        for n in range(self.random.choice([0, 1, 1, 2])):
            what = {"units": self.random.choice([5, 40, 200, 3000])}
            if self.random.random() < 0.2:
                what = {"times": self.random.choice([1, 2])}
            every = self.random.choice(PERIODS)
            shared = {"per": "program"} if every != "purchase" and self.random.random() < 0.2 else {}
            limits.append({"id": f"l{n}", "every": every, **what, **shared})
        return limits

    def _rules(self, lanes: list[Document], limits: list[Document]) -> list[Document]:
        random = self.random
        first, last = (lanes[0]["id"], lanes[-1]["id"]) if lanes else ("", "")
        rules = [
            rule(self._base(carry=self.carries and lanes is not _COMPETING), id="base", lane=first),
            rule(self._base(), id="other", lane=first),
            rule(self._times(["base", "other"][: random.choice([1, 2])]), id="twice", lane=last),
            rule(self._times(["base"]), id="more", lane=last),
            rule({"kind": "points_per_item", "points": random.choice([1, 5, "0.5"]), "per": random.choice([1, "0.250"]),
                  "rounding": random.choice(ROUNDINGS), **self._lines()}, id="item", lane=last),
            rule({"kind": "fixed_points", "points": random.choice([7, 100])}, id="bonus", lane=last,
                 when=[self._threshold()]),
            rule({"kind": "cashback", "wallet": "cash", "percent": random.choice([1, "2.5", 10]),
                  "rounding": random.choice(ROUNDINGS), **self._bases(), **self._lines()}, id="back", lane=last),
            rule({"kind": "stamps", "wallet": "stamps", "per": random.choice(["purchase", "item"]), **self._lines()},
                 id="stamp", lane=last),
            rule({"kind": "issue_reward", "reward": "voucher"}, id="gift", lane=last, when=[self._threshold()]),
        ]  # fmt: skip
        if self.tiered and random.random() < 0.3:
            rules.append(rule({"kind": "set_tier", "tier": "high"}, id="lift", lane=last, when=[self._threshold()]))
        kept = [one for one in rules if one["id"] in ("base", "other") or random.random() < 0.45]
        for one in kept:
            free = one["id"] in ("back", "stamp", "gift", "lift") or "carry" in one["effects"][0]
            if limits and not free and random.random() < 0.7:
                one["limits"] = [limit["id"] for limit in random.sample(limits, random.randint(1, len(limits)))]
        return [{name: value for name, value in one.items() if value != ""} for one in kept]

    def _base(self, *, carry: bool = False) -> Document:
        random = self.random
        said: Document = {
            "kind": "points_per_amount",
            "points": random.choice([1, 1, 2, 10, "0.75", "1.2"]),
            "per": self.money("0.30", "1", "1", "2.5", "7"),
            "rounding": "floor" if carry else random.choice(ROUNDINGS),
            **self._bases(),
        }
        if carry:
            return {**said, "carry": random.choice(["month", "ever"])}
        if self.tiered and random.random() < 0.6:
            said["by_tier"] = {"high": random.choice([12, "12.5"])}
            said["tier_at"] = random.choice(["before", "before", "after", "split"])
        return {**said, **self._lines()}

    def _times(self, of: list[str]) -> Document:
        random = self.random
        said = {"kind": "multiplier", "times": random.choice([2, 3, "1.5", "1.333333"]), "of": of}
        return {**said, "rounding": random.choice(ROUNDINGS), **self._lines()}

    def _bases(self) -> Document:
        return {"base": self.random.choice(["shelf", "shelf", "shelf", "paid", "net_of_tax", "list"])}

    def _lines(self) -> Document:
        how = self.random.random()
        if how < 0.6:
            return {}
        chosen = {"category": self.random.sample(CATEGORIES, self.random.choice([1, 2]))}
        return {"lines": chosen if how < 0.85 else {"tag": ["promo"]}}

    def _threshold(self) -> Document:
        return {"kind": "basket_total", "at_least": self.money("5", "30", "120"), **self._lines()}


_COMPETING: list[Document] = [{"id": "first", "combine": "best"}, {"id": "then"}]
_THEN: list[Document] = [{"id": "then", "combine": "multiply"}, {"id": "last"}]

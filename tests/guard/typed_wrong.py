"""A shop whose owner types 100 instead of 1: what was sold before, and what is sold after."""

from __future__ import annotations

from pathlib import Path

from setia.engine.calendar import MINUTE
from setia.engine.commands import RecordPurchase
from setia.services.batch import Outcome, Request, apply
from setia.storage import clock, programs
from setia.storage.members import Known
from setia.storage.models import GuardTrip, Wallet
from tests.cli.terminal import setia
from tests.shop import GROCERY, TILL, Shop, at, sale

SALES, MANY = 220, 20
QUARTERS = 4
CENTS = 125_00
"""Twenty sales of 125 dollars in each quarter of an hour: 2,500 points, 10,000 an hour."""
OPENS = "2018-01-02T10:00"
MISTYPED = "2018-01-03T10:00:00+00:00"


class Typed:
    """The shop after an hour of sales, and a day before the mistake."""

    def __init__(self, folder: Path) -> None:
        self.shop, self._folder, self._receipts = Shop(), folder, 0
        self.shop.day_is("2018-01-02")
        self.shop.moves_clock(12 * 60 * MINUTE)
        for quarter in range(QUARTERS):
            self.sells([f"b{n}" for n in range(MANY)], at(OPENS) + quarter * 15 * MINUTE, CENTS)

    def document(self, *changes: tuple[str, str], starts: str = MISTYPED) -> Path:
        """The document with changes, from an instant on, as a file."""
        text = GROCERY.read_text(encoding="utf-8")
        for old, new in (("effective_from: 2017-01-01", f'effective_from: "{starts}"'), *changes):
            assert old in text
            text = text.replace(old, new)
        path = self._folder / "shop.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def applies(self, *options: str | Path, change: tuple[str, str] = ("points: 1,", "points: 100,")) -> str:
        """The owner applies it at the command line."""
        answer = setia("program", "apply", self.document(change), *options)
        assert answer.code == 0, answer.told
        self.shop.program = programs.load()
        return answer.told

    def sells(self, members: list[str], when: int, cents: int = 10_00) -> list[Outcome]:
        """Everybody buys within a quarter of an hour, in one batch."""
        requests = []
        for n, member in enumerate(members):
            self._receipts += 1
            bought = sale(cents, when + n * 14 * MINUTE // len(members))
            requests.append(Request(RecordPurchase(bought), Known("external", member), reference=f"G{self._receipts}"))
        self.shop.program = programs.load()
        return apply(self.shop.program, requests, TILL)

    def mistaken(self) -> list[Outcome]:
        """The mistake is in force; within a quarter of an hour many buy for ten dollars each."""
        self.shop.moves_clock(at("2018-01-03T10:30") - clock.read())
        return self.sells(customers(), at("2018-01-03T10:15"))

    def balances(self) -> list[tuple[int, int]]:
        """What each customer can use and what waits, in the order in which they came."""
        return balances("points")[MANY : MANY + SALES]

    def trip(self) -> GuardTrip:
        """What has tripped: one thing."""
        return GuardTrip.objects.get()


def customers() -> list[str]:
    """Who buys after the mistake."""
    return [f"c{n}" for n in range(SALES)]


def with_stars(rate: int, stars: int, starts: str) -> str:
    """The document with a second rule, that gives stars for every purchase."""
    text = GROCERY.read_text(encoding="utf-8").replace("2017-01-01", starts).replace("points: 1,", f"points: {rate},")
    text = text.replace("\nrules:", "\n  - {id: stars, unit: {en: stars}, returns: {policy: debt}}\n\nrules:")
    gives = f"[{{kind: fixed_points, wallet: stars, points: {stars}}}]"
    return f"{text}  - {{id: star, name: {{en: A star}}, trigger: purchase, effects: {gives}}}\n"


def bought(shop: Shop, members: list[str]) -> None:
    """Everybody buys for ten dollars now, in one batch."""
    now = clock.read()
    requests = [
        Request(RecordPurchase(sale(10_00, now)), Known("external", name), reference=f"B-{name}") for name in members
    ]
    assert {one.status for one in apply(shop.program, requests, TILL)} == {"done"}


def balances(wallet: str) -> list[tuple[int, int]]:
    """What everybody has and what waits, in the order in which they came."""
    stored = Wallet.objects.filter(wallet_type=wallet).order_by("account_id")
    return list(stored.values_list("available", "pending"))

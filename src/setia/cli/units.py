"""Amounts and instants of a program as its members know them: in the wallet's own unit, its money and its zone."""

from __future__ import annotations

from msgspec import Struct

from setia.cli.when import show_instant
from setia.engine.calendar import DAY, HOUR, MINUTE, SECOND
from setia.engine.rules.program import Program
from setia.storage.programs import LoadedProgram
from setia.wording.people import People

_LENGTHS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second"))


class Units(Struct, frozen=True):
    """How to say numbers of one program; amounts without a wallet are those of `wallet`."""

    program: LoadedProgram
    wallet: str = ""

    @property
    def zone(self) -> str:
        """The program's zone."""
        return self.program.latest.zone

    @property
    def currency(self) -> str:
        """The program's currency."""
        return self.program.latest.program.currency

    def document(self, version: int = 0) -> Program:
        """The program's document in one of its versions; the latest where there is none of that number."""
        applied = self.program.versions.applied
        known = next((one for one in applied if one.number == version), applied[-1])
        return known.compiled.program

    def decimals(self, wallet: str = "") -> int:
        """How many decimals a wallet's unit has."""
        unit = self.program.latest.units.get(wallet or self.wallet)
        return unit.decimals if unit else 0

    def name(self, wallet: str = "") -> str:
        """What a wallet's units are called in English, or in whatever language they have a name."""
        id_ = wallet or self.wallet
        texts = {one.id: one.unit for one in self.program.latest.program.wallets}.get(id_, {})
        return texts.get("en") or next(iter(texts.values()), id_)

    def number(self, amount: int, wallet: str = "") -> str:
        """`1,204` or `12.50`."""
        return decimal(amount, self.decimals(wallet))

    def amount(self, amount: int, wallet: str = "") -> str:
        """`1,204 points`, `1 point` or `12.50 USD`."""
        number, name = self.number(amount, wallet), self.name(wallet)
        return f"{number} {_one(name) if number in ('1', '-1') else name}"

    def change(self, amount: int, wallet: str = "") -> str:
        """The same with its sign."""
        return f"{'+' if amount > 0 else ''}{self.amount(amount, wallet)}"

    def money(self, minor: int) -> str:
        """`12.50 USD`, `RM 12.50` of minor units of the program's currency."""
        return People("en").money(minor, self.currency)

    def instant(self, instant: int) -> str:
        """Date and time in the program's zone."""
        return show_instant(instant, self.zone)


def decimal(number: int, places: int) -> str:
    """A whole number of 10 ** -places with its decimals, and commas between thousands."""
    if not places:
        return f"{number:,}"
    sign, digits = "-" if number < 0 else "", str(abs(number)).rjust(places + 1, "0")
    return f"{sign}{int(digits[:-places]):,}.{digits[-places:]}"


def _one(name: str) -> str:
    """One of what English names in the plural: a point of points. What ends otherwise is left as it is."""
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is")) else name


def length(microseconds: int) -> str:
    """`15 minutes`, `7 days`: in the largest unit that needs no fraction."""
    for unit, name in _LENGTHS:
        if microseconds % unit == 0:
            count = microseconds // unit
            return f"{count:,} {name if count == 1 else name + 's'}"
    return f"{microseconds:,} microseconds"

"""What a plan's figures and names are called: by one reader, of two documents."""

from __future__ import annotations

from setia.cli.when import show_instant
from setia.engine.calendar import to_datetime
from setia.engine.rounding import divide
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.program import Program
from setia.insight.wording import SHOWN_DECIMALS
from setia.wording.people import People
from setia.wording.sentences import Said
from setia.wording.speaker import Speaker


class Spoken:
    """Names of either document, the later one's first; numbers as the reader writes them."""

    def __init__(self, before: Compiled, after: Compiled, people: People) -> None:
        self.after, self._exponent = after, after.exponent
        self.people, self.currency = people, after.program.currency
        self.by, self.was = Speaker(after.program, people), Speaker(before.program, people)
        self._shown = SHOWN_DECIMALS.get(self.currency, self._exponent)

    @property
    def is_english(self) -> bool:
        """Whether instants are shown as the command line has them elsewhere."""
        return self.people.language == "en"

    def amount(self, units: int, wallet: str) -> Said:
        """Units with their name."""
        return self._of("wallets", wallet).amount(units, wallet)

    def units(self, units: int, wallet: str) -> str:
        """The same without their name."""
        return self.people.number(units, self._of("wallets", wallet).decimals(wallet))

    def unit(self, wallet: str) -> str:
        """What a wallet's units are called."""
        return self._of("wallets", wallet).unit(wallet, "").text

    def rule(self, id_: str) -> str:
        """A rule's name."""
        return self._of("rules", id_).rule(id_).text

    def reward(self, id_: str) -> str:
        """A reward's name."""
        return self._of("rewards", id_).reward(id_).text

    def ladder(self, id_: str) -> str:
        """The name of a set of levels."""
        by = self._of("tiers", id_)
        return by.name(by.document.tiers, id_).text

    def level(self, ladder: str, id_: str) -> str:
        """A level's name."""
        return (self.by if _has_level(self.by.document, ladder, id_) else self.was).level(ladder, id_).text

    def money(self, minor: int) -> Said:
        """An amount with its currency, to the decimals that people expect of it."""
        return Said(minor, self.people.money(self._rounded(minor), self.currency))

    def bare_money(self, minor: int) -> str:
        """The same without its currency."""
        return self.people.amount(self._rounded(minor), self.currency)

    def percent(self, part: int, whole: int, places: int) -> Said:
        """A share in percent, halves away from zero."""
        share = divide(part * 100 * 10**places, whole, "nearest")
        return Said(share, self.people.number(share, places))

    def month(self, month: str) -> str:
        """`Nov 2017`, `พ.ย. 2560` of 2017-11."""
        year, number = month.split("-")
        return f"{self.people.month_short(int(number))} {self.people.year(int(year))}"

    def instant(self, instant: int) -> str:
        """By the program's clocks."""
        zone = self.after.zone
        return show_instant(instant, zone) if self.is_english else self.people.instant(to_datetime(instant, zone))

    def _rounded(self, minor: int) -> int:
        unshown: int = 10 ** (self._exponent - self._shown)
        return divide(minor, unshown, "nearest") * unshown

    def _of(self, part: str, id_: str) -> Speaker:
        """Who knows a part of a document by this id."""
        return self.by if any(one.id == id_ for one in getattr(self.by.document, part)) else self.was


def _has_level(program: Program, ladder: str, id_: str) -> bool:
    return any(level.id == id_ for one in program.tiers if one.id == ladder for level in one.levels)


def capital(text: str) -> str:
    """With a capital letter at its beginning."""
    return text[:1].upper() + text[1:]

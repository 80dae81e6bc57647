"""Who speaks: about one program, in one language, to one audience; amounts and names as that audience knows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from setia.engine.calendar import parse_duration
from setia.engine.money import EXPONENT
from setia.engine.rules.conditions.visibility import Audience
from setia.engine.rules.program import Program
from setia.engine.rules.wallet_type import Text, WalletType
from setia.wording.languages import Language
from setia.wording.people import People
from setia.wording.sentences import Said, Speech, Value


class Named(Protocol):
    """A part of a document with an id and texts."""

    @property
    def id(self) -> str:
        """As the document has it."""

    @property
    def name(self) -> Text:
        """By language."""


class Speaker(Speech):
    """A language, a program and an audience: what every sentence about a program needs."""

    def __init__(self, document: Program, reader: Language | People = "en", audience: Audience = "author") -> None:
        super().__init__(reader)
        self.document, self.audience = document, audience
        self.exponent = EXPONENT.get(document.currency, 2)
        self._wallets: dict[str, WalletType] = {one.id: one for one in document.wallets}

    @property
    def to_author(self) -> bool:
        """Whether ids and other internal names may be said."""
        return self.audience == "author"

    def text_of(self, texts: Text) -> str:
        """A text in this language; in English or any other where it has none in this one; empty where it has none."""
        return texts.get(self.language) or texts.get("en") or next(iter(texts.values()), "")

    def name(self, parts: Iterable[Named], id_: str) -> Said:
        """A part's name. What has none is told to its author by its id, and to nobody else: then it is empty."""
        texts = next((one.name for one in parts if one.id == id_), {})
        return self.internal(id_, self.text_of(texts))

    def internal(self, id_: str, text: str = "") -> Said:
        """What only the author calls by its id."""
        if self.to_author:
            return Said(id_, text or id_)
        return Said(text, text)

    def rule(self, id_: str) -> Said:
        """A rule's name."""
        found = self.name(self.document.rules, id_)
        return found if found.text else Said("", self.say("unnamed_rule", "a rule of this program").text)

    def price_rule(self, id_: str) -> Said:
        """A price rule's name."""
        found = self.name(self.document.price_rules, id_)
        return found if found.text else Said("", self.say("unnamed_price_rule", "another offer").text)

    def reward(self, id_: str) -> Said:
        """A reward's name."""
        found = self.name(self.document.rewards, id_)
        return found if found.text else Said("", self.say("unnamed_reward", "a reward").text)

    def level(self, set_id: str, id_: str) -> Said:
        """A level's name; one that has none is known by its id, as on the member's card."""
        sets = self.document.tiers
        own = set_id or (sets[0].id if sets else "")
        levels = [level for tiers in sets if tiers.id == own for level in tiers.levels]
        texts = next((one.name for one in levels if one.id == id_), {})
        return Said(id_, self.text_of(texts) or id_)

    def amount(self, units: int, wallet: str) -> Said:
        """`1,204 points`, `1 point`, `12.50 dollars`: units of a wallet with their name."""
        number = self.people.number(units, self.decimals(wallet))
        message = self.say("amount", "{number} {unit}", number=Said(units, number), unit=self.unit(wallet, number))
        return Said(units, message.text)

    def decimals(self, wallet: str) -> int:
        """How many decimals a wallet's unit has."""
        return self._wallets[wallet].decimals if wallet in self._wallets else 0

    def is_money(self, wallet: str) -> bool:
        """Whether a wallet's units are money."""
        return wallet in self._wallets and self._wallets[wallet].kind == "money"

    def unit(self, wallet: str, number: str = "1") -> Said:
        """What a wallet's units are called; in English, one of them where the number is one."""
        text = self.text_of(self._wallets[wallet].unit if wallet in self._wallets else {}) or wallet
        return Said(wallet, _one(text) if self.language == "en" and number in ("1", "-1") else text)

    def amounts(self, by_wallet: dict[str, int]) -> Said:
        """Amounts of several wallets as a list; empty where there are none."""
        told = [self.amount(units, wallet).text for wallet, units in by_wallet.items() if units]
        return Said({wallet: units for wallet, units in by_wallet.items() if units}, self.people.listed(told))

    def money(self, minor: int) -> Said:
        """An amount of the program's currency."""
        return Said(minor, self.people.money(minor, self.document.currency))

    def major(self, amount: int | str) -> Said:
        """The same of an amount as a document has it, in major units."""
        return self.money(int((Decimal(amount)).scaleb(self.exponent)))

    def number(self, value: int) -> Said:
        """A whole number."""
        return Said(value, self.people.number(value))

    def decimal(self, value: int | str) -> Said:
        """A number as a document has it: whole, or text such as 1.25."""
        return Said(value, self.people.number(Decimal(value)))

    def quantity(self, thousandths: int) -> Said:
        """So many pieces, or kilograms."""
        return Said(_exact(thousandths), self.people.quantity(thousandths))

    def items(self, thousandths: int) -> Said:
        """The same with what they are: `1 item`, `2.5 items`."""
        number = 1 if thousandths == 1000 else 2  # 2.5 items are several
        told = self.count("items", "{count} item", "{count} items", number, count=self.quantity(thousandths))
        return Said(_exact(thousandths), told.text)

    def day(self, iso: str) -> Said:
        """A day of a document."""
        return Said(iso, self.people.day(date.fromisoformat(iso)))

    def time(self, clock: str) -> Said:
        """A time of day of a document."""
        return Said(clock, self.people.time(int(clock[:2]), int(clock[3:])))

    def listed(self, values: Sequence[Value | str], *, either: bool = False) -> Said:
        """Several of them: and, or or."""
        said = [Said(one, one) if isinstance(one, str) else one for one in values]
        return Said([one.raw for one in said], self.people.listed([one.text for one in said], either=either))

    def duration(self, iso: str) -> Said:
        """`3 months`, `1 year and 6 months`: a duration of a document."""
        length = parse_duration(iso)
        years, months = divmod(length.months, 12)
        parts = []
        if years:
            parts.append(self.count("years", "{count} year", "{count} years", years, count=self.number(years)))
        if months:
            parts.append(self.count("months", "{count} month", "{count} months", months, count=self.number(months)))
        if length.days or not parts:
            days = length.days
            parts.append(self.count("days", "{count} day", "{count} days", days, count=self.number(days)))
        return Said(iso, self.people.listed([one.text for one in parts]))


def _exact(thousandths: int) -> str:
    """A quantity for machines: `2.5`."""
    return f"{(Decimal(thousandths) / 1000).normalize():f}"


def _one(name: str) -> str:
    """One of what English names in the plural: a point of points. What ends otherwise is left as it is."""
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is")) else name

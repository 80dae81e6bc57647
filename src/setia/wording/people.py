"""Dates, times, numbers, money and lists as people write and read them. Nothing else formats or parses for people.

Thai years are Buddhist unless a shop switches that off, and nothing calls them so; digits are 0 to 9 unless it wants
Thai ones. People may type Thai or full-width digits, and years of either era: from 2400 on they are Buddhist. What is
no number stays as it is: codes, numbers of receipts and phones are copied, dialled and scanned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol

from babel import dates, lists, numbers
from msgspec import Struct

from setia.engine.money import EXPONENT
from setia.wording.languages import LANGUAGES, Language, locale_of

Era = Literal["", "common"]
Digits = Literal["", "thai"]

BUDDHIST = 543
"""Years between the two eras."""
BUDDHIST_FROM = 2400
"""From this year on, a typed year is Buddhist."""
COMMON_YEARS = range(1900, 2101)

_BEFORE = {"MYR": "RM ", "IDR": "Rp ", "THB": "฿", "SGD": "S$ "}
"""What stands before an amount where people know it by a sign; of other money the code stands behind."""
_WITHOUT_ZEROS = frozenset({"IDR"})
"""Money that nobody writes decimals of; what is not zero is still shown."""

_TAGS = {"era": "-ca-gregory", "digits": "-nu-thai"}
"""How BCP 47 says what a shop chose (RFC 6067): `th-u-ca-gregory-nu-thai`."""
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_NUMBER_IN_WORDS = re.compile(r"`[^`]*`|(?<![\w#+./:{-])[0-9]+([.,:][0-9]+)*(?![\w-])", re.ASCII)
"""One that stands in a sentence by itself, and is no part of a code, a time with its offset or the name of a value."""
_DAY_IN_FIGURES = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_DAY_AS_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_BIRTHDAY_IN_FIGURES = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})")
_BIRTHDAY_IN_WORDS = re.compile(r"(\d{1,2})\s+([^\d\s]+)")
_LEAP_YEAR = "2000"
"""One that has every day."""
_DAY_IN_WORDS = re.compile(r"(\d{1,2})\s+(\D+?)\s+(\d{4})")


class NotRead(ValueError):
    """What somebody typed is not what was asked for; `code` says why."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(code)
        self.code, self.found = code, found


class Habits(Protocol):
    """What a shop chose for its Thai pages."""

    @property
    def era(self) -> str:
        """Of years."""

    @property
    def digits(self) -> str:
        """Of numbers."""


class People(Struct, frozen=True):
    """How readers of one language have dates and numbers. What a shop chose is for Thai alone."""

    language: Language = "en"
    era: Era = ""
    """Empty: Buddhist years in Thai, common ones elsewhere."""
    digits: Digits = ""
    """Empty: 0 to 9."""

    @classmethod
    def of(cls, language: Language, shop: Habits) -> People:
        """Readers of a language at a shop."""
        if language != "th":
            return cls(language)
        return cls(language, "common" if shop.era == "common" else "", "thai" if shop.digits == "thai" else "")

    @classmethod
    def of_tag(cls, tag: str) -> People:
        """What a tag of a language says, as `tag` has it; of one that Setia does not speak, English."""
        name, _, wished = tag.lower().partition("-u")
        language: Language = next((one for one in LANGUAGES if one == name.partition("-")[0]), "en")
        era, digits = (_TAGS[field] in wished and language == "th" for field in ("era", "digits"))
        return cls(language, "common" if era else "", "thai" if digits else "")

    @property
    def tag(self) -> str:
        """The language with what was chosen: `th`, `th-u-nu-thai`."""
        chosen = f"{_TAGS['era'] if self.era else ''}{_TAGS['digits'] if self.digits else ''}"
        return f"{self.language}-u{chosen}" if chosen else self.language

    def number(self, value: int | Decimal, places: int = 0) -> str:
        """`1,204.50` of 120450 and 2 places; of a Decimal, what it is, without zeros at its end."""
        return self._number(value, places, self.language)

    def _number(self, value: int | Decimal, places: int, marks: Language) -> str:
        exact = Decimal(value).scaleb(-places) if isinstance(value, int) else value
        pattern = f"#,##0.{'0' * places}" if isinstance(value, int) and places else "#,##0.#########"
        return self._in_digits(numbers.format_decimal(exact, pattern, locale_of(marks)))

    def ordinal(self, number: int) -> str:
        """`1204` of what is counted to find it again: versions, lines, movements."""
        return self._in_digits(str(number))

    def quantity(self, thousandths: int) -> str:
        """`2.5` of 2500 thousandths."""
        return self.number(Decimal(thousandths).scaleb(-3))

    def money(self, minor: int, currency: str) -> str:
        """`RM 12.90`, `Rp 185.000`, `฿749.00`, `12.90 USD`: minor units of a currency."""
        amount = self.amount(abs(minor), currency)
        sign = "-" if minor < 0 else ""
        before = _BEFORE.get(currency)
        return f"{sign}{before}{amount}" if before else f"{sign}{amount} {currency}"

    def amount(self, minor: int, currency: str) -> str:
        """`12.90`, `185.000`: the same where the currency is said elsewhere."""
        places = EXPONENT.get(currency, 2)
        if currency in _WITHOUT_ZEROS and minor % 10**places == 0:
            minor, places = minor // 10**places, 0
        marks: Language = "id" if currency == "IDR" else self.language  # everybody writes rupiah with points
        return self._number(minor, places, marks)

    def currency(self, code: str) -> str:
        """`Thai Baht (THB)`, `บาท (THB)`."""
        return f"{locale_of(self.language).currencies.get(code, code)} ({code})"

    def zone(self, name: str) -> str:
        """`Thailand Time`, `เวลาไทย` of Asia/Bangkok; of what lies nowhere, such as UTC, its name."""
        return dates.get_timezone_location(name, locale=locale_of(self.language)) if "/" in name else name

    def day(self, day: date) -> str:
        """`13 April 2026`, `13 เมษายน 2569`."""
        month = locale_of(self.language).months["format"]["wide"][day.month]
        return f"{self.ordinal(day.day)} {month} {self.year(day.year)}"

    def year(self, year: int) -> str:
        """A year as this language's readers count it: `2569` of 2026 in Thai."""
        is_buddhist = self.language == "th" and not self.era
        return self.ordinal(year + BUDDHIST if is_buddhist else year)

    def worded(self, message: str) -> str:
        """A sentence of ours with the numbers that are written in it: `30 วัน`, `๓๐ วัน`."""
        return _NUMBER_IN_WORDS.sub(lambda found: self._written(found[0]), message) if self.digits else message

    def _written(self, found: str) -> str:
        return found if found.startswith("`") else self._in_digits(found)

    def time(self, hour: int, minute: int) -> str:
        """`14:05`, `14.05`, `14:05 น.`: by a clock of 24 hours."""
        told = f"{hour:02d}.{minute:02d}" if self.language == "id" else f"{hour:02d}:{minute:02d}"
        return self._in_digits(f"{told} น." if self.language == "th" else told)

    def instant(self, moment: datetime) -> str:
        """Day and time, by the clock on the wall."""
        return f"{self.day(moment.date())} {self.time(moment.hour, moment.minute)}"

    def month(self, number: int) -> str:
        """`April`, `เมษายน`; 1 is January."""
        return str(locale_of(self.language).months["stand-alone"]["wide"][number])

    def month_short(self, number: int) -> str:
        """`Apr`, `เม.ย.`; 1 is January."""
        return str(locale_of(self.language).months["format"]["abbreviated"][number])

    def rounded(self, value: Decimal) -> str:
        """`120K`, `1.2M`: for an axis, where nobody reads the last digit."""
        return self._in_digits(
            numbers.format_compact_decimal(value, locale=locale_of(self.language), fraction_digits=1)
        )

    def share(self, part: int, whole: int) -> str:
        """`26.3%`: a share to one decimal, halves away from zero. `whole` must not be 0."""
        tenths = (abs(part) * 2000 + abs(whole)) // (2 * abs(whole))
        sign = "-" if (part < 0) is not (whole < 0) and tenths else ""
        return f"{sign}{self.number(tenths, 1)}%"

    def weekday(self, number: int) -> str:
        """`Saturday`, `วันเสาร์`; 0 is Monday."""
        return str(locale_of(self.language).days["stand-alone"]["wide"][number])

    def listed(self, texts: Iterable[str], *, either: bool = False) -> str:
        """`A, B and C`; `A, B or C`."""
        if self.language == "th":  # CLDR joins without a space, which reads badly before a figure
            *first, last = list(texts) or [""]
            return f"{', '.join(first)} {'หรือ' if either else 'และ'} {last}" if first else last
        return lists.format_list(list(texts), "or" if either else "standard", locale_of(self.language))

    def read_number(self, text: str) -> Decimal:
        """A number that somebody typed, by the marks of his language. Raises NotRead."""
        point, mark = (",", ".") if self.language == "id" else (".", ",")
        typed = western(text).strip()
        shape = rf"-?(\d+|\d{{1,3}}({re.escape(mark)}\d{{3}})+)({re.escape(point)}\d+)?"
        if len(typed) > 40 or not re.fullmatch(shape, typed, re.ASCII):
            raise NotRead("not_a_number", text)
        return Decimal(typed.replace(mark, "").replace(point, "."))

    def read_day(self, text: str) -> date:
        """A day that somebody typed: day, month as a number or by name, year of either era. Raises NotRead."""
        typed = western(text).strip()
        if found := _DAY_AS_ISO.fullmatch(typed):
            year, month, day = (int(part) for part in found.groups())
        elif found := _DAY_IN_FIGURES.fullmatch(typed):
            day, month, year = (int(part) for part in found.groups())
        elif found := _DAY_IN_WORDS.fullmatch(typed):
            day, month, year = int(found[1]), self._month(found[2], text), int(found[3])
        else:
            raise NotRead("not_a_date", text)
        common = common_year(year, text)
        try:
            return date(common, month, day)
        except ValueError:
            raise NotRead("not_a_date", text) from None

    def birthday(self, birth_date: str) -> str:
        """`25 October 1992` of 1992-10-25, `25 October` of --10-25; empty for one that is not known."""
        if birth_date.startswith("--"):
            day = date.fromisoformat(f"{_LEAP_YEAR}{birth_date[1:]}")
            return self._in_digits(f"{day.day} {locale_of(self.language).months['format']['wide'][day.month]}")
        return self.day(date.fromisoformat(birth_date)) if birth_date else ""

    def read_birthday(self, text: str) -> str:
        """A birthday that somebody typed, as 1992-10-25; --10-25 where he keeps the year to himself. Raises NotRead."""
        typed = western(text).strip()
        if found := _BIRTHDAY_IN_FIGURES.fullmatch(typed):
            day, month = int(found[1]), int(found[2])
        elif found := _BIRTHDAY_IN_WORDS.fullmatch(typed):
            day, month = int(found[1]), self._month(found[2], text)
        else:
            return self.read_day(text).isoformat()
        try:
            date(int(_LEAP_YEAR), month, day)
        except ValueError:
            raise NotRead("not_a_date", text) from None
        return f"--{month:02d}-{day:02d}"

    def _month(self, name: str, text: str) -> int:
        told = locale_of(self.language).months["format"]
        for names in (told["wide"], told["abbreviated"]):
            for number, known in names.items():
                if known.casefold().rstrip(".") == name.casefold().rstrip("."):
                    return int(number)
        raise NotRead("not_a_date", text)

    def _in_digits(self, text: str) -> str:
        return text.translate(_THAI_DIGITS) if self.digits == "thai" else text


def common_year(year: int, text: str = "") -> int:
    """A typed year of either era as one of the common era. Raises NotRead for one that is neither."""
    common = year - BUDDHIST if year >= BUDDHIST_FROM else year
    if common not in COMMON_YEARS:
        raise NotRead("not_a_year", text or str(year))
    return common


def western(text: str) -> str:
    """Text with digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)

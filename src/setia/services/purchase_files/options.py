"""What a file does not say about itself and its source has to: currency, decimals, zone, marks and calendar."""

from __future__ import annotations

import re
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from setia.services.purchase_files.rejects import FileFault

DECIMAL_MARKS = (".", ",")
THOUSANDS_MARKS = (".", ",", " ", "\u00a0", "\u202f", "'", "\u2019")


class Options(Struct, frozen=True, kw_only=True):
    """How the cells of one source are to be read. A value that makes no sense is `FileFault("bad_option", name)`."""

    source: str
    currency: str
    exponent: int
    """Decimals of an amount, 0-3: amounts come out as whole units of 10 ** -exponent."""
    zone: str = "UTC"
    """IANA name; used for timestamps that carry no offset."""
    decimal_mark: str | None = None
    thousands_mark: str | None = None
    """Either mark may be given alone. With neither, a number that could be read two ways is rejected."""
    calendar: Literal["gregorian", "buddhist"] | None = None
    prices: Literal["tax_inclusive", "tax_exclusive"] = "tax_inclusive"
    delimiter: str | None = None
    """None: the one of comma, semicolon, tab and bar that splits the header into most columns."""

    def __post_init__(self) -> None:
        for field, sensible in self._judgements():
            if not sensible:
                raise FileFault("bad_option", field, value=str(getattr(self, field)))

    def _judgements(self) -> list[tuple[str, bool]]:
        return [
            ("source", 1 <= len(self.source) <= 100 and self.source.isprintable()),
            ("currency", re.fullmatch("[A-Z]{3}", self.currency) is not None),
            ("exponent", 0 <= self.exponent <= 3),
            ("zone", _zone_exists(self.zone)),
            ("decimal_mark", self.decimal_mark in (None, *DECIMAL_MARKS)),
            ("thousands_mark", self.thousands_mark in (None, *THOUSANDS_MARKS)),
            ("thousands_mark", self.thousands_mark is None or self.thousands_mark != self.decimal_mark),
            ("calendar", self.calendar in (None, "gregorian", "buddhist")),
            ("prices", self.prices in ("tax_inclusive", "tax_exclusive")),
            ("delimiter", self.delimiter is None or _splits(self.delimiter)),
        ]


def _zone_exists(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # unknown, absolute path, a directory of zones
        return False
    return True


def _splits(delimiter: str) -> bool:
    return len(delimiter) == 1 and delimiter not in '"\r\n\0' and not delimiter.isalnum()

"""The period of a report: whole days in the program's zone, with its months and the period it is compared with."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from setia.engine.calendar import Duration, add, start_of_day

ONE_DAY = timedelta(days=1)


class Period(Struct, frozen=True):
    """From the first to the last day, both included, in the time of `zone`."""

    first: date
    last: date
    zone: str

    @property
    def begins_at(self) -> int:
        """Its first instant."""
        return start_of_day(self.first, self.zone)

    @property
    def ends_at(self) -> int:
        """The instant at which it is over."""
        return start_of_day(self.last + ONE_DAY, self.zone)

    def whole_months(self) -> int:
        """How many calendar months it is, exactly; 0 where it begins or ends within one."""
        after = self.last + ONE_DAY
        if self.first.day != 1 or after.day != 1:
            return 0
        return (after.year - self.first.year) * 12 + after.month - self.first.month

    def lookback(self) -> Period:
        """The period just before it and as long: as many months where it is whole months, else as many days."""
        last = self.first - ONE_DAY
        if months := self.whole_months():
            return Period(add(self.first, Duration(months=-months, days=0)), last, self.zone)
        return Period(self.first - (self.last - self.first) - ONE_DAY, last, self.zone)

    def months(self) -> tuple[Month, ...]:
        """Its calendar months in order; the first and the last may be parts of months."""
        found: list[Month] = []
        first = self.first
        while first <= self.last:
            begin = first.replace(day=1)
            end = add(begin, Duration(months=1, days=-1))
            last = min(end, self.last)
            found.append(Month(len(found), Period(first, last, self.zone), begin == first and end == last))
            first = last + ONE_DAY
        return tuple(found)


class Month(Struct, frozen=True):
    """A calendar month of a period, as far as the period covers it."""

    no: int
    """From 0, within the period."""
    period: Period
    is_whole: bool

    @property
    def name(self) -> str:
        """Such as 2017-01."""
        return f"{self.period.first:%Y-%m}"

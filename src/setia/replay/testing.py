"""How long a test of a change would have to run until it could be told from chance.

Members are divided into two halves, one of which lives under the change. A member's spending in a month is taken as his
own mean, which differs between members with variance B, and what a month adds to it, with variance W (one-way random
effects; estimated by the analysis of variance as in Searle, Casella, McCulloch, *Variance Components*, 1992, 3.6). Over
T months the difference of the two halves of N members has the variance 4 (B + W/T) / N. A two-sided test at 5 % finds
a true difference D with a power of 80 % if D = (1.960 + 0.842) times its root (Lachin, *Introduction to sample size
determination and power analysis for clinical trials*, Controlled Clinical Trials 2, 1981):

    T = W / (N D^2 / (4 * 7.849) - B)
"""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from setia.replay.spending import Spending

Z_SQUARED = Fraction(7_848_880, 1_000_000)
"""(1.959964 + 0.841621) squared."""


class Test(Struct, frozen=True):
    """What a test of a change would need."""

    __test__ = False  # nothing for pytest

    members: int
    """In both halves together: those who bought anything."""
    difference_minor: int
    """Per member and month: what is to be told from chance."""
    months: int | None
    """None: not even for ever with so many members."""
    members_needed: int | None
    """For a test of a year, in both halves together; None where there is nothing to be told."""


def length(spending: Spending, difference: Fraction) -> Test | None:
    """A test by which a difference in spending per member and month would be seen; None where too little is known."""
    if spending.members < 2 or spending.months <= spending.members or not difference:
        return None
    within, between = _variances(spending)
    needed = 4 * Z_SQUARED * (between + within / 12) / difference**2
    room = spending.members * difference**2 / (4 * Z_SQUARED) - between
    months = max(1, _up(within / room)) if room > 0 else None
    return Test(spending.members, round(abs(difference)), months, _up(needed))


def _variances(of: Spending) -> tuple[Fraction, Fraction]:
    """Within a member, from month to month; and between members."""
    within = (of.squares - of.between) / (of.months - of.members)
    mean_square = (of.between - Fraction(of.total**2, of.months)) / (of.members - 1)
    months_each = (of.months - Fraction(of.months_squared, of.months)) / (of.members - 1)
    return within, max(Fraction(0), (mean_square - within) / months_each)


def _up(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)

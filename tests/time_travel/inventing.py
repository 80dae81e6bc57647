"""Random programs, and the instants at which it is worth doing something under them.

Idleness never begins in a wallet that did not know it. A version may give what is there another life, now or later.
"""

from __future__ import annotations

from datetime import date
from random import Random

from tests.time_travel.places import DAY, HOUR, ONE_DAY, SECOND, Place, instant, is_date, place
from tests.time_travel.programs import Policy, Program, Purse, Term, Version

YEARS = 10

ZONES: dict[str, tuple[int, int]] = {
    "UTC": (1972, 2030),
    "America/New_York": (1985, 2030),
    "America/Sao_Paulo": (1990, 2012),
    "America/Santiago": (1990, 2030),
    "Australia/Lord_Howe": (1982, 2030),
    "Asia/Kolkata": (1972, 2030),
    "Pacific/Kiritimati": (1986, 1994),
    "Pacific/Apia": (2004, 2011),
    "Asia/Kuala_Lumpur": (1974, 1981),
    "America/Havana": (1985, 2030),
    "America/St_Johns": (1985, 2008),
}
"""Where, and the first and last year in which a life may begin: the years of each place in which clocks did most."""

LIVES = [Term(days=30), Term(1), Term(days=45), Term(days=90), Term(3), Term(6), Term(12), Term(13), Term(24)]
LIVES_BEGIN = LIVES[:-2]
IDLES = [Term(days=60), Term(days=90), Term(months=3), Term(months=6), Term(12)]
WAITS = [None, None, Term(), Term(days=14), Term(days=3)]
ROUNDS = ["day", "day", "day", "end_of_month", "end_of_quarter", "end_of_year"]
PER = [100, 100, 250, 700, 1000]


def programs(random: Random, zone: str, begins: int) -> Program:
    """A program of four wallets that changes its mind once or twice."""
    # Without "earn" what is bought after a long rest ends before it is had; nobody has said whether it should.
    activity = random.choice([("earn", "redeem"), ("earn", "redeem"), ("earn",)])
    purses = tuple(_purse(random, f"w{n}") for n in range(4))
    versions = [Version(zone, begins - 10 * DAY, begins, purses, activity)]
    for years in sorted(random.sample(range(1, YEARS), random.choice([1, 2]))):
        applied = begins + years * 365 * DAY + random.randrange(300 * DAY)
        starts = applied + random.choice([0, 0, SECOND, 5 * DAY])
        purses = tuple(_other(random, _better(random, purse), starts) for purse in purses)
        versions.append(Version(zone, applied, starts, purses, activity))
    return Program(tuple(versions))


def _purse(random: Random, id_: str) -> Purse:
    life = random.choice([*LIVES_BEGIN, None])
    idle = random.choice([None, *IDLES]) if life else random.choice(IDLES)
    policy: Policy = random.choice(["within_balance", "only_pending"])
    least = random.choice([None, None, Term(days=7), Term(1), Term(3)])
    return Purse(id_, random.choice(PER), life, random.choice(ROUNDS), idle, random.choice(WAITS), policy, least)


def _better(random: Random, purse: Purse) -> Purse:
    life = random.choice(LIVES[LIVES.index(purse.life) :]) if purse.life else None
    idle = random.choice(IDLES[IDLES.index(purse.idle) :]) if purse.idle else None
    if purse.life and random.random() < 0.1:
        idle = None
    return purse._replace(life=life, idle=idle, per_minor=random.choice(PER))


def _other(random: Random, purse: Purse, starts: int) -> Purse:
    """Now and then whatever is there gets another life, at once or later."""
    if random.random() < 0.5:
        return purse
    life = random.choice(LIVES) if purse.life else None
    later = random.choice([0, 0, SECOND, random.randrange(300 * DAY), random.randrange(300 * DAY)])
    return purse._replace(life=life, round_to=random.choice(ROUNDS), existing_from=starts + later)


def first_day(random: Random, zone: str) -> int:
    """When a program of a place might begin."""
    first, last = ZONES[zone]
    return instant(random.randint(first, last)) + random.randrange(365 * DAY)


def aims(random: Random, program: Program, begins: int, ends: int) -> list[int]:
    """When to act: around jumps of the clock, so long before one that something ends upon it, and at ends of months."""
    here = place(program.zone)
    instants: list[int] = []
    terms = {term for one in program.versions for purse in one.purses for term in (purse.life, purse.idle, purse.wait)}
    for jump in here.transitions:
        if begins <= jump <= ends:
            instants += [jump + random.choice([-1, 0, random.randrange(-3 * HOUR, 3 * HOUR)]) for _ in range(3)]
            day = here.day_of(jump)
            for term in sorted(term for term in terms if term):
                instants.append(_within(random, here, _before(day, term)))
    day, last = here.day_of(begins), here.day_of(ends)
    while day < last:
        if (day + ONE_DAY).day == 1 or (day.month == 2 and day.day == 28):
            instants.append(_within(random, here, day))
        day += ONE_DAY
    return sorted(at for at in instants if begins <= at <= ends)


def _before(day: date, term: Term) -> date:
    """A day on which something begins that ends about when `day` begins."""
    day = day - ONE_DAY - term.days * ONE_DAY
    year, month = divmod(day.year * 12 + day.month - 1 - term.months, 12)
    number = day.day
    while not is_date(year, month + 1, number):
        number -= 1
    return date(year, month + 1, number)


def _within(random: Random, here: Place, day: date) -> int:
    """An instant of a day, often its first or its last."""
    first, following = here.midnight(day), here.midnight(day + ONE_DAY)
    return random.choice([first, following - 1, random.randint(first, max(first, following - 1))])

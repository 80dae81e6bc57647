"""What price rules gave in the past: of baskets that were paid, in quarters of an hour in which they took anything off.

A basket counts when it was priced, which its till was connected for, however late it was heard that it was paid.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from setia.engine.calendar import MINUTE
from setia.engine.guard import MINUTES, PRICE, Expected, price_thing
from setia.engine.purchase import from_bytes
from setia.storage import guards
from setia.storage.snapshot import snapshot
from setia.storage.streaming import stream

BASKETS_MAX = 500_000
"""The last so many that were paid are looked at: enough to know what a quarter of an hour brings, within seconds."""

QUARTER = MINUTES * MINUTE

_PAID = """
    SELECT created_at, content FROM basket
     WHERE program_id = {program_id} AND state = 'committed' AND created_at < {until} ORDER BY id DESC LIMIT {most}
"""


class _Paid(Struct):
    """Of a basket's content what is asked for."""

    purchase: msgspec.Raw
    off: dict[str, int] | None = None


_READ = msgspec.json.Decoder(_Paid)


class _Gave(Struct):
    awards: int = 0
    units: int = 0
    quarters: set[int] = set()


def gave(program_id: int, rules: Iterable[str], until: int) -> dict[str, Expected]:
    """What each of some price rules gave before an instant, by the names of a forecast; none that gave nothing.

    Quarters of an hour around one in which a guard stopped the rule are left out, unless it was released: a code that
    got about forecasts nothing.
    """
    found = {rule: _Gave() for rule in rules}
    if not found:
        return {}
    told = _PAID.format(program_id=int(program_id), until=int(until), most=BASKETS_MAX)
    with snapshot():
        spoilt = _spoilt(program_id)
        for created_at, content in stream(told):
            quarter = created_at // QUARTER
            for rule, units in _off(bytes(content)).items():
                if units > 0 and (mine := found.get(rule)) is not None and (rule, quarter) not in spoilt:
                    mine.awards += 1
                    mine.units += units
                    mine.quarters.add(quarter)
    return {
        price_thing(rule): Expected(one.awards, one.units, len(one.quarters))
        for rule, one in found.items()
        if one.awards
    }


def _off(content: bytes) -> dict[str, int]:
    """By price rule, what it took off; nothing is known any more of what somebody bought who was erased."""
    if not content:
        return {}
    paid = _READ.decode(content)
    if paid.off is not None:
        return paid.off
    purchase, off = from_bytes(bytes(paid.purchase)), dict[str, int]()
    given = [(one.effect, one.amount) for line in purchase.lines for one in line.discounts]
    for rule, amount in [*given, *((one.reference, one.amount) for one in purchase.tenders)]:
        off[rule] = off.get(rule, 0) + amount
    return off


def _spoilt(program_id: int) -> set[tuple[str, int]]:
    return {
        (one.rule.removeprefix(PRICE), one.tripped_at // QUARTER + near)
        for one in guards.trips(program_id)
        if one.state != "released"
        for near in (-1, 0, 1)
    }

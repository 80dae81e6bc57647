"""A block of races on one database: a day apart, each at the instant at which the lots of its two accounts end."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.calendar import DAY, HOUR, MINUTE
from setia.engine.commands import PlaceHold
from setia.services.advance import move_clock, sweep
from setia.services.batch import Request, apply
from setia.storage import clock, loading
from setia.storage.reading import find_member
from tests.races.figures import Figures, of_race
from tests.races.judging import Finish, judge, of_ledger, units
from tests.races.plan import Plan, plan
from tests.races.racer import Task
from tests.races.track import Track
from tests.services.receipts import bought
from tests.shop import TILL, Shop

DOCUMENT = """
format: 1
id: races
name: {en: Races}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}, expiry: {after: P60D}}
rules:
  - id: rule
    effects: [{kind: points_per_amount, points: 1, per: 1}]
"""

BEFORE = 10 * MINUTE
"""How long before the instant the first holds are placed."""

RACES = 50
"""Of a block; with more, the first would end before the last begin."""


class Pair(Struct, frozen=True):
    """Siti and Budi of one race, as the ledger knows them."""

    siti: int
    budi: int
    purchase: int
    instant: int


def block(track: Track, url: str, seed: str, races: int = RACES) -> Figures:
    """So many races on the connected, empty database, and then the audit."""
    shop = Shop(DOCUMENT)
    plans = [plan(seed, number) for number in range(races)]
    move_clock(clock.read() + 12 * HOUR)  # noon, so that what was bought hours ago was bought on the same day
    pairs = [_pair(shop, one) for one in plans]
    figures = Figures()
    with track.on(url):
        for one, pair in zip(plans, pairs, strict=True):
            figures.add(_race(shop, track, one, pair))
    move_clock(clock.read() + DAY)
    sweep(shop.program)
    anomalies = [*of_ledger(), *(str(finding) for finding in shop.findings())]
    if differences := shop.differences():
        anomalies.append(f"{differences} accounts are not what their journals make of them")
    figures.anomalies = [f"{seed}, {what}" for what in [*figures.anomalies, *anomalies]]
    return figures


def _pair(shop: Shop, one: Plan) -> Pair:
    """What the two of a race buy on a day of their own, which then all ends at one instant."""
    move_clock(clock.read() + DAY)
    now = clock.read()
    sales = [bought(one.siti, points * 100, f"{one.siti} {n}", now - n * HOUR) for n, points in enumerate(one.bought)]
    outcomes = apply(shop.program, [*sales, bought(one.budi, one.others * 100, one.budi, now)], TILL)
    siti, budi = (find_member(shop.program, name) for name in (one.siti, one.budi))
    assert siti is not None
    assert budi is not None
    ids = (siti.account_id, budi.account_id)
    [instant] = {lot.expires_at for id_ in ids for lot in loading.all_lots(id_).values()}
    assert instant is not None
    return Pair(*ids, outcomes[0].seq, instant)


def _race(shop: Shop, track: Track, one: Plan, pair: Pair) -> Figures:
    move_clock(pair.instant - BEFORE)
    sweep(shop.program)
    ttl = BEFORE if one.hold_ends else 2 * BEFORE
    request = Request(
        PlaceHold(clock.read(), "points", one.held, "order before", ttl),
        account_id=pair.budi if one.on_target else pair.siti,
    )
    [hold] = apply(shop.program, [request], TILL)
    assert hold.status == "done", hold
    move_clock(pair.instant - ("clock" in one.roles))
    told = track.race([_task(role, one, pair, hold.seq) for role in one.roles])
    sweep(shop.program)
    finish = Finish(
        [lot for id_ in (pair.siti, pair.budi) for lot in loading.all_lots(id_).values()],
        [hold for id_ in (pair.siti, pair.budi) for hold in loading.all_holds(id_).values()],
    )
    return of_race(told, units(finish), judge(one, told, finish))


def _task(role: str, one: Plan, pair: Pair, hold: int) -> Task:
    task = Task(role, pair.instant, one.siti, pair.siti)  # type: ignore[arg-type]  # one of the plan's roles
    fields: dict[str, dict[str, int]] = {
        "redeem": {"amount": one.redeemed},
        "hold": {"amount": one.reserved},
        "capture": {
            "amount": one.captured,
            "seq": hold,
            "account_id": pair.budi if one.on_target else pair.siti,
        },
        "return": {"amount": one.refunded, "seq": pair.purchase},
        "merge": {"other_id": pair.budi},
    }
    return msgspec.structs.replace(task, **fields.get(role, {}))

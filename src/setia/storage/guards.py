"""What guards count, which rules they have tripped, and which orders have something that waits (ADR 0031)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from django.db import connection
from msgspec import DecodeError, Struct

from setia.engine.guard import MINUTES, Count, Forecast, from_json
from setia.storage import among
from setia.storage.models import GuardTrip, GuardWait, ProgramForecast
from setia.storage.rows import insert_new
from setia.storage.streaming import fetch

Thing = tuple[int, str]
"""A version's number, and `rule/wallet` or the rule."""

Waits = tuple[int, int, int, str]
"""Account, order, version and rule."""


class Watched(Struct):
    """What guards know as a batch begins."""

    counts: dict[Thing, dict[int, Count]]
    """By version and `rule/wallet`, minute by minute."""
    waiting: set[Thing]
    """Versions and rules whose new awards wait."""
    settled: set[Thing]
    """Those of which somebody has said that they are right."""


def add_forecast(program_id: int, version: int, forecast: str, made_at: int | None = None) -> bool:
    """Store what a version is expected to give; `made_at` is when, if after it was applied.

    False where it has a forecast already: that one stays.
    """
    _, is_new = ProgramForecast.objects.get_or_create(
        program_id=program_id, version=version, defaults={"forecast": forecast, "made_at": made_at}
    )
    return is_new


def lack_forecasts(program_id: int) -> list[int]:
    """Numbers of a program's further versions that have no forecast, in order."""
    rows = fetch(
        "SELECT v.number FROM program_version v WHERE v.program_id = %s AND v.number > 1 AND NOT EXISTS (SELECT 1"
        " FROM program_forecast f WHERE f.program_id = v.program_id AND f.version = v.number) ORDER BY v.number",
        [program_id],
    )
    return [number for (number,) in rows]


def forecasts(program_id: int) -> tuple[dict[int, Forecast], int]:
    """Those of a program's versions that have one, by number; and how many have one, readable or not.

    One that nobody can read any more watches nothing: tills go on selling, and a checkpoint says that it was altered.
    """
    found: dict[int, Forecast] = {}
    rows = list(ProgramForecast.objects.filter(program_id=program_id).values_list("version", "forecast"))
    for number, text in rows:
        with suppress(DecodeError):
            found[number] = from_json(text)
    return found, len(rows)


def watched(program_id: int, minutes: Iterable[int]) -> Watched:
    """What guards know around some minutes: one statement."""
    blocks = sorted({minute // MINUTES + near for minute in minutes for near in (-1, 0, 1)})
    where, found = among.ids("block", blocks)
    known = Watched({}, set(), set())
    rows = fetch(
        "SELECT version, thing, minute, awards, units, 'count' FROM guard_count WHERE program_id = %s AND "
        + where
        + " UNION ALL SELECT version, rule, 0, 0, 0, state FROM guard_trip WHERE program_id = %s",
        [program_id, *found, program_id],
    )
    for version, thing, minute, awards, units, what in rows:
        if what == "count":
            known.counts.setdefault((version, thing), {})[minute] = Count(awards, units)
        else:
            (known.settled if what == "released" else known.waiting).add((version, thing))
    return known


def stopped(program_id: int, version: int) -> dict[str, str]:
    """What of a version is stopped, with what somebody has decided of it, if anybody has."""
    sql = "SELECT rule, state FROM guard_trip WHERE program_id = %s AND version = %s AND state <> 'released'"
    return dict(fetch(sql, [program_id, version]))


def add(program_id: int, more: Mapping[Thing, Mapping[int, Count]]) -> None:
    """Add what a batch gave: one statement, in the order of the rows' key."""
    rows = [
        (program_id, minute // MINUTES, version, thing, minute, count.awards, count.units)
        for (version, thing), minutes in more.items()
        for minute, count in minutes.items()
    ]
    _add(sorted(rows))


def _add(rows: Sequence[tuple[int, int, int, str, int, int, int]]) -> None:
    if not rows:
        return
    sql = (
        "INSERT INTO guard_count (program_id, block, version, thing, minute, awards, units) VALUES {}"
        " ON CONFLICT (program_id, block, version, thing, minute)"
        " DO UPDATE SET awards = guard_count.awards + excluded.awards, units = guard_count.units + excluded.units"
    )
    one = "(%s, %s, %s, %s, %s, %s, %s)"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(sql.format(one), rows)
            return
        for first in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[first : first + ROWS_AT_ONCE]
            cursor.execute(sql.format(", ".join([one] * len(some))), [value for row in some for value in row])


ROWS_AT_ONCE = 5_000
"""Within the parameters that a statement may have."""


def trip(program_id: int, thing: Thing, wallet: str, found: tuple[Count, int, int]) -> int:
    """Note that a rule has tripped; `found` is what it gave, what was expected, and when. Its id; 0: it was known."""
    (count, expected, at), (version, rule) = found, thing
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO guard_trip (program_id, version, rule, wallet, tripped_at, awards, units, expected, state,"
            " settled_by, letter_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'open', '', 0)"
            " ON CONFLICT DO NOTHING RETURNING id",
            [program_id, version, rule, wallet, at, count.awards, count.units, expected],
        )
        rows = cursor.fetchall()
    return int(rows[0][0]) if rows else 0


def claim_letters(program_id: int, now: int, until: int) -> list[GuardTrip]:
    """Trips of which owners are to be told now; nobody else tells them before `until`."""
    due = GuardTrip.objects.filter(program_id=program_id, letter_at__lte=now).order_by("id")
    mine = [one for one in due if GuardTrip.objects.filter(pk=one.pk, letter_at=one.letter_at).update(letter_at=until)]
    for one in mine:
        one.letter_at = until
    return mine


def letter_settled(trip: GuardTrip, again_at: int | None) -> None:
    """Its letter is sent, or nobody can be told; or it is tried again then. Nothing where the claim has run out."""
    GuardTrip.objects.filter(pk=trip.pk, letter_at=trip.letter_at).update(letter_at=again_at)


def trips(program_id: int) -> list[GuardTrip]:
    """All that there ever were, newest first."""
    return list(GuardTrip.objects.filter(program_id=program_id).order_by("-id"))


def one_trip(program_id: int, id_: int) -> GuardTrip | None:
    """One of them."""
    return GuardTrip.objects.filter(program_id=program_id, pk=id_).first()


def keep_waiting(program_id: int, waits: Iterable[Waits]) -> None:
    """Note orders of which something waits."""
    rows = [(program_id, version, rule, account_id, seq) for account_id, seq, version, rule in waits]
    insert_new("guard_wait", "program_id, version, rule, account_id, seq", rows)


def waiting(program_id: int, thing: Thing, most: int) -> list[tuple[int, int]]:
    """Accounts and orders of which something waits because of a rule, the first so many."""
    rows = GuardWait.objects.filter(program_id=program_id, version=thing[0], rule=thing[1])
    return list(rows.order_by("account_id", "seq").values_list("account_id", "seq")[:most])


def count_waiting(program_id: int, thing: Thing) -> int:
    """Of how many orders something waits because of a rule."""
    return GuardWait.objects.filter(program_id=program_id, version=thing[0], rule=thing[1]).count()


def settled(program_id: int, thing: Thing, orders: Iterable[tuple[int, int]]) -> None:
    """These orders wait no more."""
    for account_id, seq in orders:
        GuardWait.objects.filter(
            program_id=program_id, version=thing[0], rule=thing[1], account_id=account_id, seq=seq
        ).delete()


def forget(program_id: int, before: int) -> int:
    """Delete counts of minutes before an instant's; how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM guard_count WHERE program_id = %s AND minute < %s", [program_id, before])
        return int(cursor.rowcount)

"""The ledger's content does not depend on how its history was cut into batches, nor on when a sweep ran."""

from __future__ import annotations

import random
from typing import Any

import pytest

from setia.engine.calendar import DAY, HOUR
from setia.services.advance import move_clock, sweep
from setia.services.apply_program import apply_program
from setia.services.batch import Manner, Request, apply
from setia.services.documents import read_program
from setia.storage import clock, loading, programs
from setia.storage.audit.run import audit
from setia.storage.models import Entry, Journal, Member, Transaction
from setia.storage.programs import LoadedProgram
from tests.services.receipts import bought
from tests.shop import HISTORY, TILL, at
from tests.storage.tables import run

DOCUMENT = """
format: 1
id: {id}
name: {{en: Test}}
currency: USD
zone: America/Santiago
effective_from: 2017-03-01
wallets:
  - {{id: points, unit: {{en: points}}, expiry: {{after: P3M}}}}
  - {{id: stars, unit: {{en: stars}}, pending: P14D, expiry: {{after: P1M, round_to: end_of_month}}}}
rules:
  - id: base
    effects:
      - {{kind: points_per_amount, points: 1, per: 1}}
      - {{kind: points_per_amount, wallet: stars, points: 2, per: 5, rounding: up}}
"""

MEMBERS = ("Aisyah", "Budi", "Chitra", "Dewi", None)


def program(code: str) -> LoadedProgram:
    """A program of this name in force: programs of one database share nothing."""
    text = DOCUMENT.format(id=code)
    apply_program(read_program(text), text, "owner")
    return programs.load(code)


def purchases(seed: int, count: int) -> list[Request]:
    """So many purchases over two years, in order of time, some of them twice and some unsound."""
    chance = random.Random(seed)
    now = at("2017-01-15")
    made: list[Request] = []
    for number in range(count):
        now += chance.randrange(12 * DAY)
        cents = chance.choice([0, 99, 100, 1234, 5000])
        fields: dict[str, Any] = chance.choice([{}] * 8 + [{"tenders": ()}, {"status": "open"}])
        made.append(bought(chance.choice(MEMBERS), cents, f"R{number}", now, **fields))
        if chance.random() < 0.1:
            made.append(chance.choice(made))
    return made


def told(of: LoadedProgram) -> dict[str, Any]:
    """All that a program's members have lived through, without ids, keys, hashes and times of recording."""
    return {name: _member(Member.objects.get(account_id=account_id)) for name, account_id in _accounts(of).items()}


def _accounts(of: LoadedProgram) -> dict[str, int]:
    rows = run(
        "SELECT d.identifiers, m.account_id FROM member m JOIN personal_data d ON d.member_id = m.id"
        " WHERE m.program_id = %s",
        of.id,
    )
    return {str(identifiers): account_id for identifiers, account_id in rows}


def _member(member: Member) -> dict[str, Any]:
    account_id = member.account_id
    transactions = Transaction.objects.filter(account_id=account_id).order_by("seq")
    entries = ("n", "wallet_type", "from_account", "to_account", "amount", "lot_no")
    return {
        "transactions": [
            (
                *(one.seq, one.kind, one.event_at, one.effective_at, one.program_version, one.why),
                tuple(Entry.objects.filter(transaction_id=one.id).order_by("n").values_list(*entries)),
            )
            for one in transactions
        ],
        "commands": list(
            Journal.objects.filter(account_id=account_id)
            .order_by("seq")
            .exclude(kind="advance")
            .values_list("kind", "event_at", "effective_at")
        ),
        "lots": run(f"SELECT {loading.LOT_COLUMNS} FROM lot WHERE account_id = %s ORDER BY no", account_id),
        "wallets": loading.read_heads([account_id])[account_id].wallets,
        "joined": member.joined_at,
    }


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Both lived through the same; the account's own number apart, which stands first in a lot."""
    assert one.keys() == other.keys()
    for name in one:
        for part in one[name]:
            first, second = one[name][part], other[name][part]
            if part == "lots":
                first, second = [lot[1:] for lot in first], [lot[1:] for lot in second]
            assert first == second, f"{part} of {name}"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_history_is_the_same_however_it_was_cut_into_batches(database: str, seed: int) -> None:
    move_clock(at("2019-06-01"))
    history = purchases(seed, 60)
    results = []
    for size in (1, 2, 7, len(history)):
        of = program(f"cut-{size}")
        for start in range(0, len(history), size):
            apply(of, history[start : start + size], HISTORY)
        sweep(of)
        results.append(told(of))
    assert sum(len(one["transactions"]) for one in results[0].values()) > 100, "a history worth the name"
    for result in results[1:]:
        same(results[0], result)


@pytest.mark.parametrize("seed", [3, 4])
def test_a_history_is_the_same_whether_it_was_swept_daily_or_once(database: str, seed: int) -> None:
    swept_daily, swept_once = program("daily"), program("once")
    history = [one for one in purchases(seed, 25) if one.command.event_at > clock.read()]
    for request in history:
        while clock.read() + DAY < request.command.event_at:
            move_clock(clock.read() + DAY)
            sweep(swept_daily)
        move_clock(max(clock.read(), request.command.event_at))
        for of in (swept_daily, swept_once):
            apply(of, [request], TILL)
    move_clock(clock.read() + 200 * DAY)
    for of in (swept_daily, swept_once):
        sweep(of)
    same(told(swept_daily), told(swept_once))


def test_old_points_still_end_when_a_batch_brings_newer_ones_that_end_earlier(database: str) -> None:
    """A lot that is neither loaded nor due must keep its deadline while the batch books those it made itself."""
    move_clock(at("2018-06-01"))
    of = program("late")
    apply(of, [bought("Aisyah", 1000, "NOW")], TILL)
    early = [bought("Aisyah", 500, "OLD", at("2017-03-05")), bought("Aisyah", 500, "LATER", at("2018-05-01"))]
    apply(of, early, HISTORY)
    assert [finding for check in audit() for finding in check.findings] == []
    move_clock(at("2019-06-01"))
    sweep(of)
    (aisyah,) = told(of).values()
    assert {(one.available, one.pending) for one in aisyah["wallets"].values()} == {(0, 0)}


def test_a_member_of_one_program_is_nobody_in_another(database: str) -> None:
    one, other = program("one"), program("other")
    now = clock.read()
    apply(one, [bought("Aisyah", 500, "R1", now)], TILL)
    refusing = Manner(actor="Siti", channel="till")
    (outcome,) = apply(other, [bought("Aisyah", 500, "R1", now)], refusing)
    assert outcome.refusal is not None
    assert outcome.refusal.code == "unknown_member"
    (outcome,) = apply(other, [bought("Aisyah", 500, "R1", now)], TILL)
    assert outcome.status == "done", "receipt numbers are of their program, too"
    assert Member.objects.count() == 2


def test_time_that_passes_for_one_program_books_nothing_in_another(database: str) -> None:
    one, other = program("one"), program("other")
    for of in (one, other):
        apply(of, [bought("Aisyah", 500, "R1")], TILL)
    move_clock(clock.read() + 200 * DAY + HOUR)
    assert sweep(one).accounts == 1
    assert Transaction.objects.filter(kind="expire").values_list("account_id").distinct().count() == 1
    assert sweep(other).accounts == 1

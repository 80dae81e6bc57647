"""The judges: whatever the order was, every unit went one way only, and nobody was late and served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from setia.engine.ledger.holds import Hold
from setia.engine.ledger.lots import Lot
from setia.storage.streaming import fetch
from tests.races.plan import USES, Plan
from tests.races.racer import Told

MAY_REFUSE = {
    "redeem": {"insufficient", "account_closed", "debt_blocks"},
    "hold": {"insufficient", "account_closed", "debt_blocks"},
    "capture": {"hold_expired"},
    "return": {"account_closed"},
    "merge": {"has_open_holds"},
}
"""The answers that a member may get; whatever else comes back is an anomaly."""

PARTS = ("spent", "held", "expired", "reversed", "transferred", "debt_repaid")


class Finish(Struct, frozen=True):
    """Both accounts after a race, with everything booked that was due at its instant."""

    lots: list[Lot]
    holds: list[Hold]


def judge(plan: Plan, told: Sequence[Told], finish: Finish) -> list[str]:
    """What went wrong in one race."""
    found = [*_answers(plan, told), *_units(plan, told, finish)]
    who = f"race {plan.number} ({', '.join(f'{one.task.role} {one.code or one.status}' for one in _in_order(told))})"
    return [f"{who}: {what}" for what in found]


def units(finish: Finish) -> Counter[str]:
    """Where the units of both accounts went."""
    return Counter({part: sum(getattr(lot, part) for lot in finish.lots) for part in PARTS})


def _in_order(told: Sequence[Told]) -> list[Told]:
    return sorted(told, key=lambda one: one.ended)


def _answers(plan: Plan, told: Sequence[Told]) -> Iterator[str]:
    came = next((one.ended for one in told if one.task.role == "clock"), 0)
    for one in told:
        role, late = one.task.role, one.began >= came
        if one.status == "failed":
            yield f"{role} failed: {one.code}"
        elif one.status == "refused" and one.code not in MAY_REFUSE.get(role, ()):
            yield f"{role} was refused: {one.code}"
        elif one.status == "done" and late and role in USES:
            yield f"{role} was served after the end"
        elif role == "capture" and not plan.hold_ends and one.status != "done":
            yield "a hold with time left was not captured"
        elif role == "capture" and plan.hold_ends and late and one.status == "done":
            yield "a hold was captured after its end"


def _units(plan: Plan, told: Sequence[Told], finish: Finish) -> Iterator[str]:
    won = [one for one in told if one.status == "done"]
    spent = sum(one.task.amount for one in won if one.task.role in ("redeem", "capture"))
    if (found := sum(lot.spent for lot in finish.lots)) != spent:
        yield f"{spent} were used, {found} are booked as used"
    held = sum(one.task.amount for one in won if one.task.role == "hold")
    if (found := sum(lot.held for lot in finish.lots)) != held:
        yield f"{held} were set aside, {found} are held"
    if any(lot.free or lot.pending for lot in finish.lots):
        yield "units outlived their end"
    if faulty := [lot.no for lot in finish.lots if lot.amount != sum(getattr(lot, part) for part in PARTS)]:
        yield f"lots {faulty} do not add up"
    first = sum(lot.amount for lot in finish.lots) - sum(lot.transferred for lot in finish.lots)
    owed = sum(plan.bought) + plan.others - first
    if owed and not any(one.task.role == "merge" for one in won):
        yield f"{owed} units more or less than there were"
    if len([hold for hold in finish.holds if hold.state == "captured"]) != sum(
        one.task.role == "capture" for one in won
    ):
        yield "captures and captured holds differ"


def of_ledger() -> list[str]:
    """What went wrong in all races of a database: who got at a unit that had ended, and what ended twice."""
    used = fetch(
        "SELECT t.account_id, t.seq, e.lot_no FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id"
        " JOIN lot l ON l.account_id = t.account_id AND l.no = e.lot_no"
        " JOIN journal j ON j.account_id = t.account_id AND j.seq ="
        "   (SELECT min(k.seq) FROM journal k WHERE k.account_id = t.account_id AND k.seq >= t.seq)"
        " WHERE e.from_account = 'available' AND e.to_account IN ('redeemed', 'held', 'clearing')"
        " AND l.expires_at <= j.horizon"
    )
    twice = fetch(
        "SELECT t.account_id, e.lot_no FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id"
        " WHERE t.kind = 'expire' GROUP BY t.account_id, e.lot_no HAVING count(*) > 1"
    )
    return [
        *(f"account {id_}, transaction {seq} used lot {lot} after its end" for id_, seq, lot in used),
        *(f"account {id_}, lot {lot} ended twice" for id_, lot in twice),
    ]

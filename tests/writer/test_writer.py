"""The batch writer: what waits at the same time is written together, and nobody is answered before it is stored."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from threading import Event
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection

from setia.engine.commands import Earn, RecordPurchase, Redeem
from setia.engine.decide import decide as engine_decide
from setia.services import deciding, safely, writer
from setia.services.requests import Manner, Outcome, Repeatable, Request
from setia.services.safely import Failed
from setia.services.writer import BatchWriter, Full, Stopping, TooLate
from setia.storage import clock
from setia.storage.audit.run import Finding, audit
from setia.storage.members import Known
from setia.storage.models import Purchase, Transaction
from tests.shop import Shop, sale

TILL = Manner(actor="Siti", channel="till", enrol=True)


@pytest.fixture
def writing(shop: Shop) -> Iterator[BatchWriter]:
    """A writer on each database in turn."""
    one = BatchWriter(shop.program.code)
    yield one
    one.stop(30)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Nothing is written until it opens: so that a test knows what waits together."""
    opens = Event()
    right = safely.apply_safely

    def waits(*given: Any) -> Any:
        assert opens.wait(30)
        return right(*given)

    monkeypatch.setattr(writer, "apply_safely", waits)
    return opens


def bought(member: str | None, cents: int, receipt: str) -> Request:
    known = Known("external", member) if member else None
    return Request(RecordPurchase(sale(cents, clock.read())), known, reference=receipt)


def faults() -> list[Finding]:
    """What the audit says."""
    return [finding for check in audit() for finding in check.findings]


def of(member: str, command: Earn | Redeem, key: str = "") -> Request:
    again = Repeatable("till", key, key.encode(), lambda outcome: str(outcome.seq).encode()) if key else None
    return Request(command, Known("external", member), repeatable=again)


def test_what_waits_together_is_written_together_in_order_of_arrival(
    shop: Shop, writing: BatchWriter, gate: Event
) -> None:
    futures = [writing.submit(bought("Aisyah", 100 * n, f"R{n}"), TILL) for n in range(1, 31)]
    gate.set()
    outcomes = [future.result(30) for future in futures]
    assert [outcome.awarded for outcome in outcomes] == [{"points": n} for n in range(1, 31)]
    assert [outcome.seq for outcome in outcomes] == list(range(2, 32)), "enrolled first, then one after the other"
    assert writing.counts.commands == 30
    assert writing.counts.batches <= 3, "the first alone at most, then all that waited for it"


def test_a_refusal_touches_nobody_else(shop: Shop, writing: BatchWriter, gate: Event) -> None:
    asked = [bought("Aisyah", 500, "R1"), of("Aisyah", Redeem(clock.read(), "points", 9)), bought("Budi", 700, "R2")]
    futures = [writing.submit(one, TILL) for one in asked]
    gate.set()
    first, refused, last = (future.result(30) for future in futures)
    assert (first.status, refused.status, last.status) == ("done", "refused", "done")
    assert (shop.points("Aisyah"), shop.points("Budi")) == (5, 7)


def test_each_keeps_its_own_actor_and_channel(shop: Shop, writing: BatchWriter, gate: Event) -> None:
    futures = [
        writing.submit(bought("Aisyah", 500, f"R{n}"), Manner(actor, channel, enrol=True))
        for n, (actor, channel) in enumerate([("Siti", "till"), ("web", "shop"), ("Ali", "till")])
    ]
    gate.set()
    seqs = [future.result(30).seq for future in futures]
    found = {one.seq: (one.actor, one.channel) for one in Transaction.objects.filter(seq__in=seqs)}
    assert [found[seq] for seq in seqs] == [("Siti", "till"), ("web", "shop"), ("Ali", "till")]
    assert writing.counts.batches < 3, "and yet they shared transactions"


def test_a_full_queue_refuses_at_once_and_says_when_to_come_back(shop: Shop, gate: Event) -> None:
    small = BatchWriter(shop.program.code, queue_max=4)
    asked = [bought("Aisyah", 100, f"R{n}") for n in range(300)]
    taken, full = _until_full(small, asked)
    assert full.retry_after > 0
    gate.set()
    assert all(future.result(30).status == "done" for future in taken), "what was taken is done"
    assert small.stop(30)


def _until_full(small: BatchWriter, asked: list[Request]) -> tuple[list[Future[Outcome]], Full]:
    taken = []
    for request in asked:
        try:
            taken.append(small.submit(request, TILL))
        except Full as full:
            return taken, full
    raise AssertionError("never full")


def test_a_command_whose_caller_gave_up_before_it_began_is_not_decided(
    shop: Shop, writing: BatchWriter, gate: Event
) -> None:
    first = writing.submit(bought("Aisyah", 100, "R1"), TILL)
    late = writing.submit(bought("Aisyah", 100, "R2"), TILL, wait=0.0)
    patient = writing.submit(bought("Aisyah", 100, "R3"), TILL, wait=60.0)
    gate.set()
    assert first.result(30).status == "done"
    with pytest.raises(TooLate):
        late.result(30)
    assert patient.result(30).status == "done"
    assert Purchase.objects.count() == 2


def test_a_cancelled_caller_does_not_cancel_its_command(shop: Shop, writing: BatchWriter, gate: Event) -> None:
    dropped = writing.submit(bought("Aisyah", 100, "R1"), TILL)
    kept = writing.submit(bought("Aisyah", 200, "R2"), TILL)
    assert dropped.cancel()
    gate.set()
    assert kept.result(30).status == "done"
    with pytest.raises(CancelledError):
        dropped.result(1)
    assert Purchase.objects.count() == 2


def test_stopping_refuses_what_is_new_and_writes_what_waits(shop: Shop, gate: Event) -> None:
    one = BatchWriter(shop.program.code)
    futures = [one.submit(bought("Aisyah", 100, f"R{n}"), TILL) for n in range(5)]
    assert not one.stop(0.1), "the gate is shut"
    with pytest.raises(Stopping):
        one.submit(bought("Aisyah", 100, "R9"), TILL)
    gate.set()
    assert [future.result(30).status for future in futures] == ["done"] * 5
    assert one.stop(30)


def test_a_command_that_breaks_the_engine_fails_alone(
    shop: Shop, writing: BatchWriter, gate: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = engine_decide

    def breaks(account: Any, command: Any, setting: Any) -> Any:
        if isinstance(command, Earn) and command.amount == 13:
            raise ZeroDivisionError
        return right(account, command, setting)

    monkeypatch.setattr(deciding, "decide", breaks)
    shop.joins("Aisyah")
    futures = [writing.submit(of("Aisyah", Earn(clock.read(), "points", n, "goodwill")), TILL) for n in (5, 13, 7)]
    gate.set()
    assert [future.result(30).status for future in futures] == ["done", "failed", "done"]
    assert shop.points("Aisyah") == 12
    assert writing.counts.splits == 0
    assert faults() == []


def test_a_command_that_breaks_the_database_fails_alone(shop: Shop, writing: BatchWriter, gate: Event) -> None:
    """A reference of half a character cannot be stored; no surface lets it through, and yet."""
    asked = [bought("Aisyah", 100 * n, "\ud800" if n == 4 else f"R{n}") for n in range(1, 8)]
    futures = [writing.submit(one, TILL) for one in asked]
    gate.set()
    results: list[Outcome | BaseException | None] = [future.exception(60) or future.result() for future in futures]
    assert [isinstance(one, Outcome) and one.status == "done" for one in results] == [n != 4 for n in range(1, 8)]
    assert isinstance(results[3], Failed)
    assert shop.points("Aisyah") == 1 + 2 + 3 + 5 + 6 + 7
    assert faults() == []


def test_a_lost_answer_to_commit_is_found_out(
    shop: Shop, writing: BatchWriter, gate: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit is done and its answer lost: what has a key is answered from what is stored, the rest is unknown."""
    shop.joins("Aisyah")
    lose = _losing_commits(monkeypatch, 1, done=True)
    earn = Earn(clock.read(), "points", 5, "goodwill")
    asked = [bought("Aisyah", 100, "R1"), of("Aisyah", earn, "key-1"), of("Aisyah", earn)]
    futures = [writing.submit(one, TILL) for one in asked]
    gate.set()
    bought_, keyed = futures[0].result(30), futures[1].result(30)
    assert lose.lost == 1
    assert (bought_.status, bought_.seq) == ("unchanged", 2)
    assert (keyed.status, keyed.answer) == ("replayed", b"3")
    with pytest.raises(Failed, match="unknown"):
        futures[2].result(30)
    assert shop.points("Aisyah") == 11, "each once, the unknown one too"
    assert faults() == []


def test_a_commit_that_never_happened_is_done_again(
    shop: Shop, writing: BatchWriter, gate: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.joins("Aisyah")
    lose = _losing_commits(monkeypatch, 1, done=False)
    futures = [writing.submit(bought("Aisyah", 100, f"R{n}"), TILL) for n in range(3)]
    gate.set()
    assert [future.result(30).status for future in futures] == ["done"] * 3
    assert lose.lost == 1
    assert shop.points("Aisyah") == 3
    assert faults() == []


class _Loss:
    lost = 0


def _losing_commits(monkeypatch: pytest.MonkeyPatch, times: int, *, done: bool) -> _Loss:
    """The next commits of any thread lose their connection, after they were done or before."""
    kind, loss = type(connection._connections[connection._alias]), _Loss()  # type: ignore[attr-defined]
    right = kind._commit

    def loses(self: Any) -> None:
        if loss.lost >= times:
            right(self)
            return
        loss.lost += 1
        if done:
            right(self)
        self.connection.close()
        raise OperationalError("the connection was lost")

    monkeypatch.setattr(kind, "_commit", loses)
    return loss


def test_only_what_is_worth_trying_again_is_tried_again() -> None:
    locked, missing = OperationalError("database is locked"), DatabaseError("no such table")
    assert safely._is_transient(locked)
    assert not safely._is_transient(missing)
    assert safely._says_nothing(locked)
    assert not safely._says_nothing(missing)

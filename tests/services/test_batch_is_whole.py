"""A batch is written whole or not at all, whatever fails and wherever; and it can be taken again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from setia.services.advance import move_clock, sweep
from setia.services.apply_program import apply_program
from setia.services.batch import Outcome, apply
from setia.services.documents import read_program
from setia.storage import clock
from setia.storage.models import Transaction
from tests.services.receipts import bought, take, told
from tests.shop import GROCERY, TILL, Shop, at
from tests.storage.tables import dump


class PowerCut(BaseException):
    """What no code may catch and carry on from."""


class CutBefore:
    """Lets so many statements through and fails at the next."""

    def __init__(self, statements: int) -> None:
        self.left = statements
        self.seen: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if len(self.seen) == self.left:
            raise PowerCut
        self.seen.append(sql.split()[0])
        return execute(sql, params, many, context)


def statements_of(work: Callable[[], object]) -> int:
    """How many statements something takes."""
    count = CutBefore(-1)
    with connection.execute_wrapper(count):
        work()
    return len(count.seen)


def test_what_must_commit_with_the_batch_fails_with_it(shop: Shop) -> None:
    shop.buys("Aisyah", 1234)
    before = dump()
    seen: list[str] = []

    def refuse(outcomes: Sequence[Outcome]) -> None:
        seen.extend(told(list(outcomes)))
        raise RuntimeError("the caller's own row could not be written")

    requests = [bought("Aisyah", 500, "X1"), bought("Budi", 500, "X2"), bought(None, 500, "X3")]
    with pytest.raises(RuntimeError, match="own row"):
        apply(shop.program, requests, TILL, within=refuse)
    assert seen == ["done"] * 3
    assert dump() == before
    assert told(take(shop, *requests)) == ["done"] * 3
    assert shop.findings() == []


def lived_in(shop: Shop) -> None:
    """Members with points that have come due and not been booked, guests, and a receipt sent before."""
    take(
        shop,
        bought("Aisyah", 1234, "R1", at("2017-12-30")),
        bought("Budi", 600, "R2", at("2017-12-30")),
        bought(None, 100, "G1", at("2017-12-30")),
    )
    move_clock(at("2019-01-15"))


def busy_batch(shop: Shop) -> list[Outcome]:
    """Everything that one batch can do: joins, dues, earns, guests, a repetition, refusals."""
    now = at("2019-01-15")
    return take(
        shop,
        bought("Aisyah", 500, "X1", now),
        bought("Chitra", 700, "X2", now),
        bought(None, 500, "X3", now),
        bought("Aisyah", 1234, "R1", at("2017-12-30")),
        bought("Budi", 99, "X4", now),
        bought("Budi", 800, "X5", now, tenders=()),
    )


BECAME = ["done", "done", "done", "unchanged", "done", "totals_mismatch"]


def test_a_batch_cut_off_at_any_statement_has_written_nothing(shop: Shop) -> None:
    lived_in(shop)
    before = dump()
    cut_off = 0
    while True:
        cut = CutBefore(cut_off)
        try:
            with connection.execute_wrapper(cut):
                outcomes = busy_batch(shop)
        except PowerCut:
            assert dump() == before, f"cut off after {cut.seen}"
            cut_off += 1
            continue
        break
    assert cut_off == len(cut.seen) > 15, "every statement was cut off before once"
    assert told(outcomes) == BECAME
    assert shop.findings() == []
    assert (shop.points("Aisyah"), shop.points("Budi"), shop.points("Chitra")) == (5, 0, 7), "what was due is gone"


def test_a_sweep_cut_off_at_any_statement_has_booked_all_of_a_batch_or_nothing(shop: Shop) -> None:
    lived_in(shop)
    before = dump()
    cut_off = 0
    while dump() == before:
        with pytest.raises(PowerCut), connection.execute_wrapper(CutBefore(cut_off)):
            sweep(shop.program)
        cut_off += 1
    assert cut_off > 8
    assert shop.findings() == []
    assert (shop.points("Aisyah"), shop.points("Budi")) == (0, 0)
    assert sweep(shop.program).accounts == 0, "it was all booked, and is not booked again"
    assert Transaction.objects.filter(kind="expire").count() == 2


def test_a_program_cut_off_at_any_statement_is_not_applied(database: str) -> None:
    text = GROCERY.read_text()
    before = dump()
    cut_off = 0
    while True:
        try:
            with connection.execute_wrapper(CutBefore(cut_off)):
                applied = apply_program(read_program(text), text, "owner")
        except PowerCut:
            assert dump() == before
            cut_off += 1
            continue
        break
    assert cut_off > 3
    assert (applied.number, applied.changed) == (1, True)


def test_a_batch_takes_as_many_statements_whatever_its_size(shop: Shop) -> None:
    """Gather and apply are a fixed number of statements (design, section 3); only their rows grow."""
    lived_in(shop)
    now = clock.read()
    few = statements_of(lambda: take(shop, *(bought(name, 500, f"F{name}", now) for name in ("Aisyah", "Dewi"))))
    many = statements_of(lambda: take(shop, *(bought(f"M{n % 60}", 500, f"M{n}", now) for n in range(200))))
    assert many <= few + 2


def test_no_statement_of_a_batch_runs_outside_its_transaction(shop: Shop) -> None:
    lived_in(shop)
    outside: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not connection.in_atomic_block and not sql.startswith("BEGIN"):
            outside.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        busy_batch(shop)
    assert outside == []

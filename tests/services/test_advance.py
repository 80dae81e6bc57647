"""Time passes: every account's dues are booked at their own instants, once, however many accounts there are."""

from __future__ import annotations

from setia.engine.calendar import DAY
from setia.services.advance import BATCH, due_count, move_clock, sweep
from setia.storage import clock
from setia.storage.models import Account, Transaction
from tests.services.receipts import bought, take
from tests.shop import HISTORY, Shop, at
from tests.storage.tables import dump

GONE = at("2019-02-01")
"""What is earned in January 2018 ends with January 2019."""


def test_a_sweep_goes_through_more_accounts_than_one_batch_holds(shop: Shop) -> None:
    now = clock.read()
    take(shop, *(bought(f"M{n}", 100 if n % 3 else 50, f"R{n}", now) for n in range(BATCH + 10)))
    with_points = sum(1 for n in range(BATCH + 10) if n % 3)
    move_clock(GONE)
    assert due_count(shop.program) == with_points
    batches: list[int] = []
    swept = sweep(shop.program, batches.append)
    assert (swept.accounts, swept.now, sum(batches)) == (with_points, GONE, with_points)
    assert due_count(shop.program) == 0
    assert not Account.objects.filter(next_due_at__isnull=False).exists()


def test_a_second_sweep_books_nothing(shop: Shop) -> None:
    take(shop, bought("Aisyah", 100, "R1"))
    move_clock(GONE)
    assert sweep(shop.program).accounts == 1
    before = dump()
    assert sweep(shop.program).accounts == 0
    assert dump() == before


def test_a_sweep_before_anything_is_due_books_nothing(shop: Shop) -> None:
    take(shop, bought("Aisyah", 100, "R1"))
    move_clock(GONE - 1)
    before = dump()
    assert sweep(shop.program).accounts == 0
    assert dump() == before
    assert shop.points("Aisyah") == 1


def test_what_is_booked_late_says_when_it_was_true_and_when_it_was_written(shop: Shop) -> None:
    take(shop, bought("Aisyah", 100, "R1"))
    move_clock(GONE + 100 * DAY)
    sweep(shop.program)
    expire = Transaction.objects.get(kind="expire")
    assert (expire.effective_at, expire.recorded_at) == (GONE, GONE + 100 * DAY)
    assert (expire.actor, expire.channel) == ("system", "sweep")


def test_points_past_their_day_cannot_be_seen_as_usable_whether_or_not_a_sweep_has_run(shop: Shop) -> None:
    take(shop, bought("Aisyah", 100, "R1"))
    move_clock(GONE - 1)
    assert shop.points("Aisyah") == 1
    move_clock(GONE)
    assert shop.points("Aisyah") == 0
    assert shop.page("Aisyah").open_lots == ()


def test_an_account_is_not_visited_at_every_sweep_for_ever(shop: Shop) -> None:
    """A batch that does not see all lots may leave a deadline that is too early; the next sweep puts it right."""
    move_clock(at("2018-06-01"))
    take(shop, bought("Aisyah", 100, "NOW"))
    past = [bought("Aisyah", 200, "OLD", at("2017-01-05")), bought("Aisyah", 300, "LATER", at("2018-03-01"))]
    take(shop, *past, manner=HISTORY)
    sweep(shop.program)
    assert due_count(shop.program) == 0
    assert shop.points("Aisyah") == 4
    assert shop.findings() == []

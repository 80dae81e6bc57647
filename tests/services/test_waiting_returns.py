"""Returns named by their receipt: before their order, in the same batch, refused by it, or in vain (ledger 4.11)."""

from __future__ import annotations

import msgspec
import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import Return
from setia.engine.ledger.past import Refund
from setia.services.batch import Request
from setia.services.requests import Repeatable
from setia.services.stamping import order_key
from setia.services.waiting_returns import overdue
from setia.storage import clock
from setia.storage.models import WaitingReturn
from tests.services.receipts import bought, take, told
from tests.shop import Shop


def back(shop: Shop, receipt: str, refund: Refund) -> Request:
    """A return as a till sends it that knows the receipt and nothing else."""
    return Request(Return(clock.read(), 0, refund), order=order_key(shop.program.key, "till", receipt))


def part(cents: int, id_: str = "F1", version: int = 1, **fields: str) -> Refund:
    return Refund(id_, amount=cents, version=version, **fields)  # type: ignore[arg-type]


def waiting() -> int:
    return int(WaitingReturn.objects.count())


def test_a_return_before_its_order_is_taken_when_the_order_comes(shop: Shop) -> None:
    assert told(take(shop, back(shop, "R1", part(40_00)))) == ["waiting"]
    assert told(take(shop, back(shop, "R1", part(40_00)))) == ["waiting"]
    assert waiting() == 1
    assert told(take(shop, bought("Siti", 100_00, "R1"))) == ["done"]
    assert shop.points("Siti") == 60
    assert waiting() == 0
    assert told(take(shop, back(shop, "R1", part(40_00)))) == ["unchanged"]
    assert shop.points("Siti") == 60
    assert shop.findings() == []
    assert shop.differences() == 0


@pytest.mark.parametrize("order_first", [True, False])
def test_a_return_and_its_order_may_come_in_one_batch(shop: Shop, order_first: bool) -> None:
    both = [bought("Siti", 100_00, "R1"), back(shop, "R1", part(40_00))]
    outcomes = take(shop, *(both if order_first else both[::-1]), bought("Siti", 1_00, "R2"))
    assert told(outcomes) == (["done", "done", "done"] if order_first else ["waiting", "done", "done"])
    assert shop.points("Siti") == 61
    assert waiting() == 0
    assert shop.differences() == 0


def test_the_same_refund_with_other_content_is_refused_also_while_it_waits(shop: Shop) -> None:
    outcomes = take(shop, back(shop, "R1", part(40_00)), back(shop, "R1", part(30_00)))
    assert told(outcomes) == ["waiting", "natural_key_conflict"]


def test_a_refund_that_fails_counts_nothing_whatever_came_first(shop: Shop) -> None:
    news = [part(40_00, status="pending"), part(40_00, version=2, status="failed")]
    for n, heard in enumerate((news, news[::-1])):
        receipt = f"R{n}"
        take(shop, bought("Siti", 100_00, receipt))
        take(shop, *(back(shop, receipt, refund) for refund in heard))
        assert shop.points("Siti") == 100 * (n + 1)
    assert shop.findings() == []
    assert shop.differences() == 0


def test_a_refund_on_its_way_counts(shop: Shop) -> None:
    take(shop, bought("Siti", 100_00, "R1"), back(shop, "R1", part(40_00, status="pending")))
    assert shop.points("Siti") == 60


def test_refunds_merge_as_a_set_whatever_order_they_come_in(shop: Shop) -> None:
    refunds = [part(30_00, "F1"), part(80_00, "F2"), part(10_00, "F3")]
    take(shop, *(back(shop, "R1", one) for one in refunds[:2]))
    take(shop, bought("Siti", 100_00, "R1"), bought("Ali", 100_00, "R2"))
    take(shop, back(shop, "R1", refunds[2]), *(back(shop, "R2", one) for one in refunds[::-1]))
    assert shop.wallet("Siti") == shop.wallet("Ali")
    assert shop.points("Ali") == 0


def test_a_return_that_its_order_refuses_is_an_exception(shop: Shop) -> None:
    take(shop, back(shop, "R1", Refund("F1", ((9, 1000),))))
    take(shop, bought("Siti", 100_00, "R1"))
    assert shop.points("Siti") == 100
    (waits,) = overdue(shop.program, clock.read())
    assert waits.code == "unknown_line"


def test_a_return_whose_order_has_not_come_for_thirty_days_is_an_exception(shop: Shop) -> None:
    take(shop, bought(None, 50_00, "G1"), back(shop, "G1", part(10_00)), back(shop, "R1", part(40_00, "F2")))
    assert overdue(shop.program, clock.read() + 30 * DAY) == []
    (waits,) = overdue(shop.program, clock.read() + 30 * DAY + 1)
    assert waits.order_key == order_key(shop.program.key, "till", "R1")


def test_a_waiting_return_asked_again_under_its_key_is_answered_as_before(shop: Shop) -> None:
    key = Repeatable("till", "K1", b"asked", lambda outcome: outcome.status.encode())
    asked = msgspec.structs.replace(back(shop, "R1", part(40_00)), repeatable=key)
    assert take(shop, asked)[0].answer == b"waiting"
    again = take(shop, asked)[0]
    assert (again.status, again.answer) == ("replayed", b"waiting")

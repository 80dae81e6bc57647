"""What becomes of each request of a batch: done, unchanged, or refused with a reason, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.calendar import MINUTE
from setia.engine.ledger.accounts import BALANCE_MAX
from setia.engine.purchase import AMOUNT_MAX, Line
from setia.services.batch import Manner
from setia.storage import clock
from setia.storage.models import Account, Member, Transaction, Wallet
from setia.storage.reading import find_member
from tests.services.receipts import UNPAID, bought, take, told
from tests.shop import HISTORY, Shop, at
from tests.storage.tables import counts, dump

NOBODY_JOINS = Manner(actor="Siti", channel="till", enrol=False)


def kinds(shop: Shop, member: str) -> list[str]:
    found = find_member(shop.program, member)
    assert found is not None
    of_account = Transaction.objects.filter(account_id=found.account_id).order_by("seq")
    return list(of_account.values_list("kind", flat=True))


def test_a_first_purchase_enrols_the_member_and_earns(shop: Shop) -> None:
    (outcome,) = take(shop, bought("Aisyah", 1234, "R1"))
    assert (outcome.status, outcome.awarded) == ("done", {"points": 12})
    assert kinds(shop, "Aisyah") == ["record", "earn"]
    assert shop.points("Aisyah") == 12


def test_the_same_receipt_again_changes_nothing(shop: Shop) -> None:
    now = clock.read()
    take(shop, bought("Aisyah", 1234, "R1", now), bought(None, 500, "G1", now))
    before = dump()
    assert told(take(shop, bought("Aisyah", 1234, "R1", now), bought(None, 500, "G1", now))) == ["unchanged"] * 2
    assert dump() == before


def test_the_same_receipt_twice_in_one_batch_counts_once(shop: Shop) -> None:
    now = clock.read()
    outcomes = take(shop, *[bought("Aisyah", 1234, "R1", now)] * 3, *[bought(None, 500, "G1", now)] * 2)
    assert told(outcomes) == ["done", "unchanged", "unchanged", "done", "unchanged"]
    assert shop.points("Aisyah") == 12


def test_the_same_receipt_with_other_content_is_a_conflict(shop: Shop) -> None:
    now = clock.read()
    take(shop, bought("Aisyah", 1234, "R1", now), bought(None, 500, "G1", now))
    before = dump()
    edited = [
        bought("Aisyah", 1235, "R1", now),
        bought("Aisyah", 1234, "R1", now - 1),
        bought("Aisyah", 1234, "R1", now, store="KLCC"),
        bought(None, 501, "G1", now),
    ]
    assert told(take(shop, *edited)) == ["natural_key_conflict"] * 4
    assert dump() == before


def test_in_one_batch_the_first_to_arrive_keeps_the_receipt(shop: Shop) -> None:
    now = clock.read()
    outcomes = take(shop, bought("Aisyah", 1234, "R1", now), bought("Aisyah", 9900, "R1", now))
    assert told(outcomes) == ["done", "natural_key_conflict"]
    assert shop.points("Aisyah") == 12


def test_a_receipt_that_was_refused_may_be_sent_again_rightly(shop: Shop) -> None:
    now = clock.read()
    wrong, right = bought("Aisyah", 1234, "R1", now, tenders=UNPAID), bought("Aisyah", 1234, "R1", now)
    assert told(take(shop, wrong, right, right)) == ["totals_mismatch", "done", "unchanged"]


def test_receipt_numbers_are_of_their_source(shop: Shop) -> None:
    now = clock.read()
    outcomes = take(
        shop, *(bought("Aisyah", 1234, "R1", now, source=source) for source in ("till", "shop", "till\x1f"))
    )
    assert told(outcomes) == ["done"] * 3
    assert shop.points("Aisyah") == 36


def test_source_and_number_cannot_run_into_each_other(shop: Shop) -> None:
    outcomes = take(shop, bought("Aisyah", 100, "1R", source="A"), bought("Aisyah", 100, "R", source="A1"))
    assert told(outcomes) == ["done", "done"]


@pytest.mark.parametrize(("first", "second"), [("Aisyah", "Budi"), ("Aisyah", None), (None, "Budi")])
def test_a_receipt_belongs_to_whom_it_was_first_recorded_for(shop: Shop, first: str | None, second: str | None) -> None:
    now = clock.read()
    take(shop, bought("Budi", 100, "R0", now), bought(first, 1234, "R1", now))
    before = dump()
    assert told(take(shop, bought(second, 1234, "R1", now))) == ["purchase_belongs_to_other_member"]
    assert dump() == before


def test_a_guest_sale_is_stored_and_belongs_to_nobody(shop: Shop) -> None:
    (outcome,) = take(shop, bought(None, 1234, "G1"))
    assert (outcome.status, outcome.awarded) == ("done", {})
    found = counts()
    assert (found["purchase"], found["purchase_reference"], found["natural_key"]) == (1, 1, 1)
    assert not any(found[table] for table in ("member", "account", "journal", "ledger_transaction", "outbox"))


def test_the_same_batch_may_hold_guests_and_members(shop: Shop) -> None:
    outcomes = take(shop, bought(None, 100, "G1"), bought("Aisyah", 100, "R1"), bought(None, 100, "G2"))
    assert told(outcomes) == ["done"] * 3
    assert shop.findings() == []


def test_an_unknown_member_is_refused_where_nobody_joins_by_buying(shop: Shop) -> None:
    take(shop, bought("Aisyah", 100, "R1"))
    before = dump()
    outcomes = take(shop, bought("Aisyha", 100, "R2"), manner=NOBODY_JOINS)
    assert told(outcomes) == ["unknown_member"]
    assert dump() == before
    assert told(take(shop, bought("Aisyah", 100, "R2"), manner=NOBODY_JOINS)) == ["done"]


def test_members_are_of_their_kind_of_identifier_to_the_letter(shop: Shop) -> None:
    for receipt, name in enumerate(["aisyah", "Aisyah", "aisyah ", "\u0e2d\u0e32\u0e2d\u0e34", "a" * 10_000]):
        take(shop, bought(name, 100, f"R{receipt}"))
    assert Member.objects.count() == 5


def test_two_first_purchases_in_one_batch_are_one_member(shop: Shop) -> None:
    take(shop, bought("Aisyah", 100, "R1"), bought("Aisyah", 200, "R2"))
    assert Member.objects.count() == 1
    assert kinds(shop, "Aisyah") == ["record", "earn", "earn"]


def test_lots_are_numbered_in_order_of_arrival(shop: Shop) -> None:
    take(shop, bought("Aisyah", 300, "R3", at("2018-01-01")), bought("Aisyah", 100, "R1", at("2017-12-01")))
    assert [(lot.no, lot.amount) for lot in shop.page("Aisyah").open_lots] == [(1, 3), (2, 1)]


@pytest.mark.parametrize(("ahead", "became"), [(5 * MINUTE, "done"), (5 * MINUTE + 1, "event_in_future")])
def test_a_till_may_be_five_minutes_ahead_and_no_more(shop: Shop, ahead: int, became: str) -> None:
    take(shop, bought("Aisyah", 100, "R1"))
    outcomes = take(
        shop, bought("Aisyah", 500, "R2", clock.read() + ahead), bought(None, 500, "G", clock.read() + ahead)
    )
    assert told(outcomes) == [became, became]
    latest = Transaction.objects.latest("id")
    assert latest.effective_at <= latest.recorded_at <= clock.read(), "it counts from when it was recorded"


def test_a_new_member_may_join_at_a_till_that_is_ahead(shop: Shop) -> None:
    assert told(take(shop, bought("Aisyah", 500, "R1", clock.read() + 3 * MINUTE))) == ["done"]
    assert shop.points("Aisyah") == 5
    assert shop.page("Aisyah").joined_at <= clock.read(), "nobody has been a member since a time yet to come"


def test_a_purchase_refused_for_the_future_does_not_keep_the_member_from_joining_by_the_next(shop: Shop) -> None:
    now = clock.read()
    outcomes = take(shop, bought("Aisyah", 500, "R1", now + 6 * MINUTE), bought("Aisyah", 500, "R2", now))
    assert told(outcomes) == ["event_in_future", "done"]


REFUSED = {
    "an unpaid bill": ({"tenders": UNPAID}, "totals_mismatch"),
    "a line that is not its list price": ({"lines": (Line(no=1, list=600, net=500),)}, "line_mismatch"),
    "a quantity beyond all goods": ({"lines": (Line(no=1, net=500, quantity=10**13),)}, "amount_out_of_range"),
    "money of another country": ({"currency": "MYR"}, "currency_mismatch"),
}


@pytest.mark.parametrize(("fields", "code"), REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("member", ["Aisyah", "somebody new"])
def test_a_refusal_writes_nothing_and_nobody_joins_by_it(
    shop: Shop, member: str, fields: dict[str, Any], code: str
) -> None:
    take(shop, bought("Aisyah", 100, "R0"))
    before = dump()
    assert told(take(shop, bought(member, 500, "R1", **fields))) == [code]
    assert dump() == before


def test_nobody_joins_by_a_receipt_that_belongs_to_another(shop: Shop) -> None:
    now = clock.read()
    take(shop, bought(None, 500, "G1", now))
    before = dump()
    assert told(take(shop, bought("Aisyah", 500, "G1", now))) == ["purchase_belongs_to_other_member"]
    assert dump() == before


def test_nobody_joins_by_a_receipt_too_large_to_book(shop: Shop) -> None:
    before = dump()
    lines = tuple(Line(no=no, net=AMOUNT_MAX) for no in (1, 2))
    assert told(take(shop, bought("Aisyah", 2 * AMOUNT_MAX, "R1", lines=lines))) == ["amount_out_of_range"]
    assert dump() == before


def test_a_refusal_never_touches_the_others(shop: Shop) -> None:
    outcomes = take(
        shop,
        bought("Aisyah", 100, "R1"),
        bought("Aisyah", 200, "R2", tenders=UNPAID),
        bought("Budi", 300, "R3", currency="MYR"),
        bought("Aisyah", 400, "R4"),
        bought(None, 500, "R5", tenders=UNPAID),
        bought("Chitra", 600, "R6"),
    )
    assert told(outcomes) == ["done", "totals_mismatch", "currency_mismatch", "done", "totals_mismatch", "done"]
    assert (shop.points("Aisyah"), shop.points("Chitra")) == (5, 6)
    assert shop.findings() == []


def test_a_closed_account_takes_no_purchase(shop: Shop) -> None:
    take(shop, bought("Aisyah", 100, "R1"))
    Account.objects.update(status="closed")
    before = dump()
    assert told(take(shop, bought("Aisyah", 100, "R2"))) == ["account_closed"]
    assert dump() == before


def test_a_balance_at_its_bound_takes_no_more(shop: Shop) -> None:
    take(shop, bought("Aisyah", 100, "R1"))
    Wallet.objects.update(available=BALANCE_MAX)
    before = dump()
    assert told(take(shop, bought("Aisyah", 100, "R2"))) == ["balance_out_of_range"]
    assert dump() == before
    assert told(take(shop, bought("Aisyah", 99, "R3"))) == ["done"], "a purchase worth no point still fits"


def test_a_purchase_before_the_program_began_is_recorded_and_earns_nothing(shop: Shop) -> None:
    (outcome,) = take(shop, bought("Aisyah", 500, "R1", at("2016-12-31T23:59")), manner=HISTORY)
    assert (outcome.status, outcome.awarded) == ("done", {})
    (beginning,) = take(shop, bought("Aisyah", 500, "R2", at("2017-01-01")), manner=HISTORY)
    assert beginning.awarded == {"points": 5}
    assert kinds(shop, "Aisyah") == ["record", "record", "earn"]


@pytest.mark.parametrize("when", ["0001-01-01", "1969-12-31T23:59", "1970-01-01"])
def test_a_purchase_of_any_year_of_the_calendar_can_be_recorded(shop: Shop, when: str) -> None:
    assert told(take(shop, bought("Aisyah", 500, "R1", at(when)), manner=HISTORY)) == ["done"]
    assert shop.page("Aisyah").joined_at == at(when)
    assert shop.findings() == []


def test_an_empty_batch_is_nothing(shop: Shop) -> None:
    before = dump()
    assert take(shop) == []
    assert dump() == before


def test_a_batch_of_refusals_alone_writes_nothing(shop: Shop) -> None:
    before = dump()
    assert (
        told(take(shop, *(bought("Aisyah", 500, f"R{n}", tenders=UNPAID) for n in range(3)))) == ["totals_mismatch"] * 3
    )
    assert dump() == before

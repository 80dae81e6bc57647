"""Decisions on one account: what a command writes, why it is refused, and that it touches nothing it was given."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from setia.engine.calendar import DAY, deadline, parse_duration
from setia.engine.commands import Advance, Command, Enrol, RecordPurchase, body, digest, name
from setia.engine.decide import Decision, Setting, decide, needs
from setia.engine.ledger.accounts import AMOUNT_MAX, BALANCE_MAX, Wallet
from setia.engine.ledger.entries import Entry
from setia.engine.ledger.state import Account, Needs
from setia.engine.purchase import AMOUNT_MAX as MONEY_MAX
from setia.engine.purchase import Tender
from setia.engine.refusals import CODES, Refusal
from setia.engine.rules.verdict import from_json
from setia.engine.rules.versions import Versions
from tests.engine.accounts import FRESH, History, stamp
from tests.engine.programs import compiled, effect, rule, versions, wallet
from tests.engine.receipts import NOON, receipt, restaurant_bill

EXPIRING = wallet(expiry={"after": "P12M", "round_to": "end_of_month"})
YEARLY = versions(compiled(wallets=[EXPIRING]))
PENDING = versions(compiled(wallets=[wallet(pending="P30D", expiry={"after": "P12M"})]))
FOREVER = versions(compiled())
RICH = versions(compiled(rules=[rule(effect(points=10**9, per="0.01"))]))


def test_a_purchase_earns_one_lot_that_becomes_usable_at_once() -> None:
    history = History(YEARLY)
    decided = history.buys(1640, NOON)
    assert isinstance(decided, Decision)
    assert decided.awarded == {"points": 16}
    (earn,) = decided.transactions
    assert (earn.seq, earn.kind, earn.program_version, earn.closes) == (1, "earn", 1, True)
    assert earn.entries == (Entry("points", "issued", "available", 16, 1),)
    (lot,) = decided.changed.values()
    assert (lot.no, lot.origin_seq, lot.amount, lot.free) == (1, 1, 16, 16)
    assert (lot.earned_at, lot.active_at, lot.expires_at) == (NOON, NOON, 1_548_979_200_000_000)  # 2019-02-01
    assert history.wallet() == Wallet(available=16)
    assert history.account.next_due_at == lot.expires_at
    assert [one.gains[0].gave for one in from_json(earn.why).verdicts] == [16]


def test_points_that_must_wait_are_pending_until_their_day() -> None:
    history = History(PENDING)
    history.buys(1640, NOON)
    assert history.wallet() == Wallet(pending=16)
    assert history.written[0].entries == (Entry("points", "issued", "pending", 16, 1),)
    assert history.account.next_due_at == deadline(NOON, parse_duration("P30D"), "UTC")


@pytest.mark.parametrize("cents", [0, 99])
def test_a_purchase_worth_no_point_is_recorded_with_its_verdict(cents: int) -> None:
    history = History(YEARLY)
    decided = history.buys(cents, NOON)
    assert isinstance(decided, Decision)
    (record,) = decided.transactions
    assert (record.kind, record.entries, record.closes) == ("record", (), True)
    assert [(one.gains[0].gave, one.gains[0].value) for one in from_json(record.why).verdicts] == [(0, cents)]
    assert decided.awarded == {}
    assert history.account.wallets == {}


def test_an_open_bill_is_recorded_and_earns_nothing() -> None:
    history = History(YEARLY)
    history.buys(1640, NOON, status="open")
    assert history.kinds == ["record"]
    assert history.written[0].why == ""


def test_a_purchase_before_the_program_began_is_recorded_under_no_version() -> None:
    history = History(versions(compiled(effective_from="2018-01-03")))
    history.buys(1640, NOON)
    assert history.kinds == ["record"]
    assert history.written[0].program_version == 0


def test_two_rules_that_fill_one_wallet_make_one_lot() -> None:
    rules = [rule(effect()), rule(effect(points=2), effect(wallet="stars", per="10"), id="double")]
    history = History(versions(compiled(wallets=[wallet(), wallet(id="stars")], rules=rules)))
    decided = history.buys(1640, NOON)
    assert isinstance(decided, Decision)
    assert decided.awarded == {"points": 48, "stars": 1}
    assert [(entry.wallet, entry.amount, entry.lot) for entry in decided.transactions[0].entries] == [
        ("points", 48, 1),
        ("stars", 1, 2),
    ]


def test_enrolling_writes_a_first_page_and_moves_nothing() -> None:
    history = History(YEARLY)
    history.enrols(NOON)
    (record,) = history.written
    assert (record.kind, record.seq, record.prev_hash, record.closes) == ("record", 1, FRESH.head, True)
    assert history.account.wallets == {}


def test_time_that_passes_without_anything_due_writes_nothing() -> None:
    history = History(YEARLY)
    history.buys(1640, NOON)
    before = history.account
    decided = history.sweep(NOON + DAY)
    assert isinstance(decided, Decision)
    assert decided.transactions == ()
    assert (history.account.seq, history.account.head) == (before.seq, before.head)


REFUSED: dict[str, tuple[Versions, Account, dict[str, Any], str]] = {
    # in order of precedence: each later row would also be refused by the reasons below it
    "a closed account": (FOREVER, Account(head=b"", status="closed"), {"tenders": ()}, "account_closed"),
    "a merged account": (FOREVER, Account(head=b"", status="merged"), {"tenders": ()}, "account_closed"),
    "a bill that does not add up": (FOREVER, FRESH, {"tenders": (), "currency": "MYR"}, "totals_mismatch"),
    "another currency": (RICH, FRESH, {"currency": "MYR"}, "currency_mismatch"),
    "a balance beyond the bound": (
        FOREVER,
        Account(head=b"", wallets={"points": Wallet(available=BALANCE_MAX)}),
        {},
        "balance_out_of_range",
    ),
}


@pytest.mark.parametrize(("under", "account", "fields", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_purchase_is_refused_with_its_reason(
    under: Versions, account: Account, fields: dict[str, Any], code: str
) -> None:
    decided = History(under, account).buys(1640, NOON, **fields)
    assert isinstance(decided, Refusal)
    assert decided.code == code
    assert code in CODES


@pytest.mark.parametrize("cents", [MONEY_MAX, MONEY_MAX - 1, 100_000, 1_001])
def test_an_award_that_no_entry_can_hold_is_refused_and_not_left_to_the_database(cents: int) -> None:
    """A posting is at most 10^12 units (ledger 4.1); the table of entries refuses more, and with it the whole batch."""
    decided = History(RICH).buys(cents, NOON)
    assert isinstance(decided, Refusal)
    assert decided.code in ("amount_out_of_range", "balance_out_of_range")


def test_the_largest_award_that_an_entry_can_hold_is_given() -> None:
    decided = History(RICH).buys(1_000, NOON)
    assert isinstance(decided, Decision)
    assert decided.awarded == {"points": AMOUNT_MAX}


def test_a_currency_is_not_judged_before_the_program_began() -> None:
    history = History(versions(compiled(effective_from="2018-01-03")))
    assert isinstance(history.take(RecordPurchase(restaurant_bill()), NOON), Decision)


def snapshot(account: Account) -> Account:
    return copy.deepcopy(account)


def test_a_decision_leaves_the_account_it_was_given_as_it_was() -> None:
    history = History(PENDING)
    commands: list[Command] = [
        Enrol(NOON),
        RecordPurchase(receipt(1640, event_at=NOON)),
        RecordPurchase(receipt(500, event_at=NOON + DAY)),
        Advance(NOON + 31 * DAY),
        RecordPurchase(receipt(700, event_at=NOON + 32 * DAY)),
        RecordPurchase(receipt(700, event_at=NOON + 33 * DAY, tenders=(Tender("cash", 1),))),
        Advance(NOON + 500 * DAY),
    ]
    for command in commands:
        given = history.account
        before = snapshot(given)
        first = decide(given, command, Setting(stamp(command, command.event_at), PENDING))
        again = decide(given, command, Setting(stamp(command, command.event_at), PENDING))
        assert given == before, name(command)
        assert first == again, "the same command on the same account decides the same"
        history.take(command, command.event_at)
    assert history.kinds == ["record", "earn", "earn", "activate", "activate", "earn", "activate", *["expire"] * 3]


def test_a_plain_earn_names_no_lots_and_one_that_comes_after_a_due_names_all() -> None:
    account = Account(head=b"", next_due_at=NOON)
    purchase = RecordPurchase(receipt(100))
    early, late = (Setting(stamp(purchase, at), FOREVER) for at in (NOON - 1, NOON))
    assert needs(account, purchase, early) == Needs()
    assert needs(account, purchase, late) == Needs(open_lots=True)
    assert needs(FRESH, purchase, late) == Needs()


def test_the_journal_keeps_a_command_as_it_came() -> None:
    purchase = receipt(1640)
    assert [name(command) for command in (Enrol(1), RecordPurchase(purchase), Advance(1))] == [
        "enrol",
        "record_purchase",
        "advance",
    ]
    bodies = {body(command) for command in (Enrol(1), Enrol(2), Advance(1), Advance(2), RecordPurchase(purchase))}
    assert len(bodies) == len({digest(one) for one in bodies}) == 5

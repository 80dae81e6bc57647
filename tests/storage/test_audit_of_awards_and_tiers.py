"""What an order gave and what tiers a member had are asked for under their own names: I6 and I14."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from setia.engine.decide import judging
from setia.engine.decide.decision import Setting
from setia.engine.decide.reversing import Reversal, reverse
from setia.engine.ledger import progress
from setia.engine.ledger.book import Book
from setia.storage.models import Account, Entry, Lot, Transaction, Wallet
from tests.services.receipts import bought, take
from tests.shop import Shop
from tests.storage.lived_in import findings, live, past_the_guards
from tests.storage.tables import run


def named() -> set[tuple[str, int | None]]:
    return {(one.code, one.account_id) for one in findings()}


def one_more(column: str, where: str) -> str:
    """A transaction's JSON with one number in it one greater."""
    ((id_, told),) = run(f"SELECT id, {column} FROM ledger_transaction WHERE {where} ORDER BY id LIMIT 1")
    run(f"UPDATE ledger_transaction SET {column} = %s WHERE id = %s", ONE_MORE[column](msgspec.json.decode(told)), id_)
    return str(told)


def a_verdict_gave_more(told: Any) -> str:
    told["verdicts"][0][3][0][2] += 1
    return msgspec.json.encode(told).decode()


def a_line_gave_more(told: Any) -> str:
    told["lines"]["points"][0] += 1
    return msgspec.json.encode(told).decode()


def a_level_lasts_longer(told: Any) -> str:
    told["tiers"][0][3] += 1
    return msgspec.json.encode(told).decode()


ONE_MORE = {"why": a_verdict_gave_more, "changes": a_level_lasts_longer}


def test_a_shop_that_nobody_touched_is_clean(database: str) -> None:
    live()
    assert findings() == []


@pytest.mark.parametrize("forged", [a_verdict_gave_more, a_line_gave_more])
def test_verdicts_that_say_something_else_than_was_posted_are_named(
    database: str, monkeypatch: pytest.MonkeyPatch, forged: Any
) -> None:
    live()
    monkeypatch.setitem(ONE_MORE, "why", forged)
    with past_the_guards(Transaction):
        one_more("why", "account_id = 1 AND why <> ''")
        assert named() == {("I6", 1), ("I12", 1)}
    assert findings() == []


def test_a_point_more_in_every_sum_is_still_not_what_the_verdicts_say(database: str) -> None:
    live()
    ((account_id, id_, lot_no),) = run(
        "SELECT t.account_id, e.transaction_id, e.lot_no FROM ledger_entry e"
        " JOIN ledger_transaction t ON t.id = e.transaction_id"
        " WHERE e.from_account = 'issued' AND e.to_account = 'available' AND t.why <> '' ORDER BY t.id DESC LIMIT 1"
    )
    with past_the_guards(Entry, Lot, Wallet):
        run("UPDATE ledger_entry SET amount = amount + 1 WHERE transaction_id = %s AND lot_no = %s", id_, lot_no)
        run("UPDATE lot SET amount = amount + 1, free = free + 1 WHERE account_id = %s AND no = %s", account_id, lot_no)
        run(
            "UPDATE wallet SET available = available + 1 WHERE account_id = %s AND wallet_type ="
            " (SELECT wallet_type FROM lot WHERE account_id = %s AND no = %s)",
            *(account_id, account_id, lot_no),
        )
        assert named() == {("I5", account_id), ("I6", account_id), ("I12", account_id)}
    assert findings() == []


def test_a_ledger_that_folds_to_itself_but_takes_too_little_back_is_named(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fold agrees with whatever the engine does; this check does not ask the engine."""
    bought_by_aisyah = shop.buys("Aisyah", 20_00)

    def one_too_few(book: Book, reversal: Reversal, setting: Setting) -> int:
        return reverse(book, msgspec.structs.replace(reversal, amount=reversal.amount - 1), setting)

    assert findings() == []
    monkeypatch.setattr(judging, "reverse", one_too_few)
    shop.returns("Aisyah", bought_by_aisyah)
    (found,) = findings()
    assert (found.code, found.account_id, found.expected, found.found) == ("I6", shop._account("Aisyah"), "0", "1")


def test_what_is_taken_back_of_something_that_nobody_judged_is_named(database: str) -> None:
    shop = live()
    account_id = shop._account("Budi")
    with past_the_guards(Transaction):
        run("UPDATE ledger_transaction SET why = '' WHERE account_id = 1")
        assert ("I6", 1) in named()
        assert ("I6", account_id) not in named()


def test_a_level_that_was_written_into_an_account_is_named_as_that_and_nothing_else(database: str) -> None:
    live()
    ((told,),) = run("SELECT progress FROM account WHERE id = 1")
    known = progress.from_json(told)
    status = known.tiers["status"]
    for forged in (
        msgspec.structs.replace(status, until=(status.until or 0) + 1),
        msgspec.structs.replace(status, history=status.history[:-1]),
        msgspec.structs.replace(status, level="silver" if status.level == "member" else "member"),
    ):
        with past_the_guards(Account):
            tiers = {"tiers": {**known.tiers, "status": forged}}
            run(
                "UPDATE account SET progress = %s WHERE id = 1",
                progress.to_json(msgspec.structs.replace(known, **tiers)),
            )
            assert named() == {("I14", 1)}
    assert findings() == []


def test_a_change_of_tier_that_was_altered_is_named(database: str) -> None:
    live()
    with past_the_guards(Transaction):
        one_more("changes", "account_id = 1 AND kind = 'tier_change'")
        assert named() == {("I12", 1), ("I14", 1)}
    assert findings() == []


def test_an_order_edited_returned_in_parts_and_moved_stays_clean(database: str) -> None:
    shop = live()
    first = take(shop, bought("Aisyah", 30_00, "C1"), bought("Budi", 70_00, "C2"))
    for cents in (1_01, 7_77, 0):
        shop.returns("Aisyah", first[0], cents)
    assert findings() == []

"""A version is applied while others sell: what was recorded before it was judged without it, all the rest with it."""

from __future__ import annotations

import pytest

from setia.engine.calendar import to_datetime
from setia.services.apply_program import Applied, apply_program
from setia.services.documents import read_program
from setia.storage import clock, programs
from tests.cli_ledger.test_same_key_at_once import until_somebody_waits
from tests.services.receipts import bought, take
from tests.services.test_claims_at_once import uncommitted
from tests.shop import GROCERY, Shop


def doubled() -> Applied:
    """Two points for a dollar from this instant on."""
    text = GROCERY.read_text(encoding="utf-8").replace("points: 1,", "points: 2,")
    text = text.replace("effective_from: 2017-01-01", f"effective_from: {to_datetime(clock.read()).isoformat()}")
    return apply_program(read_program(text), text, "owner")


def differences(shop: Shop) -> int:
    """Accounts whose journal, by all versions that there now are, does not give their ledger."""
    shop.program = programs.load()
    return shop.differences()


def test_it_waits_for_who_sells_and_is_applied_after_that(postgres_database: str) -> None:
    shop = Shop()
    with uncommitted(lambda: shop.buys("Siti", 10_00), doubled) as applying:
        until_somebody_waits()
    assert applying.result().number == 2
    assert shop.points("Siti") == 10
    assert programs.load().versions.applied[1].applied_at == clock.read()
    assert differences(shop) == 0


def test_without_its_lock_it_would_judge_what_was_recorded_without_it(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant that shows what the lock is for."""
    monkeypatch.setattr(programs, "changing", lambda _: None)
    shop = Shop()
    with uncommitted(lambda: shop.buys("Siti", 10_00), doubled) as applying:
        assert applying.result().number == 2
    assert shop.points("Siti") == 10
    assert differences(shop) == 1


def test_who_was_told_of_an_older_version_sells_by_the_one_in_force(database: str) -> None:
    shop = Shop()
    take(shop, bought("Siti", 10_00, "R1"))
    known = shop.program
    doubled()
    shop.program = known
    take(shop, bought("Siti", 10_00, "R2"))
    assert shop.points("Siti") == 10 + 20
    assert differences(shop) == 0

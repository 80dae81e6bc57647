"""S22 at the till: who owes points pays with credit, is told why points cannot be used, and gets the rest of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from setia.engine.commands import Adjust
from setia.storage import clock
from tests.conftest import use
from tests.stories.test_ledger_of_a_member import program
from tests.web.counter import Counter, api_in_process, hidden, pinned, words
from tests.web.store import Store


@pytest.fixture
def counter(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Store, Counter]]:
    """Siti owes 120 points and has 50.00 of credit; Nok serves."""
    path = tmp_path / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"), api_in_process():
        store = Store(program())
        store.joins("Siti")
        store.asks("Siti", Adjust(clock.read(), "points", -120, "counted_wrong", to_debt=True))
        store.earns("Siti", 50_00, "credit")
        store.hires("nok", "cashier")
        pinned(store, "nok")
        yield store, Counter().opens(store, "nok")


def test_credit_pays_points_do_not_and_the_next_points_pay_the_debt(counter: tuple[Store, Counter]) -> None:
    store, till = counter
    path = f"/till/members/{store.public_id('Siti')}/redeem"
    held = till.sends(path, key="c-1", wallet="credit", amount="20.00", action="points")
    number = hidden(held, 'value="capture"')["number"]
    till.sends(path, key="c-2", number=number, action="capture")
    assert store.wallet("Siti", "credit").available == 30_00
    store.earns("Siti", 100)
    no = till.sends(path, key="p-1", wallet="points", amount="1", action="points")
    assert no.status_code == 422
    assert "owe" in words(no).lower() or "debt" in words(no).lower(), words(no)
    assert (store.wallet("Siti").available, store.wallet("Siti").debt) == (0, 20)
    store.earns("Siti", 100)
    assert (store.wallet("Siti").available, store.wallet("Siti").debt) == (80, 0)
    done = till.sends(path, key="p-2", wallet="points", amount="80", action="points")
    assert done.status_code == 200
    assert store.wallet("Siti").held == 80
    assert store.findings() == []

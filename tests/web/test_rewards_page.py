"""The rewards' page: what there is to get, how much of it was given and used, and what is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from setia.engine.commands import CancelReward, RedeemReward, UseReward
from setia.storage import clock
from tests.web.phones import text_of
from tests.web.reader import Desk
from tests.web.store import GROCERY, Store

SCARCE = """
  - id: mug
    name: {en: Mug}
    prices: [{amount: 10}]
    stock: 4
"""


@pytest.fixture
def store(database: str, tmp_path: Path) -> Store:
    """A store with four mugs, of which C-1 takes four, gives one back and uses one."""
    text = GROCERY.read_text(encoding="utf-8")
    assert "\nrewards:\n" in text
    store = Store(text.replace("\nrewards:\n", f"\nrewards:{SCARCE}"))
    store.hires("owner", "owner")
    store.earns("C-1", 1000)
    taken = [store.asks("C-1", RedeemReward(clock.read(), "mug")) for _ in range(4)]
    numbers = [one.no for one in store.page("C-1").rewards]
    store.asks("C-1", CancelReward(clock.read(), numbers[0], taken[0].seq or 0))
    store.asks("C-1", UseReward(clock.read(), numbers[1]))
    return store


def test_stock_is_what_there_was_less_what_was_taken(store: Store) -> None:
    told = text_of(Desk().signs_in(store.sends_a_link("owner")).reads("/rewards"))
    assert "Mug It costs 10 points." in told
    row = told.partition("Mug ")[2].partition(" Voucher")[0]
    assert " 3 2 1 1 / 4" in row, "given, not used yet, used, left of all"
    assert "without end" in told


def test_what_is_nearly_gone_is_marked(store: Store) -> None:
    desk = Desk().signs_in(store.sends_a_link("owner"))
    assert "soon gone" not in text_of(desk.reads("/rewards"))
    store.asks("C-1", RedeemReward(clock.read(), "mug"))
    told = text_of(desk.reads("/rewards"))
    assert "0 / 4 soon gone" in told

"""By hand a manager gives and takes as much as the program lets him; an owner may more, and the page says so."""

from __future__ import annotations

import re

import pytest

from tests.web.counter import api_in_process, hidden, words
from tests.web.reader import Desk
from tests.web.store import GROCERY, Store

LIMITED = GROCERY.read_text(encoding="utf-8").replace("  - id: points\n", "  - id: points\n    adjust_most: 500\n", 1)


@pytest.fixture
def shop(sqlite_database: str) -> Store:
    return Store(LIMITED)


def adjusts(desk: Desk, path: str, amount: str, direction: str = "give") -> str:
    """What the page says of it."""
    own = hidden(desk.reads(path), 'name="key"')
    sent = {**own, "amount": amount, "direction": direction, "wallet": "points", "reason": "goodwill"}
    return words(desk.client.post(path, sent, follow=True))  # type: ignore[arg-type]  # the page that comes of it


def test_a_manager_is_told_his_limit_and_held_to_it_and_an_owner_is_not(shop: Store) -> None:
    path, had = f"/members/{shop.public_id('C-1')}/adjust", shop.points("C-1")
    manager = Desk().signs_in(shop.hires("mai", "manager"))
    owner = Desk().signs_in(shop.hires("aina", "owner"))
    assert "At most 500 points at once; an owner may more." in words(manager.reads(path))
    assert "At most" not in words(owner.reads(path))
    with api_in_process():
        refused = adjusts(manager, path, "501")
        assert "Up to 500 points can be given or taken at once; for 501 points an owner is needed." in refused
        assert re.search(r"up to 500 points", adjusts(manager, path, "501", "take"), re.IGNORECASE)
        assert shop.points("C-1") == had
        adjusts(manager, path, "500")
        adjusts(owner, path, "501")
    assert shop.points("C-1") == had + 500 + 501

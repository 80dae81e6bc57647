"""A backup of a small shop, and somewhere to restore it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backup.places import empty_place
from tests.cli.terminal import setia
from tests.privacy.people import says
from tests.shop import Shop


@pytest.fixture
def backup(shop: Shop, tmp_path: Path) -> Path:
    """Of a shop with two members, one of whom is known by name."""
    shop.buys("Siti", 100_00)
    shop.buys("Budi", 40_00)
    shop.redeems("Siti", 30)
    says(shop, "Siti", "Siti Nurhaliza")
    path = tmp_path / "shop.setia"
    answer = setia("backup", path)
    assert (answer.code, answer.err) == (0, "")
    assert "The ledger is clean." in answer.out
    return path


@pytest.fixture
def place(database: str, tmp_path: Path, backup: Path) -> Iterator[str]:
    """Somewhere to restore it, connected."""
    with empty_place(database, tmp_path) as url:
        yield url

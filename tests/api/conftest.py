"""The API in this process, on a fresh database with the grocery program."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from setia.services import clients
from setia.services.clients import SCOPES
from tests.api.application import application
from tests.api.chains import Chain, founded
from tests.api.till import Till
from tests.shop import Shop


@pytest.fixture
def till(shop: Shop) -> Iterator[Till]:
    """A till that may do everything."""
    key = clients.make(shop.program, "till", frozenset(SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield Till(client, key, shop)


@pytest.fixture
def chain(database: str) -> Iterator[Chain]:
    """Head office and two stores."""
    with founded() as chain:
        yield chain

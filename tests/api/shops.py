"""Shops behind the API: any program in force, and a till that may do everything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litestar.testing import TestClient

from setia.services import clients
from tests.api.application import application
from tests.api.till import Json, Till
from tests.shop import Shop


@contextmanager
def opened(document: str) -> Iterator[Till]:
    """A till of a shop with this program, on the connected database."""
    shop = Shop(document)
    key = clients.make(shop.program, "till", frozenset(clients.SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield Till(client, key, shop)


def bill(*lines: int | Json, currency: str = "MYR", receipt: str = "R1", **fields: Any) -> Json:
    """A bill of these lines, or nets of lines, of Siti's, paid in cash unless it says how."""
    made: list[Json] = [
        {"net": one, "sku": f"A{no}"} if isinstance(one, int) else one for no, one in enumerate(lines, 1)
    ]
    paid = [{"kind": "cash", "amount": sum(one["net"] for one in made)}]
    body = {
        "source": "till",
        "receipt": receipt,
        "event_at": "2018-01-01T10:00:00Z",
        "currency": currency,
        "lines": made,
        "tenders": paid,
        "member": "card:siti",
        "enrol": True,
    }
    return {**body, **fields}


def sells(till: Till, body: Json) -> dict[str, int]:
    """A bill is sent; what it gave."""
    done = till.posts("/purchases", body, key="")
    assert done.status_code in (200, 201), done.text
    return dict(done.json()["awarded"])


def takes_back(till: Till, refund: str, *numbers: int, receipt: str = "R1", **fields: Any) -> dict[str, int]:
    """Whole lines come back, or what the fields say; what that took."""
    came = {"lines": [{"no": no, "quantity": 1000} for no in numbers]} if numbers else {}
    body = {"source": "till", "receipt": receipt, "refund_id": refund, "event_at": "2018-01-01T11:00:00Z"}
    done = till.posts("/returns", {**body, **came, **fields}, key="")
    assert done.status_code == 201, done.text
    return dict(done.json()["awarded"])


def wallet(till: Till, name: str = "points") -> dict[str, int]:
    """What Siti has in a wallet."""
    [found] = [one for one in till.gets("/members/card:siti").json()["wallets"] if one["wallet"] == name]
    return {what: found[what] for what in ("available", "pending", "debt")}


def holds_together(till: Till) -> bool:
    """Whether the audit is clean and the journal gives the ledger again."""
    assert till.shop.findings() == []
    return till.shop.differences() == 0

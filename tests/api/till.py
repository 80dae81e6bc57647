"""A till that talks to the API, in the language of the shop."""

from __future__ import annotations

from itertools import count
from typing import Any

import httpx

from tests.shop import Shop

Json = dict[str, Any]


def purchase(cents: int, receipt: str, **fields: Any) -> Json:
    """A purchase of one line, paid in cash."""
    return {
        "source": "till",
        "receipt": receipt,
        "event_at": "2018-01-01T12:00:00Z",
        "currency": "USD",
        "lines": [{"net": cents, "sku": "4711"}],
        "tenders": [{"kind": "cash", "amount": cents}],
        **fields,
    }


class Till:
    """One client of the API with its key."""

    def __init__(self, client: httpx.Client, key: str, shop: Shop) -> None:
        self.client, self.key, self.shop = client, key, shop
        self._keys = count(1)

    def posts(self, path: str, body: Any, key: str | None = None, **headers: str) -> httpx.Response:
        """POST with a fresh idempotency key, or with this one; an empty one is none."""
        named = f"k{next(self._keys)}" if key is None else key
        sent = {"Authorization": f"Bearer {self.key}", **headers}
        if named:
            sent["Idempotency-Key"] = named
        return self.client.post(f"/api/v1{path}", json=body, headers=sent)

    def patches(self, path: str, body: Any) -> httpx.Response:
        """PATCH."""
        return self.client.patch(f"/api/v1{path}", json=body, headers={"Authorization": f"Bearer {self.key}"})

    def gets(self, path: str, **params: Any) -> httpx.Response:
        """GET."""
        return self.client.get(f"/api/v1{path}", params=params, headers={"Authorization": f"Bearer {self.key}"})

    def sells(self, member: str | None, cents: int, receipt: str, **fields: Any) -> httpx.Response:
        """A purchase without an idempotency key: its own number is enough."""
        return self.posts("/purchases", purchase(cents, receipt, member=member, **fields), key="")

    def points(self, member: str) -> int:
        """What the member can use now."""
        [points] = [one for one in self.gets(f"/members/{member}").json()["wallets"] if one["wallet"] == "points"]
        return int(points["available"])

"""A chain: head office, and two stores whose keys work for them alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from msgspec import Struct

from setia.services import clients
from tests.api.shops import opened
from tests.api.till import Till

Json = dict[str, Any]
SHOP = Path(__file__).with_name("example_shop.yaml").read_text(encoding="utf-8")
SITI = "card:siti"
AT = "2018-01-01T12:00:00Z"
ALL = frozenset(clients.SCOPES)


class Chain(Struct):
    """Head office, and a key of each of two stores; all may do everything that their store lets them."""

    office: Till
    kl: Till
    pj: Till


@contextmanager
def founded() -> Iterator[Chain]:
    """A chain on the connected database."""
    with opened(SHOP) as office:
        keys = [clients.make(office.shop.program, f"till-{one}", ALL, one, "owner").key.text for one in ("kl", "pj")]
        made = Chain(office, *(Till(office.client, key, office.shop) for key in keys))
        joins(made)
        yield made


def joins(chain: Chain) -> None:
    """Siti, with 500 points."""
    assert chain.office.posts("/members", {"identifier": SITI}).status_code == 201
    given = chain.office.posts(f"/members/{SITI}/gifts", {"amount": 500, "reason": "goodwill"})
    assert given.status_code == 201, given.text


def source(receipt: str) -> str:
    """Each store's tills number their receipts by themselves."""
    return {"P": "pj", "K": "kl"}.get(receipt[0], "till")


def bill(receipt: str, member: str | None = SITI, **fields: Any) -> Json:
    made: Json = {"source": source(receipt), "receipt": receipt, "event_at": AT, "currency": "MYR", "member": member}
    return {**made, "lines": [{"net": 2000, "sku": "mug"}], "tenders": [{"kind": "cash", "amount": 2000}], **fields}


def back(receipt: str, refund: str = "F1") -> Json:
    lines = [{"no": 1, "quantity": 1000}]
    return {"source": source(receipt), "receipt": receipt, "refund_id": refund, "event_at": AT, "lines": lines}


def review(number: str, **fields: Any) -> Json:
    told: Json = {"source": "app", "id": number, "member": SITI, "event": "review", "event_at": AT}
    return {**told, "fields": {"stars": 5}, **fields}


def basket(**fields: Any) -> Json:
    return {"source": "till", "currency": "MYR", "member": SITI, "lines": [{"net": 2000, "sku": "mug"}], **fields}


def code(answer: httpx.Response) -> tuple[int, str]:
    told = answer.json() if answer.content else {}
    return answer.status_code, told.get("code", "") if isinstance(told, dict) else ""


def in_batch(till: Till, **item: Any) -> tuple[int, str]:
    """What became of one command in a batch."""
    answer = till.posts("/batch", {"items": [item]}, key="")
    assert answer.status_code == 200, answer.text
    [result] = answer.json()["results"]
    return result["status"], result.get("problem", {}).get("code", "")

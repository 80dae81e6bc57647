"""The page about codes in a web shop, done as it stands."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import httpx
import pytest

from setia.services import clients
from setia.services.clients import SCOPES
from tests.api.serving import serving
from tests.docs.blocks import blocks
from tests.docs.test_first_calls import sent
from tests.shop import GROCERY, Shop

pytestmark = pytest.mark.slow

PAGE = "how-to/take-codes-in-a-web-shop.md"
NAME = "bsk_…"
"""What the page has for a basket's name, which is another one in every shop."""


def test_the_page_of_codes_does_what_it_says(sqlite_database: str) -> None:
    page = blocks(PAGE)
    (document,) = [one.content for one in page if one.language == "yaml"]
    shop = Shop(GROCERY.read_text(encoding="utf-8") + document)
    key = clients.make(shop.program, "webshop", frozenset(SCOPES), "", "owner").key.text
    name, made = "", 0
    with serving(sqlite_database) as server:
        shop_call = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        _enrol(server.base_url, shop_call)
        for before, after in pairwise(page):
            if before.language != "sh":
                continue
            call = before._replace(content=before.content.replace("$BASKET", name))
            answer: dict[str, Any] = sent(call, server.base_url, key).json()
            told = json.loads(after.content)
            name = str(answer.get("id", name))
            shown = {field: answer[field] for field in told}
            assert {**shown, **({"id": NAME} if "id" in told else {})} == told, before.content
            made += 1
    assert made == 4


def _enrol(base_url: str, headers: dict[str, str]) -> None:
    """The member of the page joins, and has 2,000 points."""
    calls: dict[str, dict[str, Any]] = {"/members": {"identifier": "card:7001"}}
    calls["/members/card:7001/gifts"] = {"amount": 2_000, "reason": "goodwill"}
    for path, body in calls.items():
        done = httpx.post(f"{base_url}/api/v1{path}", json=body, headers={**headers, "Idempotency-Key": path})
        assert done.status_code == 201, done.text

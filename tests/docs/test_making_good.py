"""The page about what a till lost, done as it stands."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import Enrol
from setia.services import clients
from setia.services.batch import Request, apply
from setia.services.clients import SCOPES
from setia.storage import clock
from setia.storage.members import Known
from tests.api.serving import serving
from tests.docs.blocks import blocks
from tests.docs.test_first_calls import sent
from tests.shop import TILL, Shop

pytestmark = pytest.mark.slow


def test_the_page_does_what_it_says(sqlite_database: str) -> None:
    shop, made = Shop(), 0
    apply(shop.program, [Request(Enrol(clock.read()), Known("card", "7001"))], TILL)
    shop.moves_clock(DAY)
    keys = {
        shown: clients.make(shop.program, name, frozenset(SCOPES), "", "owner").key.text
        for shown, name in (("$KEY", "office"), ("$SECOND_KEY", "manager"))
    }
    page = blocks("how-to/make-good-what-a-till-lost.md")
    with serving(sqlite_database) as server:
        for call, after in pairwise([*page, page[-1]]):
            if call.language != "sh":
                continue
            [shown] = [one for one in keys if f'Bearer {one}"' in call.content]
            answer = sent(call._replace(content=call.content.replace(shown, "$KEY")), server.base_url, keys[shown])
            assert answer.is_success, answer.text
            if after.language == "json":
                told = json.loads(after.content)
                assert _part(answer.json(), told) == told, call.content
            made += 1
    assert made == 6


def _part(answer: Any, told: Any) -> Any:
    """Of an answer what the page tells of it."""
    if not isinstance(told, dict) or set(told) & {"points", "pending", "done", "undone"}:
        return answer
    return {field: _part(answer[field], one) for field, one in told.items()}

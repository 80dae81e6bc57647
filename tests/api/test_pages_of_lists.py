"""Lists are read page by page, all in the same way; rows that come meanwhile make no other one missed or told twice."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from msgspec import Struct

from setia.engine.calendar import HOUR, SECOND
from setia.services.webhooks import endpoints
from setia.services.webhooks.endpoints import Checked
from setia.storage import clock, flags, staff, webhooks
from setia.storage.flags import Raised
from setia.storage.webhooks import Attempt
from tests.api.till import Till

MEMBER = "/members/card:1"
NUMBERS = count(1)


class Listed(Struct, frozen=True):
    """A list: where it is, what it is called there, what names a row, and how one more comes to be."""

    path: str
    field: str
    row: str
    add: Callable[[Till], Any]
    narrowed: dict[str, Any] = {}


def _import(till: Till) -> None:
    till.posts("/imports", {"name": f"{next(NUMBERS)}.csv"})


def _make_good(till: Till) -> None:
    gift = {"kind": "gift", "member": "card:1", "amount": 5}
    till.posts("/make-goods", {"name": f"sorry-{next(NUMBERS)}", "reason": "goodwill", "items": [gift]})


def _lot(till: Till) -> None:
    till.sells("card:1", 10_00, f"R{next(NUMBERS)}")


def _hold(till: Till) -> None:
    _lot(till)
    assert till.posts(f"{MEMBER}/holds", {"amount": 1}).status_code == 201


def _consent(till: Till) -> None:
    said = {"purpose": "profiling", "decision": "withdrawn", "how": "self", "place": f"page-{next(NUMBERS)}"}
    assert till.posts(f"{MEMBER}/consents", said).status_code == 201


def _colleague(till: Till) -> None:
    number = next(NUMBERS)
    staff.add(till.shop.program.id, f"mei-{1000 - number}", number, ("cashier", ""), ("owner", 0))


def _endpoint(till: Till) -> str:
    url = Checked(f"https://example.org/{next(NUMBERS)}")
    return str(endpoints.add(till.shop.program, ("owner", "test"), url, ("*",)).endpoint.public_id)


def _delivery(till: Till) -> None:
    endpoints.ping(till.shop.program, endpoints.listed(till.shop.program)[0].public_id)


def _exception(till: Till) -> None:
    """By turns of two sources, two of each at the same instant."""
    number = next(NUMBERS)
    if number % 2:
        now = clock.system_reading()
        seen = Raised(
            kind="not_me", reason="not_me", number=number, event_at=now, received_at=now, actor="", channel="page"
        )
        flags.put(till.shop.program.id, [seen, seen])
        return
    made = endpoints.find(till.shop.program, _endpoint(till))
    for _ in range(2):
        endpoints.ping(till.shop.program, made.public_id)
    now = clock.system_reading()
    held = webhooks.claim(made.id, "worker", (now + SECOND, now + HOUR), 10)
    webhooks.record([Attempt(one, now, 5, 500, "", "out of order", "failed", 0) for one in held])


LISTS = [
    Listed("/exceptions", "exceptions", "id", _exception),
    Listed("/imports", "imports", "id", _import),
    Listed("/make-goods", "make_goods", "id", _make_good),
    Listed(f"{MEMBER}/lots", "lots", "number", _lot),
    Listed(f"{MEMBER}/lots", "lots", "number", _lot, {"only_open": False, "wallet": "points"}),
    Listed(f"{MEMBER}/holds", "holds", "number", _hold),
    Listed(f"{MEMBER}/consents", "consents", "place", _consent),
    Listed("/staff", "staff", "name", _colleague),
    Listed("/webhooks", "endpoints", "id", _endpoint),
    Listed("/webhooks/ENDPOINT/deliveries", "deliveries", "id", _delivery),
    Listed("/webhooks/ENDPOINT/deliveries", "deliveries", "id", _delivery, {"only": "waiting"}),
]


@pytest.mark.parametrize("listed", LISTS, ids=lambda one: f"{one.field}{'-narrowed' if one.narrowed else ''}")
@pytest.mark.parametrize("limit", [1, 3])
def test_each_row_is_told_once_while_others_come(till: Till, listed: Listed, limit: int) -> None:
    till.posts("/members", {"identifier": "card:1"})
    path = listed.path.replace("ENDPOINT", _endpoint(till)) if "ENDPOINT" in listed.path else listed.path
    for _ in range(5):
        listed.add(till)
    whole = _rows(till.gets(path, limit=200, **listed.narrowed).json(), listed)
    assert len(whole) >= 5
    seen: list[Any] = []
    cursor = ""
    for turn in count():
        page = till.gets(path, limit=limit, cursor=cursor, **listed.narrowed).json()
        assert len(_rows(page, listed)) <= limit
        seen += _rows(page, listed)
        cursor = page["next"]
        if not cursor:
            break
        if turn < 4:
            listed.add(till)
    assert len(seen) == len(set(seen)), "a row is told twice"
    assert [one for one in seen if one in whole] == whole, "a row is missed, or the order is another"


def test_what_is_no_cursor_is_said_and_a_page_may_be_empty(till: Till) -> None:
    till.posts("/members", {"identifier": "card:1"})
    made = _endpoint(till)
    for listed in LISTS:
        path = listed.path.replace("ENDPOINT", made)
        refused = till.gets(path, cursor="x")
        assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, "not_a_cursor", "cursor")
        assert till.gets(path, limit=201).status_code == 422
    assert till.gets("/imports").json() == {"imports": [], "next": ""}
    assert till.gets("/exceptions").json() == {"total": 0, "exceptions": [], "next": ""}


def test_a_page_counts_all_that_waits(till: Till) -> None:
    for _ in range(3):
        _exception(till)
    first = till.gets("/exceptions", limit=4).json()
    rest = till.gets("/exceptions", limit=4, cursor=first["next"]).json()
    assert (first["total"], rest["total"], len(rest["exceptions"]), rest["next"]) == (6, 6, 2, "")


def _rows(page: dict[str, Any], listed: Listed) -> list[Any]:
    return [one[listed.row] for one in page[listed.field]]

"""A till was lost for two hours: its sales come as a file, are previewed, approved, given once, undone as one (S27)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from setia.engine.calendar import DAY
from setia.services import clients, lost_sales
from setia.storage.models import UploadPart
from tests.api.test_imports import begun
from tests.api.till import Json, Till

pytestmark = pytest.mark.slow

HEADER = "purchase_id,event_at,member,store,net\n"
LOST, MEMBERS = 412, 12


def minute(n: int) -> str:
    return f"{12 + n % 120 // 60}:{n % 60:02}"


def lines(count: int) -> str:
    """So many sales of store 12 between 12:00 and 14:00, of 10.00 each, of twelve members."""
    return "".join(f"L{n},2018-01-01 {minute(n)},{n % MEMBERS},12,10.00\n" for n in range(count))


def uploaded(till: Till, text: str, pieces: int = 3, **fields: Any) -> int:
    """A file is sent whole and not started; its number."""
    number, size = begun(till, member_kind="card", **fields), -(-len(text) // pieces)
    for n in range(pieces):
        part = {"number": n + 1, "text": text[n * size : (n + 1) * size]}
        assert till.posts(f"/imports/{number}/parts", part).status_code == 204
    return number


def made_good(till: Till, number: int, name: str = "store-12", parts: int = 3, key: str | None = None) -> Any:
    return till.posts(f"/imports/{number}/make-good", {"parts": parts, "name": name, "reason": "till_down"}, key)


def no(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def manager(till: Till) -> Till:
    """Somebody else; there are twelve members."""
    for number in range(MEMBERS):
        assert till.posts("/members", {"identifier": f"card:{number}"}).status_code == 201
    till.shop.moves_clock(DAY)
    key = clients.make(till.shop.program, "manager", frozenset(clients.SCOPES), "", "owner").key.text
    return Till(till.client, key, till.shop)


def held(till: Till) -> int:
    return sum(till.points(f"card:{n}") for n in range(MEMBERS))


def items(till: Till, path: str) -> list[Json]:
    found: list[Json] = []
    cursor = ""
    while not found or cursor:
        page = till.gets(f"{path}/items", cursor=cursor, limit=200).json()
        found, cursor = [*found, *page["items"]], page["next"]
    return found


def test_s27_from_a_file_to_its_undoing(till: Till, manager: Till) -> None:
    answer = made_good(till, uploaded(till, HEADER + lines(LOST)))
    assert answer.status_code == 201, answer.text
    batch, path = answer.json()["make_good"], f"/make-goods/{answer.json()['make_good']['id']}"
    assert (batch["state"], batch["items"], batch["awarded"]) == ("draft", {"pending": LOST}, {"points": 10 * LOST})
    assert answer.json()["rejects"] == []
    assert not UploadPart.objects.exists(), "they say who bought what"
    assert no(till.posts(f"{path}/approve", {})) == (409, "second_person_needed")
    assert no(till.posts(f"{path}/apply", {})) == (409, "not_in_this_state")
    assert held(till) == 0
    assert manager.posts(f"{path}/approve", {}).json()["approved_by"] == "manager"
    with ThreadPoolExecutor(2) as both:
        told = list(both.map(lambda one: one.posts(f"{path}/apply", {}), [till, manager]))
    assert [(one.json()["state"], one.json()["items"]) for one in told] == [("applied", {"done": LOST})] * 2
    assert held(till) == 10 * LOST
    for n in range(MEMBERS):
        moves = till.gets(f"/members/card:{n}/movements", limit=200).json()["movements"]
        at = sorted(one["effective_at"] for one in moves if one["changes"] == {"points": 10})
        assert at == sorted(f"2018-01-01T{minute(m)}:00Z" for m in range(n, LOST, MEMBERS))
    late = till.sells("card:3", 10_00, "L3", source="tills", event_at="2018-01-01T12:03:00Z", store="12")
    assert no(late) == (409, "natural_key_conflict"), "what the till sends when it is found again adds nothing"
    assert held(till) == 10 * LOST
    assert till.posts("/members/card:1/redemptions", {"amount": 300}).status_code == 201
    undone = manager.posts(f"{path}/undo", {}).json()
    assert (undone["state"], undone["taken"], held(till)) == ("undone", {"points": 10 * LOST - 300}, 0)
    rest = [(one["member"], one["kept"]["points"]) for one in items(till, path) if one["kept"]]
    siti = till.gets("/members/card:1").json()["id"]
    assert ({member for member, _ in rest}, sum(units for _, units in rest)) == ({siti}, 300)
    wallets = [till.gets(f"/members/card:{n}").json()["wallets"][0] for n in range(MEMBERS)]
    assert {one["debt"] for one in wallets} == {0}
    assert till.shop.findings() == []
    assert till.shop.differences() == 0


def test_what_of_a_file_is_no_sale_of_a_member_is_named(till: Till, manager: Till) -> None:
    text = (
        HEADER
        + lines(2)
        + "L7,yesterday,1,12,10.00\nL8,2018-01-01 12:08,nobody,12,10.00\nL9,2018-01-01 12:09,,12,10.00\n"
    )
    answer = made_good(till, uploaded(till, text)).json()
    assert [(one["line"], one["column"], one["code"], one["receipt"]) for one in answer["rejects"]] == [
        (4, "event_at", "bad_timestamp", "L7")
    ]
    batch = answer["make_good"]
    assert (batch["items"], batch["refused"]) == ({"pending": 2, "refused": 2}, {"unknown_member": 2})
    assert batch["awarded"] == {"points": 20}
    assert [one["kind"] for one in till.gets("/exceptions").json()["exceptions"]] == ["import_row", "make_good_draft"]
    assert till.gets("/members/card:nobody").status_code == 404, "nobody joins by it"


def test_a_file_is_made_good_once_and_never_imported_too(till: Till, manager: Till) -> None:
    number = uploaded(till, HEADER + lines(3))
    first, again = (made_good(till, number, key="m1") for _ in range(2))
    assert (first.status_code, again.content, again.headers["Idempotent-Replayed"]) == (201, first.content, "true")
    assert no(made_good(till, number, "other")) == (409, "not_in_this_state")
    assert till.posts(f"/imports/{number}/start", {"parts": 3}).json()["state"] == "done"
    assert till.gets(f"/imports/{number}").json()["added"] == 0
    assert len(till.gets("/make-goods").json()["make_goods"]) == 1


@pytest.mark.parametrize("text", [HEADER + lines(3), "receipt,when\n1,2\n"])
def test_what_cannot_be_made_good_leaves_the_file_as_it_is(
    till: Till, manager: Till, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(lost_sales, "MOST", 2)
    number = uploaded(till, text)
    code = "too_many_purchases" if text.startswith(HEADER) else "missing_target"
    assert no(made_good(till, number)) == (422, code)
    assert no(made_good(till, number, parts=4)) == (422, "parts_missing")
    assert no(made_good(till, 99)) == (404, "unknown_import")
    assert till.gets(f"/imports/{number}").json()["state"] == "receiving"
    assert till.gets("/make-goods").json()["make_goods"] == []


def test_a_name_that_is_taken_leaves_the_file_as_it_is(till: Till, manager: Till) -> None:
    first, second = (uploaded(till, HEADER + lines(n)) for n in (2, 3))
    assert made_good(till, first).status_code == 201
    assert no(made_good(till, second)) == (409, "name_taken")
    assert made_good(till, second, "store-13").json()["make_good"]["items"] == {"pending": 3}

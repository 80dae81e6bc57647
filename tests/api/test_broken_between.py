"""What makes several transactions breaks off after they were made and before its answer is kept: sent again under its
key it is answered as it would have been (ledger 4.10)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from setia.api import make_good
from setia.services import erase_member, exceptions, sealed_answers
from setia.storage.models import Erasure, IdempotencyKey, MakeGood
from tests.api.till import Json, Till, purchase
from tests.storage.tables import dump

SITI = "card:7001"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Any:
    """For a while, answers to what was done cannot be kept after it."""

    @contextmanager
    def breaking(where: Any = sealed_answers, name: str = "after") -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(where, name, lambda *_, **__: 1 / 0)
            yield

    return breaking


def is_answered(till: Till, path: str, body: Json, key: str, expected: Any) -> None:
    """Sent once more it is answered so, and from then on with the same bytes."""
    first, again = (till.posts(path, body, key) for _ in range(2))
    assert (first.status_code, first.json()) == (200, expected)
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")


def flagged(till: Till, count: int) -> list[str]:
    """So many sales of a till whose clock is wrong wait to be looked at."""
    sold = [
        {"kind": "purchase", "purchase": purchase(1_00, f"S{n}", event_at="2018-01-02T01:30:00Z")} for n in range(count)
    ]
    assert till.posts("/batch", {"items": sold, "sent_at": "2018-01-02T02:00:00Z"}, key="").status_code == 200
    return [str(one["id"]) for one in till.gets("/exceptions").json()["exceptions"]]


def test_what_was_decided_of_exceptions_is_told_as_the_first_time(till: Till, broken: Any) -> None:
    first, second = flagged(till, 2)
    body: Json = {"action": "approve", "ids": [first, "flag-999", second, first]}
    with broken():
        assert till.posts("/exceptions/actions", body, "a1").status_code == 500
    assert till.gets("/exceptions").json()["total"] == 0
    again = till.posts("/exceptions/actions", body, "a1", **{"Accept-Language": "ms"})
    assert [(one["id"], one["done"]) for one in again.json()] == [
        (first, True),
        ("flag-999", False),
        (second, True),
        (first, False),
    ]
    assert till.posts("/exceptions/actions", body, "a1").content == again.content
    other = till.posts("/exceptions/actions", body, "a2").json()
    assert [one["done"] for one in other] == [False] * 4, "under another key it is asked anew"


def test_what_broke_off_in_the_middle_goes_on_with_the_rest(
    till: Till, broken: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = flagged(till, 2)
    body: Json = {"action": "reject", "ids": [first, second]}
    act, done = exceptions.act, list[str]()

    def once_alone(program: Any, id_: str, *more: Any) -> Any:
        done.append(id_)
        return act(program, id_, *more) if len(done) == 1 else 1 / 0

    with monkeypatch.context() as patch:
        patch.setattr(exceptions, "act", once_alone)
        assert till.posts("/exceptions/actions", body, "a1").status_code == 500
    assert [one["id"] for one in till.gets("/exceptions").json()["exceptions"]] == [second]
    expected = [{"id": one, "done": True, "problem": None} for one in (first, second)]
    is_answered(till, "/exceptions/actions", body, "a1", expected)
    deeds = till.gets("/audit-log", action="exception_rejected").json()["entries"]
    assert sorted(one["subject"] for one in deeds) == sorted([first, second])


class TestErasure:
    @pytest.fixture
    def public(self, till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        """Siti, who has 100 points."""
        monkeypatch.setattr(settings, "ERASURE_LIST", str(tmp_path / "erased"))
        assert till.sells(SITI, 100_00, "R1", enrol=True).status_code == 201
        return str(till.gets(f"/members/{SITI}").json()["id"])

    def erased(self, public: str) -> Json:
        told: Json = {"id": public, "forfeited": {"points": 100}, "erased_at": "2018-01-02T00:00:00Z", "wiped": True}
        return told

    @pytest.mark.parametrize("where", [(sealed_answers, "after"), (erase_member, "wipe")], ids=["kept", "wiped"])
    @pytest.mark.parametrize("by", ["public", "card"])
    def test_it_is_told_as_the_first_time(
        self, till: Till, public: str, broken: Any, where: tuple[Any, str], by: str
    ) -> None:
        path, body = f"/members/{SITI if by == 'card' else public}/erasure", {"confirm": public}
        with broken(*where):
            assert till.posts(path, body, "e1").status_code == 500
        assert Erasure.objects.count() == 1
        till.shop.moves_clock(60_000_000)
        is_answered(till, path, body, "e1", self.erased(public))
        other = till.posts(f"/members/{public}/erasure", body, "e2")
        assert (other.status_code, other.json()["code"]) == (410, "member_erased")
        assert till.shop.findings() == []

    def test_a_no_is_told_again(self, till: Till, public: str) -> None:
        body = {"confirm": public}
        hold = till.posts(f"/members/{SITI}/holds", {"amount": 10}).json()["transaction"]
        path = f"/members/{public}/erasure"
        assert till.posts(path, body, "e1").json()["code"] == "has_open_holds"
        assert till.posts(f"/members/{SITI}/holds/{hold}/release", {}).status_code == 201
        assert till.posts(path, body, "e1").json()["code"] == "has_open_holds", "a no never turns into yes"


def test_a_batch_is_told_as_the_first_time_with_what_has_no_key_of_its_own(till: Till, broken: Any) -> None:
    sold = purchase(10_00, "R1", member="card:2")
    back = {"source": "till", "receipt": "R1", "refund_id": "F1", "event_at": "2018-01-01T13:00:00Z", "amount": 4_00}
    items: list[Json] = [
        {"kind": "purchase", "purchase": sold},  # nobody is called so yet
        {"kind": "enrolment", "enrolment": {"identifier": "card:2"}},
        {"kind": "purchase", "purchase": sold},
        {"kind": "purchase", "purchase": purchase(5_00, "R2", member="card:2"), "key": "own"},
        {"kind": "return", "return": back},
        {"kind": "gift", "key": "g", "member": "card:2", "gift": {"amount": 5, "reason": "goodwill"}},
    ]
    with broken():
        assert till.posts("/batch", {"items": items}, "b1").status_code == 500
    assert till.points("card:2") == 10 - 4 + 5 + 5
    first, again = (till.posts("/batch", {"items": items}, "b1") for _ in range(2))
    told = [(one["status"], one.get("done", {}).get("awarded")) for one in first.json()["results"]]
    gave = [{}, {"points": 10}, {"points": 5}, {"points": -4}, {"points": 5}]
    assert told == [(404, None), *zip([201] * 5, gave, strict=True)]
    assert again.content == first.content
    alone = till.posts("/batch", {"items": items[2:3]}, "b2").json()["results"]
    assert [one["status"] for one in alone] == [200], "it is a request of its own, of what is on record"
    other = till.posts("/batch", {"items": [*items[:3], {**items[3], "purchase": sold}]}, "b3").json()["results"]
    assert other[3]["problem"]["code"] == "idempotency_key_reused"
    assert till.points("card:2") == 16


def test_a_batch_without_a_key_keeps_none(till: Till) -> None:
    assert till.posts("/batch", {"items": [{"kind": "purchase", "purchase": purchase(1_00, "R1")}]}, "").is_success
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("deed", ["apply", "undo"])
def test_a_make_good_is_over_together_with_its_answer(till: Till, broken: Any, deed: str) -> None:
    till.posts("/members", {"identifier": SITI})
    items = [{"kind": "gift", "member": SITI, "amount": 50}]
    path = (
        f"/make-goods/{till.posts('/make-goods', {'name': 'sorry', 'reason': 'goodwill', 'items': items}).json()['id']}"
    )
    MakeGood.objects.update(state="approved")
    if deed == "undo":
        assert till.posts(f"{path}/apply", {}).status_code == 200
    with broken(make_good, "told"):
        assert till.posts(f"{path}/{deed}", {}, "m1").status_code == 500
    assert MakeGood.objects.get().state == {"apply": "applying", "undo": "undoing"}[deed]
    first, again = (till.posts(f"{path}/{deed}", {}, "m1") for _ in range(2))
    assert first.json()["state"] == {"apply": "applied", "undo": "undone"}[deed]
    assert "Idempotent-Replayed" not in first.headers
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    before = dump()
    assert till.posts(f"{path}/{deed}", {}, "").json() == first.json()
    assert dump() == before
    assert till.points(SITI) == {"apply": 50, "undo": 0}[deed]

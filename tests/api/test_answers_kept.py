"""Answers to what is written beside the ledger: kept with what was done, sealed, forgotten in time (ledger 4.10)."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from setia.api import once
from setia.engine.calendar import DAY
from setia.services import sealed_answers
from setia.services.advance import sweep
from setia.services.writer import Full
from setia.storage.models import IdempotencyKey, MakeGood, Upload, WebhookEndpoint
from tests.api.till import Till, purchase
from tests.storage.tables import dump

SITI = "card:7001"
FILE = {"name": "december.csv", "source": "tills"}
PLACE = "127.0.0.1:8443"
GIFTS = [{"kind": "gift", "member": SITI, "amount": 50}]


@pytest.fixture
def siti(till: Till) -> Till:
    """A till whose member Siti has 100 points."""
    assert till.sells(SITI, 100_00, "R1", enrol=True).status_code == 201
    return till


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def test_what_is_told_once_is_told_again_under_its_key_and_cannot_be_read_in_the_database(
    siti: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SETIA_WEBHOOK_PLACES", PLACE)
    told = [
        siti.posts(path, body, "a-key-of-my-own")
        for path, body in (
            (f"/members/{SITI}/tokens", {}),
            ("/webhooks", {"url": f"https://{PLACE}/setia"}),
            ("/codes/take", {}),
        )
    ]
    token, secret = told[0].json()["token"], told[1].json()["secret"]
    kept = repr(dump("webhook_endpoint"))  # it signs with its secret, and so must have it
    assert token not in kept
    assert secret not in kept
    assert "a-key-of-my-own" not in kept
    assert siti.posts(f"/members/{SITI}/tokens", {}, "a-key-of-my-own").json()["token"] == token
    again = siti.posts("/webhooks", {"url": f"https://{PLACE}/setia"}, "a-key-of-my-own")
    assert again.json()["secret"] == secret
    assert WebhookEndpoint.objects.count() == 1


def test_a_code_that_is_to_be_sent_is_given_out_again_to_whoever_did_not_hear_it(siti: Till) -> None:
    assert siti.posts(f"/members/{SITI}/codes", {}).status_code == 201
    [first] = siti.posts("/codes/take", {}, "t1").json()
    assert siti.posts("/codes/take", {}, "t1").json() == [first]
    assert siti.posts("/codes/take", {}, "t2").json() == []
    assert siti.points(SITI) == 100


def test_a_no_is_kept_and_never_turns_into_yes(till: Till) -> None:
    batch = {"name": "till-down", "reason": "till_down", "items": GIFTS}
    made = till.posts("/make-goods", batch, "m1").json()["id"]
    assert code(till.posts(f"/make-goods/{made}/apply", {}, "a1")) == (409, "not_in_this_state")
    MakeGood.objects.update(state="approved")
    assert code(till.posts(f"/make-goods/{made}/apply", {}, "a1")) == (409, "not_in_this_state")
    assert till.posts(f"/make-goods/{made}/apply", {}, "a2").status_code == 200
    assert code(till.posts("/make-goods", batch, "m2")) == (409, "name_taken")
    MakeGood.objects.all().update(name="other")
    assert code(till.posts("/make-goods", batch, "m2")) == (409, "name_taken")


def test_what_is_wrong_in_itself_leaves_its_key_free(till: Till) -> None:
    wrong = till.posts("/imports", {**FILE, "exponent": 3}, "k1")
    assert code(wrong) == (422, "bad_option")
    assert not IdempotencyKey.objects.exists()
    assert till.posts("/imports", FILE, "k1").status_code == 201


def test_what_fails_leaves_nothing_not_even_its_key(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump()
    with monkeypatch.context() as broken:
        broken.setattr(once, "told", lambda *_: 1 / 0)  # when everything has been written
        assert till.posts("/imports", FILE, "k1").status_code == 500
    assert dump() == before
    assert till.posts("/imports", FILE, "k1").status_code == 201


def test_what_takes_several_transactions_goes_on_under_its_key(siti: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    made = siti.posts("/make-goods", {"name": "till-down", "reason": "till_down", "items": GIFTS}).json()["id"]
    MakeGood.objects.update(state="approved")
    with monkeypatch.context() as broken:
        broken.setattr(sealed_answers, "after", lambda *_: 1 / 0)  # given, and not answered
        assert siti.posts(f"/make-goods/{made}/apply", {}, "a1").status_code == 500
    answers = [siti.posts(f"/make-goods/{made}/apply", {}, "a1") for _ in range(2)]
    assert [one.json()["state"] for one in answers] == ["applied", "applied"]
    assert [one.headers.get("Idempotent-Replayed") for one in answers] == [None, "true"]
    assert siti.points(SITI) == 150


def test_a_batch_of_which_something_may_go_otherwise_again_is_not_answered_from_what_is_kept(
    siti: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = {"items": [{"kind": "purchase", "purchase": purchase(5_00, "R2", member=SITI)}]}

    async def full(*_: Any) -> None:
        raise Full(1.0)

    with monkeypatch.context() as busy:
        busy.setattr("setia.api.desk.Desk.ask", full)
        [result] = siti.posts("/batch", items, "b1").json()["results"]
        assert result["status"] == 503
    first, again = (siti.posts("/batch", items, "b1") for _ in range(2))
    assert first.json()["results"][0]["status"] == 201
    assert again.content == first.content  # alone it would be 200 `unchanged`
    assert siti.points(SITI) == 105


def test_the_answers_about_somebody_who_is_erased_are_gone_at_once(
    siti: Till, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ERASURE_LIST", str(tmp_path / "erased"))
    siti.posts("/members", {"identifier": "card:7002"})
    asked = (f"/members/{SITI}/tokens", f"/members/{SITI}/codes", "/codes/take")
    for path in asked:
        assert siti.posts(path, {}, "k1").is_success
    other = siti.posts("/members/card:7002/tokens", {}, "k1").content
    public = siti.gets(f"/members/{SITI}").json()["id"]
    erased = siti.posts(f"/members/{public}/erasure", {"confirm": public}, "k1")
    assert erased.status_code == 200, erased.text
    assert [code(siti.posts(path, {}, "k1")) for path in asked] == [(410, "key_erased")] * 3
    assert siti.posts("/members/card:7002/tokens", {}, "k1").content == other
    assert siti.posts(f"/members/{public}/erasure", {"confirm": public}, "k1").content == erased.content


def test_after_thirty_days_the_key_is_a_tombstone(till: Till) -> None:
    sold = till.posts("/imports", FILE, "k1")
    till.shop.moves_clock(30 * DAY)
    sweep(till.shop.program)
    assert till.posts("/imports", FILE, "k1").content == sold.content
    till.shop.moves_clock(1)
    sweep(till.shop.program)
    late = till.posts("/imports", FILE, "k1")
    assert (code(late), late.json().get("numbers", {})) == ((409, "key_expired_see_resource"), {})
    assert Upload.objects.count() == 1


def test_a_pin_cannot_be_tried_out_in_what_is_kept_of_its_request(siti: Till) -> None:
    """Of two members who choose the same PIN by the same bytes nothing that is kept is the same."""
    siti.sells("card:7002", 1_00, "R2", enrol=True)
    for member in (SITI, "card:7002"):
        token = siti.posts(f"/members/{member}/tokens", {}).json()["token"]
        app = Till(siti.client, token, siti.shop)
        assert app.posts("/me/pin", {"pin": "274951"}, f"pin-{member}").status_code == 200
    kept = [bytes(one.fingerprint) for one in IdempotencyKey.objects.filter(client__contains="/me/pin")]
    assert len(kept) == len(set(kept)) == 2

"""Above a limit a till shows that the member is there; a proof is his, of now, and good for one request (T2, T16)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from django.db.models import F
from litestar.testing import TestClient

from setia.engine.calendar import DAY, MINUTE, SECOND
from setia.services import clients
from setia.services.member_proof import TRIES
from setia.storage.models import Deployment, OneTimeCode, UsedProof
from tests.api.application import application
from tests.api.till import Till
from tests.shop import GROCERY, Shop

LIMIT = 100
PIN = "274951"
SITI, BUDI = "/members/card:1", "/members/card:2"


@pytest.fixture
def office(database: str) -> Iterator[Till]:
    """A client that may do everything, and needs no proof. Siti and Budi have 1,000 points each."""
    document = GROCERY.read_text(encoding="utf-8").replace(
        "  - id: points\n", f"  - id: points\n    proof_above: {LIMIT}\n"
    )
    assert "proof_above" in document
    shop = Shop(document)
    key = clients.make(shop.program, "office", frozenset(clients.SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        office = Till(client, key, shop)
        for number in (1, 2):
            office.sells(f"card:{number}", 1_000_00, f"R{number}", enrol=True)
        yield office


@pytest.fixture
def till(office: Till) -> Till:
    key = clients.make_till(office.shop.program, "till", frozenset(clients.SCOPES), "", "owner").key.text
    return Till(office.client, key, office.shop)


def app_of(office: Till, member: str = SITI, **fields: int) -> Till:
    """The member's own app."""
    made = office.posts(f"{member}/tokens", fields)
    assert made.status_code == 201, made.text
    return Till(office.client, made.json()["token"], office.shop)


def qr(app: Till) -> dict[str, str]:
    return {"kind": "qr", "value": app.gets("/me/qr").json()["text"]}


def code(office: Till, till: Till, member: str = SITI) -> dict[str, str]:
    """A code that was sent to the member."""
    sent = till.posts(f"{member}/codes", {})
    assert sent.status_code == 201, sent.text
    [one] = office.posts("/codes/take", {}).json()
    return {"kind": "code", "value": one["code"]}


def redeems(
    till: Till, proof: Any, key: str | None = None, member: str = SITI, amount: int = LIMIT + 1
) -> httpx.Response:
    return till.posts(f"{member}/redemptions", {"amount": amount, "member_proof": proof}, key)


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "done")


class TestTheLimit:
    """What needs a proof, and of whom."""

    def test_up_to_the_limit_nothing_is_needed_and_above_it_is(self, till: Till) -> None:
        assert redeems(till, None, amount=LIMIT).status_code == 201
        answer = redeems(till, None)
        assert said(answer) == (403, "member_proof_required")
        assert answer.json()["numbers"] == {"asked": LIMIT + 1, "limit": LIMIT, "wallet": "points"}
        assert till.points("card:1") == 1_000 - LIMIT

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("redemptions", {"amount": LIMIT + 1}),
            ("holds", {"amount": LIMIT + 1}),
            ("holds", {"amount": LIMIT + 1, "allow_partial": True}),
            ("transfers", {"amount": LIMIT + 1, "to": "card:2"}),
        ],
    )
    def test_everything_that_takes_units_needs_it(
        self, office: Till, till: Till, path: str, body: dict[str, Any]
    ) -> None:
        assert said(till.posts(f"{SITI}/{path}", body)) == (403, "member_proof_required")
        proved = {**body, "member_proof": qr(app_of(office))}
        assert said(till.posts(f"{SITI}/{path}", proved)) == (201, "done")
        assert till.shop.differences() == 0

    def test_a_client_that_is_no_till_needs_none(self, office: Till) -> None:
        assert redeems(office, None).status_code == 201

    def test_a_kept_basket_needs_it_for_its_points(self, office: Till, till: Till) -> None:
        basket = {"source": "till", "currency": "USD", "lines": [{"net": 10_00}], "member": "card:1"}
        points: dict[str, Any] = {"amount": LIMIT + 1}
        assert said(till.posts("/baskets", {**basket, "points": points})) == (403, "member_proof_required")
        kept = till.posts("/baskets", {**basket, "points": {**points, "member_proof": qr(app_of(office))}})
        assert kept.status_code == 201, kept.text


class TestQr:
    """The rotating QR code of the member's app."""

    def test_it_is_good_for_one_request_and_for_that_one_again(self, office: Till, till: Till) -> None:
        proof = qr(app_of(office))
        first = redeems(till, proof, "k-1")
        assert first.status_code == 201
        till.shop.moves_clock(10 * MINUTE)
        again = redeems(till, proof, "k-1")
        assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
        assert said(redeems(till, proof, "k-2")) == (403, "member_proof_used")
        assert till.points("card:1") == 1_000 - LIMIT - 1

    def test_a_proof_taken_from_the_air_is_not_good_for_another_body_or_till(self, office: Till, till: Till) -> None:
        proof = qr(app_of(office))
        assert redeems(till, proof, "k-1").status_code == 201
        assert said(redeems(till, proof, "k-1", amount=LIMIT + 2)) == (403, "member_proof_used")
        key = clients.make_till(office.shop.program, "till-2", frozenset(clients.SCOPES), "", "owner").key.text
        other = Till(office.client, key, office.shop)
        assert said(redeems(other, proof, "k-1")) == (403, "member_proof_used")

    @pytest.mark.parametrize(("steps", "status"), [(-2, 403), (-1, 201), (0, 201), (1, 201), (2, 201), (3, 403)])
    def test_it_is_good_one_step_early_and_two_late(self, office: Till, till: Till, steps: int, status: int) -> None:
        """A step is ten seconds; another server's clock may be wrong by one."""
        office.shop.moves_clock(5 * MINUTE)
        app = app_of(office)
        shown = qr(app)
        member, step, _ = shown["value"].split(".")
        if steps >= 0:
            office.shop.moves_clock(steps * 10 * SECOND)
            answer = redeems(till, shown)
        else:
            office.shop.moves_clock(-steps * 10 * SECOND)
            ahead = qr(app)
            assert ahead["value"].split(".")[:2] == [member, str(int(step) - steps)]
            answer = redeems(_earlier(till, -steps), ahead)
        assert answer.status_code == status
        if status == 403:
            assert answer.json()["code"] == "member_proof_expired"

    def test_what_was_made_up_or_is_another_members_is_wrong(self, office: Till, till: Till) -> None:
        shown = qr(app_of(office))["value"]
        member, step, mac = shown.split(".")
        flipped = mac[:-1] + ("A" if mac[-1] != "A" else "B")
        for value in (
            "x",
            f"{member}.{step}.{flipped}",
            f"{member}.{int(step) + 1}.{mac}",
            f"{member}.{step}",
            "." * 40,
        ):
            assert said(redeems(till, {"kind": "qr", "value": value})) == (403, "member_proof_wrong"), value
        assert said(redeems(till, {"kind": "qr", "value": shown}, member=BUDI)) == (403, "member_proof_wrong")
        his = qr(app_of(office, BUDI))["value"].split(".")[2]
        assert said(redeems(till, {"kind": "qr", "value": f"{member}.{step}.{his}"})) == (403, "member_proof_wrong")
        assert UsedProof.objects.count() == 0
        assert redeems(till, {"kind": "qr", "value": shown}).status_code == 201

    def test_raced_by_many_tills_it_is_used_once(self, office: Till, till: Till) -> None:
        proof = qr(app_of(office))
        with ThreadPoolExecutor(8) as tills:
            told = list(tills.map(lambda n: said(redeems(till, proof, f"r-{n}")), range(16)))
        assert sorted(told) == [(201, "done")] + [(403, "member_proof_used")] * 15
        assert till.points("card:1") == 1_000 - LIMIT - 1
        assert till.shop.differences() == 0

    def test_what_was_used_long_ago_is_forgotten_and_still_not_good(self, office: Till, till: Till) -> None:
        old = qr(app_of(office))
        assert redeems(till, old).status_code == 201
        till.shop.moves_clock(2 * DAY)
        assert redeems(till, qr(app_of(office))).status_code == 201
        assert UsedProof.objects.count() == 1
        assert said(redeems(till, old)) == (403, "member_proof_expired")


def _earlier(till: Till, steps: int) -> Till:
    """The server's clock is behind the app's: a simulated clock does not go back, so its row is set."""
    Deployment.objects.update(now=F("now") - steps * 10 * SECOND)
    return till


class TestCodes:
    """A code that is sent to the member."""

    def test_it_is_told_to_nobody_but_who_sends_it_and_used_once(self, office: Till, till: Till) -> None:
        sent = till.posts(f"{SITI}/codes", {})
        assert set(sent.json()) == {"expires_at"}
        redeemer = clients.make(office.shop.program, "shop", frozenset({"redeem"}), "", "owner").key.text
        assert said(Till(till.client, redeemer, till.shop).posts("/codes/take", {})) == (403, "scope_missing")
        [one] = office.posts("/codes/take", {}).json()
        assert re.fullmatch("[0-9]{6}", one["code"])
        assert one["identifiers"] == {"card": "1"}
        assert office.posts("/codes/take", {}).json() == []
        assert OneTimeCode.objects.exclude(text="").count() == 0
        proof = {"kind": "code", "value": one["code"]}
        first = redeems(till, proof, "k-1")
        assert first.status_code == 201
        assert redeems(till, proof, "k-1").content == first.content
        assert said(redeems(till, proof, "k-2")) == (403, "member_proof_used")

    def test_after_five_minutes_it_is_too_late(self, office: Till, till: Till) -> None:
        proof = code(office, till)
        till.shop.moves_clock(5 * MINUTE)
        assert said(redeems(till, proof)) == (403, "member_proof_expired")

    def test_after_five_wrong_ones_the_right_one_is_none(self, office: Till, till: Till) -> None:
        proof = code(office, till)
        wrong = {"kind": "code", "value": f"{(int(proof['value']) + 1) % 10**6:06}"}
        left = [redeems(till, wrong).json()["numbers"]["left"] for _ in range(TRIES)]
        assert left == [4, 3, 2, 1, 0]
        assert said(redeems(till, proof)) == (403, "member_proof_locked")
        till.shop.moves_clock(MINUTE)
        assert redeems(till, code(office, till)).status_code == 201

    def test_guessed_by_many_at_once_there_are_five_tries(self, office: Till, till: Till) -> None:
        right = int(code(office, till)["value"])
        guesses = [{"kind": "code", "value": f"{(right + n) % 10**6:06}"} for n in range(1, 21)]
        with ThreadPoolExecutor(8) as tills:
            told = [said(one) for one in tills.map(lambda one: redeems(till, one), guesses)]
        assert Counter(told) == {(403, "member_proof_wrong"): TRIES, (403, "member_proof_locked"): 20 - TRIES}

    def test_a_new_one_ends_the_one_before_and_they_are_few(self, office: Till, till: Till) -> None:
        first, second = code(office, till), code(office, till)
        if first != second:  # one in a million is the same
            assert said(redeems(till, first)) == (403, "member_proof_wrong")
        assert redeems(till, second).status_code == 201
        code(office, till)
        often = till.posts(f"{SITI}/codes", {})
        assert said(often) == (409, "too_many_codes")
        assert often.json()["numbers"] == {"most": 3, "seconds": 900}
        assert till.posts(f"{BUDI}/codes", {}).status_code == 201
        till.shop.moves_clock(16 * MINUTE)
        assert till.posts(f"{SITI}/codes", {}).status_code == 201

    def test_another_members_is_wrong_and_raced_it_is_used_once(self, office: Till, till: Till) -> None:
        proof = code(office, till)
        code(office, till, BUDI)
        assert said(redeems(till, proof, member=BUDI)) == (403, "member_proof_wrong")
        with ThreadPoolExecutor(8) as tills:
            told = list(tills.map(lambda n: said(redeems(till, proof, f"r-{n}")), range(8)))
        assert sorted(told) == [(201, "done")] + [(403, "member_proof_used")] * 7


class TestPins:
    """A PIN that the member has chosen in his app."""

    def chosen(self, office: Till) -> dict[str, str]:
        assert app_of(office).posts("/me/pin", {"pin": PIN}).status_code == 200
        return {"kind": "pin", "value": PIN}

    def test_it_is_good_again_and_again(self, office: Till, till: Till) -> None:
        assert said(redeems(till, {"kind": "pin", "value": PIN})) == (403, "member_proof_not_set")
        proof = self.chosen(office)
        assert [redeems(till, proof).status_code for _ in range(2)] == [201, 201]
        assert said(redeems(till, proof, member=BUDI)) == (403, "member_proof_not_set")

    @pytest.mark.parametrize("pin", ["12345", "1234567890123", "111111", "123456", "987654", "27495a", "٢٧٤٩٥١"])
    def test_what_is_guessed_first_is_no_pin(self, office: Till, pin: str) -> None:
        assert said(app_of(office).posts("/me/pin", {"pin": pin})) == (422, "weak_pin")

    def test_five_wrong_ones_lock_it_for_a_while(self, office: Till, till: Till) -> None:
        proof = self.chosen(office)
        wrong = {"kind": "pin", "value": "274952"}
        with ThreadPoolExecutor(8) as tills:
            told = [said(one) for one in tills.map(lambda _: redeems(till, wrong), range(12))]
        assert Counter(told) == {(403, "member_proof_wrong"): TRIES, (403, "member_proof_locked"): 12 - TRIES}
        locked = redeems(till, proof)
        assert said(locked) == (403, "member_proof_locked")
        assert locked.json()["numbers"] == {"until": "2018-01-02T00:15:00+00:00"}
        assert redeems(till, qr(app_of(office))).status_code == 201, "what locks one kind does not lock the member out"
        till.shop.moves_clock(15 * MINUTE)
        assert redeems(till, proof).status_code == 201
        assert said(redeems(till, wrong)) == (403, "member_proof_wrong")
        assert redeems(till, proof).status_code == 201

    def test_staff_take_it_away_and_cannot_set_it(self, office: Till, till: Till) -> None:
        proof = self.chosen(office)
        assert office.posts(f"{SITI}/pin/forget", {}).json() == {"had_one": True}
        assert said(redeems(till, proof)) == (403, "member_proof_not_set")
        assert office.posts(f"{SITI}/pin/forget", {}).json() == {"had_one": False}
        assert office.posts(f"{SITI}/pin", {"pin": PIN}).status_code == 404

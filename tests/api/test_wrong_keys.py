"""Keys that are good for nothing: refused before anything is read, and told to wait where there are too many."""

from __future__ import annotations

import pytest
from django.test import override_settings

from setia.api import failures
from setia.api.failures import Failures
from setia.api.problems import Stop
from setia.api.rates import Limit
from tests.api.till import Till
from tests.web.reader import Desk

WRONG = "setia_0123456789abcdef_wrong"


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def shows(till: Till, key: str, body: bytes = b"{", path: str = "/purchases") -> tuple[int, str]:
    """What somebody with this key is told."""
    sent = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    answer = till.client.post(f"/api/v1{path}", content=body, headers=sent)
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("body", [b"{", b"[" * 100, b"", b'{"lines": 1}'])
@pytest.mark.parametrize("path", ["/purchases", "/batch", "/members/card:1/holds/0/capture"])
def test_nothing_is_read_of_whoever_shows_no_key_that_is_good(till: Till, body: bytes, path: str) -> None:
    assert shows(till, WRONG, body, path) == (401, "key_unknown")
    assert shows(till, till.key, body, path)[0] in (400, 404, 422)
    assert shows(till, WRONG, body, "/me/pin") == (401, "token_unknown")
    assert shows(till, till.key, body, "/me/pin") == (401, "token_unknown")


def test_too_many_wrong_keys_are_told_to_wait_and_a_good_one_is_taken_all_the_same(till: Till) -> None:
    watch = Stopwatch()
    till.client.app.state.desk.failures = Failures(watch, Limit(3, 3))  # type: ignore[attr-defined]
    told = [shows(till, f"{WRONG}{number}") for number in range(4)]
    assert told == [(401, "key_unknown")] * 3 + [(429, "too_many_wrong_keys")]
    refused = till.client.get("/api/v1/me", headers={"Authorization": "Bearer setiam_x.y"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert till.gets("/program").status_code == 200
    watch.seconds += 1
    assert shows(till, WRONG) == (401, "key_unknown")


def counted(kept: Failures, address: str) -> bool:
    """Whether one more is answered as the others were."""
    try:
        kept.count(address)
    except Stop:
        return False
    return True


def test_addresses_are_counted_by_themselves_and_those_of_one_network_together() -> None:
    kept = Failures(Stopwatch(), Limit(1, 60))
    assert counted(kept, "192.0.2.1")
    assert not counted(kept, "192.0.2.1")
    assert not counted(kept, "::ffff:192.0.2.1"), "the same, written as IPv6"
    assert counted(kept, "192.0.2.2")
    assert counted(kept, "2001:db8:1:2::1")
    assert not counted(kept, "2001:db8:1:2:ffff::9")
    assert counted(kept, "2001:db8:1:3::1")
    assert counted(kept, "")
    assert not counted(kept, "nowhere")


def test_of_very_many_addresses_those_of_long_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "ADDRESSES_MAX", 2)
    kept = Failures(Stopwatch(), Limit(1, 60))
    assert [counted(kept, one) for one in ("192.0.2.1", "192.0.2.2", "192.0.2.1")] == [True, True, False]
    assert counted(kept, "192.0.2.3")
    assert not counted(kept, "192.0.2.1"), "it was seen after the second"
    assert counted(kept, "192.0.2.2")


@pytest.mark.parametrize("is_secure", [True, False])
def test_where_all_come_by_https_every_answer_says_so(till: Till, is_secure: bool) -> None:
    name = "strict-transport-security"
    with override_settings(SETIA_IS_SECURE=is_secure):
        told = [
            till.gets("/program").headers.get(name),
            till.client.get("/api/v1/program").headers.get(name),
            till.client.get("/api/schema").headers.get(name),
            Desk().client.get("/account/login/").headers.get(name.title()),
        ]
    assert told == [("max-age=31536000" if is_secure else None)] * 4

"""Every answer says how many calls are left, and whoever calls too often is told when to come back."""

from __future__ import annotations

import re

import pytest

from setia.api.problems import Stop
from setia.api.rates import PER_SECOND, RUSH, Rates
from setia.services import clients
from tests.api.till import Till
from tests.shop import Shop

LEFT = re.compile(r'"calls";r=(\d+);t=(\d+)')


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def told(rates: Rates, client: int = 1) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in rates.fields(client)}


def test_what_is_left_falls_by_call_and_comes_back_with_time() -> None:
    watch = Stopwatch()
    rates = Rates(watch, per_second=2, rush=10)
    assert told(rates) == {"ratelimit-policy": '"calls";q=10;w=5', "ratelimit": '"calls";r=10;t=0'}
    rates.count(1, 7)
    assert told(rates)["ratelimit"] == '"calls";r=3;t=4'
    assert told(rates, 2)["ratelimit"] == '"calls";r=10;t=0'
    with pytest.raises(Stop) as refused:
        rates.count(1, 6)
    assert refused.value.headers == {"Retry-After": "2"}
    assert told(rates)["ratelimit"] == '"calls";r=3;t=4', "a call that was refused costs nothing"
    watch.seconds += 2
    rates.count(1, 6)
    assert told(rates)["ratelimit"] == '"calls";r=1;t=5'
    watch.seconds += 1_000
    assert told(rates)["ratelimit"] == '"calls";r=10;t=0'


def test_every_answer_to_a_client_says_what_is_left_and_a_no_too(till: Till) -> None:
    for answer in (
        till.gets("/members/card:1"),
        till.posts("/members/card:1/redemptions", {"amount": 5}),
        till.sells("card:1", 10_00, "R1", enrol=True),
        till.gets("/members/card:1/movements", limit="none"),
    ):
        assert answer.headers["RateLimit-Policy"] == f'"calls";q={RUSH};w={RUSH // PER_SECOND}'
        assert LEFT.fullmatch(answer.headers["RateLimit"]), answer.headers["RateLimit"]
    assert "RateLimit" not in till.client.get("/api/v1/program").headers, "nobody knows who asked"


def test_clients_have_limits_of_their_own_and_who_has_used_his_up_is_told_when_to_come_back(
    till: Till, shop: Shop
) -> None:
    other = Till(till.client, clients.make(shop.program, "other", frozenset({"read"}), "", "owner").key.text, shop)
    watch = Stopwatch()
    till.client.app.state.desk.rates = Rates(watch, per_second=1, rush=3)  # type: ignore[attr-defined]
    answers = [till.gets("/program") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert [one.headers["RateLimit"] for one in answers] == [
        '"calls";r=2;t=1',
        '"calls";r=1;t=2',
        '"calls";r=0;t=3',
        '"calls";r=0;t=3',
    ]
    assert answers[3].json()["code"] == "too_many_calls"
    assert answers[3].headers["Retry-After"] == "1"
    assert other.gets("/program").status_code == 200
    watch.seconds += 1
    assert till.gets("/program").status_code == 200

"""Every answer says how many calls are left, and whoever calls too often is told when to come back."""

from __future__ import annotations

import re

import httpx
import pytest

from setia.api.problems import Stop
from setia.api.rates import USUAL, Limit, Rates
from setia.services import clients
from setia.storage.clients import Caller, Rights
from tests.api.till import Till, purchase
from tests.cli.terminal import setia
from tests.shop import Shop

LEFT = re.compile(r'"calls";r=(\d+);t=(\d+)')
READ = frozenset({"read"})


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def client(number: int = 1, calls_per_minute: int | None = None) -> Caller:
    return Caller(number, f"c{number}", 1, READ, "", "", calls_per_minute=calls_per_minute)


def told(rates: Rates, caller: Caller) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in rates.fields(caller)}


def timed(till: Till, usual: Limit = USUAL) -> Stopwatch:
    """The server counts by a stopwatch of ours from now on."""
    watch = Stopwatch()
    till.client.app.state.desk.rates = Rates(watch, usual)  # type: ignore[attr-defined]
    return watch


def left(answer: httpx.Response) -> int:
    found = LEFT.fullmatch(answer.headers["RateLimit"])
    assert found is not None, answer.headers["RateLimit"]
    return int(found[1])


def test_what_is_left_falls_by_call_and_comes_back_with_time() -> None:
    watch = Stopwatch()
    rates = Rates(watch, Limit(10, 5))
    one, other = client(1), client(2)
    assert told(rates, one) == {"ratelimit-policy": '"calls";q=10;w=5', "ratelimit": '"calls";r=10;t=0'}
    rates.count(one, 7)
    assert told(rates, one)["ratelimit"] == '"calls";r=3;t=4'
    assert told(rates, other)["ratelimit"] == '"calls";r=10;t=0'
    with pytest.raises(Stop) as refused:
        rates.count(one, 6)
    assert refused.value.headers == {"Retry-After": "2"}
    assert told(rates, one)["ratelimit"] == '"calls";r=3;t=4', "a call that was refused costs nothing"
    watch.seconds += 2
    rates.count(one, 6)
    assert told(rates, one)["ratelimit"] == '"calls";r=1;t=5'
    watch.seconds += 1_000
    assert told(rates, one)["ratelimit"] == '"calls";r=10;t=0'


def test_a_limit_of_ones_own_is_for_a_minute_and_changes_at_once() -> None:
    watch = Stopwatch()
    rates = Rates(watch, Limit(10, 5))
    small, large = client(1, 60), client(1, 6_000)
    assert told(rates, small) == {"ratelimit-policy": '"calls";q=60;w=60', "ratelimit": '"calls";r=60;t=0'}
    rates.count(small, 60)
    with pytest.raises(Stop) as refused:
        rates.count(small)
    assert refused.value.problem.numbers == {"per_minute": 60}
    assert refused.value.headers == {"Retry-After": "1"}
    watch.seconds += 1
    assert told(rates, large)["ratelimit"] == '"calls";r=100;t=59', "it fills at the new rate"
    watch.seconds += 60
    assert told(rates, large)["ratelimit"] == '"calls";r=6000;t=0'
    assert told(rates, small)["ratelimit"] == '"calls";r=60;t=0', "no more is left than the smaller one allows"
    assert told(rates, client(1))["ratelimit-policy"] == '"calls";q=10;w=5'


def test_a_batch_that_is_worth_more_than_a_full_bucket_waits_for_one_and_no_longer() -> None:
    watch = Stopwatch()
    rates = Rates(watch)
    slow = client(1, 10)
    rates.count(slow, 5)
    for waits in (30, 6):  # a try costs nothing; a call comes back in six seconds
        rates.count(slow)
        with pytest.raises(Stop) as refused:
            rates.weigh(slow, 100)
        assert refused.value.headers == {"Retry-After": str(waits)}
        watch.seconds += 24
    watch.seconds -= 18
    rates.count(slow)
    rates.weigh(slow, 100)
    assert told(rates, slow)["ratelimit"] == '"calls";r=0;t=60'


def test_every_answer_to_a_client_says_what_is_left_and_a_no_too(till: Till) -> None:
    for answer in (
        till.gets("/members/card:1"),
        till.posts("/members/card:1/redemptions", {"amount": 5}),
        till.sells("card:1", 10_00, "R1", enrol=True),
        till.gets("/members/card:1/movements", limit="none"),
    ):
        assert answer.headers["RateLimit-Policy"] == f'"calls";q={USUAL.calls};w={USUAL.seconds}'
        assert LEFT.fullmatch(answer.headers["RateLimit"]), answer.headers["RateLimit"]
    assert "RateLimit" not in till.client.get("/api/v1/program").headers, "nobody knows who asked"


def test_clients_have_limits_of_their_own_and_who_has_used_his_up_is_told_when_to_come_back(
    till: Till, shop: Shop
) -> None:
    other = Till(till.client, clients.make(shop.program, "other", READ, "", "owner").key.text, shop)
    watch = timed(till, Limit(3, 3))
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


def test_a_limit_is_set_at_the_command_line_and_holds_from_the_next_call_on(till: Till, shop: Shop) -> None:
    made = setia("client", "create", "partner", "--scope", "read", "--per-minute", "12", "--json").json
    partner = Till(till.client, made["key"], shop)
    timed(till)
    first = partner.gets("/program")
    assert (first.headers["RateLimit-Policy"], left(first)) == ('"calls";q=12;w=60', 11)
    assert setia("client", "limit", "partner", "10").told.endswith("partner may call 10 times a minute.")
    assert [partner.gets("/program").status_code for _ in range(11)] == [200] * 10 + [429]
    assert partner.gets("/program").json()["detail"] == "Too many calls; at most 10 a minute are taken."
    assert left(till.gets("/program")) == USUAL.calls - 1, "the till keeps the usual limit"
    listed = {one["name"]: one["calls_per_minute"] for one in setia("client", "list", "--json").json}
    assert listed == {"partner": 10, "till": None}
    setia("client", "limit", "partner", "usual")
    timed(till)
    assert left(partner.gets("/program")) == USUAL.calls - 1
    deeds = till.gets("/audit-log").json()["entries"]
    assert [one["details"] for one in deeds if one["action"] == "client_limited"] == [
        {"calls_per_minute": "usual"},
        {"calls_per_minute": 10},
    ]


def test_tokens_of_members_are_counted_by_the_limit_of_the_client_that_had_them_made(till: Till, shop: Shop) -> None:
    scopes = frozenset({"tokens", "members", "purchases"})
    made = clients.create(shop.program, "app", Rights(scopes, calls_per_minute=20), None, "owner")
    app = Till(till.client, made.key.text, shop)
    timed(till)
    assert app.sells("card:1", 10_00, "R1", enrol=True).status_code == 201
    member = Till(till.client, app.posts("/members/card:1/tokens", {}).json()["token"], shop)
    told = member.gets("/me")
    assert (told.headers["RateLimit-Policy"], left(told)) == ('"calls";q=20;w=60', 17)


def test_a_batch_costs_a_call_for_every_ten_commands(till: Till) -> None:
    timed(till)
    items = [{"kind": "purchase", "purchase": purchase(1_00, f"R{number}")} for number in range(21)]
    answer = till.posts("/batch", {"items": items}, key="")
    assert answer.status_code == 200, answer.text
    assert left(answer) == USUAL.calls - 3


@pytest.mark.parametrize("text", ["9", "0", "1000001", "-5", "many", "1.5", ""])
def test_a_limit_that_is_none_is_refused_and_nothing_is_changed(till: Till, text: str) -> None:
    assert setia("client", "limit", "till", text).code != 0
    assert setia("client", "create", "partner", "--scope", "read", "--per-minute", text).code != 0
    assert [(one["name"], one["calls_per_minute"]) for one in setia("client", "list", "--json").json] == [
        ("till", None)
    ]
    assert till.gets("/program").headers["RateLimit-Policy"] == f'"calls";q={USUAL.calls};w={USUAL.seconds}'

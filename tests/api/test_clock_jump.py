"""A clock that cannot be right: the API and pages say so, do nothing meanwhile, and go on when it is right again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from setia.engine.calendar import DAY, HOUR
from setia.storage import clock
from setia.storage.models import Deployment, Transaction
from tests.api.shops import opened
from tests.api.till import Till, purchase
from tests.conftest import START
from tests.shop import GROCERY
from tests.web.reader import Desk
from tests.web.store import Store


class Machine:
    """Whose clock can be set wrong, while its uptime cannot."""

    def __init__(self) -> None:
        self.now = START


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(clock, "_seen", {})
    monkeypatch.setattr(clock, "system_reading", lambda: made.now)
    monkeypatch.setattr(clock, "uptime", lambda: 0)
    return made


@pytest.fixture
def till(database: str, machine: Machine) -> Iterator[Till]:
    Deployment.objects.update(clock="system", now=START)
    with opened(GROCERY.read_text()) as made:
        assert made.sells("card:1", 10_00, "R1", enrol=True).status_code == 201
        yield made


@pytest.mark.parametrize("jump", [-HOUR, 400 * DAY])
def test_whatever_depends_on_time_is_answered_503_until_it_is_right_again(
    till: Till, machine: Machine, jump: int
) -> None:
    rows = Transaction.objects.count()
    machine.now += jump
    for answer in (
        till.gets("/members/card:1"),
        till.gets("/program"),
        till.sells("card:1", 10_00, "R2"),
        till.posts("/members/card:1/redemptions", {"amount": 5}, "k1"),
        till.posts("/batch", {"items": [{"kind": "purchase", "purchase": purchase(1_00, "R3")}]}, ""),
    ):
        assert (answer.status_code, answer.json()["code"]) == (503, "clock_jump"), answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"] == "60"
        assert answer.json()["numbers"]["expected"] == "2018-01-02T00:00:00Z"
        assert answer.json()["detail"].startswith("The server's clock says 201")
    assert Transaction.objects.count() == rows
    machine.now -= jump
    assert till.sells("card:1", 10_00, "R2").status_code == 201
    assert till.posts("/members/card:1/redemptions", {"amount": 5}, "k1").status_code == 201


def test_a_clock_that_jumps_while_a_command_waits_is_told_as_such(
    till: Till, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks is known by a reading that is right; the one by which it is booked is not."""
    desk: Any = till.client.app.state.desk  # type: ignore[attr-defined]
    asks = desk.ask

    async def jumps(*asked: Any) -> Any:
        machine.now += DAY
        return await asks(*asked)

    monkeypatch.setattr(desk, "ask", jumps)
    answer = till.sells("card:1", 10_00, "R2")
    assert (answer.status_code, answer.json()["code"]) == (503, "clock_jump")
    machine.now -= DAY
    [result] = till.posts("/batch", {"items": [{"kind": "purchase", "purchase": purchase(1_00, "R3")}]}, "").json()[
        "results"
    ]
    assert (result["status"], result["problem"]["code"]) == (503, "clock_jump")


def test_an_operator_may_say_that_it_is_right(till: Till, machine: Machine) -> None:
    machine.now += 400 * DAY
    assert till.gets("/program").status_code == 503
    clock.accept()
    assert till.gets("/program").status_code == 200


def test_pages_say_what_is_wrong_and_what_to_do(database: str, machine: Machine) -> None:
    Deployment.objects.update(clock="system", now=START)
    store = Store()
    desk = Desk().signs_in(store.hires("owner", "owner"))
    assert desk.client.get("/members").status_code == 200
    desk.client.raise_request_exception = False
    machine.now += 400 * DAY
    page: HttpResponse = desk.client.get("/members")  # type: ignore[assignment]
    said = page.content.decode()
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert "setia clock accept" in said
    assert "6 February 2019" in said
    assert "2 January 2018" in said

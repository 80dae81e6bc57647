"""The Python client against a real server, through a network that loses answers."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from setia.client import AsyncClient, Client, Line, Problem, calls, history
from setia.services import clients
from tests.api.breaking import Breaking
from tests.api.serving import serving
from tests.shop import Shop

pytestmark = pytest.mark.slow
CASH = {"currency": "USD", "event_at": "2018-01-01T12:00:00Z"}


@pytest.fixture
def key(shop: Shop) -> str:
    """A key that may do everything."""
    return clients.make(shop.program, "webshop", frozenset(clients.SCOPES), "", "owner").key.text


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """One kind of database is enough: what is tried is the way to the server."""
    assert sqlite_database
    return Shop()


def test_a_day_of_a_webshop(sqlite_database: str, key: str) -> None:
    with serving(sqlite_database) as server, Client(server.base_url, key) as setia:
        setia.send(calls.enrol("card:7001"))
        basket = [Line(net=30_00), Line(net=27_43)]
        assert setia.send(calls.preview("card:7001", basket, **CASH)).awarded == {"points": 57}
        sold = setia.send(calls.purchase("webshop", "R1", basket, member="card:7001", **CASH))
        assert sold.awarded == {"points": 57}
        hold = setia.send(calls.hold("card:7001", 20, reference="order-2")).transaction
        setia.send(calls.capture("card:7001", hold, 15))
        setia.send(calls.release("card:7001", setia.send(calls.hold("card:7001", 5)).transaction))
        setia.send(calls.redeem("card:7001", 2))
        back = setia.send(calls.return_lines("webshop", "R1", "F1", {1: 1000}, event_at="2018-01-01T13:00:00Z"))
        assert back.status == "done"
        member = setia.send(calls.member("card:7001"))
        assert [(one.wallet, one.available) for one in member.wallets] == [("points", 10)]
        history = setia.send(calls.movements("card:7001", limit=2))
        assert len(history.movements) == 2
        assert history.next == history.movements[-1].number
        with pytest.raises(Problem, match="insufficient") as refused:
            setia.send(calls.redeem("card:7001", 500))
        assert refused.value.numbers == {"wallet": "points", "available": 10, "asked": 500}


def test_a_network_that_loses_answers_costs_nobody_a_point(sqlite_database: str, shop: Shop, key: str) -> None:
    """Every other answer is lost after the server has done its work; the client asks again, and it is done once."""
    with serving(sqlite_database) as server, Breaking(server.port) as network:
        with Client(f"http://127.0.0.1:{network.port}", key) as setia:
            setia.send(calls.enrol("card:7001"))
            for n in range(10):
                setia.send(calls.purchase("webshop", f"R{n}", [Line(net=10_00)], member="card:7001", **CASH))
                setia.send(calls.redeem("card:7001", 3))
            assert setia.send(calls.member("card:7001")).wallets[0].available == 70
        assert network.lost >= 15
    assert shop.differences() == 0


def test_many_at_once_without_waiting_for_each_other(sqlite_database: str, key: str) -> None:
    with serving(sqlite_database) as server:

        async def work() -> int:
            async with AsyncClient(server.base_url, key) as setia:
                await setia.send(calls.enrol("card:7001"))
                sales = [
                    setia.send(calls.purchase("webshop", f"R{n}", [Line(net=1_00)], member="card:7001", **CASH))
                    for n in range(50)
                ]
                await asyncio.gather(*sales)
                return (await setia.send(calls.member("card:7001"))).wallets[0].available

        assert asyncio.run(work()) == 50


def test_all_pages_are_read_in_its_own_time_or_awaited(sqlite_database: str, key: str) -> None:
    with serving(sqlite_database) as server:
        with Client(server.base_url, key) as setia:
            setia.send(calls.enrol("card:7001"))
            for n in range(5):
                setia.send(calls.purchase("webshop", f"R{n}", [Line(net=1_00)], member="card:7001", **CASH))
            asked = history.lots("card:7001", limit=2, wallet="points")
            numbers = [[one.number for one in page.lots] for page in setia.pages(asked)]
            assert [len(page) for page in numbers] == [2, 2, 1]
            whole = [number for page in numbers for number in page]
            assert whole == sorted(set(whole))
            rest = history.lots("card:7001", limit=2, cursor=next(setia.pages(asked)).next)
            assert [[one.number for one in page.lots] for page in setia.pages(rest)] == numbers[1:]

        async def awaited() -> list[list[int]]:
            async with AsyncClient(server.base_url, key) as setia:
                return [[one.number for one in page.lots] async for page in setia.pages(asked)]

        assert asyncio.run(awaited()) == numbers


def test_nobody_there_is_told_after_some_tries() -> None:
    with Client("http://127.0.0.1:9", "setia_x_y", retries=1) as setia, pytest.raises(httpx.TransportError):
        setia.send(calls.member("card:7001"))

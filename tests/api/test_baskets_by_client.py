"""A web shop's baskets by the Python client, through a network that loses every other answer."""

from __future__ import annotations

import pytest

from setia.client import Client, Line, Problem, Tender, calls
from setia.services import clients
from setia.storage.models import Basket, PriceCode
from tests.api.breaking import Breaking
from tests.api.serving import serving
from tests.services.basket_shop import BasketShop

pytestmark = pytest.mark.slow
SITI = "external:Siti"
GOODS = [Line(net=19_90), Line(net=5_50), Line(net=7_30)]


def test_what_is_asked_again_is_kept_and_paid_once(sqlite_database: str) -> None:
    shop = BasketShop()
    shop.makes("RAYA", uses=5)
    key = clients.make(shop.program, "webshop", frozenset(clients.SCOPES), "", "owner").key.text
    with serving(sqlite_database) as server, Breaking(server.port) as network:
        with Client(f"http://127.0.0.1:{network.port}", key) as setia:
            told = setia.send(calls.evaluate(GOODS, "RAYA", currency="USD", member=SITI))
            assert (told.owed, [one.net for one in told.lines]) == (27_70, [16_86, 4_66, 6_18])
            for n in range(5):
                kept = setia.send(calls.keep(GOODS, "RAYA", currency="USD", member=SITI, points={"amount": 10}))
                paid = [Tender("points", 10), Tender("card", 27_60)]
                assert setia.send(calls.commit(kept.id, f"W{n}", paid)).state == "committed"
            full = setia.send(calls.keep(GOODS, "RAYA", currency="USD", member=SITI))
            assert [(one.accepted, one.reason) for one in full.codes] == [(False, "code_used")]
            assert setia.send(calls.give_up(full.id)).state == "released"
            with pytest.raises(Problem, match="basket_released"):
                setia.send(calls.commit(full.id, "W9", [Tender("card", 32_70)]))
            assert setia.send(calls.member(SITI)).wallets[0].available == 200 + 5 * (27 - 10)
        assert network.lost >= 5
    assert PriceCode.objects.get().used == 5
    assert sorted(Basket.objects.values_list("state", flat=True)) == [*["committed"] * 5, "released"]
    assert shop.differences() == 0
    assert shop.findings() == []

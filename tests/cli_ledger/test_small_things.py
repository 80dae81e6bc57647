"""A user without a name, a day in the shop's own zone, numbers that no transaction has, a refund told twice."""

from __future__ import annotations

import os

import pytest

from setia.cli.actor import actor
from setia.engine.calendar import DAY
from setia.storage import clock
from setia.storage.models import Transaction
from tests.cli.terminal import setia
from tests.cli_ledger.asking import lines, points
from tests.cli_ledger.shops import corner_shop
from tests.shop import Shop, at
from tests.storage.tables import dump


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """Siti has 100 points of her receipt R1, Budi none; the shop is at UTC+8."""
    return corner_shop()


@pytest.fixture
def nameless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user whom neither the environment nor the machine has a name for, as in a container."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)


def test_a_user_without_a_name_is_known_by_his_number(shop: Shop, nameless: None) -> None:
    assert actor() == "uid-4000000000"
    assert points("earn", "Siti", "5").code == 0
    assert Transaction.objects.order_by("-id").values_list("actor", flat=True).first() == "uid-4000000000"


def test_a_day_to_advance_to_begins_where_the_shop_is(shop: Shop) -> None:
    answer = setia("advance", "--to", "2018-03-01")
    assert "It is 2018-03-01 00:00:00 +0800; booked" in answer.out
    assert clock.read() == at("2018-03-01") - 8 * DAY // 24
    answer = setia("advance", "--to", "2018-02-28")
    assert "the clock stands at 2018-03-01 00:00:00 +0800; it only moves forwards" in answer.err
    setia("advance", "--to", "2018-03-01T00:00:00Z")
    assert clock.read() == at("2018-03-01")
    assert "in the program's zone" in " ".join(setia("advance", "--help").out.replace("│", " ").split())


@pytest.mark.parametrize("verb", ["capture", "release", "extend", "unredeem", "unmerge"])
def test_a_number_that_no_transaction_can_have_is_named(shop: Shop, verb: str) -> None:
    before = dump()
    answer = setia(verb, "Siti", "9223372036854775808")
    assert (answer.code, answer.out) == (2, "")
    assert "should be less than or equal to 9223372036854775807" in " ".join(answer.err.replace("│", " ").split())
    assert setia(verb, "Siti", "9223372036854775807").code == 2
    assert dump() == before


def test_the_same_refund_told_again_without_a_key_is_one_refund(shop: Shop) -> None:
    said = ("return", "R1", "--source", "till", "--amount", "10", "--refund-id", "F1")
    assert "-10 points, receipt R1 returned" in lines(setia(*said))[0]
    before = dump()
    again = setia(*said)
    assert lines(again)[0] == "This was done before; nothing was changed now."
    assert setia(*said, "--json").json["outcome"]["status"] == "unchanged"
    assert dump() == before
    assert shop.points("Siti") == 90
    other = setia("return", "R1", "--source", "till", "--amount", "11", "--refund-id", "F1")
    assert other.code == 2
    assert "this number of a receipt or refund was recorded before with other content" in other.err
    assert shop.points("Siti") == 90

"""A plan reads the same from both databases, and comes to the same in this process and spread over others."""

from __future__ import annotations

from fractions import Fraction

import pytest

from setia.engine.commands import MergeOut, TransferOut
from setia.replay import processes
from setia.replay.plan import Pair, Plan, plan
from setia.services.documents import read_program
from setia.storage import clock
from tests.shop import GROCERY, Shop

TEXT = GROCERY.read_text(encoding="utf-8")
TWICE = TEXT.replace("points: 1,", "points: 2,")


@pytest.fixture
def lived(shop: Shop) -> Shop:
    """Four members, a return, a redemption, a transfer and a merge."""
    for member, cents in (("Siti", 100_00), ("Ali", 110_00), ("Budi", 120_00)):
        shop.buys(member, cents)
    shop.returns("Nok", shop.buys("Nok", 130_00), 30_00)
    shop.redeems("Ali", 60)
    shop.asks("Siti", TransferOut(clock.read(), "points", 40, ""), "Ali")
    shop.asks("Budi", MergeOut(clock.read(), ""), "Siti")
    return shop


def planned(shop: Shop, text: str) -> Plan:
    return plan(shop.program, read_program(text), clock.read(), Fraction(1, 4))


def test_both_databases_give_the_same_figures(lived: Shop) -> None:
    """100 + 110 + 120 + 100 points."""
    [points] = planned(lived, TEXT).wallets
    assert (points.issued, points.redeemed, points.held) == (Pair(430, 430), Pair(60, 60), Pair(370, 370))
    [points] = planned(lived, TWICE).wallets
    assert (points.issued, points.redeemed, points.held) == (Pair(430, 860), Pair(60, 60), Pair(370, 800))


@pytest.mark.slow
def test_processes_come_to_the_same(lived: Shop, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = planned(lived, TWICE)
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "COMMANDS_OF_PART", 1)
    monkeypatch.setattr(processes, "cores", lambda: 2)
    assert planned(lived, TWICE) == alone

"""What the stateful model has found of versions and of idleness and is mended, each as the shortest story of it."""

from __future__ import annotations

import pytest

from setia.engine.commands import Restore
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.storage import clock
from tests.model.days import Term
from tests.model.points_shop import shop
from tests.model.programs import CREDIT, Purse, Rate, Version
from tests.shop import Shop

pytestmark = pytest.mark.usefixtures("database")


def test_a_program_applied_at_the_instant_of_a_purchase_does_not_judge_it_again() -> None:
    siti = shop()
    siti.buys("Siti", 10_00)
    now = clock.read()
    changed = Version("UTC", (Purse("points", "debt"), CREDIT), (Rate("points", 2, 100),), now, now).document()
    apply_program(read_program(changed), changed, "owner")
    siti = Shop(changed)
    assert siti.differences() == 0


def test_late_news_brings_back_everything_that_idleness_ended() -> None:
    siti = shop(idle=Term(days=2))
    siti.buys("Siti", 1_00, "2017-12-30")
    siti.buys("Siti", 1_00, "2017-12-30")
    assert siti.points("Siti") == 0
    siti.buys("Siti", 2_00, "2018-01-01")
    assert siti.points("Siti") == 4


def test_what_the_merchant_makes_whole_lives_thirty_days_in_an_idle_wallet() -> None:
    siti = shop(idle=Term(days=8))
    siti.buys("Siti", 10_00)
    spent = siti.redeems("Siti", 10)
    siti.day_is("2018-02-01")
    siti.asks("Siti", Restore(clock.read(), spent.seq, cause="merchant"))
    siti.day_is("2018-03-03T12:00")
    assert siti.points("Siti") == 10

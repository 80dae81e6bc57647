"""Vouchers for every basket instead of large ones: they are not given until somebody has looked, and then all are."""

from __future__ import annotations

from pathlib import Path

import pytest

from setia.engine.calendar import MINUTE
from setia.services.requests import Manner
from setia.services.settle_guard import settle
from setia.storage import clock, programs
from setia.storage.models import GuardTrip, IssuedReward
from tests.cli.terminal import setia
from tests.guard.typed_wrong import bought
from tests.shop import GROCERY, Shop, at

OWNER = Manner("owner", "cli")
FIRST, AFTER = 200, 5


def document(at_least: str, starts: str) -> str:
    """A voucher for every basket from an amount on."""
    text = GROCERY.read_text(encoding="utf-8").replace("2017-01-01", starts)
    when = f"[{{kind: basket_total, at_least: {at_least}}}]"
    effects = "[{kind: issue_reward, reward: mug}]"
    rule = f"  - {{id: voucher, name: {{en: A mug}}, trigger: purchase, when: {when}, effects: {effects}}}\n"
    return f"{text}{rule}\nrewards:\n  - {{id: mug, name: {{en: A mug}}}}\n"


@pytest.mark.parametrize("how", ["release", "revoke"])
def test_vouchers_wait_until_somebody_has_looked(how: str, database: str, tmp_path: Path) -> None:
    shop = Shop(document("50.00", "2017-01-01"))
    for n in range(3):
        shop.buys(f"b{n}", 60_00)
        shop.moves_clock(30 * MINUTE)
    path = tmp_path / "shop.yaml"
    path.write_text(document("5.00", "2018-01-03"), encoding="utf-8")
    told = setia("program", "apply", path, "--expect", "base=100000").told
    assert "Watched: voucher/reward:mug, 4 mug an hour; more than 5 times that waits." in told
    shop.program = programs.load()
    shop.moves_clock(at("2018-01-03T10:00") - clock.read())
    bought(shop, [f"c{n}" for n in range(FIRST)])
    bought(shop, [f"d{n}" for n in range(AFTER)])
    trip = GuardTrip.objects.get()
    assert (trip.wallet, trip.units, trip.expected) == ("reward:mug", FIRST, 1)
    assert IssuedReward.objects.count() == 3 + FIRST
    assert shop.points("d0") == 10, "points are of another rule, of which more was expected"
    why = setia("member", "why", "d0", "2", "--for", "member").told
    assert "Given once it has been checked: a mug." in why
    assert "Some of it is being checked before it can be used." in why

    settled = settle(shop.program, trip.id, "release" if how == "release" else "revoke", OWNER)
    assert (settled.orders, settled.left) == (AFTER, 0)
    given = AFTER if how == "release" else 0  # ten dollars are less than the fifty of before
    assert IssuedReward.objects.filter(state="issued").count() == 3 + FIRST + given
    assert shop.findings() == []
    assert shop.differences() == 0

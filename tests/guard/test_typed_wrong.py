"""S32: 100 is typed instead of 1: what it gives waits within minutes, tills go on selling, and revoke mends it."""

from __future__ import annotations

from pathlib import Path

import pytest
from litestar.testing import TestClient

from setia.engine.calendar import DAY
from setia.engine.commands import ReleasePending
from setia.services import clients, staff
from setia.services.clients import SCOPES
from setia.services.staff import LINK_LIVES, Post
from setia.storage import clock
from setia.storage.models import AuditLog, Flag, GuardTrip, GuardWait
from tests.api.application import application
from tests.api.till import Till
from tests.cli.terminal import setia
from tests.guard.typed_wrong import SALES, Typed, customers
from tests.web.phones import text_of
from tests.web.reader import Desk

FREE = 200
"""Awards before a guard may trip."""


@pytest.fixture
def typed(database: str, tmp_path: Path) -> Typed:
    """The shop before the mistake, on each kind of database."""
    return Typed(tmp_path)


def test_what_was_typed_wrong_waits_is_looked_at_and_mended(typed: Typed) -> None:
    shop = typed.shop
    told = typed.applies()
    assert "base/points would give more than 5 times what it gives today" in told
    assert "Watched: base/points, 10,000 points an hour" in told, "a mistake does not forecast itself"

    sold = typed.mistaken()
    assert {one.status for one in sold} == {"done"}, "tills go on selling"
    assert typed.balances() == [(1000, 0)] * FREE + [(0, 1000)] * (SALES - FREE)
    trip = typed.trip()
    assert (trip.rule, trip.wallet, trip.version, trip.awards) == ("base", "points", 2, FREE)
    assert (trip.units, trip.expected, trip.state) == (FREE * 1000, 2500, "open")

    explained = setia("member", "why", "c219", str(sold[219].seq), "--for", "member").told
    assert "Some of it is being checked before it can be used." in explained
    assert "being checked, then usable" in setia("member", "show", "c219").told
    assert shop.asks("c219", ReleasePending(clock.read(), sold[219].seq)).status == "unchanged"
    assert setia("merge", "c219", "into", "c1", "--yes").told.count("is being checked") == 1

    listed = setia("guard", "list", "--json").json["guards"]
    assert [(one["rule"], one["waiting"]) for one in listed] == [("base", SALES - FREE)]
    assert f"{SALES - FREE} orders judged by the version before" in setia("guard", "revoke", "1").told
    assert typed.balances()[FREE:] == [(10, 0)] * (SALES - FREE), "as the old rule would have it"
    assert typed.balances()[:FREE] == [(1000, 0)] * FREE, "nothing is taken away from anybody"
    assert GuardWait.objects.count() == 0
    assert "0 orders judged" in setia("guard", "revoke", "1").told, "twice is once"

    still = typed.sells(["late"], clock.read())
    assert shop.wallet("late").pending == 1000, "the mistake is still in force, and still stopped"
    assert "version 3 applied" in setia("program", "rollback", "1").told
    shop.moves_clock(DAY)
    typed.sells(["after"], clock.read())
    assert shop.points("after") == 10
    shop.returns("late", still[0], 5_00)
    assert "1 order judged" in setia("guard", "revoke", "1").told
    assert shop.points("late") == 5
    shop.returns("c219", sold[219], 5_00)
    assert shop.points("c219") == 5, "a return is judged by the version that judges the order now"
    assert shop.findings() == []
    assert shop.differences() == 0


def test_whoever_looks_into_the_inbox_can_settle_it_there(typed: Typed) -> None:
    typed.applies()
    typed.mistaken()
    key = clients.make(typed.shop.program, "office", frozenset(SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        till = Till(client, key, typed.shop)
        [waits] = till.gets("/exceptions").json()["exceptions"]
        assert (waits["kind"], waits["reason"], waits["subject"]) == ("guard", "guard_tripped", "base")
        numbers = {name: waits["numbers"][name] for name in ("units", "expected", "awards", "waiting", "version")}
        assert numbers == {"units": 200_000, "expected": 2500, "awards": 200, "waiting": 20, "version": 2}
        staff.add(typed.shop.program, "boss", Post("boss@example.com", "owner"), "owner")
        desk = Desk().signs_in(f"/sign-in/{staff.link(typed.shop.program, 'boss', LINK_LIVES, 'owner')}")
        assert "200,000 given where 2,500 were expected; 20 wait" in text_of(desk.reads("/waiting"))
        [told] = till.posts("/exceptions/actions", {"action": "approve", "ids": [waits["id"]]}).json()
        assert told["problem"] is None
        assert till.gets("/exceptions").json()["total"] == 0
        [told] = till.posts("/exceptions/actions", {"action": "approve", "ids": [waits["id"]]}).json()
        assert told["done"], "what was settled stays so, and what broke off goes on"
        [told] = till.posts("/exceptions/actions", {"action": "reject", "ids": [waits["id"]]}).json()
        assert told["problem"]["code"] == "review_decided"
    assert typed.balances() == [(1000, 0)] * SALES, "it was right: all have it"
    typed.sells(customers(), clock.read() - DAY // 24)
    assert GuardWait.objects.count() == 0, "what was said to be right is stopped no more"
    assert (GuardTrip.objects.get().state, GuardTrip.objects.get().settled_by) == ("released", "office")
    deeds = [(one.action, one.actor) for one in AuditLog.objects.filter(action__startswith="guard").order_by("id")]
    assert deeds == [("guard_tripped", "setia"), ("guard_released", "office")]
    assert Flag.objects.get().seen_by == "office"
    assert typed.shop.findings() == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--no-plan",), "No forecast yet"),
        (("--expect", "base=1000000"), "Watched: base/points, 1,000,000 points an hour"),
    ],
)
def test_nothing_waits_of_what_nobody_watches_or_somebody_expects(
    sqlite_database: str, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    typed = Typed(tmp_path)
    assert said in typed.applies(*options)
    typed.mistaken()
    assert typed.balances() == [(1000, 0)] * SALES
    assert not GuardTrip.objects.exists()

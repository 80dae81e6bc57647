"""Whose something is, at the console: two members made one and parted, a purchase moved (S10), a guest's claimed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from setia.services.own_card import set_own_card
from setia.services.staff import ROLES
from tests.conftest import use
from tests.web.counter import api_in_process, hidden, where, words
from tests.web.reader import Desk
from tests.web.store import PEOPLE, Store


@pytest.fixture(scope="module")
def shop(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("whose") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"):
        store = Store()
        for role in ROLES:
            store.hires(role, role)
        with api_in_process():
            yield store


@pytest.fixture(scope="module")
def manager(shop: Store) -> Desk:
    return Desk().signs_in(shop.sends_a_link("manager"))


def sent(desk: Desk, path: str, **fields: str) -> Any:
    """The page's last form, sent with what it holds; followed."""
    page = desk.reads(path)
    own = hidden(page, 'name="key"')
    return desk.client.post(path.partition("?")[0], {**own, **fields}, follow=True)


def test_two_members_become_one_after_a_look_and_are_parted_again(shop: Store, manager: Desk) -> None:
    stays, goes = shop.public_id("C-3"), shop.public_id("C-4")
    had = shop.points("C-3"), shop.points("C-4")
    path = f"/members/{stays}/merge"
    found = words(manager.reads(f"{path}?q=Lestari"))
    assert PEOPLE["C-4"][0] in found
    look = words(manager.reads(f"{path}?with={goes}"))
    assert f"Then there will be Suharto {sum(had)} points" in look
    assert shop.points("C-4") == had[1]
    done = sent(manager, f"{path}?with={goes}")
    assert "The two are one member now." in words(done)
    assert shop.points("C-3") == sum(had)
    undo = re.search(
        rf'href="({re.escape(f"/members/{stays}/merges/")}\d+/undo)"', manager.reads(path).content.decode()
    )
    assert undo is not None
    assert f"Then there will be Suharto {had[0]} points" in words(manager.reads(undo[1]))
    assert "They are two members again." in words(sent(manager, undo[1]))
    assert (shop.points("C-3"), shop.points("C-4")) == had
    assert manager.client.get(undo[1]).status_code == 404


def test_a_merge_that_cannot_be_says_why(shop: Store, manager: Desk) -> None:
    path = f"/members/{shop.public_id('C-1')}/merge"
    assert manager.client.get(f"{path}?with=mem_nobody").status_code == 404
    answer = manager.client.post(path, {"with": shop.public_id("C-1")})
    assert "Whom to merge" in words(answer)  # type: ignore[arg-type]  # himself is nobody to choose
    cashier = Desk().signs_in(shop.sends_a_link("cashier"))
    for one in (path, "/purchases/till/R10/move"):
        assert cashier.client.get(one).status_code == 403


def test_a_purchase_on_the_wrong_card_moves_to_who_made_it(shop: Store, manager: Desk) -> None:
    """S10: what the wrong one has used of it is forgiven, the right one gets all of it."""
    shop.buys("C-2", 80_00, receipt="WRONG")
    shop.redeems("C-2", shop.points("C-2") - 20)
    right, had = shop.public_id("C-1"), shop.points("C-1")
    path = "/purchases/till/WRONG/move"
    look = words(manager.reads(f"{path}?with={right}"))
    assert f"{had + 80} points" in look
    assert "Please choose one." in words(sent(manager, f"{path}?with={right}"))
    done = sent(manager, f"{path}?with={right}", reason="wrong_card", note="said at the counter")
    assert "It is moved, and judged at its own time." in words(done)
    assert (shop.points("C-1"), shop.points("C-2")) == (had + 80, 0)


def test_nobody_moves_a_purchase_to_a_card_of_his_own(shop: Store, manager: Desk) -> None:
    """S10 to the cashier's own card; by way of the page he is `staff:manager` to the ledger."""
    shop.buys("C-2", 80_00, receipt="WRONG")
    own, had = shop.public_id("C-4"), shop.points("C-4")
    set_own_card(shop.program, "manager", own, "owner")
    path = "/purchases/till/WRONG/move"
    refused = sent(manager, f"{path}?with={own}", reason="wrong_card", note="mine")
    assert "nobody may move a purchase to or from a card of his own" in words(refused).lower()
    assert shop.points("C-4") == had
    set_own_card(shop.program, "manager", "", "owner")
    sent(manager, f"{path}?with={own}", reason="wrong_card", note="not mine any more")
    assert shop.points("C-4") == had + 80


def test_a_guests_purchase_is_claimed_and_the_fourth_in_a_month_waits(shop: Store) -> None:
    """S11 at the counter."""
    cashier = Desk().signs_in(shop.sends_a_link("cashier"))
    who, had = shop.public_id("C-4"), shop.points("C-4")
    for number in range(1, 5):
        shop.buys(None, 45_00, receipt=f"G{number}")
        path = f"/purchases/till/G{number}"
        assert f"{path}/claim" in cashier.reads(path).content.decode()
        done = sent(cashier, f"{path}/claim?with={who}")
        said = "It is the member's now." if number < 4 else "This member claims often: somebody looks at it first."
        assert said in words(done), number
        assert where(done) == path
    assert shop.points("C-4") == had + 3 * 45
    assert cashier.client.get("/purchases/till/G1/claim").status_code == 302

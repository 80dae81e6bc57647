"""S29 on pages: who is held out of an offer reads nothing of it, nor does his cashier; the console says that he is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import use
from tests.shop import at
from tests.stories.test_held_out import DOCUMENT
from tests.web.counter import Counter, api_in_process, words
from tests.web.phones import phone_of
from tests.web.reader import Desk
from tests.web.store import Store

NAMED = DOCUMENT.replace("  - id: saturday\n", "  - id: saturday\n    name: {en: Double Saturday}\n")
SATURDAY = "2018-01-06T10:00"
BUYERS = 60
SAYS = re.compile(r"double|saturday|held out|experiment|offer", re.IGNORECASE)


@pytest.fixture(scope="module")
def store(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A Saturday on which many have bought for 40."""
    path = tmp_path_factory.mktemp("held_out") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"):
        store = Store(NAMED)
        store.hires("owner", "owner")
        store.hires("nok", "cashier")
        store.day_is("2018-01-06")
        store.moves_clock(at("2018-01-06T10:30") - at("2018-01-06"))
        for n in range(BUYERS):
            assert store.buys(f"m{n}", 40_00, SATURDAY, receipt=f"S{n}").status == "done"
        yield store


@pytest.fixture(scope="module")
def counter(store: Store) -> Iterator[Counter]:
    with api_in_process():
        yield Counter().opens(store, "nok")


def one_who(store: Store, *, is_held_out: bool) -> str:
    """The first of those whose first 40 dollars were as many points, or twice as many."""
    first = 40 if is_held_out else 80
    return next(f"m{n}" for n in range(BUYERS) if store.lot(f"m{n}", 1).amount == first)


def pages_of_a_member(store: Store, name: str) -> str:
    """All that he can read of what he has and what there is."""
    phone = phone_of(store, name)
    return " ".join(phone.says(path) for path in ("/me", "/me/rewards", "/me/history", "/me/history/2", "/me/about"))


def at_the_till(store: Store, counter: Counter, name: str) -> str:
    """All that a cashier reads while he buys for 40 more: what it would give, what it gave, his card."""
    member = store.public_id(name)
    path = f"/till/members/{member}"
    looked = counter.sends(f"{path}/sale", total="40.00", action="look")
    receipt = counter.sells(member, "40.00")
    return " ".join(words(one) for one in (looked, counter.reads(receipt), counter.reads(path)))


def test_who_is_held_out_reads_nothing_of_the_offer_and_neither_does_the_till(store: Store, counter: Counter) -> None:
    siti = one_who(store, is_held_out=True)
    assert not SAYS.search(at_the_till(store, counter, siti))
    assert store.points(siti) == 80
    assert not SAYS.search(pages_of_a_member(store, siti))


def test_who_is_not_reads_its_name(store: Store, counter: Counter) -> None:
    ali = one_who(store, is_held_out=False)
    assert "Double Saturday" in at_the_till(store, counter, ali)
    assert store.points(ali) == 160
    assert "Double Saturday" in pages_of_a_member(store, ali)


@pytest.mark.parametrize("is_held_out", [True, False])
def test_the_console_says_who_is_held_out(store: Store, is_held_out: bool) -> None:
    desk = Desk().signs_in(store.sends_a_link("owner"))
    told = words(desk.reads(f"/members/{store.public_id(one_who(store, is_held_out=is_held_out))}/movements/2"))
    assert ("This member is held out." in told) is is_held_out
    assert "Double Saturday" in told


def test_a_cashier_reads_nothing_of_it_in_the_console_either(store: Store) -> None:
    desk = Desk().signs_in(store.sends_a_link("nok"))
    told = words(desk.reads(f"/members/{store.public_id(one_who(store, is_held_out=True))}/movements/2"))
    assert "earned 40 points" in told
    assert not SAYS.search(told.partition("Back to the member")[2])

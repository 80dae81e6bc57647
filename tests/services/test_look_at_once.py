"""Two owners change the look of a shop at the same moment: both changes are kept, one after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from django.db import connection, transaction

from setia.services.change_look import Wish, change_look
from setia.storage import audit_log, looks
from setia.storage.audit_log import Sought
from setia.storage.looks import Look
from tests.cli_ledger.test_same_key_at_once import until_somebody_waits
from tests.shop import Shop

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def _told(shop: Shop) -> list[str]:
    deeds = audit_log.deeds(shop.program.id, Sought(action="look_changed"), 50)
    return [str(one.details["name"]) for one in reversed(deeds)]


def test_the_second_waits_and_adds_to_what_the_first_left(postgres_database: str) -> None:
    """Not even the row of a look is there yet when both begin, and the second says nothing of the first one's logo."""
    shop = Shop()
    is_written, may_commit = Event(), Event()

    def changes_first() -> None:
        try:
            with transaction.atomic():
                change_look(shop.program, Wish(name="First", logo=PNG), ("staff:aina", "console"))
                is_written.set()
                assert may_commit.wait(30)
        finally:
            connection.close()

    def changes_second() -> None:
        try:
            change_look(shop.program, Wish(name="Second", era="common"), ("staff:nok", "console"))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(changes_first)
        assert is_written.wait(30)
        second = pool.submit(changes_second)
        try:
            until_somebody_waits()
        finally:
            may_commit.set()
        first.result(30)
        second.result(30)
    assert looks.read(shop.program.id) == Look("Second", "", "", "image/png", 2, era="common")
    assert looks.logo(shop.program.id) == PNG
    assert _told(shop) == ["First", "Second"]


def test_of_many_at_once_each_has_a_revision_of_its_own(shop: Shop) -> None:
    names = [f"Shop {number}" for number in range(6)]
    start = Barrier(len(names))

    def changes(name: str) -> int:
        try:
            start.wait(30)
            return change_look(shop.program, Wish(name=name), ("staff:aina", "console")).revision
        finally:
            connection.close()

    with ThreadPoolExecutor(len(names)) as pool:
        revisions = dict(zip(names, pool.map(changes, names), strict=True))
    assert sorted(revisions.values()) == [1, 2, 3, 4, 5, 6]
    last = max(revisions, key=revisions.__getitem__)
    assert looks.read(shop.program.id) == Look(last, revision=6)
    assert _told(shop) == sorted(revisions, key=revisions.__getitem__)

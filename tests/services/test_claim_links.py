"""A claim link lets a member in once, within a quarter of an hour, and nobody reads it in the database."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection

from setia.engine.calendar import SECOND
from setia.engine.commands import MergeOut
from setia.services import claim_links
from setia.services.batch import Manner
from setia.services.claim_links import LIVES, PATH
from setia.services.erase_member import erase_member
from setia.storage import clock
from setia.storage.models import Member, MemberLink
from setia.storage.reading import find_member
from tests.shop import Shop


@pytest.fixture
def aisyah(shop: Shop) -> Member:
    shop.joins("Aisyah", "Budi")
    found = find_member(shop.program, "Aisyah")
    assert found is not None
    return found


def secret_of(member: Member, now: int) -> str:
    """What stands in the QR code behind the path."""
    path = claim_links.make(member, now)
    assert path.startswith(PATH)
    return path.removeprefix(PATH)


def test_a_link_is_used_once_and_looking_at_it_uses_nothing_up(aisyah: Member) -> None:
    now = clock.read()
    secret = secret_of(aisyah, now)
    assert claim_links.opens(secret, now) == claim_links.opens(secret, now) == aisyah
    assert claim_links.use(secret, now) == aisyah
    assert claim_links.opens(secret, now) is claim_links.use(secret, now) is None


def test_a_link_ends_and_another_secret_opens_nothing(aisyah: Member) -> None:
    now = clock.read()
    secret = secret_of(aisyah, now)
    assert claim_links.opens(secret, now + LIVES - SECOND) == aisyah
    assert claim_links.use(secret, now + LIVES) is None
    assert claim_links.use(f"{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}", now) is None


def test_the_database_keeps_a_digest_and_256_bits_stand_behind_it(aisyah: Member) -> None:
    secrets = {secret_of(aisyah, clock.read()) for _ in range(3)}
    assert len(secrets) == 3
    assert all(len(one) * 6 >= 256 for one in secrets)
    for row in MemberLink.objects.all():
        assert not any(one.encode() in bytes(row.digest) for one in secrets)


def test_of_two_who_use_a_link_at_once_one_is_let_in(aisyah: Member) -> None:
    now, start = clock.read(), Barrier(2)
    for _ in range(5):
        secret, let_in = secret_of(aisyah, now), list[Member | None]()

        def use(secret: str = secret, let_in: list[Member | None] = let_in) -> None:
            start.wait()
            let_in.append(claim_links.use(secret, now))
            connection.close()

        both = [Thread(target=use) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert [one for one in let_in if one is not None] == [aisyah]


def test_who_was_merged_into_another_is_let_in_as_the_other(shop: Shop, aisyah: Member) -> None:
    now = clock.read()
    secret = secret_of(aisyah, now)
    shop.asks("Aisyah", MergeOut(now, ""), other="Budi")
    assert claim_links.use(secret, now) == find_member(shop.program, "Budi")


def test_whoever_was_erased_is_let_in_by_no_link(shop: Shop, aisyah: Member, tmp_path: Path) -> None:
    now = clock.read()
    secret = secret_of(aisyah, now)
    erase_member(shop.program, aisyah, Manner("office", "console"), tmp_path / "erased")
    assert claim_links.opens(secret, now) is None
    assert not MemberLink.objects.exists()

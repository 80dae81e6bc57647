"""Tills and PINs as rows, on each database: of one name one is open, and no try of a PIN is for nothing."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from setia.services import staff, tills
from setia.services.member_proof import LOCKED_FOR, TRIES
from setia.services.staff import Post
from setia.services.tills import Denied
from setia.storage import clock
from setia.storage import tills as rows
from setia.storage.models import Staff, StaffPin, Till
from tests.shop import Shop

BY = ("staff:owner", "console")
PIN = "2749"


@pytest.fixture
def nok(shop: Shop) -> Staff:
    whose = staff.add(shop.program, "nok", Post("nok@example.com", "cashier", "kl"), "owner")
    tills.set_pin(shop.program, whose, PIN, BY)
    return whose


def opened(shop: Shop, name: str = "kl-1", store: str = "kl") -> Till:
    till = rows.of_secret(tills.open_till(shop.program, name, store, BY))
    assert till is not None
    return till


def test_of_one_name_one_till_is_open(shop: Shop) -> None:
    first, second = opened(shop), opened(shop)
    assert [one.id for one in rows.opened(shop.program.id)] == [second.id]
    assert Till.objects.get(id=first.id).closed_at is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Till.objects.filter(id=first.id).update(closed_at=None)
    tills.close_till(shop.program, second.id, BY)
    tills.close_till(shop.program, second.id, BY)  # it is closed already
    assert rows.opened(shop.program.id) == []
    with pytest.raises(ValueError, match="KL 1"):
        tills.open_till(shop.program, "KL 1", "", BY)


def test_a_pin_opens_for_its_owner_until_it_was_wrong_too_often(shop: Shop, nok: Staff) -> None:
    till = opened(shop)
    shift = tills.unlock(shop.program, till, nok, PIN)
    assert isinstance(shift, str)
    assert Till.objects.get(id=till.id).staff_id == nok.id
    told = [tills.unlock(shop.program, till, nok, "0000") for _ in range(TRIES)]
    assert told == [Denied("wrong", left) for left in range(TRIES - 1, -1, -1)]
    locked = tills.unlock(shop.program, till, nok, PIN)
    assert isinstance(locked, Denied)
    assert locked.why == "locked"
    assert 0 < locked.until - clock.system_reading() <= LOCKED_FOR
    StaffPin.objects.update(locked_until=0)
    again = tills.unlock(shop.program, till, nok, PIN)
    assert isinstance(again, str)
    assert again != shift
    assert StaffPin.objects.get().failed == 0


def test_a_pin_is_no_easy_one_and_whoever_has_none_or_works_elsewhere_cannot_serve(shop: Shop, nok: Staff) -> None:
    for pin in ("1234", "9876", "5555", "274", "27491a", "2" * 13, ""):
        with pytest.raises(ValueError, match="weak"):
            tills.set_pin(shop.program, nok, pin, BY)
    budi = staff.add(shop.program, "budi", Post("budi@example.com", "cashier"), "owner")
    assert tills.unlock(shop.program, opened(shop), budi, PIN) == Denied("not_set")
    assert rows.who_may_serve(shop.program.id, "kl") == [nok]
    assert rows.who_may_serve(shop.program.id, "penang") == []
    staff.remove(shop.program, "nok", "owner")
    assert rows.who_may_serve(shop.program.id, "kl") == []
    assert rows.working(shop.program.id, nok.id) is None

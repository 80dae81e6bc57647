"""Where a list is looked through by name it stands in the order of the reader's language, on all three surfaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from django.http import HttpResponse

from setia.services.change_look import Wish, change_look
from setia.services.update_person import Changes, update_person
from tests.shop import Shop
from tests.web.counter import TEXT, Counter, pinned
from tests.web.phones import Phone, member_of, phone_of
from tests.web.reader import Desk
from tests.web.store import Store

NAMES = ("ฮานา", "เกศินี", "กมล", "แก้ว", "ขวัญ", "Citra", "Ádi", "budi")
BY_NAME = {
    "th": ["กมล", "เกศินี", "แก้ว", "ขวัญ", "ฮานา", "Ádi", "budi", "Citra"],
    "id": ["Ádi", "budi", "Citra", "กมล", "เกศินี", "แก้ว", "ขวัญ", "ฮานา"],
}
STORES = "stores: [{id: สีลม}, {id: เซ็นทรัล}, {id: จตุจักร}, {id: Ari}]\n"
STORES_BY_NAME = {
    "th": ["จตุจักร", "เซ็นทรัล", "สีลม", "Ari"],
    "id": ["Ari", "จตุจักร", "เซ็นทรัล", "สีลม"],
}


@pytest.fixture
def store(sqlite_database: str) -> Store:
    """With members of all these names, each of which has the same surname."""
    store = Store(TEXT + STORES)
    store.joins(*(f"N-{no}" for no in range(len(NAMES))))
    for no, name in enumerate(NAMES):
        update_person(store.program, member_of(store, f"N-{no}"), Changes(name=f"{name} Setia"))
    return store


def _order(answer: HttpResponse, names: Sequence[str]) -> list[str]:
    """The names in the order in which a page has them first."""
    page = answer.content.decode()
    places = {name: found.start() for name in names if (found := re.search(rf">\s*{name}[\s<]", page))}
    return sorted(places, key=places.__getitem__)


@pytest.mark.parametrize("language", BY_NAME)
def test_members_who_are_meant_stand_by_name_and_all_members_as_they_joined(store: Store, language: str) -> None:
    desk = Desk(language).signs_in(store.hires("owner", "owner"))
    assert _order(desk.reads("/members?q=setia"), NAMES) == BY_NAME[language]
    assert _order(desk.reads("/members"), NAMES) == list(NAMES)
    path = f"/members/{store.public_id('C-1')}/merge?q=setia"
    assert _order(desk.reads(path), NAMES) == BY_NAME[language]
    till = Counter(language).opens(store, "owner")
    assert _order(till.reads("/till?q=setia"), NAMES) == BY_NAME[language]


@pytest.mark.parametrize("language", STORES_BY_NAME)
def test_stores_of_a_receipt_stand_by_name(store: Store, language: str) -> None:
    phone = phone_of(store, "C-1", language)
    assert _order(phone.reads("/me/claim"), STORES_BY_NAME[language]) == STORES_BY_NAME[language]


@pytest.mark.parametrize("language", ["th", "id"])
def test_programs_stand_by_what_they_are_called(store: Store, language: str) -> None:
    for code, name in (("a", "Zamrud"), ("b", "เอราวัณ"), ("c", "บานชื่น")):
        other = Shop(TEXT.replace("id: grocery", f"id: {code}", 1))
        change_look(other.program, Wish(name=name), ("staff:owner", "console"))
    own = {"th": ["บานชื่น", "เอราวัณ", "Zamrud"], "id": ["Zamrud", "บานชื่น", "เอราวัณ"]}[language]
    assert _order(Phone(language).reads("/join"), own) == own


def test_staff_and_tills_stand_by_name(store: Store) -> None:
    names = ["zul", "aina", "mai"]
    for name in names:
        store.hires(name, "cashier")
        pinned(store, name)
    tills = [Counter("id").opens(store, "aina", name) for name in ("kl-2", "kl-1", "counter")]
    tills[0].client.post("/till/lock")
    desk = Desk("id").signs_in(store.hires("owner", "owner"))
    for answer in (desk.reads("/staff"), desk.reads("/tills"), tills[0].reads("/till")):
        assert _order(answer, names) == sorted(names)
    assert _order(desk.reads("/tills"), ["kl-2", "kl-1", "counter"]) == ["counter", "kl-1", "kl-2"]

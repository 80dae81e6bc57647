"""The program changed at the console: faults while somebody types, what differs, what a basket gives, and applied."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from setia.services import change_program
from setia.services.documents import read_program
from setia.services.staff import ROLES
from setia.storage.models import ProgramVersion
from tests.conftest import use
from tests.web.counter import Line, api_in_process, hidden, words
from tests.web.reader import Desk
from tests.web.store import GROCERY, Store

TEXT = GROCERY.read_text(encoding="utf-8")
LATER = TEXT.replace("effective_from: 2017-01-01", "effective_from: 2030-01-01")
DOUBLE = LATER.replace("wallet: points, points: 1, per: 1.00", "wallet: points, points: 2, per: 1.00")
PATH = "/program/edit"


@pytest.fixture(scope="module")
def shop(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("authoring") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"):
        store = Store()
        for role in ROLES:
            store.hires(role, role)
        yield store


@pytest.fixture(scope="module")
def line(shop: Store) -> Iterator[Line]:
    with api_in_process() as way:
        yield way


def typed(desk: Desk, text: str, **more: str) -> str:
    """What is said while somebody types."""
    answer = desk.client.post(PATH, {"document": text, **more}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    return words(answer)  # type: ignore[arg-type]


def numbers(store: Store) -> int:
    return ProgramVersion.objects.filter(program_id=store.program.id).count()


def test_faults_are_said_with_their_line_in_the_readers_language_and_change_nothing(shop: Store) -> None:
    desk = Desk().signs_in(shop.sends_a_link("manager"))
    wrong = TEXT.replace("wallet: points, points: 1", "wallet: pionts, points: 1").replace("zone: UTC", "zone: UCT+1")
    number = next(n for n, one in enumerate(wrong.splitlines(), 1) if "pionts" in one)
    said = typed(desk, wrong.replace("\n", "\r\n"))
    assert "2 things are wrong" in said
    assert f"At line {number} rules[0].effects[0].wallet there is no wallet `pionts` Did you mean points?" in said
    thai = Desk("th").signs_in(shop.sends_a_link("manager"))
    said = typed(thai, wrong)
    assert f"บรรทัดที่ {number}" in said
    assert "ไม่มีกระเป๋า `pionts`" in said
    for text in ("", "a: [", "format: 1\nid: grocery\n", "x" * 200_000, "&a *a", "\x00"):
        assert "wrong" in typed(desk, text), text[:20]
    assert "At line 5 id This is the document of another program" in typed(
        desk, TEXT.replace("id: grocery", "id: other", 1)
    )
    assert numbers(shop) == 1


def test_what_becomes_different_is_said_in_sentences(shop: Store) -> None:
    desk = Desk().signs_in(shop.sends_a_link("manager"))
    assert "It is what is in force." in typed(desk, TEXT)
    said = typed(desk, DOUBLE)
    assert "What becomes different" in said
    assert "2 points for every 1.00 USD" in said
    assert "The owner applies it." in said
    assert "Once it is applied" not in said
    euros = typed(desk, LATER.replace("currency: USD", "currency: EUR"))
    assert "It is sound, and yet it cannot be applied so. At line 11 Currency: a program keeps its currency" in euros


def test_a_basket_is_judged_by_the_text_as_it_is_typed(shop: Store) -> None:
    desk = Desk().signs_in(shop.sends_a_link("manager"))
    basket = {"net-1": "12.90", "department-1": "PRODUCE", "day": "29/11/2030", "time": "14:00"}  # a Friday
    assert "This basket earns 12 points." in typed(desk, TEXT, **basket)
    assert "This basket earns 24 points." in typed(desk, TEXT, **{**basket, "day": "30/11/2030"})
    assert "This basket earns 25 points." in typed(desk, DOUBLE, **basket)  # twice 12.90, rounded down once
    thai = Desk("th").signs_in(shop.sends_a_link("manager"))
    assert "24 คะแนน" in typed(thai, TEXT, **{**basket, "net-1": "๑๒.๙๐", "day": "30/11/2573"})
    assert "above zero" in typed(desk, TEXT, **{**basket, "net-1": "a"})
    assert "Please give a day" in typed(desk, TEXT, **{**basket, "day": "30/13/2030"})
    assert "There is no such level" in typed(desk, TEXT, **basket, level="nobody")
    assert shop.points("C-1") == 33  # what it had: nothing is kept


def test_only_the_owner_applies_and_only_what_was_looked_at(shop: Store, line: Line) -> None:
    manager, owner = (Desk().signs_in(shop.sends_a_link(one)) for one in ("manager", "owner"))
    looked = owner.client.post(PATH, {"document": DOUBLE, "do": "check"})
    sent = {**hidden(looked), "do": "apply"}  # type: ignore[arg-type]
    assert "a forecast is made from what was recorded" in words(looked)  # type: ignore[arg-type]
    for desk, text in ((manager, DOUBLE), (owner, DOUBLE + "# other\n")):
        assert desk.client.post(PATH, {**sent, "document": text}).status_code == 200
        assert numbers(shop) == 1
    answer = owner.client.post(PATH, {**sent, "document": DOUBLE.replace("\n", "\r\n")}, follow=True)
    assert "It is applied." in words(answer)  # type: ignore[arg-type]
    assert numbers(shop) == 2
    [version] = ProgramVersion.objects.filter(program_id=shop.program.id, number=2)
    assert (version.source, version.applied_by) == (DOUBLE, "staff:owner")
    assert Desk().signs_in(shop.sends_a_link("cashier")).client.get(PATH).status_code == 403


def test_where_two_persons_are_asked_for_a_change_waits_for_the_second(shop: Store, line: Line) -> None:
    watched = LATER.replace("zone: UTC\n", "zone: UTC\ntwo_persons: true\n").replace("2030", "2031")
    change_program.change(read_program(watched), watched, None, ("boss", "cli"))
    before = numbers(shop)
    owner = Desk().signs_in(shop.sends_a_link("owner"))
    text = watched.replace("2031", "2032").replace("points: 1, per: 1.00", "points: 3, per: 1.00")
    looked = owner.client.post(PATH, {"document": text, "do": "check"})
    assert "It waits until a second person has agreed." in words(looked)  # type: ignore[arg-type]
    answer = owner.client.post(PATH, {**hidden(looked), "document": text, "do": "apply"}, follow=True)  # type: ignore[arg-type]
    assert "nothing has changed yet" in words(answer)  # type: ignore[arg-type]
    assert numbers(shop) == before
    inbox = owner.reads("/waiting")
    assert "needs a second person" in words(inbox)
    [page] = re.findall(r'href="(/program/proposals/\d+)"', inbox.content.decode())
    manager = Desk().signs_in(shop.sends_a_link("manager"))
    told = words(manager.reads(page))
    assert "Proposed by owner" in told
    assert "Gives 3 points for every 1.00 USD." in told, "nobody agrees blind"
    assert "Once it is applied, a forecast is made" in told
    assert owner.client.get("/program/proposals/99").status_code == 404
    cashier = Desk().signs_in(shop.sends_a_link("cashier"))
    assert cashier.client.get(page).status_code == 403

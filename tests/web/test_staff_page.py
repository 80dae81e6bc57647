"""An owner takes on who works in the shop, lets them in again and lets them go, without the server's terminal."""

from __future__ import annotations

import re

import pytest

from setia.services import staff
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.services.staff import Post
from setia.storage import audit_log, programs
from setia.storage.audit_log import Sought
from setia.storage.models import Staff
from tests.web.phones import text_of
from tests.web.reader import Desk
from tests.web.store import GROCERY, Store

NOK = {"action": "hire", "name": "nok", "email": "Nok@example.com", "role": "cashier", "store": "kl"}


@pytest.fixture
def store(sqlite_database: str) -> Store:
    return Store()


@pytest.fixture
def owner(store: Store) -> Desk:
    return Desk().signs_in(store.hires("owner", "owner"))


def _link(page: bytes) -> str:
    [found] = re.findall(rb'class="code small">http://localhost(/sign-in/[^<]+)<', page)
    return str(found.decode())


def test_somebody_is_taken_on_let_in_and_let_go(store: Store, owner: Desk) -> None:
    made = owner.client.post("/staff", NOK)
    assert made.status_code == 200
    nok = Desk().signs_in(_link(made.content))
    assert nok.client.get("/purchases").status_code == 200
    assert nok.client.get("/staff").status_code == 403
    row = text_of(owner.reads("/staff"))
    assert "nok nok@example.com Cashier kl" in row
    assert b"/sign-in/" not in owner.reads("/staff").content, "a link is shown once"
    again = owner.client.post("/staff", {"action": "link", "name": "nok"})
    assert Desk().signs_in(_link(again.content)).client.get("/purchases").status_code == 200
    unused = _link(owner.client.post("/staff", {"action": "link", "name": "nok"}).content)
    assert owner.client.post("/staff", {"action": "dismiss", "name": "nok"}).status_code == 302
    assert nok.client.get("/purchases").status_code == 302
    assert Desk().client.get(unused).status_code == 410
    assert "nok@example.com" not in text_of(owner.reads("/staff"))
    deeds = [(one.action, one.actor, one.channel) for one in audit_log.deeds(store.program.id, Sought(), 20)]
    for action in ("staff_added", "staff_link_made", "staff_removed"):
        assert (action, "staff:owner", "console") in deeds
    back = owner.client.post("/staff", {**NOK, "name": "nok-2"})
    assert back.status_code == 200, "who was let go may come back, under another name"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "Nok!"}, "beginning with a letter"),
        ({"name": "owner"}, "has or had this name"),
        ({"email": "nobody"}, "Please give an e-mail address."),
        ({"email": "owner@example.com"}, "has this address"),
        ({"role": "owner"}, "Please choose one."),
        ({"role": ""}, "Please choose one."),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_added(owner: Desk, given: dict[str, str], said: str) -> None:
    answer = owner.client.post("/staff", {**NOK, **given})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert b"/sign-in/" not in answer.content
    assert [one.name for one in Staff.objects.all()] == ["owner"]


@pytest.mark.parametrize("action", ["link", "dismiss"])
def test_no_owner_and_nobody_of_elsewhere_is_let_in_or_let_go(store: Store, owner: Desk, action: str) -> None:
    """A link lets in as a user: an owner of one program must not come by one into another."""
    text = GROCERY.read_text(encoding="utf-8").replace("id: grocery", "id: elsewhere", 1)
    apply_program(read_program(text), text, "owner")
    staff.add(programs.load("elsewhere"), "nok", Post("nok@example.com", "owner"), "x")
    assert owner.client.post("/staff", NOK).status_code == 422
    staff.add(store.program, "nok", Post("nok@example.com", "cashier"), "x")
    for name in ("nok", "owner", "nobody"):
        answer = owner.client.post("/staff", {"action": action, "name": name})
        assert (answer.status_code, b"/sign-in/" in answer.content) == (422, False), name
    assert Staff.objects.filter(revoked_at=None).count() == 3


@pytest.mark.parametrize("role", ["manager", "cashier"])
def test_only_owners_see_it(store: Store, role: str) -> None:
    desk = Desk().signs_in(store.hires("somebody", "manager" if role == "manager" else "cashier"))
    assert desk.client.get("/staff").status_code == 403
    assert desk.client.post("/staff", NOK).status_code == 403


def test_the_staff_page_says_which_card_is_somebodys_own(store: Store, owner: Desk) -> None:
    store.hires("nok", "manager")
    unknown = owner.client.post("/staff", {"action": "card", "name": "nok", "card": "C-99"})
    assert (unknown.status_code, "No member has this number." in unknown.content.decode()) == (422, True)
    kept = owner.client.post("/staff", {"action": "card", "name": "nok", "card": "C-2"}, follow=True)
    assert "this person moves no purchase to or from that card" in kept.content.decode()
    assert Staff.objects.get(name="nok").own_account_id is not None
    owner.client.post("/staff", {"action": "card", "name": "nok", "card": ""})
    assert Staff.objects.get(name="nok").own_account_id is None

"""T15 for pages: every address there is, for everybody who may come by. A new one fails until it is declared here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from setia.services import staff
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.services.staff import LINK_LIVES, MAY, ROLES, Deed, Post
from setia.storage import programs
from setia.storage.models import AuditLog, Entry, Transaction
from setia.web.urls import urlpatterns
from tests.conftest import use
from tests.web.counter import TEXT, Counter, api_in_process
from tests.web.phones import phone_of
from tests.web.reader import Desk
from tests.web.store import Store

ANYONE, MEMBER, TILL = "anyone", "member", "till"

STAFF: dict[Deed, str] = {
    "figures": "dashboard figures style",
    "members": "home members member movements why account switch account_set_password",
    "details": "details spending",
    "adjust": "adjust",
    "merge": "merge unmerge",
    "move": "move",
    "claim": "claim",
    "purchases": "purchases purchase",
    "return": "return",
    "waiting": "waiting proposed",
    "program": "program rewards",
    "author": "program_edit",
    "own_data": "own_data export",
    "audit": "audit",
    "serve": "own_pin till_open",
    "tills": "tills",
    "settings": "settings",
    "import": "imports import_file import_standing",
    "staff": "staff",
}
"""Addresses of the console, by what a role must be allowed to do."""

OTHERS = {
    MEMBER: "me me_sign_out me_card me_qr me_rewards me_redeem me_voucher me_history me_why me_not_me me_claim"
    " me_settings me_changes me_pin me_about me_language me_email me_prove me_agree me_own_data me_export me_erase",
    TILL: "till_still till_join till_member till_sale till_redeem till_guest till_today till_returns till_return"
    " till_undo till_receipt",
    ANYONE: "first_start language link look_sheet look_logo join join_program join_poster join_poster_program"
    " me_sign_in me_sign_in_program me_code me_link me_denying till till_closed till_unlock till_lock account_login"
    " account_logout mfa_authenticate account_email account_signup account_reset_password account_inactive mfa_index"
    " account_change_password mfa_deactivate_totp",
    "user": "account_reauthenticate mfa_reauthenticate mfa_activate_totp mfa_view_recovery_codes"
    " mfa_generate_recovery_codes",
}
"""The others: of a member's own, of whoever serves at a till, of everybody, and of all the staff who are signed in.

Of everybody are the ways in and out, and names that lead to one's account and nowhere else.
"""

NAMELESS = ("health/pages", "static/<str:name>")

ARGUMENTS = {
    "number": 3,
    "source": "till",
    "receipt": "R10",
    "secret": "none",
    "ticket": "none",
    "code": "grocery",
    "reward": "voucher",
    "revision": 1,
}
WAYS_IN = {MEMBER: "/me/sign-in", TILL: "/till"}
"""Where somebody is sent who has to say first who he is; on pages of the console, to its own."""


def declared() -> dict[str, str]:
    """By address, who may: a deed of the staff, or a kind of visitor."""
    cells: dict[str, str] = {name: deed for deed, names in STAFF.items() for name in names.split()}
    return cells | {name: kind for kind, names in OTHERS.items() for name in names.split()}


def routes() -> dict[str, URLPattern]:
    """By name, every address that has one."""
    return {one.name: one for one in urlpatterns if one.name}


class House:
    """A shop with everybody who may come by, each at a device of his own."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.devices: dict[str, Client] = {"nobody": Desk().client, MEMBER: phone_of(store, "C-1").client}
        for role in ROLES:
            self.devices[role] = Desk().signs_in(store.hires(role, role)).client
        store.hires("nok", "cashier")
        self.devices[TILL] = Counter().opens(store, "nok", leave="yes").client
        self.paths = {name: self.path(name, one) for name, one in routes().items()}

    def path(self, name: str, route: URLPattern) -> str:
        """An address of this shop's own things."""
        wanted = route.pattern.converters
        known = {**ARGUMENTS, "public_id": self.store.public_id("C-1")}
        return reverse(name, kwargs={one: known[one] for one in wanted})

    def may(self, who: str, cell: str) -> bool:
        """Whether somebody is let in, as it is declared."""
        if cell == ANYONE:
            return True
        if cell == "user":
            return who in ROLES
        if cell in (MEMBER, TILL):
            return who == cell
        return who in ROLES and cell in MAY[next(one for one in ROLES if one == who)]


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    path = tmp_path_factory.mktemp("who") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"), api_in_process():
        yield House(Store(TEXT))


def is_let_in(answer: HttpResponse, cell: str) -> bool:
    """Whether an answer is about the thing, and not about who asks, or how."""
    if cell == ANYONE:
        return answer.status_code != 403
    to = answer.headers.get("Location", "") or answer.headers.get("HX-Redirect", "")
    is_sent_back = to.partition("?")[0] == WAYS_IN.get(cell, "/account/login/")
    return answer.status_code not in (403, 405) and not is_sent_back


def test_every_address_is_declared_and_none_that_is_not_there() -> None:
    assert set(declared()) == set(routes())
    assert {str(one.pattern) for one in urlpatterns if not one.name} == set(NAMELESS)
    assert set(STAFF) <= set(get_args(Deed))
    assert set(get_args(Deed)) - set(STAFF) == {"adjust_more", "apply", "erase"}, "which are asked inside pages"


@pytest.mark.parametrize("who", ["nobody", MEMBER, *ROLES, TILL])
def test_an_address_lets_in_whom_it_should_and_nobody_else(house: House, who: str) -> None:
    client, wrong = house.devices[who], []
    leaving = ("account_logout", "till_lock", "me_sign_out")
    for name, cell in declared().items():
        if name in leaving:
            continue
        answer: Any = client.get(house.paths[name])
        assert answer.status_code < 500, name
        is_depending = answer.status_code == 405 or (cell == "user" and house.may(who, cell))  # on what he signs in by
        if not is_depending and is_let_in(answer, cell) != house.may(who, cell):
            wrong.append((name, cell, answer.status_code, answer.headers.get("Location", "")))
    assert wrong == []


@pytest.mark.parametrize("who", ["nobody", MEMBER, *ROLES, TILL])
def test_whoever_is_not_let_in_changes_nothing(house: House, who: str) -> None:
    before = [one.objects.count() for one in (Transaction, Entry, AuditLog)]
    for name, cell in declared().items():
        if not house.may(who, cell):
            answer: Any = house.devices[who].post(house.paths[name], {"action": "approve", "id": "x", "sure": "yes"})
            assert not is_let_in(answer, cell), (name, answer.status_code)
    assert [one.objects.count() for one in (Transaction, Entry, AuditLog)] == before


@pytest.mark.parametrize("who", [MEMBER, "owner", TILL])
def test_no_form_is_taken_without_its_token(house: House, who: str) -> None:
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    strict.cookies = house.devices[who].cookies
    for name, path in house.paths.items():
        assert strict.post(path).status_code == 403, name


def test_an_owner_of_another_program_finds_nothing_of_this_one(house: House) -> None:
    text = TEXT.replace("id: grocery", "id: elsewhere", 1)
    apply_program(read_program(text), text, "owner")
    other = programs.load("elsewhere")
    staff.add(other, "boss", Post("boss@example.com", "owner"), "x")
    desk = Desk().signs_in(f"/sign-in/{staff.link(other, 'boss', LINK_LIVES, 'x')}")
    tried = 0
    for name, route in routes().items():
        if declared()[name] in STAFF and set(route.pattern.converters) & {"public_id", "number", "receipt"}:
            tried += 1
            assert desk.client.get(house.paths[name]).status_code in (404, 405), name
            assert desk.client.post(house.paths[name]).status_code in (404, 405), name
    assert tried >= 15


def test_who_has_left_and_a_link_that_was_used_let_nobody_in(house: House) -> None:
    link = house.store.sends_a_link("manager")
    desk = Desk().signs_in(link)
    assert desk.client.get("/members").status_code == 200
    assert Desk().client.post(link).status_code == 410
    cookies = dict(desk.client.cookies)
    assert desk.client.post("/account/logout/").status_code == 302
    for name, morsel in cookies.items():
        desk.client.cookies[name] = morsel.value
    assert desk.client.get("/members").status_code == 302, "its session is over, and not only forgotten by the device"

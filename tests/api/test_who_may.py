"""T15 for the API: each operation, asked by everybody who may not, just before it is asked by who may.

Nobody of them is told more than why not, and nothing is written. An operation that is not declared in `who_may`, or not
made in the one conversation, fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import httpx
import pytest
from litestar.routes import HTTPRoute

from setia.api import stores
from setia.api.failures import Failures
from setia.api.rates import Limit
from setia.services import clients, for_staff, for_visitors, member_tokens
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.services.for_staff import Staff
from setia.services.for_visitors import Visitor
from setia.services.member_tokens import Bearer
from setia.storage import clock, programs
from setia.storage.clients import Rights
from setia.web.admitted import Session
from tests.api import who_may
from tests.api.application import application
from tests.api.conversation import API, SHOP, Conversation, Json
from tests.api.examples import document, talked
from tests.api.unchanged import changes, fresh, only_reading, rows
from tests.api.who_may import NAMES_IN_ITS_BODY, OF_ALL_STORES, OF_MEMBER, PUBLIC, listed, needed

pytestmark = pytest.mark.slow

Told = tuple[int, str]
SECRET = "k" * for_staff.KEY_LEAST
SCOPES = frozenset(clients.SCOPES)
OURS: Final = ("mem_", "card:7001", "K-1", "RAYA", "aina", "december.csv", "till-down")
"""What stands in answers to a client of the program, sooner or later."""

NO_TOKEN: Final = (401, "token_unknown")
SAYS_SO: Final = ("POST /products/{sku}/drop", "POST /price-codes/withdraw", "POST /exceptions/actions")
"""Where nothing is there that is named, the answer says for each that nothing was done."""

NOTED: Final = ("GET /members/{member}/export",)
"""What reads, and writes down who did."""

WAITS: Final = ("POST /returns",)
"""What would be kept for a purchase to come, in the program of whoever asks."""


def short(operation: str) -> str:
    """Without the version."""
    return operation.replace(f" {API}", " ")


def told(answer: httpx.Response) -> Told:
    found = answer.json() if answer.content else {}
    return answer.status_code, found.get("code", "") if isinstance(found, dict) else ""


KEEPS_ITS_NO = frozenset({"POST /purchases/token"})
"""What keeps with a client's key that it was told of no such thing: that is no yes later (ledger 4.10 e)."""


class Guarded(Conversation):
    """Before each call that is made, everybody else tries it who may not."""

    cells = 0
    wrong: list[tuple[str, str, Any, Any]]

    def __init__(self, client: httpx.Client, key: str, second_key: str) -> None:
        super().__init__(client, key, second_key)
        desk: Any = client.app.state.desk  # type: ignore[attr-defined]
        desk.failures = Failures(lambda: 0.0, Limit(10**6, 1))
        desk.read = partial(desk.read, only_reading)
        self.wrong, self._met = [], set[str]()
        self._program = programs.load()
        made = clients.make(self._program, "gone", SCOPES, "", "owner").key.text
        clients.revoke(self._program, "gone", "owner")
        ends = clients.create(self._program, "ended", Rights(SCOPES), clock.read() + 1, "owner").key.text
        clock.advance(clock.read() + 1)
        self._strangers: dict[str, tuple[str, Told]] = {
            "nobody": ("", (401, "key_missing")),
            "a key that never was": ("setia_0123456789abcdef_x", (401, "key_unknown")),
            "a key that was changed": (key[:-1] + ("A" if key[-1] != "A" else "B"), (401, "key_unknown")),
            "one that was taken back": (made, (401, "key_unknown")),
            "one that has ended": (ends, (401, "key_expired")),
        }
        self._only = {one: self._client(f"only-{one}", frozenset({one})) for one in SCOPES}
        self._without = {one: self._client(f"without-{one}", SCOPES - {one}) for one in SCOPES}
        self._elsewhere = clients.make(self._program, "elsewhere", SCOPES, "pj", "owner").key.text
        text = SHOP.read_text(encoding="utf-8").replace("id: kedai", "id: other", 1)
        apply_program(read_program(text), text, "owner")
        self._other = programs.load("other")
        self._others = clients.make(self._other, "till", SCOPES, "", "owner").key.text

    def asks(self, operation: str, body: Any = None, *, by: int = 0, expects: int = 0, **named: Any) -> Any:
        """Let them try, and then ask."""
        name = short(operation)
        if name not in PUBLIC:
            before, kept = changes(), rows()
            self._all_try(name, (body, named))
            if changes() != before and not (name in KEEPS_ITS_NO and rows() == kept):
                self.wrong.append((name, "somebody", "nothing written", "something"))
            if name not in self._met:
                self._of_the_other_program_tries(name, (body, named))
        self._met.add(name)
        return super().asks(operation, body, by=by, expects=expects, **named)

    def _all_try(self, name: str, said: tuple[Any, Json]) -> None:
        of_member = name in listed(OF_MEMBER)
        for who, (key, expected) in self._strangers.items():
            self._tries(name, said, who, (key, NO_TOKEN if key and of_member else expected))
        if of_member:
            self._tries(name, said, "a client", (self.key, NO_TOKEN))
            self._tries(name, said, "an app of another program", (self._app(self._other), NO_TOKEN))
            return
        self._members_try(name, said)
        scopes = needed().get(name, ())  # of one that is not declared, another test tells
        for one in SCOPES:
            for key in (self._only[one], self._page({one})):
                if lacking := [scope for scope in scopes if scope != one]:
                    self._tries(name, said, f"who may only {one}", (key, (403, "scope_missing")), lacking[0])
            if one in scopes:
                self._tries(name, said, f"who may not {one}", (self._without[one], (403, "scope_missing")), one)
        for role in who_may.ROLES:
            self._role_tries(name, said, role, self._of_staff(role))
        elsewhere = self._told_elsewhere(name, scopes)
        if elsewhere is not None and name not in self._met:
            self._tries(name, said, "a key of another store", (self._elsewhere, elsewhere))

    def _role_tries(self, name: str, said: tuple[Any, Json], role: str, key: str) -> None:
        """What he may not; and of what he may, what only reads."""
        scopes = needed().get(name, ())
        if lacking := [one for one in scopes if one not in who_may.ROLES[role].split()]:
            self._tries(name, said, f"a {role}", (key, (403, "scope_missing")), lacking[0])
        elif scopes and name.startswith("GET ") and name not in NOTED:
            self._tries(name, said, f"a {role} who may", (key, (200, "")))

    def _members_try(self, name: str, said: tuple[Any, Json]) -> None:
        """With a token of theirs, and by their pages, which open nothing but what is their own."""
        self._tries(name, said, "a member's app", (self.token or self._app(self._program), (401, "key_unknown")))
        now = clock.machine_reading()
        for who, public in (("a member's page", "mem_0123456789abcdef"), ("a newcomer's page", "")):
            if public or name != "POST /members":
                key = for_visitors.sign(SECRET, Visitor(self._program.id, public, tuple(SCOPES), now))
                self._tries(name, said, who, (key, (404, "no_such_path")))

    def _told_elsewhere(self, name: str, scopes: tuple[str, ...]) -> Told | None:
        if stores.WHOLE & set(scopes) or name in listed(OF_ALL_STORES):
            return 403, "whole_program"
        return who_may.ELSEWHERE.get(name)

    def _of_the_other_program_tries(self, name: str, said: tuple[Any, Json]) -> None:
        """To it there is nothing that is named; and what it may ask tells nothing of ours."""
        if name in listed(OF_MEMBER) or name in WAITS:
            return
        is_named = "{" in name or name in listed(NAMES_IN_ITS_BODY)
        if not is_named and not name.startswith("GET "):
            return
        self.cells += 1
        before = rows()
        answer = self._answer(name, said, self._others)
        is_no = answer.status_code == 404 and told(answer)[1].startswith("unknown_")
        if is_named and name not in SAYS_SO:
            is_right = is_no
        else:
            is_right = answer.is_success and not any(one in answer.text for one in OURS)
        if not is_right or rows() != before:
            self.wrong.append((name, "of another program", "nothing of ours", answer.text))

    def _tries(self, name: str, said: tuple[Any, Json], who: str, shown: tuple[str, Told], lacking: str = "") -> None:
        self.cells += 1
        answer = self._answer(name, said, shown[0])
        if told(answer) != shown[1] or (lacking and answer.json()["numbers"] != {"needed": lacking}):
            self.wrong.append((name, who, shown[1], answer.text[:200]))

    def _answer(self, name: str, said: tuple[Any, Json], key: str) -> httpx.Response:
        method, _, template = name.partition(" ")
        body, named = said
        path, query = template, {}
        for field, value in named.items():
            if f"{{{field}}}" in path:
                path = path.replace(f"{{{field}}}", str(value))
            else:
                query[field.strip("_")] = str(value)
        headers = {"Idempotency-Key": "tried", **({"Authorization": f"Bearer {key}"} if key else {})}
        return self.client.request(method, API + path, params=query, json=body, headers=headers)

    def _client(self, name: str, scopes: frozenset[str]) -> str:
        return clients.make(self._program, name, scopes, "", "owner").key.text

    def _page(self, scopes: set[str]) -> str:
        """What a page of the staff shows, whose role lets them do so much."""
        staff = Staff(1, self._program.id, "aina", tuple(scopes), "", clock.machine_reading())
        return for_staff.sign(SECRET, staff)

    def _of_staff(self, role: str) -> str:
        """What the pages of somebody with this role show, where he signed in or at a till."""
        named, _, till = role.partition(" at a ")
        told: Any = (named, "", "aina@example.com", self._program, "en", clock.read(), till)
        return Session(1, "aina", *told).token()

    def _app(self, program: Any) -> str:
        """A token of a member who is nobody's in that program."""
        bearer = Bearer(program.id, 1, "mem_0123456789abcdef", clock.read() + 10**9)
        return member_tokens.make(program.key, bearer)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.torture)])
def talk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("who-may")
    with pytest.MonkeyPatch.context() as patch, fresh(request, folder):
        patch.setenv(for_staff.VARIABLE, SECRET)
        with talked(folder, Guarded) as made:
            assert isinstance(made, Guarded)
            yield made


def operations() -> set[str]:
    """All that the server serves under a version, and all that its document tells of."""
    served = {
        f"{method} {route.path_format}"
        for route in application().routes
        if isinstance(route, HTTPRoute) and route.path_format.startswith(f"{API}/")
        for method in route.methods - {"OPTIONS"}
    }
    described = {
        f"{method.upper()} {path}"
        for path, item in document()["paths"].items()
        for method in item
        if method in ("get", "post", "put", "patch", "delete")
    }
    return {short(one) for one in served | described}


def test_every_operation_is_declared_once_and_none_that_is_not_there() -> None:
    declared = [*PUBLIC, *listed(OF_MEMBER), *(one for text in who_may.NEEDS.values() for one in listed(text))]
    assert set(declared) ^ operations() == set()
    assert len(declared) == len(set(declared))
    for more in (listed(OF_ALL_STORES), who_may.ELSEWHERE, listed(NAMES_IN_ITS_BODY)):
        assert set(more) <= set(needed())


def test_nobody_who_may_not_is_let_in_and_nothing_is_written(talk: Guarded) -> None:
    assert talk.wrong == [], "\n".join(map(str, talk.wrong))
    assert {short(one.operation) for one in talk.made} == operations(), "each was asked by who may, and answered"
    assert talk.cells > 1_500


def test_that_something_was_written_would_be_seen(talk: Guarded) -> None:
    before, counted = changes(), rows()
    talk("POST", "/members", {"identifier": "card:8001"})
    assert changes() != before
    assert {name for name, count in rows().items() if count != counted[name]} >= {"member", "ledger_transaction"}

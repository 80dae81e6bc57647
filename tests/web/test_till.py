"""The till: what each of its pages costs, and what stands in every answer."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.web.counter import Counter, Line, words
from tests.web.store import Store


@pytest.fixture(scope="module")
def store(till_store: Store) -> Store:
    return till_store


def pages(store: Store) -> dict[str, str]:
    """Every page of the till that reads, by name."""
    member = f"/till/members/{store.public_id('C-1')}"
    return {
        "home": "/till",
        "found": "/till?q=ar",
        "nobody": "/till?q=zzz",
        "join": "/till/join",
        "member": member,
        "sale": f"{member}/sale",
        "lines": f"{member}/sale?way=lines",
        "guest": "/till/sale",
        "redeem": f"{member}/redeem",
        "today": "/till/today",
        "returns": "/till/returns",
        "receipt": "/till/receipts/till/R10",
        "return": "/till/receipts/till/R10/return",
    }


STATEMENTS = {
    "home": 4,
    "found": 6,
    "nobody": 7,
    "join": 4,
    "member": 21,
    "sale": 6,
    "lines": 6,
    "guest": 4,
    "redeem": 21,
    "today": 7,
    "returns": 4,
    "receipt": 19,
    "return": 11,
}
"""So many statements, whatever is in the database: four of them say which till it is, who serves, in which program."""


class TestPages:
    """What each costs, and what stands in every answer."""

    def test_a_page_asks_a_fixed_number_of_statements(self, store: Store, counter: Counter) -> None:
        counter.sells(store.public_id("C-4"), "1.00")
        counted = {name: counter.statements(path) for name, path in pages(store).items()}
        assert {name: len(asked) for name, asked in counted.items()} == STATEMENTS
        begun = [
            one for asked in counted.values() for one in asked if re.match("BEGIN|SAVEPOINT|INSERT|UPDATE|DELETE", one)
        ]
        assert begun == []

    def test_nothing_of_another_host_and_nothing_inline(self, store: Store, counter: Counter) -> None:
        for path in (*pages(store).values(), "/till/closed"):
            text = counter.reads(path).content.decode()
            assert not re.search(r"<script(?![^>]* src=)|<style| style=| on[a-z]+=|javascript:", text), path
            assert not re.search(r'(src|href|action)="(https?:)?//', text), path

    def test_a_form_without_its_token_is_refused(self, store: Store, counter: Counter) -> None:
        strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
        strict.cookies = counter.client.cookies
        assert strict.post("/till/lock").status_code == 403

    def test_what_people_write_is_shown_as_text(self, store: Store, counter: Counter) -> None:
        evil = "<img src=x onerror=alert('1')>"
        for path in (f"/till?q={evil}", f"/till/returns?receipt={evil}", f"/till/join?value={evil}"):
            assert "<img src=x" not in counter.reads(path).content.decode(), path

    def test_a_till_in_thai_says_nothing_in_english(self, store: Store, line: Line) -> None:
        counter = Counter("th").opens(store, "nok", "kl-th")
        known = set("Setia USD nok till Enter PASTRY PIN Siti Nurhaliza binti Tarudin Suharto Lestari cash".split())
        for path in pages(store).values():
            text = words(counter.reads(path))
            found = set(re.findall(r"[A-Za-z]{3,}", re.sub(r"mem_[\w-]+|\S+@\S+|zzz|kl-th", " ", text)))
            assert found <= known, f"{path}: {found - known}"

"""Members are found by what is typed, as it is true of them, and by an index."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from random import Random, SystemRandom
from typing import Any

import pytest
from django.db import connection

from setia.engine.commands import Enrol
from setia.services.batch import Request, apply
from setia.services.update_person import Changes, update_person
from setia.storage import audit_log, clock, finding, searching
from setia.storage.finding import Sought
from setia.storage.members import Known
from setia.storage.models import PersonalData, SearchPart
from setia.storage.reading import find_member
from tests.conftest import use
from tests.shop import TILL, Shop
from tests.storage.tables import dump
from tests.time_travel.saying import say

WORDS = (
    "Siti",
    "siti",
    "Nurhaliza",
    "ÅSA",
    "Anana",
    "a/l",
    "O'Hara",
    "50%",
    "_x",
    "สมชาย",
    "น้ำฝน",
    "林",
    "美玲",
    "binti",
)
ALL = 10_000


def plain(text: str) -> str:
    """As one hears it who knows neither accents nor tones."""
    return "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if one not in "\u030a็่้๊๋์")


def known_as(shop: Shop, member: str, name: str, call_name: str = "", phone: str = "") -> None:
    """A member says who he is."""
    found = find_member(shop.program, member)
    assert found is not None
    changes = Changes(name=name, call_name=call_name, identifiers={"phone": phone} if phone else {})
    assert update_person(shop.program, found, changes) is not None


def found(shop: Shop, text: str, most: int = ALL) -> list[str]:
    """Own numbers of who is found, in order, read page by page."""
    names: list[str] = []
    after = 0
    while page := finding.members(shop.program, text, after, most):
        names += [one.identifiers["external"] for one in page]
        after = page[-1].key
    return names


def test_those_are_found_of_whom_it_is_true(shop: Shop, pytestconfig: pytest.Config) -> None:
    seed = int(os.environ.get("SETIA_SEED") or SystemRandom().randrange(2**32))
    say(pytestconfig, f"searching: SETIA_SEED={seed}")
    dice = Random(seed)
    people = {
        f"M{number}": (
            " ".join(dice.choices(WORDS, k=3)),
            dice.choice(("", dice.choice(WORDS))),
            f"+60{dice.randrange(10**5):05d}",
        )
        for number in range(25)
    }
    people = {who: told for who, told in people.items() if [one[2] for one in people.values()].count(told[2]) == 1}
    for member, told in people.items():
        shop.joins(member)
        known_as(shop, member, *told)
    for _ in range(60):
        name, _, phone = dice.choice(list(people.values()))
        start = dice.randrange(len(name))
        part = name[start : start + dice.randrange(2, 9)].strip()
        tail = phone[-dice.randrange(3, 6) :]
        if len(plain(part)) > 1 and not part.isdecimal():
            meant = [who for who, (*names, _) in people.items() if any(plain(part) in plain(one) for one in names)]
            assert found(shop, part.upper(), dice.choice((1, 3, ALL))) == meant, part
        ends = tail.lstrip("0") or tail
        assert found(shop, tail) == [who for who, (*_, one) in people.items() if one.endswith(ends)], tail


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("ΑΛΕΞΗΣ παπας", True),
        ("  alexis\t", False),
        ("ş", True),
        ("s", True),
        ("αλέξης", True),
        ("jose", True),
        ("JOSÉ", True),
        ("ปู", True),
        ("ปู่สม", True),
        ("ปูสม", True),
        ("ปี", False),
        ("r", False),
        ("林", True),
        ("玲", True),
        ("٩٨٧", True),
        ("\N{FULLWIDTH DIGIT NINE}87", True),
        ("98", False),
        ("x" * 41, True),
        ("x" * 39 + "y", False),
        ("2\0", False),
    ],
)
def test_what_is_typed_is_read_as_people_write(shop_of_one: Shop, text: str, is_found: bool) -> None:
    assert bool(finding.members(shop_of_one.program, text, 0, 9)) == is_found


@pytest.fixture(scope="module")
def shop_of_one(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A member of many scripts, for tests that only read."""
    path = tmp_path_factory.mktemp("searching") / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"):
        shop = Shop()
        shop.joins("M1")
        known_as(shop, "M1", f"Αλέξης Παπάς Αλεξης Παπας Şor José ปู่สม 美林玲 {'x' * 60}", "", "+6012345987")
        yield shop


def test_who_has_another_name_or_number_is_not_found_by_the_one_before(shop: Shop) -> None:
    apply(shop.program, [Request(Enrol(clock.read()), Known("phone", "+60123456789"))], TILL)
    shop.joins("M1")
    known_as(shop, "M1", "Suharto", "Harto", "+60129990002")
    assert len(finding.members(shop.program, "6789", 0, 9)) == 1
    assert found(shop, "harto") == found(shop, "0002") == ["M1"]
    known_as(shop, "M1", "Lestari", "", "+60129990003")
    assert found(shop, "harto") == found(shop, "0002") == []
    assert found(shop, "lestari") == found(shop, "0003") == ["M1"]


def test_an_upgrade_finds_those_who_were_there_before(shop: Shop) -> None:
    for number in range(5):
        shop.joins(f"M{number}")
        known_as(shop, f"M{number}", f"Siti {number}", "", f"+6012999000{number}")
    before = dump()["search_part"]
    SearchPart.objects.all().delete()
    searching.fill(PersonalData, SearchPart, size=20)
    assert sorted(dump()["search_part"], key=repr) == sorted(before, key=repr) != []


def plans(work: Any) -> list[str]:
    """How the database would do each statement of some work, were the tables too large to be read whole."""
    asked: list[tuple[str, Any]] = []

    def kept(execute: Any, sql: str, parameters: Any, *how: Any) -> Any:
        asked.append((sql, parameters))
        return execute(sql, parameters, *how)

    with connection.execute_wrapper(kept):
        work()
    told = []
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN"
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
            cursor.execute("SET enable_bitmapscan = off")
            explain = "EXPLAIN"
        for sql, parameters in asked:
            cursor.execute(f"{explain} {sql}", parameters)
            told.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
    return told


TABLES = r"(personal_data|[mp]|member|identifier|search_part|journal|j|account|a|purchase|purchase_reference|r)\b"
FOUND_BY_KEY = r"(identifier|search_part|member|m)\b"
ALONE = r"\(program_id = '?\d+'?(::bigint)?\)$"
OF_PROGRAM = rf"SEARCH {FOUND_BY_KEY}.*\(program_id=\?\)$|on {FOUND_BY_KEY}.*\n *Index Cond: {ALONE}"
WHOLE = re.compile(rf"SCAN {TABLES}(?!.*USING)|Seq Scan on {TABLES}|{OF_PROGRAM}", re.MULTILINE)
"""A table is read from its first row to its last, or all of it that is a program's."""


def test_no_table_is_read_whole_to_find_anything(shop: Shop) -> None:
    shop.buys("Aisyah", 12_34, receipt="R1")
    known_as(shop, "Aisyah", "Siti Aminah", "", "+60123456789")

    def look() -> None:
        for text in ("6789", "siti", "Aisyah", "12.34"):
            finding.members(shop.program, text, 0, 9)
        for sought in (Sought("R1"), Sought(store="kl"), Sought(net=12_34, since=1), Sought(since=1, until=2**60)):
            finding.purchases(shop.program, sought, (2**60, 1), 9)
        audit_log.deeds(shop.program.id, audit_log.Sought(), 9)
        find_member(shop.program, "Aisyah")

    for plan in plans(look):
        assert not WHOLE.search(plan), plan


def test_an_index_that_is_missing_is_missed(shop: Shop) -> None:
    shop.joins("Aisyah")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX identifier_kind")
    assert any(WHOLE.search(plan) for plan in plans(lambda: find_member(shop.program, "Aisyah")))

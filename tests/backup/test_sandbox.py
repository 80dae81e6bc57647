"""A sandbox is a whole program with members, shares nothing with a shop, and a shop is never deleted for one."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from django.db import connection

from setia.services.program_templates import templates
from setia.storage.audit.run import audit
from setia.storage.models import Member, Purchase
from tests.api.serving import serving
from tests.backup.places import everything
from tests.cli.terminal import process, setia
from tests.conftest import use
from tests.shop import Shop

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.sqlite3"


@pytest.mark.parametrize("template", sorted(templates()))
def test_every_template_is_a_sandbox_with_members_who_have_bought(place: Path, template: str) -> None:
    with use(f"sqlite:///{place}"):
        answer = setia("sandbox", "create", "--template", template, "--members", "8", "--json")
        assert (answer.code, answer.err) == (0, "")
        assert Member.objects.count() == answer.json["members"] == 8
        assert Purchase.objects.count() == answer.json["purchases"] >= 8
        assert [check.code for check in audit() if check.count] == []


def test_the_same_seed_gives_the_same_members(tmp_path: Path) -> None:
    totals = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        with use(f"sqlite:///{tmp_path / name}"):
            totals.append(setia("sandbox", "create", "--members", "9", "--seed", str(seed), "--json").json["purchases"])
    assert totals[0] == totals[1]


def test_a_sandbox_beside_a_shop_takes_nothing_of_it_and_goes_again(sqlite_database: str, tmp_path: Path) -> None:
    """Whatever DATABASE_URL names."""
    Shop().buys("Siti", 1_00)
    before = everything()
    connection.close()
    made = process("sandbox", "create", "--members", "5", folder=tmp_path, DATABASE_URL=sqlite_database)
    assert made.code == 0
    assert "setia --database sandbox.sqlite3 sandbox remove" in made.err
    assert made.out.startswith("setia_")
    assert everything() == before
    connection.close()
    gone = process("sandbox", "remove", folder=tmp_path, DATABASE_URL=sqlite_database)
    assert (gone.code, gone.err) == (0, "")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["setia.sqlite3"]
    assert everything() == before


def test_its_key_is_good_for_it_and_for_nothing_else(sqlite_database: str, place: Path) -> None:
    Shop()
    with use(f"sqlite:///{place}"):
        key = setia("sandbox", "create", "--members", "3", "--json").json["key"]
    signed = {"Authorization": f"Bearer {key}"}
    for url, status in ((f"sqlite:///{place}", 200), (sqlite_database, 401)):
        with serving(url) as server:
            path = "/api/v1/members/card:8800000000"
            assert httpx.get(f"{server.base_url}{path}", headers=signed).status_code == status


def test_a_shop_is_neither_filled_nor_deleted(sqlite_database: str) -> None:
    Shop().buys("Siti", 1_00)
    before = everything()
    for verb in ("create", "remove"):
        answer = setia("sandbox", verb)
        assert (answer.code, answer.out) == (2, "")
        assert "nothing was" in answer.err
    assert everything() == before


def test_a_sandbox_is_no_database_of_a_server(postgres_database: str) -> None:
    for verb in ("create", "remove"):
        answer = setia("sandbox", verb)
        assert answer.code == 2
        assert "a file of its own" in answer.err


def test_a_file_that_somebody_wrote_is_not_deleted(tmp_path: Path) -> None:
    letter = tmp_path / "sandbox.sqlite3"
    letter.write_text("to my aunt" * 20)
    assert "is no sandbox" in process("sandbox", "remove", folder=tmp_path).err
    assert letter.read_text() == "to my aunt" * 20


def test_a_sandbox_that_is_open_is_not_deleted(place: Path) -> None:
    with use(f"sqlite:///{place}"):
        assert setia("sandbox", "create", "--members", "3").code == 0
        assert Member.objects.count() == 3  # open from here on
        answer = process("sandbox", "remove", folder=place.parent)
        assert answer.code == 2
        assert "is in use" in answer.err
        assert Member.objects.count() == 3


def test_a_template_that_is_none_is_named(place: Path) -> None:
    with use(f"sqlite:///{place}"):
        answer = setia("sandbox", "create", "--template", "grosery")
    assert answer.code == 2
    assert "Did you mean grocery?" in answer.err
    assert not place.exists()

"""`setia staff`: who may open the console is said at the command line, and what goes wrong is said in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from setia.storage.models import Staff
from tests.cli.terminal import process, setia
from tests.shop import Shop
from tests.web.reader import Desk

ADD = ("staff", "add", "aina", "--email", "aina@example.com", "--role", "owner")


def path_of(link: str) -> str:
    """Where a link leads, without the address."""
    return "/" + link.strip().split("/", 3)[3]


def test_somebody_is_added_sent_a_link_and_removed(sqlite_database: str) -> None:
    Shop()
    added = setia(*ADD, "--url", "https://loyalty.example/")
    assert added.code == 0
    assert re.fullmatch(r"https://loyalty\.example/sign-in/[\w-]{43}\n", added.out)
    desk = Desk().signs_in(path_of(added.out))
    Desk().signs_in(path_of(setia("staff", "link", "aina").out))
    assert setia("staff", "list", "--json").json == [
        {"name": "aina", "role": "owner", "store": "", "is_removed": False}
    ]
    assert desk.client.get("/members").status_code == 200
    assert setia("staff", "remove", "aina").code == 0
    assert desk.client.get("/members").status_code == 302
    assert "nothing any more" in setia("staff", "list").told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("staff", "add", "Aina!", "--email", "a@example.com", "--role", "owner"), "NAME: `Aina!` must be"),
        (("staff", "add", "aina", "--email", "nobody", "--role", "owner"), "--email: `nobody` is no address"),
        (("staff", "link", "budi"), "nobody of the staff is called `budi`"),
        (("staff", "add", "aina", "--email", "a@example.com", "--role", "king"), "king"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_added(sqlite_database: str, words: tuple[str, ...], said: str) -> None:
    Shop()
    answer = setia(*words)
    assert answer.code == 2
    assert said in answer.told
    assert not Staff.objects.exists()


def test_a_name_is_given_once(sqlite_database: str) -> None:
    Shop()
    assert setia(*ADD).code == 0
    assert "there is a `aina` already" in setia(*ADD).told


@pytest.mark.slow
def test_a_database_that_was_made_without_sign_in_gets_its_tables(tmp_path: Path) -> None:
    assert process("sandbox", "create", "--members", "2", folder=tmp_path).code == 0
    elsewhere = {"DJANGO_SETTINGS_MODULE": "shop.settings"}  # somebody's own project: a command chooses for itself
    added = process("--database", "sandbox.sqlite3", *ADD, folder=tmp_path, **elsewhere)
    assert (added.code, added.err.count("is owner of")) == (0, 1), added.err

"""The settings of a shop's pages: what is saved is worn by every page and letter, and what is wrong changes nothing."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from setia.services import claim_links
from setia.services.change_look import LOGO_MAX, Wish, change_look
from setia.storage import audit_log, clock, looks, programs
from setia.storage.audit_log import Sought
from setia.storage.looks import Look
from tests.web.phones import Phone, member_of, phone_of, text_of
from tests.web.reader import Desk
from tests.web.store import Store

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
GREEN = {"name": "Kedai Hijau", "own_colour": "1", "colour": "#1B7F3B", "language": "th"}


@pytest.fixture
def store(database: str) -> Store:
    """On either database."""
    return Store()


def _desk(store: Store, language: str = "en") -> Desk:
    return Desk(language).signs_in(store.hires("owner", "owner"))


def _saves(desk: Desk, **given: object) -> int:
    return int(desk.client.post("/settings", {"name": "", "language": "", **given}).status_code)


def test_what_is_saved_is_worn_by_every_page(store: Store) -> None:
    desk = _desk(store)
    assert _saves(desk, **GREEN, logo=SimpleUploadedFile("x.png", PNG)) == 302
    page = desk.reads("/settings?done=1").content.decode()
    assert "Saved." in page
    assert "· Kedai Hijau</title>" in page
    [sheet] = re.findall(r'href="(/look/[^"]+)"', page)
    logo = re.findall(r'src="(/look/[^"]+)"', page)[0]
    colours = desk.client.get(sheet)
    assert (colours.headers["Content-Type"], "immutable" in colours.headers["Cache-Control"]) == (
        "text/css; charset=utf-8",
        True,
    )
    assert "--accent:#1b7f3b;" not in colours.content.decode(), "too pale for the darkest paper by a little"
    picture = Phone().client.get(logo)
    assert (picture.content, picture.headers["Content-Type"]) == (PNG, "image/png")
    phone = phone_of(store, "C-1")
    for path in ("/me", "/me/settings"):
        told = phone.reads(path).content.decode()
        assert (sheet in told, logo in told, "Kedai Hijau" in told) == (True, True, True), path
    join = Phone("en").reads("/join").content.decode()
    assert (sheet in join, "Kedai Hijau" in join) == (True, True)


def test_a_shops_language_is_for_who_asks_for_none_of_ours(store: Store) -> None:
    desk = _desk(store)
    _saves(desk, **GREEN)
    for asked, spoken in (("fr", "th"), ("", "th"), ("ms", "ms"), ("en", "en")):
        answer = Phone(asked).reads("/join")
        assert (answer.headers["Content-Language"], f'<html lang="{spoken}">' in answer.content.decode()) == (
            spoken,
            True,
        ), asked
    link = claim_links.make(member_of(store, "C-1"), clock.read())
    assert Phone("fr").reads(link).headers["Content-Language"] == "th"


def test_a_second_change_keeps_the_logo_and_a_third_takes_it_away(store: Store) -> None:
    desk = _desk(store)
    _saves(desk, **GREEN, logo=SimpleUploadedFile("x.png", PNG))
    _saves(desk, name="Other")
    assert looks.read(store.program.id) == Look("Other", "", "", "image/png", 2)
    assert looks.logo(store.program.id) == PNG
    assert re.findall(r'rel="stylesheet" href="(/look/[^"]+)"', desk.reads("/settings").content.decode()) == []
    _saves(desk, name="Other", without_logo="1")
    assert (looks.read(store.program.id).logo_type, looks.logo(store.program.id)) == ("", b"")
    _saves(desk, name="Other")
    assert looks.read(store.program.id).revision == 3, "nothing was changed"
    deeds = [one for one in audit_log.deeds(store.program.id, Sought(), 20) if one.action == "look_changed"]
    assert [(one.actor, one.details["name"]) for one in deeds] == [
        ("staff:owner", "Other"),
        ("staff:owner", "Other"),
        ("staff:owner", "Kedai Hijau"),
    ]
    assert "Name, colour, logo, language, years or digits" in text_of(desk.reads("/audit-log"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "x" * 61}, "at most 60 letters"),
        ({"name": "a\u202eb"}, "at most 60 letters"),
        ({"own_colour": "1", "colour": "red"}, "choose a colour"),
        ({"own_colour": "1", "colour": "#12345g"}, "choose a colour"),
        ({"own_colour": "1", "colour": "#123456;}"}, "choose a colour"),
        ({"language": "fr"}, "Please choose one."),
        ({"logo": SimpleUploadedFile("x.png", b"<svg onload=alert(1)>")}, "as PNG, JPEG or WebP"),
        ({"logo": SimpleUploadedFile("x.png", PNG + bytes(LOGO_MAX))}, "larger than 64 kB"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(
    sqlite_database: str, given: dict[str, object], said: str
) -> None:
    store = Store()
    desk = _desk(store)
    answer = desk.client.post("/settings", {"name": "", "language": "", **given})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert looks.read(store.program.id) == Look()


def test_a_cashier_has_no_settings(sqlite_database: str) -> None:
    store = Store()
    desk = Desk().signs_in(store.hires("cashier", "cashier"))
    assert desk.client.get("/settings").status_code == 403
    assert desk.client.post("/settings", GREEN).status_code == 403
    assert looks.read(store.program.id) == Look()


def test_a_look_is_of_one_program(sqlite_database: str) -> None:
    store = Store()
    change_look(store.program, Wish(name="One"), ("x", "y"))
    assert programs.load(store.program.code).called("th") == "One"
    desk = _desk(store)
    assert desk.client.get("/look/nobody/1/style.css").status_code == 404
    assert desk.client.get(f"/look/{store.program.code}/1/style.css").status_code == 404, "it has no colour"
    assert desk.client.get(f"/look/{store.program.code}/1/logo").status_code == 404

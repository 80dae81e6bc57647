"""First start: an owner sets a shop up from an empty database, in the browser's forms, and nothing is half made."""

from __future__ import annotations

import re

import pytest

from setia.services import first_start, for_staff
from setia.storage import looks
from setia.storage.models import Member, Program, ProgramVersion, Staff
from setia.wording.languages import LANGUAGES
from tests.web.reader import Desk

KEY = "k" * 40
TYPED = {
    "name": "Kopi Kita",
    "currency": "MYR",
    "zone": "Asia/Kuala_Lumpur",
    "owner": "aina",
    "email": "aina@example.com",
    "own_colour": "1",
    "since": "1/10/2025",
}


@pytest.fixture
def start(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where first start is, in an empty database."""
    monkeypatch.setenv(for_staff.VARIABLE, KEY)
    return first_start.link_path(KEY)


def filled(template: str, **more: str) -> dict[str, str]:
    """A form as the template has it, with what somebody typed."""
    numbers = {one.path: f"{one.value.normalize():f}" for one in first_start.numbers_of(template)}
    return {"template": template, **TYPED, **numbers, **more}


def text_of(page: bytes) -> str:
    """A page without its tags."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.decode()))


def test_an_owner_chooses_reads_goes_back_and_starts(start: str) -> None:
    desk = Desk()
    assert b"How shall members collect?" in desk.reads(start).content
    assert b"Your shop" in desk.reads(f"{start}?template=points").content
    own = {"own_colour": "1", "colour": "#8a1c4a"}
    typed = filled("points", **own, **{"rules[0].effects[0].points": "2", "rewards[0].prices[0].amount": "40"})
    words = text_of(desk.client.post(start, {**typed, "action": "look"}).content)
    assert "A basket of RM 100.00 gives" in words
    assert "200 points" in words
    back = desk.client.post(start, {**typed, "action": "back"}).content.decode()
    assert 'name="rewards[0].prices[0].amount" inputmode="decimal" maxlength="20" required value="40"' in back
    assert not Program.objects.exists()
    begun = desk.client.post(start, {**typed, "action": "start"})
    assert begun.status_code == 302
    desk.signs_in(begun.headers["Location"])
    assert "Kopi Kita" in text_of(desk.reads("/program").content)
    assert [(one.name, one.role) for one in Staff.objects.all()] == [("aina", "owner")]
    assert ProgramVersion.objects.count() == 1
    look = looks.read(Program.objects.get().pk)
    assert (look.name, look.colour, look.language) == ("", "#8a1c4a", "en")
    assert not Member.objects.exists()
    assert desk.client.get(start).status_code == 410
    assert desk.client.post(start, {**typed, "action": "start"}).status_code == 410


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", " "),
        ("currency", "XYZ"),
        ("zone", "Asia/Nowhere"),
        ("owner", "Aina!"),
        ("email", "nobody"),
        ("colour", "red"),
        ("since", "31 December 1999"),
        ("since", "31/02/2025"),
        ("rules[0].effects[0].points", "many"),
        ("rewards[0].value", "0"),
        ("rewards[0].prices[0].amount", "1.5"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(start: str, field: str, typed: str) -> None:
    answer = Desk().client.post(start, {**filled("points", **{field: typed}), "action": "start"})
    assert answer.status_code == 422
    assert re.search(
        rf'name="{re.escape(field)}"(?:(?!class="field").)*class="mistake"', answer.content.decode(), re.DOTALL
    )
    assert not Program.objects.exists()
    assert not Staff.objects.exists()


@pytest.mark.parametrize("template", first_start.OFFERED)
@pytest.mark.parametrize("currency", ["THB", "IDR"])
def test_every_template_can_be_read_in_every_language(start: str, template: str, currency: str) -> None:
    for language in LANGUAGES:
        desk = Desk(language)
        form = desk.reads(f"{start}?template={template}").content.decode()
        given = dict(re.findall(r'name="([^"]+)" inputmode="decimal" maxlength="20" required value="([^"]+)"', form))
        typed = {"template": template, **TYPED, **given, "currency": currency, "action": "look"}
        answer = desk.client.post(start, typed)
        assert answer.status_code == 200, text_of(answer.content)
        assert b'value="start"' in answer.content


@pytest.mark.parametrize("ticket", ["", "first.e30.00", "staff.e30.00"])
def test_nobody_starts_without_the_link(start: str, ticket: str) -> None:
    assert Desk().client.get(f"/start/{ticket}").status_code in (404, 410)

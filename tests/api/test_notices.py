"""A member's own app shows what is coming and says so; of what is not coming nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from setia.services import clients
from setia.services.change_program import change
from setia.services.documents import read_program
from setia.storage import clock
from setia.storage.models import Notice
from tests.api.application import application
from tests.api.till import Till
from tests.architecture.sources import ROOT
from tests.shop import Shop, at

TEXT = (ROOT / "programs" / "grocery.yaml").read_text(encoding="utf-8")
DEARER = TEXT.replace("from: 2017-01-01", "from: 2018-04-01").replace("{amount: 500}", "{amount: 600}")
SITI = "/members/external:Siti"


@pytest.fixture
def office(database: str) -> Iterator[Till]:
    """A client that may do everything. From April on a voucher takes 600 points instead of 500."""
    shop = Shop(TEXT)
    shop.joins("Siti")
    change(read_program(DEARER), DEARER, None, ("owner", "cli"))
    key = clients.make(shop.program, "office", frozenset(clients.SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        yield Till(client, key, shop)


@pytest.fixture
def app(office: Till) -> Till:
    """Siti's own."""
    return Till(office.client, office.posts(f"{SITI}/tokens", {}).json()["token"], office.shop)


def test_an_app_shows_it_and_the_first_time_is_kept(office: Till, app: Till) -> None:
    [notice] = app.gets("/me/notices").json()
    voucher = {"about": "Voucher for 5 dollars", "before": ["It costs 500 points."], "after": ["It costs 600 points."]}
    assert (notice["version"], notice["starts_at"], notice["changes"]) == (2, "2018-04-01T00:00:00Z", [voucher])
    assert (notice["shown_at"], notice["read_at"]) == (None, None)
    first = app.posts("/me/notices/2", {}).json()
    assert first == {"version": 2, "shown_at": first["shown_at"], "read_at": None}
    said = []
    for _ in range(2):
        office.shop.moves_clock(60_000_000)
        said.append(app.posts("/me/notices/2", {"read": True}).json())
    assert said[0] == said[1]
    assert said[0]["shown_at"] == first["shown_at"] < said[0]["read_at"]
    [kept] = Notice.objects.all()
    assert kept.how == "api"
    assert app.gets("/me/notices").json()[0]["read_at"] == said[0]["read_at"]


def test_of_what_is_not_coming_nothing_is_kept(office: Till, app: Till) -> None:
    for version in (1, 3):
        no = app.posts(f"/me/notices/{version}", {"read": True})
        assert (no.status_code, no.json()["code"]) == (404, "unknown_notice")
    office.shop.moves_clock(at("2018-04-01") - clock.read())
    app = Till(office.client, office.posts(f"{SITI}/tokens", {}).json()["token"], office.shop)
    assert app.posts("/me/notices/2", {}).status_code == 404
    assert app.gets("/me/notices").json() == []
    assert Notice.objects.count() == 0

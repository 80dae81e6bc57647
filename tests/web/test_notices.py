"""A dearer reward is announced: Siti reads it in Thai and says so, the owner sees how many were told, the day comes.

What only some can have is in nothing of it (S29).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpcore
import pytest

from setia.services.change_program import change
from setia.services.documents import read_program
from setia.storage import clock, programs
from setia.storage.models import Notice
from setia.wording.languages import LANGUAGES
from tests.conftest import use
from tests.shop import at
from tests.web.counter import Line, api_in_process, words
from tests.web.phones import Phone, member_of, phone_of
from tests.web.reader import Desk
from tests.web.store import GROCERY, Store

SECRETS = """
  - id: winback
    name: {{en: We miss you, th: คิดถึงคุณ}}
    when: [{{kind: segment, any_of: [lapsed]}}]
    effects: [{{kind: fixed_points, points: {points}}}]
  - id: saturday
    name: {{en: Double Saturday, th: เสาร์สองเท่า}}
    offer: true
    when: [{{kind: weekday, any_of: [saturday]}}]
    effects: [{{kind: multiplier, of: [base], times: {times}}}]
"""
TRIED = "\nexperiments:\n  - {id: double-saturday, hold_out_percent: 50, rules: [saturday]}\n"
GROCER = GROCERY.read_text(encoding="utf-8")
LEVELS = "# A level is reached the moment"
BEFORE = GROCER.replace(LEVELS, f"{SECRETS.format(points=77, times=3)}\n{LEVELS}", 1) + TRIED
AFTER = GROCER.replace(LEVELS, f"{SECRETS.format(points=33, times=2)}\n{LEVELS}", 1) + TRIED
AFTER = AFTER.replace("- {amount: 500}", "- {amount: 600}").replace(
    "effective_from: 2017-01-01", "effective_from: 2018-03-10"
)
SAYS = re.compile(r"miss you|คิดถึงคุณ|saturday|เสาร์|winback|lapsed|77|33 |segment|held out|experiment", re.IGNORECASE)
CHANGES = "/me/changes/2"


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """The grocery on 1 January 2018; from 10 March on its voucher takes 600 points instead of 500."""
    path = tmp_path / "setia.sqlite3"
    shutil.copy(sqlite_template, path)
    with use(f"sqlite:///{path}"):
        store = Store(BEFORE)
        store.hires("owner", "owner")
        change(read_program(AFTER), AFTER, None, ("owner", "cli"))
        store.program = programs.load()
        yield store


@pytest.fixture
def line(store: Store) -> Iterator[Line]:
    """What pages ask goes to the API in this process."""
    with api_in_process() as way:
        yield way


def kept(store: Store, name: str = "C-2") -> list[tuple[int, str, bool]]:
    """What is proof of that a member was told: version, way, and whether he says that he has read it."""
    rows = Notice.objects.filter(account_id=member_of(store, name).account_id).values_list("version", "how", "read_at")
    return [(version, how, read_at is not None) for version, how, read_at in rows]


def told(store: Store) -> str:
    """What the owner reads of it."""
    desk = Desk().signs_in(store.sends_a_link("owner"))
    return words(desk.reads("/program")).partition("Members are told")[2]


@pytest.mark.usefixtures("line")
def test_a_dearer_reward_is_announced_read_and_in_force(store: Store) -> None:
    siti = phone_of(store, "C-2", "th")
    assert "โปรแกรมจะเปลี่ยนในวันที่ 10 มีนาคม 2561" in siti.says("/me")
    assert kept(store) == []
    assert "Told: 0 of 4. Read: 0." in told(store)

    page = siti.says(CHANGES)
    assert re.search(r"ก่อนวันนั้น [^0-9]*500 คะแนน", page)
    assert re.search(r"ตั้งแต่วันที่ 10 มีนาคม 2561 [^0-9]*600 คะแนน", page)
    assert kept(store) == [(2, "portal", False)]
    shown_at = Notice.objects.get().shown_at
    assert "Told: 1 of 4. Read: 0." in told(store)

    store.moves_clock(1_000_000)
    siti.sends(CHANGES)
    assert siti.path == "/me?done=noticed"
    siti.says(CHANGES)
    assert kept(store) == [(2, "portal", True)]
    assert Notice.objects.get().shown_at == shown_at
    assert "ดูสิ่งที่เปลี่ยน" not in siti.says("/me"), "what he has read asks for nothing any more"
    assert "Told: 1 of 4. Read: 1." in told(store)

    store.moves_clock(at("2018-03-10") - clock.read())
    siti = phone_of(store, "C-2", "th")
    assert CHANGES not in siti.reads("/me").content.decode()
    assert siti.reads(CHANGES).redirect_chain == [("/me", 302)]  # type: ignore[attr-defined]  # of Django's test client
    assert told(store) == ""


@pytest.mark.usefixtures("line")
def test_the_staff_read_what_is_in_force_and_what_begins_when(store: Store) -> None:
    page = words(Desk().signs_in(store.sends_a_link("owner")).reads("/program"))
    assert "Version 1, applied" in page
    coming, _, now = page.partition("Members are told")
    assert "Version 2 begins on 10 March 2018" in coming
    assert "It costs 600 points." in coming
    assert "It costs 500 points." in now.partition("Amounts are in")[2]

    store.moves_clock(at("2018-03-10") - clock.read())
    page = words(Desk().signs_in(store.sends_a_link("owner")).reads("/program"))
    assert "Version 2, applied" in page
    assert "begins on" not in page
    assert "It costs 600 points." in page
    assert "It costs 500 points." not in page


@pytest.mark.usefixtures("line")
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_of_what_only_some_can_have(store: Store, language: str) -> None:
    siti = phone_of(store, "C-2", language)
    assert not SAYS.search(siti.says(CHANGES))
    assert "600" in siti.says(CHANGES)
    assert not SAYS.search(told(store).partition("Amounts are in")[0])


def test_a_page_is_shown_when_nobody_can_keep_it_and_keeps_it_the_next_time(store: Store, line: Line) -> None:
    siti = phone_of(store, "C-2")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line, "request", _away)
        assert "It costs 600 points." in siti.says(CHANGES)
        assert "The server is busy" in " ".join(words(siti.sends(CHANGES)).split())
    assert kept(store) == []
    siti.says(CHANGES)
    asked = len(line.asked)
    siti.says(CHANGES)
    assert len(line.asked) == asked, "it is kept once"
    assert kept(store) == [(2, "portal", False)]


def _away(*_: object, **__: object) -> None:
    raise httpcore.ConnectError


@pytest.mark.usefixtures("line")
def test_nobody_says_for_another_or_of_what_is_not_coming_that_it_was_read(store: Store) -> None:
    siti = phone_of(store, "C-2")
    for path in ("/me/changes/1", "/me/changes/3", "/me/changes/0"):
        assert siti.sends(path).status_code in (200, 404)
    assert Notice.objects.count() == 0
    assert Phone().client.post(CHANGES).status_code == 302
    assert Notice.objects.count() == 0

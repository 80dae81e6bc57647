"""`setia program notice`: the drafted message of a coming version, and how many members have been told."""

from __future__ import annotations

import json

import pytest

from setia.services.change_program import change
from setia.services.documents import read_program
from setia.storage import clock, notices
from setia.storage.models import AuditLog, NoticeMailing
from setia.storage.reading import find_member
from tests.architecture.sources import ROOT
from tests.cli.terminal import setia
from tests.shop import Shop, at

TEXT = (ROOT / "programs" / "grocery.yaml").read_text(encoding="utf-8")
OWNER = ("owner", "cli")


def applies(starts: str, *edits: tuple[str, str]) -> None:
    text = TEXT.replace("effective_from: 2017-01-01", f"effective_from: {starts}")
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after, 1)
    change(read_program(text), text, None, OWNER)


@pytest.fixture
def grocer(database: str) -> Shop:
    """Three members, of whom one has been shown that the voucher will take 600 points."""
    shop = Shop(TEXT)
    shop.joins("Siti", "Ali", "Budi")
    applies("2018-04-01", ("- {amount: 500}", "- {amount: 600}"))
    siti = find_member(shop.program, "Siti")
    assert siti is not None
    notices.keep((shop.program.id, 2, siti.account_id), "portal", clock.read(), is_read=False)
    return shop


@pytest.mark.usefixtures("grocer")
def test_it_prints_the_message_and_who_has_been_told() -> None:
    answer = setia("program", "notice")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(
        "Grocery points changes on 1 April 2018\n\nVoucher for 5 dollars\nUntil then: It costs 500 points.\n"
        "From 1 April 2018: It costs 600 points.\n"
    )
    assert "Told: 1 of 3, of whom 0 say that they have read it; not yet: 2. Letters sent: 0." in answer.out
    assert NoticeMailing.objects.count() == 0


@pytest.mark.usefixtures("grocer")
def test_for_machines_in_another_language() -> None:
    answer = setia("program", "notice", "2", "--language", "th", "--json")
    told = json.loads(answer.out)
    assert told["subject"] == "คะแนนของชำ จะเปลี่ยนในวันที่ 1 เมษายน 2561"
    assert (told["version"], told["starts_at"]) == (2, at("2018-04-01"))
    assert (told["told"], told["read"], told["members"]) == (1, 0, 3)


@pytest.mark.usefixtures("grocer")
def test_letters_are_asked_for_once_and_by_the_number_of_the_version() -> None:
    answer = setia("program", "notice", "--send")
    assert answer.code == 2
    assert "say which version, such as `setia program notice 2 --send`." in answer.err
    assert NoticeMailing.objects.count() == 0
    for said in ("Letters are sent from now on.", "Letters had been asked for before."):
        answer = setia("program", "notice", "2", "--send")
        assert (answer.code, said in answer.out) == (0, True)
    assert [(one.version, one.reached) for one in NoticeMailing.objects.all()] == [(2, 0)]
    assert list(AuditLog.objects.filter(action="notice_mailed").values_list("subject", flat=True)) == ["v2"]


def test_what_is_not_coming_or_not_worse_has_no_notice(grocer: Shop) -> None:
    applies("2018-05-01", ("- {amount: 500}", "- {amount: 600}"), ("points: 1, per", "points: 2, per"))
    for version in ("1", "3", "9"):
        answer = setia("program", "notice", version)
        assert answer.code == 2
        assert f"version {version} is none that is coming and worse for members; such are: 2." in answer.err
    grocer.day_is("2018-06-01")
    answer = setia("program", "notice")
    assert (answer.code, answer.out) == (2, "")
    assert "no version is coming that is worse for members." in answer.err

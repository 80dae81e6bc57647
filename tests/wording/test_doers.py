"""Codes that pages show: of who did something, to what, why, and how it was paid. Each is said in words."""

from __future__ import annotations

import pytest

from setia.wording import codes
from setia.wording.doers import doer, subject
from setia.wording.expected import expected
from setia.wording.languages import LANGUAGES, TRANSLATED, Language
from setia.wording.sentences import Speech


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_are_known_by_their_short_names_and_others_by_their_own(language: Language) -> None:
    by = Speech(language)
    assert [doer(by, one) for one in ("staff:nok", "gateway", "", "system", "setia")] == [
        "nok",
        "gateway",
        "",
        "Setia",
        "Setia",
    ]
    assert doer(by, "staff:nok", "console") == "nok"
    assert doer(by, "member", "web") == doer(by, "mem_abc", "member")
    others = {doer(by, "nok", "cli"), doer(by, "nok", "api"), doer(by, "nok", "import")}
    assert len(others) == 2, "a command at the server, and a system"
    assert "nok" not in others
    assert doer(by, "till:kl-1").endswith("kl-1")
    assert ":" not in doer(by, "till:kl-1")


def test_what_was_done_to_is_named_with_its_number() -> None:
    by = Speech("th")
    told = {one: subject(by, one) for one in ("v2", "v2 weekend", "proposal 3", "proposal-3", "upload-4", "flag-5")}
    assert told == {
        "v2": "ฉบับที่ 2",
        "v2 weekend": "ฉบับที่ 2, weekend",
        "proposal 3": "ข้อเสนอที่ 3",
        "proposal-3": "ข้อเสนอที่ 3",
        "upload-4": "ไฟล์ที่ 4",
        "flag-5": "รายการที่ 5",
    }
    assert [subject(by, one) for one in ("mem_1", "kl-1", "v", "")] == ["mem_1", "kl-1", "v", ""]


@pytest.mark.parametrize("language", TRANSLATED)
def test_reasons_charges_and_ways_to_pay_are_words(language: Language) -> None:
    by = Speech(language)
    assert codes.reason(by, "goodwill") != "goodwill"
    assert codes.reason(by, "counted_wrong") == "counted wrong"
    assert codes.charge(by, "shipping") != "shipping"
    assert codes.payment(by, "cash") != "cash"
    assert codes.payment(by, "promptpay") == "PromptPay"
    assert codes.payment(by, "barter") == "barter"


def test_what_was_expected_is_said_and_words_of_documents_stay() -> None:
    by = Speech("th")
    assert expected(by, "a whole number or a text") == "จำนวนเต็ม หรือ ข้อความ"
    assert expected(by, "0 to 10") == "0 ถึง 10"
    assert expected(by, "expected <block end>, but found '}'") == "ไม่ควรมี `}` ตรงนี้"
    assert expected(by, "any_of, bounds (at_least, at_most)") == "any_of, bounds (at_least, at_most)"
    assert expected(Speech("en"), "expected <block end>, but found '}'") == "expected <block end>, but found '}'"

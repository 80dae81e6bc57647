"""A no is said in the language of whoever asks; what is kept with a key in that of whoever asked first."""

from __future__ import annotations

import pytest

from setia.wording.languages import LANGUAGES
from tests.api.till import Till

SITI = "card:7001"
SAID = {
    "en": "Only 0 points are usable, 500 were asked for.",
    "ms": "Hanya 0 mata boleh digunakan, 500 diminta.",
    "id": "Hanya 0 poin yang dapat digunakan, 500 diminta.",
    "th": "ใช้ได้เพียง 0 คะแนน แต่ขอใช้ 500",
}


def asks(till: Till, tongue: str, key: str = "k1") -> tuple[str, str, bytes]:
    found = till.posts(f"/members/{SITI}/redemptions", {"amount": 500}, key, **{"Accept-Language": tongue})
    return found.json()["detail"], found.headers["Content-Language"], found.content


def test_a_refusal_is_said_in_the_language_that_is_asked_for(till: Till) -> None:
    till.sells(SITI, 50, "R1", enrol=True)
    assert {one: asks(till, one, one)[0] for one in LANGUAGES} == SAID
    for wanted, language in {"th-TH,en;q=0.5": "th", "fr": "en", "": "en", "id;q=0.2,ms;q=0.9": "ms"}.items():
        assert asks(till, wanted, f"as {language}{len(wanted)}".replace(" ", "-"))[:2] == (SAID[language], language)


def test_a_repetition_says_the_same_bytes_whatever_language_it_asks_for(till: Till) -> None:
    till.sells(SITI, 50, "R1", enrol=True)
    first = asks(till, "th")
    till.sells(SITI, 900_00, "R2")
    assert asks(till, "th") == first
    assert asks(till, "id") == first
    assert first[1] == "th"


@pytest.mark.parametrize(
    ("body", "thai", "english"),
    [
        ({}, "ขาดช่อง amount", "The field amount is missing."),
        ({"amount": 1, "more": 2}, "ไม่มีช่อง more ที่นี่", "There is no field more here."),
        ({"amount": "1"}, "ช่อง amount ไม่ถูกต้อง", "The field amount is not as it must be: Expected `int`"),
    ],
)
def test_what_is_wrong_with_a_request_is_said_too(till: Till, body: dict[str, object], thai: str, english: str) -> None:
    path = f"/members/{SITI}/redemptions"
    assert till.posts(path, body).json()["detail"].startswith(english)
    told = till.posts(path, body, **{"Accept-Language": "th"}).json()["detail"]
    assert told.startswith(thai)


def test_who_is_not_known_is_told_in_his_language_too(till: Till) -> None:
    till.key = "wrong"
    assert asks(till, "ms")[:2] == ("Kunci ini tidak sah.", "ms")


def test_every_no_of_a_batch_is_said(till: Till) -> None:
    items = [{"kind": "purchase", "purchase": {"source": "till", "receipt": "R1"}}]
    found = till.posts("/batch", {"items": items}, **{"Accept-Language": "id"})
    assert found.json()["detail"].startswith("Isian ")


def test_a_history_is_told_in_the_language_that_is_asked_for(till: Till) -> None:
    till.sells(SITI, 57_43, "R1", enrol=True)
    till.posts(f"/members/{SITI}/redemptions", {"amount": 5, "reference": "cake"})

    def told(tongue: str) -> list[str]:
        headers = {"Authorization": f"Bearer {till.key}", "Accept-Language": tongue}
        found = till.client.get(f"/api/v1/members/{SITI}/movements", headers=headers).json()
        return [one["text"] for one in found["movements"]]

    assert told("en") == ["It was used. It was for cake.", "Bought for 57.43 USD (receipt R1).", "Joined the program."]
    assert told("ms")[::2] == ["Telah digunakan. Ini untuk cake.", "Menyertai program."]
    assert told("id")[::2] == ["Telah digunakan. Ini untuk cake.", "Bergabung dengan program."]
    assert told("th")[::2] == ["ใช้ไป สำหรับ cake", "เข้าร่วมโปรแกรม"]


def test_a_tag_may_ask_for_thai_digits_and_a_repetition_has_the_same_bytes(till: Till) -> None:
    till.sells(SITI, 50, "R1", enrol=True)
    first = asks(till, "th-u-ca-gregory-nu-thai,en;q=0.5")
    assert first[:2] == (SAID["th"].translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")), "th")
    assert asks(till, "th") == first
    assert asks(till, "th", "k2")[0] == SAID["th"]
    assert asks(till, "id-u-nu-thai", "k3")[0] == SAID["id"]

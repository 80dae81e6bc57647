"""Why a code cannot be used, a row for each reason; of several the one that no waiting helps against."""

from __future__ import annotations

import pytest

from setia.engine.price_codes import AT_LEAST, PriceCode, Standing, refusal
from setia.engine.refusals import Refusal

NOW = 1_000 * AT_LEAST
LATER = NOW + 60_000_000

ROWS: dict[str, tuple[PriceCode, Standing, str, dict[str, int | str]]] = {
    "free": (PriceCode("d", "r"), Standing(), "", {}),
    "used up": (PriceCode("d", "r"), Standing(used=1), "code_used", {"uses": 1}),
    "one use left": (PriceCode("d", "r", 3), Standing(used=1, reserved=1), "", {}),
    "reserved by somebody": (
        PriceCode("d", "r", 3),
        Standing(used=2, reserved=1, free_at=LATER),
        "code_reserved",
        {"until": LATER},
    ),
    "as often as one likes": (PriceCode("d", "r", None), Standing(used=10**9, reserved=5), "", {}),
    "of another member": (PriceCode("d", "r", account_id=8), Standing(), "code_of_other_member", {}),
    "one's own": (PriceCode("d", "r", account_id=7), Standing(), "", {}),
    "before it begins": (PriceCode("d", "r", begins_at=LATER), Standing(), "code_not_yet", {"begins": LATER}),
    "at the instant at which it begins": (PriceCode("d", "r", begins_at=NOW), Standing(), "", {}),
    "at the instant at which it ends": (PriceCode("d", "r", ends_at=NOW), Standing(), "code_expired", {"ended": NOW}),
    "just before it ends": (PriceCode("d", "r", ends_at=NOW + 1), Standing(), "", {}),
    "given back six days ago": (PriceCode("d", "r", ends_at=NOW - 5), Standing(given_back_at=NOW - 6), "", {}),
    "given back seven days ago": (
        PriceCode("d", "r", ends_at=5),
        Standing(given_back_at=NOW - AT_LEAST),
        "code_expired",
        {"ended": NOW},
    ),
    "taken back, though its order came back": (
        PriceCode("d", "r", ends_at=0),
        Standing(given_back_at=NOW - 1),
        "code_withdrawn",
        {},
    ),
    "as often as a member can": (
        PriceCode("d", "r", None, per_member=2),
        Standing(used=9, by_member=2),
        "code_used_by_member",
        {"uses": 2},
    ),
    "once more for this member": (PriceCode("d", "r", None, per_member=2), Standing(used=9, by_member=1), "", {}),
    "another's, expired and used": (
        PriceCode("d", "r", account_id=8, ends_at=5),
        Standing(used=1),
        "code_of_other_member",
        {},
    ),
    "used before it begins": (PriceCode("d", "r", begins_at=LATER), Standing(used=1), "code_used", {"uses": 1}),
}


@pytest.mark.parametrize("row", ROWS)
def test_whether_a_code_can_be_used(row: str) -> None:
    code, standing, expected, numbers = ROWS[row]
    found = refusal(code, standing, 7, NOW)
    assert (found.code if found else "", found.numbers if found else {}) == (expected, numbers)


def test_what_is_counted_by_member_is_not_for_guests() -> None:
    assert refusal(PriceCode("d", "r", None, per_member=2), Standing(), None, NOW) == Refusal("code_for_members")


def test_a_guest_has_no_code_of_a_members() -> None:
    found = refusal(PriceCode("d", "r", account_id=8), Standing(), None, NOW)
    assert found is not None
    assert found.code == "code_of_other_member"

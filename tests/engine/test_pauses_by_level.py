"""What levels do to units that expire: a pause while they last, and what becomes of it when they are lost (S7)."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.commands import Earn, GrantTier
from setia.engine.rules.versions import Versions
from setia.engine.rules.wallet_type import OnLeave
from tests.engine.journals import Journal, midnight, noon
from tests.engine.programs import compiled, versions, wallet
from tests.engine.receipts import receipt


def stars(on_leave: OnLeave, **expiry: str) -> Versions:
    levels: list[dict[str, Any]] = [
        {"id": "green"},
        {
            "id": "gold",
            "qualify": [{"measure": "spend", "at_least": 1000}],
            "pauses_expiry": ["points"],
            "on_leave": on_leave,
        },
    ]
    return versions(
        compiled(
            wallets=[wallet(expiry=expiry or {"after": "P6M"})],
            tiers=[{"id": "club", "levels": levels, "window": {"kind": "rolling", "months": 12}}],
        )
    )


@pytest.mark.parametrize(("on_leave", "through"), [("restart", "2027-12-02"), ("resume", "2027-07-16")])
def test_gold_pauses_expiry_and_green_lets_it_go_on(on_leave: OnLeave, through: str) -> None:
    """S7: lot of 15 January 2026, through 15 July; Gold from 1 June 2026 through 31 May 2027."""
    journal = Journal(stars(on_leave))
    journal.take(Earn(noon("2026-01-15"), "points", 7, "welcome"))
    journal.take(GrantTier(noon("2026-06-01"), "club", "gold", midnight("2027-06-01"), "goodwill"))
    journal.sweeps(midnight("2027-06-01") - 1)
    assert journal.points() == 7
    journal.sweeps(midnight("2027-06-01"))
    assert journal.fold.lots[1].expires_at == midnight(through)
    journal.sweeps(midnight(through) - 1)
    assert journal.points() == 7
    journal.sweeps(midnight(through))
    assert journal.points() == 0


@pytest.mark.parametrize("expiry", [{"after": "P6M"}, {"idle": "P6M"}, {"after": "P6M", "idle": "P3M"}])
def test_what_gold_has_kept_may_stay_for_ever_and_what_comes_after_does_not(expiry: dict[str, str]) -> None:
    journal = Journal(stars("keep", **expiry))
    journal.take(Earn(noon("2026-01-15"), "points", 7, "welcome"))
    journal.take(GrantTier(noon("2026-03-01"), "club", "gold", midnight("2027-03-01"), "goodwill"))
    journal.take(Earn(noon("2027-02-01"), "points", 5, "welcome"))
    journal.sweeps(midnight("2027-03-01"))
    journal.take(Earn(noon("2027-03-02"), "points", 11, "welcome"))
    journal.sweeps(noon("2027-05-30"))
    assert journal.points() == 7 + 5 + 11
    journal.sweeps(noon("2040-01-01"))
    assert journal.points() == 7 + 5
    assert journal.fold.account.next_due_at is None


def test_what_had_ended_before_gold_is_not_kept() -> None:
    journal = Journal(stars("keep"))
    journal.take(Earn(noon("2026-01-15"), "points", 7, "welcome"))
    journal.take(GrantTier(noon("2026-08-01"), "club", "gold", midnight("2027-03-01"), "goodwill"))
    journal.sweeps(noon("2027-06-01"))
    assert journal.points() == 0


def test_a_level_that_is_left_by_hand_gives_every_lot_its_new_end() -> None:
    journal = Journal(stars("restart"))
    journal.take(Earn(noon("2026-01-15"), "points", 7, "welcome"))
    journal.take(GrantTier(noon("2026-06-01"), "club", "gold", None, "goodwill"))
    journal.take(GrantTier(noon("2026-09-01"), "club", "green", None, "mistake"))
    assert journal.fold.lots[1].expires_at == midnight("2027-03-02")


def test_a_level_that_is_left_before_anything_is_due_does_so_too() -> None:
    journal = Journal(stars("restart"))
    journal.take(Earn(noon("2026-01-15"), "points", 7, "welcome"))
    journal.take(GrantTier(noon("2026-06-01"), "club", "gold", None, "goodwill"))
    journal.take(GrantTier(noon("2026-06-15"), "club", "green", None, "mistake"))
    assert journal.fold.lots[1].expires_at == midnight("2026-12-16")
    journal.sweeps(noon("2027-01-01"))
    assert (journal.points(), journal.written[-1].effective_at) == (0, midnight("2026-12-16"))


def test_a_level_reached_by_a_purchase_pauses_from_then_on() -> None:
    journal = Journal(stars("resume"))
    journal.take(Earn(noon("2026-01-15"), "points", 7, "welcome"))
    journal.buys(100_000, at=noon("2026-07-15"))
    journal.sweeps(noon("2027-01-01"))
    assert journal.points() == 1_007
    other = Journal(stars("resume"))
    other.take(Earn(noon("2026-01-15"), "points", 7, "welcome"))
    other.records(receipt(100_000, event_at=noon("2026-07-16")), noon("2026-07-16"))
    assert other.points() == 1_000, "the lot had ended with 15 July"

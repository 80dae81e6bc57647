"""Two members become one, and two again: what is not units joins and parts with the units (ledger 4.12)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import (
    CancelReward,
    Earn,
    GrantTier,
    MergeIn,
    MergeOut,
    RedeemReward,
    UnmergeIn,
    UnmergeOut,
    UseReward,
)
from setia.engine.decide import Decision, second_half
from setia.engine.given import Given
from setia.engine.ledger.changes import from_json as changes_from_json
from setia.engine.rules.versions import Versions
from tests.engine.clubs import club, spend
from tests.engine.journals import Journal, midnight, noon
from tests.engine.programs import compiled, effect, rule, versions

SPRING = noon("2018-03-01")
MERGED = noon("2018-05-01")
PARTED = noon("2018-05-20")
A, B, C = ("aa" * 16, "bb" * 16, "cc" * 16)
GOLD = club(("silver", spend(50)), ("gold", spend(100)))


def pair(applied: Versions) -> tuple[Journal, Journal]:
    """Two members of one program."""
    return Journal(applied, b"a"), Journal(applied, b"b")


def merge(source: Journal, target: Journal, at: int = MERGED, *, names: tuple[str, str] = (A, B)) -> Decision:
    """Both halves; the second gets what the first sent. Returns the second."""
    command = MergeOut(at, names[1], "same_person")
    sent = source.take(command)
    assert sent.parcel is not None
    half = second_half(command, sent.parcel, names[0])
    assert isinstance(half, MergeIn)
    return target.take(msgspec.json.decode(msgspec.json.encode(half), type=MergeIn))


def unmerge(target: Journal, source: Journal, number: int, at: int = PARTED) -> Decision:
    """Both halves. Returns the second."""
    command = UnmergeOut(at, number, A, "not_the_same_person")
    sent = target.take(command)
    assert sent.parcel is not None
    half = second_half(command, sent.parcel, B)
    assert isinstance(half, UnmergeIn)
    return source.take(half)


def own_counters(journal: Journal) -> dict[tuple[str, str], int]:
    """What is counted of the member himself."""
    return {key: n for key, n in journal.fold.counters.items() if n and not key[0].startswith("merged:")}


def test_what_two_have_spent_makes_one_member_gold() -> None:
    a, b = pair(GOLD)
    a.buys(60_00, at=SPRING)
    b.buys(50_00, at=SPRING + DAY)
    assert (a.level(), b.level()) == ("silver", "silver")
    done = merge(a, b)
    assert b.fold.counters["tier:club:spend", "2018"] == 110_00
    assert (b.level(), b.tier().until, b.tier().origin_seq) == ("gold", midnight("2020-01-01"), done.known_as)
    assert b.tier_changes[-1] == (MERGED, "silver", "gold", "reached")
    assert [one.kind for one in done.transactions] == ["merge", "tier_change"]
    b.sweeps(midnight("2020-01-01"))
    assert b.level() == "base"


def test_a_merged_member_has_the_visits_and_badges_of_both_and_the_later_last_visit() -> None:
    first = rule({"kind": "badge", "badge": "first"}, id="first", when=[{"kind": "first_purchase"}])
    dear = rule({"kind": "badge", "badge": "big"}, id="big", when=[{"kind": "basket_total", "at_least": 100}])
    a, b = pair(versions(compiled(rules=[rule(effect()), first, dear])))
    a.buys(200_00, at=SPRING)
    a.buys(1_00, at=SPRING + 2 * DAY)
    b.buys(1_00, at=SPRING + DAY)
    assert (a.fold.account.progress.badges, b.fold.account.progress.badges) == (("big", "first"), ("first",))
    done = merge(a, b)
    progress = b.fold.account.progress
    assert (progress.visits, progress.last_visit_at) == (3, SPRING + 2 * DAY)
    assert progress.badges == ("first", "big")
    assert changes_from_json(done.transactions[0].changes).badges == ("big",), "named by the merge: it is new here"


@pytest.mark.parametrize(
    ("theirs", "mine", "kept", "then"),
    [
        (("gold", "2018-09-01"), None, ("gold", "2018-09-01"), "base"),
        (("gold", "2018-09-01"), ("silver", "2019-01-01"), ("gold", "2018-09-01"), "silver"),
        (("silver", "2019-01-01"), ("gold", "2018-09-01"), ("gold", "2018-09-01"), "silver"),
        (("gold", "2018-09-01"), ("gold", "2018-08-01"), ("gold", "2018-09-01"), "base"),
        (("gold", "2018-08-01"), ("gold", "2018-09-01"), ("gold", "2018-09-01"), "base"),
        (None, ("silver", "2018-09-01"), ("silver", "2018-09-01"), "base"),
    ],
)
def test_the_higher_level_is_kept_with_its_end_and_the_lower_one_follows(
    theirs: tuple[str, str] | None, mine: tuple[str, str] | None, kept: tuple[str, str], then: str
) -> None:
    a, b = pair(GOLD)
    for journal, granted in ((a, theirs), (b, mine)):
        if granted is not None:
            journal.take(GrantTier(SPRING, "club", granted[0], midnight(granted[1]), "goodwill"))
    merge(a, b)
    assert (b.level(), b.tier().until) == (kept[0], midnight(kept[1]))
    b.sweeps(midnight("2018-09-01"))
    assert b.level() == then


def test_a_limit_counts_what_either_of_them_was_given() -> None:
    limits = [{"id": "monthly", "every": "month", "units": 10}]
    a, b = pair(versions(compiled(limits=limits, rules=[rule(effect(), limits=["monthly"])])))
    a.buys(6_00, at=MERGED - 60)
    b.buys(3_00, at=MERGED - 60)
    merge(a, b)
    b.buys(9_00, at=MERGED + DAY)
    assert b.points() == 10


def test_years_of_ones_own_run_on_beside_each_other() -> None:
    """A's year began on 1 March, B's on 1 October: on 1 May both are in one that has begun."""
    a, b = pair(club(("gold", spend(100)), window={"kind": "anniversary"}, lasts={"kind": "end_of_year"}))
    a.enrols(noon("2016-03-01"))
    b.enrols(noon("2017-10-01"))
    a.buys(20_00, at=noon("2018-02-01"))
    a.buys(40_00, at=noon("2018-03-02"))
    b.buys(60_00, at=noon("2018-02-01"))
    merge(a, b)
    counted = {when: n for (name, when), n in own_counters(b).items() if name == "tier:club:spend"}
    assert counted == {"2016-10-01a": 20_00, "2017-10-01a": 100_00}
    assert b.level() == "gold"
    assert b.fold.account.progress.joined_at == noon("2017-10-01")


VOUCHERS: list[dict[str, Any]] = [
    {"id": "mug", "value": 5, "prices": [{"amount": 10}], "valid_for": "P60D", "quota": {"times": 1, "every": "year"}},
    {"id": "film", "value": 9, "prices": [{"amount": 10}], "codes": "pool"},
]


def with_vouchers() -> tuple[Journal, Journal]:
    """A has a mug, and a film with a code."""
    a, b = pair(versions(compiled(rewards=VOUCHERS)))
    a.take(Earn(SPRING, "points", 100, "welcome"))
    b.take(Earn(SPRING, "points", 100, "welcome"))
    a.take(RedeemReward(MERGED - DAY, "mug"))
    a.take(RedeemReward(MERGED - DAY, "film"), None, Given(stock={"film": 1}, codes={"film": "c0de"}))
    return a, b


def test_rewards_are_issued_again_with_their_ends_and_their_worth() -> None:
    a, b = with_vouchers()
    done = merge(a, b)
    assert [one.state for one in a.fold.rewards.values()] == ["cancelled", "cancelled"]
    assert {change.cause for change in a.changes[-1].rewards} == {"merged"}
    had, has = list(a.fold.rewards.values()), list(b.fold.rewards.values())
    assert [(one.reward, one.expires_at, one.worth, one.code) for one in has] == [
        (one.reward, one.expires_at, one.worth, one.code) for one in had
    ]
    assert (has[0].expires_at, has[0].worth, has[1].code) == (midnight("2018-06-30"), 5_00, "c0de")
    assert (done.stock, has[0].state, has[0].seq) == ({}, "issued", done.known_as)
    b.uses(2, MERGED + DAY)
    b.sweeps(midnight("2018-06-30"))
    assert [one.state for one in b.fold.rewards.values()] == ["expired", "used"]


def test_a_reward_that_was_merged_counts_against_the_quota_until_it_is_undone() -> None:
    a, b = with_vouchers()
    done = merge(a, b)
    assert b.refused(RedeemReward(MERGED + 1, "mug")) == "quota_reached"
    b.take(CancelReward(MERGED + 2, 1, done.known_as))
    assert b.points() == 180, "80 came with A; what was paid for the mug was paid in another account"
    b.take(RedeemReward(MERGED + 3, "mug"))


def test_parted_again_each_has_his_own() -> None:
    a, b = with_vouchers()
    before = own_counters(a)
    merge_seq = merge(a, b).known_as
    assert own_counters(b) == before
    b.take(UseReward(MERGED + DAY, 2))
    unmerge(b, a, merge_seq)
    assert own_counters(a) == before
    assert own_counters(b) == {}
    assert [one.state for one in b.fold.rewards.values()] == ["cancelled", "used"]
    assert b.changes[-1].rewards[0].cause == "unmerged"
    (back,) = [one for one in a.fold.rewards.values() if one.state == "issued"]
    assert (back.reward, back.expires_at, back.worth) == ("mug", midnight("2018-06-30"), 5_00)
    assert a.refused(RedeemReward(PARTED + 1, "mug")) == "quota_reached"
    a.uses(back.no, PARTED + 2)
    b.take(RedeemReward(PARTED + 1, "mug"))


def test_what_the_target_has_no_more_is_not_taken_from_what_is_his_own() -> None:
    a, b = with_vouchers()
    done = merge(a, b)
    b.take(CancelReward(MERGED + 1, 1, done.known_as))
    unmerge(b, a, done.known_as)
    assert b.fold.counters["reward:mug", "2018"] == 0


def test_levels_visits_and_counters_part_too() -> None:
    a, b = pair(GOLD)
    a.buys(70_00, at=SPRING)
    b.buys(40_00, at=SPRING)
    was = a.fold.account.progress
    done = merge(a, b)
    b.buys(15_00, at=MERGED + DAY)
    assert b.level() == "gold"
    unmerge(b, a, done.known_as)
    assert b.fold.counters["tier:club:spend", "2018"] == 55_00
    assert b.fold.account.progress.visits == 2
    assert (b.level(), b.tier_changes[-1][1:]) == ("silver", ("gold", "silver", "unmerged"))
    itself_again = {"booked_to": was.booked_to, "merged_away": 0, "parted": ()}
    assert msgspec.structs.replace(a.fold.account.progress, **itself_again) == was
    a.buys(30_00, at=PARTED + DAY)
    assert a.level() == "gold"


def test_a_level_that_was_given_goes_with_him_to_whom_it_was_given() -> None:
    a, b = pair(GOLD)
    a.take(GrantTier(SPRING, "club", "silver", midnight("2018-09-01"), "goodwill"))
    b.take(GrantTier(SPRING, "club", "gold", midnight("2018-08-01"), "goodwill"))
    done = merge(a, b)
    unmerge(b, a, done.known_as)
    assert (a.level(), b.level()) == ("silver", "gold")
    b.sweeps(midnight("2018-08-01"))
    assert b.level() == "base", "A's silver does not lie beneath it any more"


def test_a_merge_of_the_merged_brings_what_came_and_none_of_its_marks() -> None:
    a, b = pair(GOLD)
    c = Journal(GOLD, b"c")
    a.buys(30_00, at=SPRING)
    b.buys(30_00, at=SPRING)
    c.buys(39_00, at=SPRING)
    merge(a, b)
    done = merge(b, c, MERGED + DAY, names=(B, C))
    assert own_counters(c) == {("tier:club:spend", "2018"): 99_00}
    assert {name for name, _ in c.fold.counters if name.startswith("merged:")} == {
        f"merged:{done.known_as}:tier:club:spend",
        f"merged:{done.known_as}:visits",
    }
    assert c.fold.account.progress.visits == 3


def test_a_member_who_had_nothing_brings_nothing() -> None:
    a, b = pair(GOLD)
    a.enrols(SPRING)
    b.enrols(SPRING)
    done = merge(a, b)
    assert [(one.kind, one.changes) for one in done.transactions] == [("record", "")]
    assert b.fold.counters == {}
    unmerge(b, a, done.known_as)
    assert a.fold.account.status == "open"


def test_rewards_that_went_on_and_came_back_go_to_whom_they_were_given_first() -> None:
    """A into B, B into C; then B is himself again, and then A."""
    a, b = with_vouchers()
    c = Journal(a.fold.versions, b"c")
    c.take(Earn(SPRING, "points", 1, "welcome"))
    first = merge(a, b).known_as
    second = merge(b, c, MERGED + DAY, names=(B, C)).known_as
    c.take(UseReward(MERGED + 2 * DAY, 2))
    sent = c.take(UnmergeOut(PARTED, second, B))
    assert sent.parcel is not None
    half = second_half(UnmergeOut(PARTED, second, B), sent.parcel, C)
    b.take(half)
    assert [one.reward for one in b.fold.rewards.values() if one.state == "issued"] == ["mug"]
    unmerge(b, a, first, PARTED + DAY)
    assert [one.state for one in b.fold.rewards.values()] == ["cancelled"] * 3
    (back,) = [one for one in a.fold.rewards.values() if one.state == "issued"]
    assert (back.reward, back.expires_at, back.worth) == ("mug", midnight("2018-06-30"), 5_00)
    a.uses(back.no, PARTED + 2 * DAY)
    assert (a.points(), b.points(), c.points()) == (80, 100, 1)

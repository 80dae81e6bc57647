"""What a guard keeps back: what waits, what becomes of it, and that nothing else of the member is ever touched."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from setia.engine.calendar import DAY, HOUR
from setia.engine.commands import (
    CelebrateBirthday,
    Command,
    RecordEvent,
    ReleaseChecked,
    ReleasePending,
    RevokeChecked,
)
from setia.engine.given import Given, from_json
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.lots import UNTIL_CHECKED
from setia.engine.rules.facts import Event
from setia.engine.rules.verdict import from_json as why_from_json
from setia.engine.rules.versions import Version, Versions
from setia.engine.what_if import History, Shared, Skipped, retell
from tests.engine.journals import KEY, Journal, noon
from tests.engine.programs import compiled, effect, rule, wallet
from tests.engine.taken import Taken

TODAY = noon("2018-03-01")
TYPED_AT = noon("2018-02-01")
STARS = {"id": "stars", "unit": {"en": "stars"}}
BIRTHDAY = {"kind": "fixed_points", "points": 10}


def two(right: dict[str, Any], wrong: dict[str, Any]) -> Versions:
    """A version that is right, and one of February that is not."""
    second = compiled(**{**wrong, "effective_from": "2018-02-01"})
    return Versions((Version(1, 0, compiled(**right)), Version(2, TYPED_AT, second)))


def rules(rate: int, **more: Any) -> dict[str, Any]:
    """A rate, and a star for every purchase."""
    others = [rule({"kind": "fixed_points", "points": 1, "wallet": "stars"}, id="star")]
    return {"rules": [rule(effect(points=rate)), *others], "wallets": [wallet(), STARS], **more}


MISTYPED = two(rules(1), rules(100))
ONLY_BASE = Given(guarded=("2:base",))


class Born(Journal):
    """A journal of somebody whose birthday is known."""

    def _named(self, command: Command, said: Stamp, offered: Given) -> Given:
        return offered


def waits(journal: Journal, order: int) -> dict[str, tuple[int, ...]]:
    """By rule, the lots that the order's last judgement says wait."""
    told = [one.why for one in journal.written if one.why and (one.origin_seq or one.seq) == order]
    return why_from_json(told[-1]).checked


def test_new_awards_of_the_rule_wait_and_those_of_others_do_not() -> None:
    journal = Journal(MISTYPED)
    before = journal.buys(10_00, at=TODAY)
    order = journal.buys(10_00, at=TODAY, offered=ONLY_BASE)
    assert (journal.points(), journal.wallet().pending, journal.points("stars")) == (1000, 1000, 2)
    assert (waits(journal, before), waits(journal, order)) == ({}, {"base": (3,)})
    assert journal.fold.lots[3].active_at == UNTIL_CHECKED
    assert from_json(journal.written[-1].given) == ONLY_BASE, "that it was said is journalled"
    assert journal.fold.account.next_due_at == UNTIL_CHECKED, "time alone changes nothing"


def test_what_is_said_of_a_rule_that_gives_nothing_is_not_journalled() -> None:
    journal = Journal(MISTYPED)
    journal.buys(10_00, at=TODAY, offered=Given(guarded=("1:base", "2:other")))
    assert (journal.points(), journal.written[-1].given) == (1000, "")


def test_released_it_is_as_if_it_had_never_waited() -> None:
    journal = Journal(MISTYPED)
    order = journal.buys(10_00, at=TODAY, offered=ONLY_BASE)
    journal.take(ReleaseChecked(TODAY + HOUR, order, ("base",)))
    assert (journal.points(), journal.wallet().pending, waits(journal, order)) == (1000, 0, {})
    decided = journal.take(ReleaseChecked(TODAY + HOUR, order, ("base",)))
    assert decided.transactions == (), "twice is once"
    journal.returns(order, TODAY + 2 * HOUR, 1)
    assert (journal.points(), journal.points("stars")) == (0, 0)


def test_revoked_it_is_what_the_version_before_gives_and_stays_so() -> None:
    journal = Journal(MISTYPED)
    free = journal.buys(50_00, at=TODAY)
    order = journal.buys(10_00, 30_00, at=TODAY, offered=ONLY_BASE)
    journal.take(RevokeChecked(TODAY + HOUR, order, ("base",), 1))
    assert (journal.points(), journal.wallet().pending) == (5000 + 40, 0)
    assert (journal.wallet().debt, journal.points("stars")) == (0, 2)
    journal.returns(order, TODAY + 2 * HOUR, 1)
    assert journal.points() == 5000 + 30, "a return of 10 takes 10 and not 1000"
    journal.returns(free, TODAY + 2 * HOUR, 1)
    assert journal.points() == 30, "what was given before is judged as it was"


def test_a_revocation_takes_from_what_waits_and_forgives_what_is_not_there() -> None:
    """The wrong version gives 5 stars, too; nobody has stopped those, and so nobody takes them back."""
    wrong = rules(100)
    wrong["rules"][1] = rule({"kind": "fixed_points", "points": 5, "wallet": "stars"}, id="star")
    journal = Journal(two(rules(1), wrong))
    order = journal.buys(10_00, at=TODAY, offered=ONLY_BASE)
    journal.take(RevokeChecked(TODAY + HOUR, order, ("base",), 1))
    assert (journal.points(), journal.points("stars")) == (10, 5)
    assert ("stars", "adjusted", "issued", 4) in [
        (one.wallet, one.source, one.target, one.amount) for one in journal.entries
    ]


def test_each_of_two_rules_is_settled_by_itself() -> None:
    both = Given(guarded=("2:base", "2:star"))
    journal = Journal(MISTYPED)
    order = journal.buys(10_00, at=TODAY, offered=both)
    assert waits(journal, order) == {"base": (1,), "star": (2,)}
    journal.take(RevokeChecked(TODAY + HOUR, order, ("base",), 1))
    assert (journal.points(), journal.points("stars"), journal.wallet("stars").pending) == (10, 0, 1)
    journal.take(ReleaseChecked(TODAY + HOUR, order, ("star",)))
    assert (journal.points("stars"), waits(journal, order)) == (1, {})


def test_what_would_be_pending_anyway_is_pending_after_it() -> None:
    fields = {"wallets": [wallet(pending="P30D"), STARS]}
    for version, gave in ((0, 1000), (1, 10)):
        journal = Journal(two(rules(1, **fields), rules(100, **fields)))
        order = journal.buys(10_00, at=TODAY, offered=ONLY_BASE)
        settles = RevokeChecked(TODAY + DAY, order, ("base",), 1) if version else None
        journal.take(settles or ReleaseChecked(TODAY + DAY, order, ("base",)))
        assert (journal.points(), journal.wallet().pending) == (0, gave)
        journal.sweeps(TODAY + 32 * DAY)
        assert (journal.points(), journal.wallet().pending) == (gave, 0)


def test_who_gives_up_the_return_does_not_get_what_is_being_checked() -> None:
    fields = {"wallets": [wallet(pending="P30D"), STARS]}
    journal = Journal(two(rules(1, **fields), rules(100, **fields)))
    order = journal.buys(10_00, at=TODAY, offered=ONLY_BASE)
    journal.take(ReleasePending(TODAY + HOUR, order))
    assert (journal.points(), journal.wallet().pending) == (0, 1000)


def test_a_return_takes_what_waits_before_anything_else() -> None:
    journal = Journal(MISTYPED)
    journal.buys(10_00, at=TODAY)
    order = journal.buys(10_00, 10_00, at=TODAY, offered=ONLY_BASE)
    journal.returns(order, TODAY + HOUR, 1)
    assert (journal.points(), journal.wallet().pending) == (1000, 1000)
    journal.take(RevokeChecked(TODAY + 2 * HOUR, order, ("base",), 1))
    assert journal.points() == 1000 + 10


def test_an_edit_lets_only_what_is_more_wait() -> None:
    journal = Journal(MISTYPED)
    order = journal.buys(10_00, at=TODAY)
    newer = journal.fold._past(order)
    assert newer is not None
    assert newer.purchase is not None
    line = newer.purchase.lines[0]
    dearer = replace(newer.purchase, version=2, lines=(replace(line, net=15_00, list=15_00),), tenders=())
    journal.edits(order, replace(dearer, tenders=(replace(newer.purchase.tenders[0], amount=15_00),)), TODAY, ONLY_BASE)
    assert (journal.points(), journal.wallet().pending) == (1000, 500)
    journal.take(RevokeChecked(TODAY + HOUR, order, ("base",), 1))
    assert (journal.points(), journal.wallet().pending) == (1000, 0), "15 are due, 1000 were given and stay"


@pytest.mark.parametrize("kind", ["event", "birthday"])
def test_events_wait_and_are_judged_again_too(kind: str) -> None:
    trigger = "review" if kind == "event" else "birthday"
    more: dict[str, Any] = {"events": [{"id": "review"}]} if kind == "event" else {}
    when = [] if kind == "event" else [{"kind": "birthday", "days": 7}]
    versions = two(
        {"rules": [rule(BIRTHDAY, trigger=trigger, when=when)], **more},
        {"rules": [rule({**BIRTHDAY, "points": 1000}, trigger=trigger, when=when)], **more},
    )
    journal = Born(versions)
    journal.enrols(TODAY)
    if kind == "event":
        order = journal.take(RecordEvent(TODAY, Event("review")), offered=ONLY_BASE).known_as
    else:
        offered = Given(guarded=("2:base",), birthday=0)
        order = journal.take(CelebrateBirthday(TODAY), offered=offered).known_as
    assert (journal.points(), journal.wallet().pending) == (0, 1000)
    journal.take(RevokeChecked(TODAY + HOUR, order, ("base",), 1))
    assert (journal.points(), journal.wallet().pending) == (10, 0)


def test_a_what_if_knows_no_guard() -> None:
    """The mistake never waits in it, and there is nothing to settle: what was asked stands and does nothing."""
    journal = Taken(MISTYPED)
    for n in range(2):
        order = journal.buys(10_00, at=TODAY + n * HOUR, offered=ONLY_BASE)
        settles: list[Command] = [
            ReleaseChecked(TODAY + n * HOUR, order, ("base",)),
            RevokeChecked(TODAY + n * HOUR, order, ("base",), 1),
        ]
        journal.take(settles[n])
    assert journal.points() == 1000 + 10
    skipped: list[Skipped] = []
    for version, points in ((MISTYPED.applied[0], 20), (MISTYPED.applied[1], 2000)):
        told = retell(
            [History(KEY, journal.taken, {})],
            Versions((version,)),
            Shared(),
            lambda _p, _o, became: skipped.append(became) if isinstance(became, Skipped) else None,
        )
        assert told[0].fold.account.wallets["points"].available == points
    assert skipped == []

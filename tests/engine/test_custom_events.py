"""Custom events: judged like purchases, refused by field where they are not as the program describes them."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import RecordEvent, RedeemReward
from setia.engine.decide import Setting, decide
from setia.engine.refusals import Refusal
from setia.engine.rules.facts import Event
from tests.engine.accounts import FRESH, stamp
from tests.engine.journals import Journal, noon
from tests.engine.programs import compiled, effect, rule, versions

TODAY = noon("2018-03-01")
REVIEW = {
    "id": "review",
    "fields": [
        {"id": "stars", "type": "whole", "required": True, "least": 1, "most": 5},
        {"id": "photo", "type": "yes_no"},
        {"id": "about", "type": "text", "one_of": ["shop", "goods"]},
    ],
}
REWARDED = rule(
    {"kind": "fixed_points", "points": 20},
    id="reviewed",
    trigger="review",
    when=[{"kind": "event_field", "field": "photo", "any_of": [True]}],
    limits=["monthly"],
)
PROGRAM = compiled(
    events=[REVIEW],
    rules=[rule(effect()), REWARDED],
    limits=[{"id": "monthly", "every": "month", "times": 2}],
    tiers=[
        {
            "id": "club",
            "levels": [
                {"id": "base"},
                {"id": "critic", "qualify": [{"measure": "event", "event": "review", "at_least": 3}]},
            ],
        }
    ],
)


def review(at: int = TODAY, **fields: Any) -> RecordEvent:
    return RecordEvent(at, Event("review", {"stars": 4, **fields}), "app")


def test_an_event_earns_where_its_rule_holds_as_often_as_its_limit_allows() -> None:
    journal = Journal(versions(PROGRAM))
    assert journal.take(review(photo=True)).awarded == {"points": 20}
    assert journal.take(review(TODAY + 1, photo=False)).awarded == {}
    journal.take(review(TODAY + 2, photo=True))
    assert journal.take(review(TODAY + 3, photo=True)).awarded == {}, "twice a month"
    assert journal.take(review(TODAY + 31 * DAY, photo=True)).awarded == {"points": 20}
    assert journal.points() == 60


def test_events_are_counted_for_tiers_and_are_no_visits() -> None:
    journal = Journal(versions(PROGRAM))
    levels = []
    for i in range(4):
        journal.take(review(TODAY + i))
        levels.append(journal.level())
    assert levels == ["base", "base", "critic", "critic"]
    assert journal.fold.account.progress.visits == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"stars": 6}, "stars"),
        ({"stars": "4"}, "stars"),
        ({"stars": True}, "stars"),
        ({"photo": 1}, "photo"),
        ({"about": "weather"}, "about"),
        ({"mood": "good"}, "mood"),
    ],
)
def test_a_field_that_is_not_as_described_refuses_the_event(fields: dict[str, Any], field: str) -> None:
    refusal = decide(FRESH, review(**fields), Setting(stamp(review(), TODAY), versions(PROGRAM)))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.numbers["field"]) == ("event_field_fault", field)


def test_what_no_program_describes_is_refused() -> None:
    journal = Journal(versions(PROGRAM))
    assert journal.refused(RecordEvent(TODAY, Event("review"))) == "event_field_fault"
    assert journal.refused(RecordEvent(TODAY, Event("dance"))) == "unknown_event"
    assert journal.refused(RecordEvent(noon("2016-01-01"), Event("review", {"stars": 4}))) == "no_program_in_force"
    assert journal.refused(RedeemReward(TODAY, "dance")) == "unknown_reward"

"""What happened is said in every language: purchases, returns, events, levels, rewards, badges, notes."""

from __future__ import annotations

from typing import get_args

import pytest

from setia.engine.calendar import parse_instant
from setia.engine.ledger.changes import Changes
from setia.engine.ledger.issued import RewardChange, RewardState
from setia.engine.ledger.tier_status import TierChange
from setia.engine.rules.conditions.visibility import AUDIENCES, Audience
from setia.wording.happened import (
    bought,
    came_back,
    celebrated,
    follows,
    heading,
    not_written,
    outcomes,
    previewed,
    reported,
    unjudged,
)
from setia.wording.languages import LANGUAGES, Language
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker
from tests.engine.programs import effect, rule
from tests.engine.rules.judging import program
from tests.wording.checking import check
from tests.wording.worlds import FIELDS, name

DOCUMENT = program(rule(effect(), name=name(0)), **FIELDS).program
NEW_YEAR = parse_instant("2028-01-01T00:00:00Z", "UTC")
CAUSES = ("reached", "kept", "extended", "period_over", "returned", "granted", "whatever")
CHANGED = Changes(
    tiers=tuple(TierChange("status", "silver", "gold", until, cause) for cause in CAUSES for until in (None, NEW_YEAR)),
    rewards=tuple(
        RewardChange(1, "mug", state, ends, 0) for state in get_args(RewardState) for ends in (None, NEW_YEAR)
    ),
    badges=("f1",),
    attributes={"a1": "v1"},
)


def everything(speaker: Speaker) -> list[Sentence]:
    """All that can be said of what happened."""
    gained = {"points": 5, "stamps": -1}
    return [
        heading(speaker, 7, "Siti", NEW_YEAR, {}),
        heading(speaker, 7, "Siti", NEW_YEAR, gained),
        *(bought(speaker, 57_43, receipt) for receipt in ("", "R1")),
        *(came_back(speaker, receipt) for receipt in ("", "R1")),
        reported(speaker, "sale"),
        celebrated(speaker),
        *outcomes(speaker, CHANGED),
        *(follows(speaker, number, gained, Changes()) for number in (None, 8)),
        *(unjudged(speaker, origin) for origin in (None, 3)),
        previewed(speaker, "Siti"),
        not_written(speaker),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_happened_is_said_whole(language: Language, audience: Audience) -> None:
    said = everything(Speaker(DOCUMENT, language, audience))
    check(said, language)
    assert ("v1" in " ".join(one.text for one in said)) is (audience == "author")
    assert ("f1" in " ".join(one.text for one in said)) is (audience == "author")


def test_a_level_is_said_with_its_last_day() -> None:
    reached = Changes(tiers=(TierChange("status", "silver", "gold", NEW_YEAR, "reached"),))
    told = {one: outcomes(Speaker(DOCUMENT, one), reached)[0].text for one in LANGUAGES}
    assert told == {
        "en": "The level E2 is reached and lasts through 31 December 2027.",
        "ms": "Tahap M2 dicapai dan berkuat kuasa hingga 31 Disember 2027.",
        "id": "Tingkat I2 tercapai dan berlaku sampai 31 Desember 2027.",
        "th": "ได้เลื่อนเป็นระดับ ก2 ใช้ได้ถึงวันที่ 31 ธันวาคม 2570",
    }

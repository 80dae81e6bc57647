"""What a further version may not do to what members have: a table of refusals in order of precedence, with numbers."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from setia.engine.calendar import to_datetime
from setia.services.apply_program import CannotApply, apply_program
from setia.services.documents import read_program
from setia.storage import clock
from tests.shop import Shop, at
from tests.storage.tables import dump
from tests.stories.test_lives_across_versions import becomes, document


class Case(NamedTuple):
    """First version, second version applied at 2 January 2018 09:30 and in force from the next day; what it says."""

    first: str
    second: str
    code: str = ""
    earliest: str = ""


LATER = "apply_to_existing: 2018-03-04"
"""60 days after 2 January are 3 March, 09:30."""

CASES = {
    "another kind, and too early": Case(
        "after: P12M",
        "after: P6M, apply_to_existing: 2018-01-03}\n    kind: stamps\n    restores: {grace: P0D",
        "kind_changed",
    ),
    "before it is in force itself": Case(
        "after: P12M", "after: P6M, apply_to_existing: 2018-01-02", "existing_before_start"
    ),
    "longer, before it is in force itself": Case(
        "after: P6M", "after: P12M, apply_to_existing: 2018-01-02", "existing_before_start"
    ),
    "shorter, a day too early": Case(
        "after: P12M", "after: P6M, apply_to_existing: 2018-03-03", "notice_too_short", "2018-03-03T09:30"
    ),
    "shorter, a microsecond too early": Case(
        "after: P12M",
        'after: P6M, apply_to_existing: "2018-03-03T09:29:59.999999Z"',
        "notice_too_short",
        "2018-03-03T09:30",
    ),
    "shorter, on the instant": Case("after: P12M", 'after: P6M, apply_to_existing: "2018-03-03T09:30:00Z"'),
    "shorter, in time": Case("after: P12M", f"after: P6M, {LATER}"),
    "an end where there was none, too early": Case(
        "idle: P6M", "after: P99Y, apply_to_existing: 2018-03-03", "notice_too_short", "2018-03-03T09:30"
    ),
    "30 days are shorter than a month, of some months": Case(
        "after: P1M", "after: P30D, apply_to_existing: 2018-01-03", "notice_too_short", "2018-03-03T09:30"
    ),
    "31 days are never shorter than a month": Case("after: P1M", "after: P31D, apply_to_existing: 2018-01-03"),
    "a later day of the month for another life": Case(
        "after: P2M",
        "after: P1M, round_to: end_of_quarter, apply_to_existing: 2018-01-03",
        "notice_too_short",
        "2018-03-03T09:30",
    ),
    "the end of the month is never earlier": Case(
        "after: P2M", "after: P2M, round_to: end_of_month, apply_to_existing: 2018-01-03"
    ),
    "longer, at once": Case("after: P6M", "after: P12M, apply_to_existing: 2018-01-03"),
    "no end any more, at once": Case("after: P6M", "idle: P12M, apply_to_existing: 2018-01-03"),
    "shorter only for what will be earned": Case("after: P12M", "after: P6M"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_version_about_lots_that_are_there(database: str, case: Case) -> None:
    shop = Shop(document(case.first))
    shop.moves_clock(at("2018-01-02T09:30") - clock.read())
    before = dump()
    if not case.code:
        becomes(shop, case.second, "2018-01-03")
        assert len(shop.program.versions.applied) == 2
        return
    with pytest.raises(CannotApply) as refused:
        becomes(shop, case.second, "2018-01-03")
    assert refused.value.code == case.code
    assert refused.value.numbers["wallet"] == "points"
    if case.earliest:
        assert refused.value.numbers["earliest_at"] == at(case.earliest), to_datetime(
            int(refused.value.numbers["earliest_at"])
        )
    assert dump() == before


def test_the_life_of_every_earlier_version_counts_and_not_only_of_the_last(database: str) -> None:
    shop = Shop(document("after: P24M"))
    becomes(shop, "after: P6M", "2018-01-03")
    with pytest.raises(CannotApply, match="notice_too_short"):
        becomes(shop, "after: P12M, apply_to_existing: 2018-01-04", "2018-01-04")


def test_a_version_cannot_shorten_the_notice_by_which_it_is_judged(database: str) -> None:
    shop = Shop(document("after: P12M"))
    hasty = document("after: P6M, apply_to_existing: 2018-02-01", "2018-01-03") + "notice_period: P7D\n"
    with pytest.raises(CannotApply, match="notice_too_short"):
        apply_program(read_program(hasty), hasty, "owner")
    patient = document("after: P12M", "2018-01-03") + "notice_period: P90D\n"
    apply_program(read_program(patient), patient, "owner")
    soon = document("after: P6M, apply_to_existing: 2018-03-20", "2018-01-04") + "notice_period: P90D\n"
    with pytest.raises(CannotApply) as refused:
        apply_program(read_program(soon), soon, "owner")
    assert refused.value.numbers["earliest_at"] == at("2018-04-02")
    shop.buys("Siti", 1_00)

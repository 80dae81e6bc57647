"""Applying a program: the next immutable version, in force from its day on; what may never change is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from setia.engine.calendar import DAY, to_datetime
from setia.services.apply_program import Applied, CannotApply, UnknownVersion, apply_program, roll_back
from setia.services.documents import read_program
from setia.storage import clock, programs
from setia.storage.models import Program, ProgramVersion
from tests.conftest import START
from tests.services.receipts import bought, take
from tests.shop import GROCERY, Shop
from tests.storage.tables import dump, run

TEXT = GROCERY.read_text(encoding="utf-8")
TOMORROW = (to_datetime(START) + timedelta(days=1)).date().isoformat()


def document(*changes: tuple[str, str], starts: str = TOMORROW) -> str:
    """The grocery program with changes, from a day on."""
    text = TEXT
    for before, after in (("effective_from: 2017-01-01", f"effective_from: {starts}"), *changes):
        assert before in text
        text = text.replace(before, after)
    return text


def apply(text: str) -> Applied:
    return apply_program(read_program(text), text, "owner")


def test_the_first_version_may_begin_in_the_past(database: str) -> None:
    assert apply(TEXT) == Applied("grocery", 1, changed=True)
    stored = ProgramVersion.objects.get()
    assert (stored.source, stored.applied_by, stored.applied_at) == (TEXT, "owner", clock.read())
    assert programs.load().latest.program == read_program(TEXT).program


def test_the_same_program_again_changes_nothing_even_with_other_comments(shop: Shop) -> None:
    before = dump()
    for text in (TEXT, "# another comment\n" + TEXT, TEXT.replace("1.00", '"1.00"')):
        assert apply(text) == Applied("grocery", 1, changed=False)
    assert dump() == before


def test_a_new_version_judges_from_its_day_on_and_not_before(shop: Shop) -> None:
    take(shop, bought("Aisyah", 1000, "R1"))
    assert apply(document(("points: 1,", "points: 2,"))) == Applied("grocery", 2, changed=True)
    shop.program = programs.load()
    take(shop, bought("Aisyah", 1000, "R2"))
    shop.day_is(TOMORROW)
    take(shop, bought("Aisyah", 1000, "R3"), bought("Aisyah", 1000, "R4", clock.read() - 1))
    awards = [movement.changes.get("points", 0) for movement in reversed(shop.page("Aisyah").movements)]
    assert awards == [0, 10, 10, 20, 10], "joined, bought today, bought today, tomorrow, and a second before it"


def test_going_back_to_an_older_version_is_a_new_version(shop: Shop) -> None:
    apply(document(("points: 1,", "points: 2,")))
    assert apply(document()) == Applied("grocery", 3, changed=True)


def test_a_version_may_begin_at_this_very_instant(shop: Shop) -> None:
    now = to_datetime(clock.read()).isoformat()
    assert apply(document(("points: 1,", "points: 2,"), starts=now)).number == 2


def test_a_simulated_clock_may_judge_its_past_anew(shop: Shop) -> None:
    """Ledger 4.14: `apply` refuses effective_from before now, except the first version and simulated clocks."""
    assert clock.kind() == "simulated"
    assert apply(document(("points: 1,", "points: 2,"), starts="2017-06-01")).number == 2


def test_a_shop_by_the_systems_clock_cannot_judge_its_past_anew(shop: Shop) -> None:
    run("UPDATE deployment SET clock = 'system', now = %s", clock.system_reading())
    before = dump()
    with pytest.raises(CannotApply) as refusal:
        apply(document(("points: 1,", "points: 2,"), starts="2017-06-01"))
    assert refusal.value.code == "starts_in_the_past"
    assert refusal.value.numbers["effective_from"] == 1_496_275_200_000_000
    assert dump() == before


STARS = ("  - id: points\n    unit:", "  - id: stars\n    unit:")
NEVER = {
    "another currency": ([("currency: USD", "currency: MYR")], "currency_changed"),
    "a wallet gone": ([STARS, ("wallet: points", "wallet: stars")], "wallet_removed"),
    "another scale": ([("  - id: points\n", "  - id: points\n    decimals: 2\n")], "decimals_changed"),
}


@pytest.mark.parametrize(("changes", "code"), NEVER.values(), ids=NEVER.keys())
def test_what_a_member_holds_is_never_redefined(shop: Shop, changes: list[tuple[str, str]], code: str) -> None:
    before = dump()
    with pytest.raises(CannotApply) as refusal:
        apply(document(*changes))
    assert refusal.value.code == code
    assert dump() == before


def test_what_was_never_to_change_is_measured_against_every_version_and_not_only_the_last(shop: Shop) -> None:
    """A wallet that version 2 adds is held by members from then on, so version 3 may not drop it."""
    second = document(("wallets:\n", "wallets:\n  - {id: stars, unit: {en: stars}}\n"))
    apply(second)
    with pytest.raises(CannotApply) as refusal:
        apply(document())
    assert refusal.value.code == "wallet_removed"


def test_names_rules_lives_and_zone_may_change(shop: Shop) -> None:
    changes = [("zone: UTC", "zone: Asia/Kuala_Lumpur"), ("after: P12M", "after: P24M"), ("en: Grocery", "en: Green")]
    assert apply(document(*changes)).changed


def test_points_that_members_have_keep_their_dates_under_a_new_version(shop: Shop) -> None:
    take(shop, bought("Aisyah", 1000, "R1"))
    (before,) = shop.page("Aisyah").open_lots
    apply(document(("after: P12M", "after: P1M"), ("zone: UTC", "zone: Asia/Kuala_Lumpur")))
    shop.program = programs.load()
    shop.day_is("2018-03-15")
    take(shop, bought("Aisyah", 1000, "R2"))
    (old, new) = shop.page("Aisyah").open_lots
    assert old == before
    assert new.expires_at is not None
    assert old.expires_at is not None
    assert new.expires_at < old.expires_at


def test_another_name_is_another_program(shop: Shop) -> None:
    assert apply(document(("id: grocery", "id: bakery"), starts="2017-01-01")) == Applied("bakery", 1, changed=True)
    assert Program.objects.count() == 2
    with pytest.raises(programs.UnknownProgram) as unknown:
        programs.load()
    assert unknown.value.args == ("bakery", "grocery")
    assert programs.load("bakery").key != programs.load("grocery").key


def test_a_version_that_begins_later_does_not_judge_what_was_recorded_before_it_was_applied(shop: Shop) -> None:
    apply(document(("points: 1,", "points: 2,")))
    versions = programs.load().versions
    assert versions.number_at(START + 2 * DAY, START - 1) == 0
    assert versions.number_at(START + 2 * DAY, START) == 2


def test_a_version_is_applied_after_everything_recorded_so_far(shop: Shop) -> None:
    take(shop, bought("Aisyah", 1000, "R1"))
    apply(document(("points: 1,", "points: 2,")))
    versions = programs.load().versions
    assert versions.number_at(START + 2 * DAY, START) == 1
    assert versions.number_at(START + 2 * DAY, clock.read()) == 2
    assert shop.differences() == 0


def test_the_content_of_an_earlier_version_is_the_next_one_and_re_judges_nothing(shop: Shop) -> None:
    """1 for a dollar, then 2, then 1 again: 10 + 20 + 10."""
    shop.buys("Siti", 10_00)
    shop.moves_clock(DAY)
    apply(document(("points: 1", "points: 2")))
    shop.program = programs.load()
    shop.buys("Siti", 10_00)
    shop.moves_clock(1)
    assert roll_back("grocery", 1, "owner") == Applied("grocery", 3, changed=True)
    shop.program = programs.load()
    shop.moves_clock(DAY)
    shop.buys("Siti", 10_00)
    assert shop.points("Siti") == 40
    stored = ProgramVersion.objects.get(number=3)
    assert read_program(stored.source).program == shop.program.latest.program, "it can be read as any other"
    assert shop.differences() == 0


def test_a_version_that_has_not_begun_never_begins_if_it_is_rolled_back(shop: Shop) -> None:
    apply(document(("points: 1", "points: 2")))
    roll_back("grocery", 1, "owner")
    shop.program = programs.load()
    shop.moves_clock(2 * DAY)
    shop.buys("Siti", 10_00)
    assert shop.points("Siti") == 10


def test_a_rollback_judges_nothing_that_was_recorded_at_the_same_instant(shop: Shop) -> None:
    apply(document(("points: 1", "points: 2")))
    shop.program = programs.load()
    shop.moves_clock(2 * DAY)
    shop.buys("Siti", 10_00)
    roll_back("grocery", 1, "owner")
    shop.program = programs.load()
    assert shop.points("Siti") == 20
    assert shop.differences() == 0


def test_a_rollback_to_what_holds_changes_nothing(shop: Shop) -> None:
    before = dump()
    assert roll_back("grocery", 1, "owner") == Applied("grocery", 1, changed=False)
    for number in (0, 2):
        with pytest.raises(UnknownVersion):
            roll_back("grocery", number, "owner")
    assert dump() == before

"""What is worse for members takes effect only once they could know it long enough; what is better, at once."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from setia.services.apply_program import Applied, CannotApply
from setia.services.change_program import change, undo
from setia.services.documents import read_program
from setia.storage import clock, programs
from tests.architecture.sources import ROOT
from tests.shop import Shop, at
from tests.storage.tables import dump

TEXT = (ROOT / "programs" / "grocery.yaml").read_text(encoding="utf-8")
OWNER = ("owner", "cli")
EARLIEST = "2018-03-03T09:30"
"""60 days after 2 January, 09:30."""

WORSE = {
    "a lower rate": (("per: 1.00", "per: 2.00"), "rules › "),
    "a smaller multiplier": (("times: 2,", "times: 1.5,"), "rules › "),
    "a limit": (("    trigger: purchase", "    trigger: purchase\n    limits: [few]"), "rules › "),
    "a shorter life": (("after: P12M", "after: P6M"), "wallets › "),
    "a dearer reward": (("- {amount: 500}", "- {amount: 600}"), "rewards › "),
    "a card that takes more stamps": (("amount: 10, reward", "amount: 12, reward"), "conversions › "),
    "a harder level": (("at_least: 1000.00", "at_least: 1500.00"), "tiers › "),
    "a sterner return": (("{policy: within_balance}\n  # Stamps", "{policy: debt}\n  # Stamps"), "wallets › "),
    "a longer return window": (("return_window: P30D", "return_window: P60D"), "tiers › "),
    "a condition more": (
        ("- {kind: weekday, any_of: [saturday, sunday]}", "- {kind: weekday, any_of: [sunday]}"),
        "rules › ",
    ),
}


def document(*changes: tuple[str, str], starts: str = "2018-01-03T00:00:00+00:00") -> str:
    """The demo's program with changes, from an instant on."""
    text = TEXT
    for before, after in (("effective_from: 2017-01-01", f'effective_from: "{starts}"'), *changes):
        assert before in text, before
        text = text.replace(before, after, 1)
    return text if "limits: [few]" not in text else text + "\nlimits:\n  - {id: few, every: month, units: 5}\n"


def applies(text: str) -> Applied:
    done = change(read_program(text), text, None, OWNER)
    assert isinstance(done, Applied)
    return done


@pytest.fixture
def grocer(sqlite_database: str) -> Shop:
    """The demo's program since 2017, on 2 January 2018 at half past nine."""
    shop = Shop(document(starts="2017-01-01T00:00:00+00:00"))
    shop.moves_clock(at("2018-01-02T09:30") - clock.read())
    return shop


def test_every_worse_change_is_refused_until_its_notice_is_over(grocer: Shop) -> None:
    before = dump()
    for name, (edit, part) in WORSE.items():
        with pytest.raises(CannotApply) as refused:
            applies(document(edit))
        assert refused.value.code == "worse_too_soon", name
        assert str(refused.value.numbers["field"]).startswith(part), name
        assert refused.value.numbers["earliest_at"] == at(EARLIEST), name
        assert dump() == before, name


@pytest.mark.parametrize("name", WORSE)
def test_on_the_instant_it_may(grocer: Shop, name: str) -> None:
    edit = WORSE[name][0]
    with pytest.raises(CannotApply, match="worse_too_soon"):
        applies(document(edit, starts="2018-03-03T09:29:59.999999+00:00"))
    assert applies(document(edit, starts=f"{EARLIEST}:00+00:00")).number == 2


def test_what_is_better_or_the_same_may_begin_at_once(grocer: Shop) -> None:
    richer = ("points: 1, per", "points: 2, per")
    assert applies(document(richer)).number == 2
    assert applies(document(richer, ("en: Silver", "en: Bronze"))).number == 3


def test_what_was_announced_in_time_is_nothing_new_then_and_still_new_before(grocer: Shop) -> None:
    dearer = ("- {amount: 500}", "- {amount: 600}")
    applies(document(dearer, starts="2018-04-01T00:00:00+00:00"))
    grocer.day_is("2018-01-10")
    assert applies(document(dearer, ("en: Silver", "en: Bronze"), starts="2018-04-01T00:00:00+00:00")).number == 3
    with pytest.raises(CannotApply, match="worse_too_soon"):
        applies(document(dearer, starts="2018-02-01T00:00:00+00:00"))


def test_a_longer_notice_holds_from_when_it_is_said(grocer: Shop) -> None:
    long = ("currency:", "notice_period: P90D\ncurrency:")
    applies(document(long))
    grocer.day_is("2018-01-10")
    with pytest.raises(CannotApply) as refused:
        applies(document(long, ("per: 1.00", "per: 2.00"), starts="2018-03-20T00:00:00+00:00"))
    assert refused.value.numbers["earliest_at"] == at("2018-04-10")


def test_a_young_version_is_rolled_back_at_once_and_an_old_one_with_notice(grocer: Shop) -> None:
    applies(document(("points: 1, per", "points: 2, per"), starts="2018-01-03T00:00:00+00:00"))
    grocer.moves_clock(60 * DAY - 1)
    assert undo("grocery", 1, OWNER) == Applied("grocery", 3, changed=True)
    assert undo("grocery", 2, OWNER) == Applied("grocery", 4, changed=True)
    grocer.moves_clock(60 * DAY)
    with pytest.raises(CannotApply, match="worse_too_soon"):
        undo("grocery", 1, OWNER)
    assert len(programs.load().versions.applied) == 4

"""`setia expiry`: nothing ends for a while, ends again, or ends later."""

from __future__ import annotations

import pytest

from tests.cli.terminal import setia
from tests.cli_ledger.asking import lines, refused
from tests.cli_ledger.shops import corner_shop
from tests.shop import Shop
from tests.storage.tables import dump


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """Siti has 100 points of 1 January 2018, which live for 12 months."""
    return corner_shop()


def ends(member: str) -> str:
    """What the member's page says of the end of his points."""
    [line] = [line for line in setia("member", "show", member).out.splitlines() if " usable " in line]
    return line.strip()


def test_what_is_paused_outlives_its_end_and_ends_again_once_resumed(shop: Shop) -> None:
    assert ends("Siti") == "100 usable through 2019-01-01"
    answer = setia("expiry", "pause", "Siti", "points", "--reason", "illness")
    assert lines(answer)[0] == "✓ No. 3 of Siti: nothing ends for the time being, illness."
    told = refused(setia("expiry", "pause", "Siti", "points"))
    assert told == "nothing in points ends at present: it is paused already"
    shop.day_is("2019-06-01")
    assert shop.points("Siti") == 100
    answer = setia("expiry", "resume", "Siti", "points", "--on-leave", "restart")
    assert lines(answer)[0] == "✓ No. 4 of Siti: what is there ends again, at a later day."
    assert ends("Siti") == "100 usable through 2020-06-01"
    assert refused(setia("expiry", "resume", "Siti", "points")) == "points is not paused"
    assert shop.findings() == []


def test_what_was_paused_may_stay_for_ever(shop: Shop) -> None:
    setia("expiry", "pause", "Siti", "points")
    answer = setia("expiry", "resume", "Siti", "points", "--on-leave", "keep", "--reason", "goodwill")
    assert lines(answer)[0] == "✓ No. 4 of Siti: what is there ends no more, goodwill."
    assert ends("Siti") == "100 usable without end"
    shop.day_is("2040-01-01")
    assert shop.points("Siti") == 100
    assert shop.findings() == []
    assert shop.differences() == 0


def test_an_extension_goes_through_the_day_that_was_said_and_never_shortens(shop: Shop) -> None:
    answer = setia("expiry", "extend", "Siti", "points", "--through", "2019-12-31", "--reason", "goodwill")
    assert lines(answer)[0] == "✓ No. 3 of Siti: what is there ends later, goodwill."
    assert ends("Siti") == "100 usable through 2019-12-31"
    setia("expiry", "extend", "Siti", "points", "--through", "2019-06-30")
    assert ends("Siti") == "100 usable through 2019-12-31"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["pause", "Siti"], "Error: WALLET: say which."),
        (["pause", "Siti", "stars"], "Error: WALLET: there is no wallet 'stars'."),
        (["pause", "Ali", "points"], "Refused: no member has the identifier 'Ali'"),
        (["pause", "Siti", "points", "--reason", "Very ill"], "Refused: the reason is kept for ever"),
        (["extend", "Siti", "points", "--through", "soon"], "Error: --through: 'soon' is not a date"),
        (["extend", "Siti", "points", "--through", "2018-01-01"], "Error: --through: 2018-01-01 is over"),
        (["extend", "Siti", "points", "--through", "9999-12-31"], "Error: --through: after 9999-12-31 there is no"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(shop: Shop, arguments: list[str], told: str) -> None:
    before = dump()
    answer = setia("expiry", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(told)
    assert dump() == before


def test_the_only_wallet_need_not_be_named(sqlite_database: str) -> None:
    Shop().buys("Siti", 100_00)
    assert setia("expiry", "pause", "Siti").code == 0


def test_sent_again_under_a_key_it_is_answered_and_not_done(shop: Shop) -> None:
    first = setia("expiry", "pause", "Siti", "points", "--key", "k1")
    again = setia("expiry", "pause", "Siti", "points", "--key", "k1")
    assert lines(again)[1:] == lines(first)
    machine = setia("expiry", "pause", "Siti", "points", "--key", "k1", "--json").json
    assert (machine["replayed"], machine["transactions"][0]["command"]) == (True, "pause_expiry")

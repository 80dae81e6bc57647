"""The verbs of the ledger on the command line: asked as people type, answered with what happened and what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import commands, process, setia
from tests.cli_ledger.asking import lines, points, refused
from tests.cli_ledger.shops import corner_shop
from tests.shop import Shop
from tests.storage.tables import dump

VERBS = ["adjust", "capture", "earn", "extend", "hold", "merge", "redeem", "release", "return", "transfer", "unredeem"]
VERBS += ["unmerge", "waive-return", "top-up", "open-balance", "gift-card issue", "gift-card pay", "gift-card claim"]
VERBS += ["expiry pause", "expiry resume", "expiry extend"]


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """Siti has 100 points of her receipt R1, Budi none."""
    return corner_shop()


def test_earning_says_what_was_earned_and_what_there_is(shop: Shop) -> None:
    assert lines(points("earn", "Siti", "50", "--reason", "goodwill")) == [
        "✓ No. 3 of Siti: +50 points, earned, goodwill.",
        "  Siti now has 150 points to use. Simulated clock: it is 2018-01-02 08:00:00 +0800.",
    ]


def test_amounts_are_in_the_wallets_unit(shop: Shop) -> None:
    answer = setia("earn", "Siti", "12.50", "--wallet", "credit")
    assert lines(answer)[0] == "✓ No. 3 of Siti: +12.50 USD, earned."
    assert shop.wallet("Siti", "credit").available == 1250
    answer = setia("redeem", "Siti", "12.51", "--wallet", "credit")
    assert refused(answer) == "only 12.50 USD are usable, 12.51 were asked for"


def test_redeeming_and_restoring(shop: Shop) -> None:
    assert lines(points("redeem", "Siti", "60", "--reference", "order-17"))[0] == (
        "✓ No. 3 of Siti: -60 points, used for order-17."
    )
    assert lines(setia("unredeem", "Siti", "3", "--amount", "20"))[0] == (
        "✓ No. 4 of Siti: +20 points, given back of what was used on 2018-01-02 for order-17."
    )
    assert refused(setia("unredeem", "Siti", "3", "--amount", "41")) == (
        "41 points were asked for; it must be more than 0 and at most 40 points"
    )
    assert refused(setia("unredeem", "Siti", "2")) == "transaction 2 is no redemption"
    assert refused(setia("unredeem", "Siti", "99")) == "there is no transaction 99"


def test_too_little_is_refused_in_one_sentence_with_the_numbers_and_changes_nothing(shop: Shop) -> None:
    before = dump()
    assert refused(points("redeem", "Siti", "160")) == "only 100 points are usable, 160 were asked for"
    assert dump() == before


def test_a_hold_is_set_aside_extended_and_captured_in_part(shop: Shop) -> None:
    assert lines(points("hold", "Siti", "60", "--ttl", "15m", "--reference", "order 18")) == [
        "✓ No. 3 of Siti: 60 points set aside until 2018-01-02 08:15:00 +0800 for order 18.",
        "  Siti now has 40 points to use, 60 set aside. Simulated clock: it is 2018-01-02 08:00:00 +0800.",
    ]
    assert lines(setia("extend", "Siti", "3", "--ttl", "2h"))[0] == (
        "✓ No. 4 of Siti: hold 3 for order 18 kept until 2018-01-02 10:00:00 +0800."
    )
    assert lines(setia("capture", "Siti", "3", "--amount", "25"))[0] == (
        "✓ No. 5 of Siti: -25 points, used of what was set aside for order 18; 35 points given back."
    )
    assert refused(setia("capture", "Siti", "3")) == "hold 3 has been captured: 25 points of it were used"
    assert refused(setia("release", "Siti", "4")) == "there is no hold 4"


def test_a_hold_of_money_is_captured_in_money(shop: Shop) -> None:
    shop.earns("Siti", 50_00, "credit")
    setia("hold", "Siti", "20", "--wallet", "credit")
    answer = setia("capture", "Siti", "4", "--amount", "7.25")
    assert "-7.25 USD, used of what was set aside; 12.75 USD given back" in lines(answer)[0]


def test_a_hold_is_released(shop: Shop) -> None:
    points("hold", "Siti", "60")
    assert lines(setia("release", "Siti", "3"))[0] == "✓ No. 4 of Siti: 60 points no longer set aside."
    assert refused(setia("release", "Siti", "3")) == "hold 3 has been released"
    shop.moves_clock(1)
    assert refused(points("hold", "Siti", "1", "--ttl", "8d")) == (
        "a hold of 8 days was asked for; it must be more than 0 and at most 7 days"
    )


def test_what_fell_due_before_is_booked_and_not_told_as_done_now(shop: Shop) -> None:
    points("hold", "Siti", "60")
    shop.moves_clock(3_600_000_000)
    assert lines(points("redeem", "Siti", "100"))[0] == "✓ No. 5 of Siti: -100 points, used."


@pytest.mark.parametrize("amount", ["-30", "\N{MINUS SIGN}30"])
def test_a_negative_amount_needs_no_dashes_before_it(shop: Shop, amount: str) -> None:
    assert lines(points("adjust", "Siti", amount, "--reason", "counted_wrong"))[0] == (
        "✓ No. 3 of Siti: -30 points, adjusted, counted wrong."
    )


def test_the_value_of_an_option_may_look_like_a_negative_number(shop: Shop) -> None:
    answer = points("adjust", "Siti", "5", "--reason", "x", "--note", "-50")
    assert lines(answer)[0] == "✓ No. 3 of Siti: +5 points, adjusted, x: -50."


def test_a_mistyped_option_of_adjust_is_still_named(shop: Shop) -> None:
    answer = points("adjust", "Siti", "-5", "--raeson", "x")
    assert answer.code == 2
    assert "--raeson" in answer.err


def test_an_adjustment_needs_a_reason_and_says_what_is_owed(shop: Shop) -> None:
    assert refused(points("adjust", "Siti", "-5")) == "a reason is missing"
    assert refused(points("adjust", "Siti", "-5", "--reason", "Counted wrong")).startswith(
        "the reason is kept for ever"
    )
    answer = points("adjust", "Siti", "-130", "--reason", "x", "--to-debt", "--note", "till 4 counted twice")
    assert lines(answer) == [
        "✓ No. 3 of Siti: -130 points, adjusted, x; 30 points of it owed: till 4 counted twice.",
        "  Siti now has 0 points to use, 30 owed. Simulated clock: it is 2018-01-02 08:00:00 +0800.",
    ]
    assert refused(points("redeem", "Siti", "1")) == "30 points are owed, and nothing can be used until they are paid"
    assert (
        lines(points("earn", "Siti", "50"))[0]
        == "✓ No. 4 of Siti: +50 points, earned; 30 points of it paid what was owed."
    )


def test_a_member_nobody_knows_is_refused(shop: Shop) -> None:
    for words in (
        ["earn", "Ali", "5"],
        ["redeem", "", "5"],
        ["hold", "mem_none", "5"],
        ["transfer", "Siti", "Ali", "5"],
    ):
        assert refused(points(*words)).startswith("no member has the identifier '")


def test_a_wallet_must_be_said_where_there_are_two(shop: Shop) -> None:
    answer = setia("earn", "Siti", "5")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.splitlines() == ["Error: --wallet: say which.", "points, credit."]
    answer = setia("earn", "Siti", "5", "--wallet", "stars")
    assert answer.err.startswith("Error: --wallet: there is no wallet 'stars'.")


@pytest.mark.parametrize("amount", ["NaN", "1e5", "1,000", "\uff15", "5.0", "", "9" * 30])
def test_an_amount_that_is_none_is_named_and_changes_nothing(shop: Shop, amount: str) -> None:
    before = dump()
    for words in (
        ["earn", "Siti"],
        ["redeem", "Siti"],
        ["hold", "Siti"],
        ["adjust", "Siti"],
        ["transfer", "Siti", "Budi"],
    ):
        answer = points(*words, amount)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("Error: AMOUNT: ")
    assert dump() == before


@pytest.mark.parametrize("amount", ["0", "-5", "1000000000001"])
def test_an_amount_that_cannot_be_booked_is_refused_with_the_bounds(shop: Shop, amount: str) -> None:
    told = refused(setia("redeem", "Siti", "--wallet", "points", "--", amount))
    assert told.endswith("it must be more than 0 and at most 1,000,000,000,000 points")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_an_example_and_the_same_options(verb: str) -> None:
    told = setia(*verb.split(), "--help").out
    assert f"Example: setia {verb} " in told
    for option in ("--program", "--json", "--key", "--note"):
        assert option in told


def test_every_verb_is_a_command() -> None:
    assert set(VERBS) < {" ".join(words) for words, _ in commands()}


def test_expire_is_another_name_of_advance(shop: Shop) -> None:
    assert setia("expire").out == setia("advance").out


def test_in_a_process_of_its_own_the_exit_code_and_the_streams_are_the_same(
    shop: Shop, sqlite_database: str, tmp_path: Path
) -> None:
    done = process(
        "adjust", "Siti", "-30", "--reason", "x", "--wallet", "points", folder=tmp_path, DATABASE_URL=sqlite_database
    )
    assert (done.code, done.err) == (0, "")
    assert "-30 points, adjusted, x" in done.out
    again = process("redeem", "Siti", "71", "--wallet", "points", folder=tmp_path, DATABASE_URL=sqlite_database)
    assert refused(again) == "only 70 points are usable, 71 were asked for"
    assert process("audit", folder=tmp_path, DATABASE_URL=sqlite_database).code == 0

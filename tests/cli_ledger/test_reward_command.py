"""`setia reward`: asked for, used, undone and chosen at the counter; codes of pools."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.storage.models import IssuedReward, PoolCode
from tests.cli.terminal import setia
from tests.cli_ledger.asking import lines, refused
from tests.cli_ledger.cafe import CAFE, Cafe, a_month_at_the_cafe


@pytest.fixture
def cafe(sqlite_database: str) -> Cafe:
    """Siti has 105 points and 3 stamps."""
    return a_month_at_the_cafe()


def code_of(said: list[str]) -> str:
    """The code that a command said last."""
    found = re.fullmatch(r"  Its code: (\S+)", said[-1])
    assert found is not None
    return found[1]


def pool(folder: Path, *codes: str) -> Path:
    """A file of codes."""
    path = folder / "codes.txt"
    path.write_text("".join(f"{code}\n" for code in codes), encoding="utf-8")
    return path


def test_a_reward_costs_its_price_and_its_code_is_said(cafe: Cafe) -> None:
    said = lines(setia("reward", "redeem", "Siti", "voucher"))
    assert said[0] == "✓ No. 4 of Siti: -50 points, got a voucher for 5 dollars (reward 1), usable through 2018-04-06."
    assert said[1].startswith("  Siti now has 55 points to use")
    assert re.fullmatch(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", code_of(said))


def test_a_reward_for_larger_baskets_asks_what_this_one_is_worth(cafe: Cafe) -> None:
    text = CAFE.replace("prices: [{amount: 50}, ", "min_basket: 10.00\n    prices: [{amount: 50}, ")
    apply_program(read_program(text.replace("2017-01-01", "2018-01-06")), text, "owner")
    worth = "it is for baskets of 10.00 USD or more, and this one is worth 9.99 USD"
    assert refused(setia("reward", "redeem", "Siti", "voucher", "--basket", "9.99")) == worth
    lines(setia("reward", "redeem", "Siti", "voucher"))
    needed = "it is for baskets of 10.00 USD or more; say what this one is worth"
    assert refused(setia("reward", "use", "Siti", "1")) == needed
    assert "used" in lines(setia("reward", "use", "Siti", "1", "--basket", "10"))[0]


def test_asked_again_under_its_key_it_says_the_same_code_and_gives_no_second_one(cafe: Cafe) -> None:
    first = lines(setia("reward", "redeem", "Siti", "voucher", "--key", "k"))
    again = lines(setia("reward", "redeem", "Siti", "voucher", "--key", "k"))
    assert again[0] == "This was done before under the same key; nothing was changed now."
    assert code_of(again) == code_of(first)
    assert cafe.points("Siti") == 55


def test_a_code_is_used_once_by_whatever_way_it_is_written(cafe: Cafe) -> None:
    code = code_of(lines(setia("reward", "redeem", "Siti", "voucher")))
    said = lines(setia("reward", "use", "Siti", code.lower().replace("-", " "), "--order", "R9", "--source", "till"))
    assert said[0] == "✓ No. 5 of Siti: a voucher for 5 dollars (reward 1) used for R9."
    assert refused(setia("reward", "use", "Siti", "1")) == "a voucher for 5 dollars was used before"


def test_what_was_used_on_a_purchase_can_be_used_again_when_that_is_returned(cafe: Cafe) -> None:
    setia("reward", "redeem", "Siti", "voucher")
    setia("reward", "use", "Siti", "1", "--order", "R2", "--source", "till")
    said = lines(setia("return", "R2", "--source", "till"))
    assert said[0].endswith("a voucher for 5 dollars (reward 1) given back, usable through 2018-04-06.")
    assert IssuedReward.objects.get(no=1).state == "issued"


def test_an_undone_reward_gives_its_points_back(cafe: Cafe) -> None:
    setia("reward", "redeem", "Siti", "voucher")
    said = lines(setia("reward", "undo", "Siti", "1"))
    assert said[0] == "✓ No. 5 of Siti: +50 points, given back; a voucher for 5 dollars (reward 1) undone."
    assert cafe.points("Siti") == 105
    assert refused(setia("reward", "use", "Siti", "1")) == "a voucher for 5 dollars was cancelled"
    assert refused(setia("reward", "undo", "Siti", "1", "--cause", "merchant")) == (
        "a voucher for 5 dollars was cancelled"
    )


def test_a_reward_that_an_order_gave_is_undone_without_points(cafe: Cafe) -> None:
    cafe.serves("R3", bread=60_00)
    points = cafe.points("Siti")
    said = lines(setia("reward", "undo", "Siti", "1", "--cause", "merchant"))
    assert said[0] == "✓ No. 6 of Siti: a mug (reward 1) undone, by the shop's mistake."
    assert cafe.points("Siti") == points


def test_a_reward_ends_by_itself(cafe: Cafe) -> None:
    setia("reward", "redeem", "Siti", "voucher")
    cafe.day_is("2018-04-07")
    assert refused(setia("reward", "use", "Siti", "1")) == "a voucher for 5 dollars has ended"
    assert "a voucher for 5 dollars (reward 1) ended" in setia("member", "show", "Siti").out


NO: list[tuple[list[str], str]] = [
    (["redeem", "Siti", "unheard"], "there is no reward unheard"),
    (["redeem", "Siti", "mug"], "a mug has no price for this member today"),
    (["redeem", "Siti", "dinner"], "it is not for this member now: it is for other levels"),
    (["redeem", "Siti", "cinema"], "a cinema ticket is out of stock"),
    (["redeem", "Siti", "money-off", "--amount", "200"], "only 105 points are usable, 200 were asked for"),
    (
        ["redeem", "Siti", "money-off", "--amount", "35"],
        "35 points were asked for; it must be in steps of 10 points, and at most 1,000,000,000,000 points",
    ),
    (["use", "Siti", "7"], "there is no reward 7"),
    (["use", "Siti", "AAAA-BBBB-CCCC-DDDD"], "there is no reward AAAA-BBBB-CCCC-DDDD"),
    (["undo", "Siti", "7"], "there is no reward 7"),
    (["choose", "Siti", "unheard", "10"], "there is no conversion unheard"),
]


@pytest.mark.parametrize(("words", "why"), NO, ids=[" ".join(words) for words, _ in NO])
def test_what_cannot_be_is_refused_with_its_numbers(cafe: Cafe, words: list[str], why: str) -> None:
    assert refused(setia("reward", *words)) == why
    assert cafe.points("Siti") == 105


def test_no_more_than_the_quota_is_had(cafe: Cafe) -> None:
    setia("reward", "redeem", "Siti", "voucher")
    assert refused(setia("reward", "redeem", "Siti", "voucher")) == "a member can have it once a month, and has had it"
    cafe.day_is("2018-02-01")
    assert setia("reward", "redeem", "Siti", "voucher").code == 0


WRONG: list[tuple[list[str], str]] = [
    (["redeem", "Siti", "voucher", "--amount", "50"], "--amount: this reward has a price of its own."),
    (["redeem", "Siti", "money-off"], "--amount: say how many."),
    (["choose", "Siti", "card", "20"], "AMOUNT: 20 is no choice."),
    (["choose", "Siti", "card", "x"], "AMOUNT: 'x' is not a number"),
]


@pytest.mark.parametrize(("words", "why"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_what_was_typed_wrong_is_named(cafe: Cafe, words: list[str], why: str) -> None:
    answer = setia("reward", *words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"Error: {why}")


def test_a_reward_of_any_amount_takes_as_many_as_are_said(cafe: Cafe) -> None:
    answer = setia("reward", "redeem", "Siti", "money-off", "--amount", "40", "--json").json
    [got] = answer["got"]
    # Ten points are a dollar.
    assert (answer["outcome"]["awarded"], got["reward"], got["worth"]) == ({"points": -40}, "money-off", 4_00)


def test_a_member_chooses_what_a_card_becomes(cafe: Cafe) -> None:
    said = lines(setia("reward", "choose", "Siti", "card", "25"))
    assert said[0] == "✓ No. 4 of Siti: chose that 25 stamps become a free lunch."
    assert "3 of 25 stamps: 22 more for a free lunch" in setia("member", "show", "Siti").out


def test_the_list_says_what_a_member_has_and_what_each_reward_costs_him(cafe: Cafe) -> None:
    cafe.serves("R3", bread=60_00)
    told = setia("reward", "list", "Siti", "--json").json
    assert [(one["reward"], one["worth"]) for one in told["held"]] == [("mug", 8_00)]
    # 105 points and 60 for R3 are 165; of 2,000 for a dinner, which is for Gold, nothing is said.
    assert {one["reward"]: (one["price"], one["refusal"]) for one in told["to_ask_for"]} == {
        "voucher": (50, None),
        "money-off": (30, None),
        "cinema": (None, "out_of_stock"),
        "dinner": (None, "reward_not_for_you"),
    }
    setia("tier", "grant", "Siti", "gold", "--until", "never", "--reason", "goodwill")
    said = [line.strip() for line in lines(setia("reward", "list", "Siti"))]
    assert re.fullmatch(r"A mug worth 8\.00 USD, usable without end: code \S+, reward 1", said[1])
    assert [re.split(r"\s{2,}", line) for line in said[5:]] == [
        ["voucher", "A voucher for 5 dollars", "40 points"],
        ["money-off", "Money off", "10 points for each 1.00 USD, from 30 points"],
        ["cinema", "A cinema ticket", "a cinema ticket is out of stock"],
        ["dinner", "A dinner for two", "2,000 points; 1,835 points more needed"],
    ]


def test_looking_at_prices_writes_nothing(cafe: Cafe) -> None:
    before = cafe.page("Siti").transactions
    setia("reward", "list", "Siti")
    assert cafe.page("Siti").transactions == before
    assert not IssuedReward.objects.exists()


def test_a_code_from_a_pool_is_given_once_and_found_by_what_it_says(cafe: Cafe, tmp_path: Path) -> None:
    added = setia("reward", "codes", "import", "cinema", pool(tmp_path, "CINE-1", "", "CINE-2", "  CINE-3"))
    assert lines(added) == ["✓ 3 codes added; 3 to give."]
    first, second = (code_of(lines(setia("reward", "redeem", "Siti", "cinema"))) for _ in range(2))
    assert {first, second} < {"CINE-1", "CINE-2", "CINE-3"}
    assert first != second
    assert set(PoolCode.objects.filter(taken=True).values_list("code", flat=True)) == {first, second}
    lines(setia("reward", "use", "Siti", second))
    assert [IssuedReward.objects.get(no=no).state for no in (1, 2)] == ["issued", "used"]
    again = setia("reward", "codes", "import", "cinema", tmp_path / "codes.txt")
    assert lines(again) == ["✓ 0 codes added, 3 were there before; 1 to give."]


BAD: list[tuple[tuple[str, ...], str]] = [
    (("CINE-1", "CINE-1"), ":2: this code is in the file before; nothing was added."),
    (("CINE-1", "kod rumah é"), ":2: a code must be visible ASCII characters; nothing was added."),
    (("123",), ":1: a code has at least 4 characters; nothing was added."),
    (("C" * 101,), ":1: a code has at most 100 characters; nothing was added."),
]


@pytest.mark.parametrize(("codes", "why"), BAD, ids=[why for _, why in BAD])
def test_a_file_with_a_line_that_is_no_code_adds_nothing(
    cafe: Cafe, tmp_path: Path, codes: tuple[str, ...], why: str
) -> None:
    path = pool(tmp_path, *codes)
    answer = setia("reward", "codes", "import", "cinema", path)
    assert (answer.code, answer.err.replace("\n", "")) == (2, f"Error: {path}{why}")
    assert not PoolCode.objects.exists()


def test_codes_are_only_for_rewards_that_take_them_from_a_pool(cafe: Cafe, tmp_path: Path) -> None:
    answer = setia("reward", "codes", "import", "voucher", pool(tmp_path, "CINE-1"))
    assert (answer.code, answer.err.splitlines()[1]) == (2, "Those that do: cinema.")


def test_on_both_databases_all_of_it_works_and_the_ledger_holds(database: str, tmp_path: Path) -> None:
    cafe = a_month_at_the_cafe()
    setia("reward", "codes", "import", "cinema", pool(tmp_path, "CINE-1", "CINE-2"))
    setia("reward", "redeem", "Siti", "cinema")
    setia("reward", "redeem", "Siti", "voucher")
    for words in (["use", "Siti", "2", "--order", "R2", "--source", "till"], ["undo", "Siti", "1"]):
        assert setia("reward", *words).code == 0
    setia("tier", "grant", "Siti", "gold", "--until", "never", "--reason", "goodwill")
    setia("event", "record", "Siti", "review", "--field", "stars=5")
    setia("return", "R2", "--source", "till")
    assert (cafe.findings(), cafe.differences()) == ([], 0)
    page = setia("member", "show", "Siti").out
    assert "Gold, the highest level" in page
    assert "a voucher for 5 dollars (reward 2) given back" in page
    assert [setia("member", "why", "Siti", str(number)).code for number in range(1, 11)] == [0] * 10
    assert re.search(
        r"voucher +A voucher for 5 dollars +a member can have it once a", setia("reward", "list", "Siti").out
    )

"""What commands answer a second time, and what they answer machines."""

from __future__ import annotations

import pytest

from setia.storage import clock
from tests.cli.terminal import setia
from tests.cli_ledger.asking import lines, points, refused
from tests.cli_ledger.shops import corner_shop
from tests.shop import Shop


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """Siti has 100 points of her receipt R1, Budi none."""
    return corner_shop()


class TestKeys:
    """`--key`: asked again with the same, it is not done again."""

    def test_the_same_again_is_answered_and_not_done(self, shop: Shop) -> None:
        first = points("redeem", "Siti", "60", "--key", "k1")
        again = points("redeem", "Siti", "60", "--key", "k1")
        assert lines(again)[0] == "This was done before under the same key; nothing was changed now."
        assert lines(again)[1:] == lines(first)
        assert shop.points("Siti") == 40

    def test_a_merge_asked_again_is_told_of_the_member_it_was_about(self, shop: Shop) -> None:
        first = setia("merge", "Siti", "into", "Budi", "--yes", "--key", "k1")
        again = setia("merge", "Siti", "into", "Budi", "--yes", "--key", "k1")
        assert lines(again)[1] == lines(first)[0]
        assert ": -100 points, merged into mem_" in lines(first)[0]

    def test_a_no_stays_a_no(self, shop: Shop) -> None:
        first = points("redeem", "Siti", "160", "--key", "k1")
        shop.earns("Siti", 100)
        assert refused(points("redeem", "Siti", "160", "--key", "k1")) == refused(first)

    def test_something_else_under_the_same_key_is_refused(self, shop: Shop) -> None:
        points("redeem", "Siti", "60", "--key", "k1")
        for other in (["redeem", "Siti", "61"], ["redeem", "Budi", "60"], ["earn", "Siti", "60"]):
            assert refused(points(*other, "--key", "k1")) == "this key was used before, to ask for something else"
        assert refused(points("redeem", "Siti", "60", "--note", "x", "--key", "k1")).startswith("this key was used")

    @pytest.mark.parametrize("key", [" ", "a b", "\u00e9", "k" * 129, "\n"])
    def test_what_cannot_be_a_key_is_named(self, shop: Shop, key: str) -> None:
        answer = points("redeem", "Siti", "1", "--key", key)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("Error: --key: ")


class TestForMachines:
    """`--json`: whole numbers, codes, and the same exit codes."""

    def test_what_was_done(self, shop: Shop) -> None:
        told = points("hold", "Siti", "60", "--json").json
        [member] = told["members"]
        assert told["outcome"] == {
            "member": member["public_id"],
            "status": "done",
            "awarded": {"points": -60},
            "seq": 3,
            "refusal": None,
        }
        assert (told["replayed"], told["clock"]) == (False, "simulated")
        assert member["wallets"]["points"]["held"] == 60
        [transaction] = told["transactions"]
        assert transaction["flows"] == [{"wallet": "points", "source": "available", "target": "held", "amount": 60}]
        assert transaction["ends_at"] == clock.read() + 15 * 60 * 1_000_000

    def test_what_was_refused(self, shop: Shop) -> None:
        answer = points("redeem", "Siti", "160", "--json")
        assert (answer.code, answer.err) == (2, "")
        assert answer.json["outcome"]["refusal"] == {
            "code": "insufficient",
            "numbers": {"wallet": "points", "available": 100, "asked": 160},
        }
        assert answer.json["sentence"] == "only 100 points are usable, 160 were asked for"

    def test_a_repetition_has_the_same_outcome(self, shop: Shop) -> None:
        first = points("redeem", "Siti", "60", "--key", "k1", "--json").json
        again = points("redeem", "Siti", "60", "--key", "k1", "--json").json
        assert again["outcome"] == first["outcome"]
        assert (first["replayed"], again["replayed"]) == (False, True)

"""`setia receipt-token`, `claim`, `claim-by-hand`, `move`, `review` and `return --wait` on the command line."""

from __future__ import annotations

import json

import pytest

from setia.engine.calendar import DAY
from setia.storage import clock
from setia.storage.models import WaitingReturn
from tests.cli.terminal import Answer, setia
from tests.cli_ledger.asking import lines, refused
from tests.cli_ledger.shops import corner_shop
from tests.services.receipts import bought, take
from tests.shop import Shop


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """Siti has 100 points of her receipt R1, Budi none; a guest bought for 45.00 under G1."""
    shop = corner_shop()
    take(shop, bought(None, 45_00, "G1", store="kl"))
    return shop


def token(receipt: str = "G1") -> str:
    (line,) = lines(setia("receipt-token", receipt, "--source", "till"))
    return line


class TestClaims:
    def test_by_the_token_on_the_receipt_once(self, shop: Shop) -> None:
        code = token()
        answer = setia("claim", code.lower(), "Budi")
        assert lines(answer)[0].startswith("✓ No. 2 of Budi: +45 points")
        assert shop.points("Budi") == 45
        assert refused(setia("claim", code, "Siti")) == "this purchase is a member's already"
        assert refused(setia("claim", "NOSUCHTOKEN", "Siti")) == "there is no such receipt"
        assert refused(setia("receipt-token", "G1", "--source", "till")) == "this purchase is a member's already"

    def test_too_late_says_until_when(self, shop: Shop) -> None:
        code = token()
        shop.moves_clock(15 * DAY)
        assert refused(setia("claim", code, "Budi")).startswith("it could be claimed until 17 January 2018")

    def test_by_hand_and_the_fourth_is_looked_at(self, shop: Shop) -> None:
        take(shop, *(bought(None, 10_00, f"G{n}", store="kl") for n in range(2, 5)))
        assert refused(self.by_hand("G1", "44.00")).startswith("what the receipt says is true of 0 unclaimed purchases")
        assert shop.points("Budi") == 0
        for receipt, total in (("G1", "45.00"), ("G2", "10"), ("G3", "10.00")):
            assert lines(self.by_hand(receipt, total))[0].startswith("✓ No. ")
        said = lines(self.by_hand("G4", "10"))
        assert said[0] == "Somebody has to look at it first: `setia review list`."
        assert shop.points("Budi") == 65
        assert "claimed by hand by a member who does so often" in setia("review", "list").out
        assert lines(setia("review", "approve", "1"))[0].startswith("✓ No. 5 of mem_")
        assert shop.points("Budi") == 75

    def by_hand(self, receipt: str, total: str) -> Answer:
        day = ("--store", "kl", "--day", "2018-01-02", "--total", total)
        return setia("claim-by-hand", receipt, "Budi", *day)


def test_moving_a_purchase_says_what_it_took_and_what_it_gave(shop: Shop) -> None:
    answer = setia("move", "R1", "Budi", "--source", "till", "--reason", "wrong_card", "--note", "phone of her sister")
    assert lines(answer)[0].startswith("✓ No. 3 of mem_")
    assert (shop.points("Siti"), shop.points("Budi")) == (0, 100)
    assert refused(setia("move", "R2", "Budi", "--reason", "wrong_card")) == "there is no such receipt"
    assert refused(setia("move", "R1", "Budi", "--source", "till", "--reason", "again")) == "both are the same account"


def late(shop: Shop) -> None:
    """A purchase of half a year ago comes."""
    shop.moves_clock(180 * DAY)
    take(shop, bought("Budi", 10_00, "R9", clock.read() - 170 * DAY))


def test_a_late_purchase_is_rejected_and_stays_so(shop: Shop) -> None:
    late(shop)
    (waits,) = json.loads(setia("review", "list", "--json").out)["reviews"]
    assert (waits["command"], waits["reason"]) == ("record_purchase", "too_late")
    assert lines(setia("review", "reject", "1")) == ["✓ Review 1 was rejected."]
    assert lines(setia("review", "list")) == ["Nothing waits."]
    assert refused(setia("review", "approve", "1")) == "review 1 was rejected before"
    assert refused(setia("review", "reject", "2")) == "there is no review 2"
    assert shop.points("Budi") == 0


class TestAReturnThatWaits:
    def test_is_kept_and_taken_when_its_purchase_comes(self, shop: Shop) -> None:
        asked = ("return", "R7", "--source", "till", "--amount", "4.00", "--refund-id", "F1", "--wait")
        assert lines(setia(*asked)) == ["It is kept until its purchase comes."]
        take(shop, bought("Budi", 10_00, "R7"))
        assert shop.points("Budi") == 6
        assert WaitingReturn.objects.count() == 0

    def test_that_nobody_comes_for_is_told(self, shop: Shop) -> None:
        setia("return", "R7", "--source", "till", "--line", "1=1", "--refund-id", "F1", "--wait")
        shop.moves_clock(31 * DAY)
        assert "waits in vain; its purchase has not come" in setia("review", "list").out

    def test_must_say_what_came_back_and_by_which_number(self, shop: Shop) -> None:
        answer = setia("return", "R7", "--source", "till", "--wait", "--refund-id", "F1")
        assert answer.code == 2
        assert "say what came back" in answer.err
        assert "--refund-id" in setia("return", "R7", "--source", "till", "--wait", "--amount", "4").err

    def test_without_wait_is_refused_as_ever(self, shop: Shop) -> None:
        assert setia("return", "R7", "--source", "till").code == 2
        assert WaitingReturn.objects.count() == 0

"""What an order gave besides points, when the order comes back: vouchers and full cards (S8, S9)."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Discount, Line
from setia.storage import clock
from setia.storage.streaming import fetch
from tests.shop import Shop
from tests.stories.bills import base, bill, holds_together, lines, program, rewards, sells, takes_back, told, uses

pytestmark = pytest.mark.usefixtures("database")

MONEY = """
wallets:
  - {id: points, unit: {en: points}}
  - {id: credit, unit: {en: MYR}, decimals: 2}
"""

VOUCHER = """  - id: hundred
    when: [{kind: basket_total, at_least: 100}]
    effects: [{kind: issue_reward, reward: ten_off}]
rewards:
  - {id: ten_off, kind: amount_off, value: 10.00, valid_for: P3M, on_used: %s}
"""


class TestSpendAHundredGetAVoucher:
    """S8: spend 100, get a RM 10 voucher; buys for 120, returns 40."""

    def bought(self, on_used: str = "forgive") -> tuple[Shop, int]:
        shop = Shop(program(base("1.00") + VOUCHER % on_used, wallets=MONEY))
        bought = sells(shop, "Siti", bill(80_00, 40_00))
        assert bought.awarded == {"points": 120}
        assert [one.state for one in rewards(shop, "Siti")] == ["issued"]
        return shop, bought.seq

    def told(self, what: str) -> bool:
        """Whether some transaction names this as the cause of what became of a reward."""
        return any(what in changes for (changes,) in fetch("SELECT changes FROM ledger_transaction"))

    def test_an_unused_voucher_is_cancelled_with_a_reason(self) -> None:
        shop, seq = self.bought()
        takes_back(shop, "Siti", seq, lines("F1", 2))
        assert [one.state for one in rewards(shop, "Siti")] == ["cancelled"]
        assert self.told("order_returned")
        assert told(uses(shop, "Siti", 1)) == "reward_cancelled"
        assert holds_together(shop)

    def test_a_used_one_costs_the_member_nothing(self) -> None:
        shop, seq = self.bought()
        uses(shop, "Siti", 1, "R2")
        takes_back(shop, "Siti", seq, lines("F1", 2))
        (voucher,) = rewards(shop, "Siti")
        assert (voucher.state, voucher.worth) == ("used", 10_00)
        assert self.told("forgiven")
        assert shop.wallet("Siti", "credit") == Wallet()
        assert holds_together(shop)

    def test_a_used_one_is_owed_where_the_shop_says_so(self) -> None:
        shop, seq = self.bought("debt, debt_wallet: credit")
        uses(shop, "Siti", 1, "R2")
        takes_back(shop, "Siti", seq, lines("F1", 2))
        assert shop.wallet("Siti", "credit") == Wallet(debt=10_00)
        assert holds_together(shop)

    def test_a_return_that_leaves_a_hundred_leaves_the_voucher(self) -> None:
        shop, seq = self.bought()
        takes_back(shop, "Siti", seq, Refund("F1", amount=20_00))
        assert [one.state for one in rewards(shop, "Siti")] == ["issued"]


CARD = """
wallets:
  - {id: cups, kind: stamps, unit: {en: cups}}
"""

LATTES = """  - {id: cup, effects: [{kind: stamps, wallet: cups, per: item, lines: {tag: [latte]}}]}
rewards:
  - {id: free_latte, kind: free_item, valid_for: P1M}
conversions:
  - {id: full_card, wallet: cups, choices: [{amount: 10, reward: free_latte}]}
"""


def lattes(paid: int, free: int = 0) -> tuple[Line, ...]:
    """So many lattes that are paid for, and so many that a full card pays."""
    cups = [Line(1, 9_00 * paid, sku="latte", quantity=1000 * paid, tags=("latte",))]
    if free:
        off = (Discount("free_latte", 9_00 * free),)
        cups.append(Line(2, 0, sku="latte", quantity=1000 * free, list=9_00 * free, discounts=off))
    return tuple(cups)


def test_a_full_card_that_paid_for_a_returned_latte_is_full_again() -> None:
    """S9: a complete card (10 of 10) pays one latte, another is bought (new card 1 of 10); then all comes back."""
    shop = Shop(program(LATTES, wallets=CARD))
    sells(shop, "Siti", bill(*lattes(10)), "R1")
    assert shop.wallet("Siti", "cups") == Wallet()
    assert [one.reward for one in rewards(shop, "Siti")] == ["free_latte"]
    shop.moves_clock(28 * DAY)
    bought = sells(shop, "Siti", bill(*lattes(1, free=1)), "R2")
    uses(shop, "Siti", 1, "R2")
    assert shop.wallet("Siti", "cups").available == 1
    takes_back(shop, "Siti", bought.seq, lines("F1", 1, 2))
    assert shop.wallet("Siti", "cups") == Wallet()
    (coffee,) = rewards(shop, "Siti")
    assert coffee.state == "issued"
    assert coffee.expires_at is not None
    assert coffee.expires_at >= clock.read() + 7 * DAY
    assert holds_together(shop)

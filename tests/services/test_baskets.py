"""Baskets from pricing to payment, on both databases: kept, paid once, given up, ended by themselves."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import Capture, MergeOut
from setia.engine.purchase import Tender
from setia.services.price_basket import Priced
from setia.storage import clock, price_codes
from setia.storage.models import Basket, IdempotencyKey, PriceCode, PriceCodeUse, Transaction
from tests.services.basket_shop import TTL, BasketShop, no, said


@pytest.fixture
def shop(database: str) -> BasketShop:
    """The grocery with price rules and a code FIVE that can be used once."""
    shop = BasketShop()
    shop.makes("FIVE-OFF")
    return shop


def codes(priced: Priced) -> dict[str, str]:
    return {one.code: one.refusal.code if one.refusal else "" for one in priced.codes}


def test_a_basket_is_priced_and_nothing_is_written(shop: BasketShop) -> None:
    before = Transaction.objects.count()
    found = shop.prices("Siti", 120_00, "five off", "NONE")
    assert (found.owed, found.awarded) == (103_00, {"points": 103})
    assert codes(found) == {"five off": "", "NONE": "unknown_code"}
    assert shop.prices(None, 120_00, "FIVEOFF").owed == 115_00  # a guest has the code, and no member's price
    counts = Transaction.objects.count(), Basket.objects.count(), PriceCodeUse.objects.count()
    assert counts == (before, 0, 0)
    assert IdempotencyKey.objects.count() == 0


def test_a_kept_basket_keeps_its_code_and_points_and_is_paid_once(shop: BasketShop) -> None:
    kept = shop.keeps("Siti", 120_00, "FIVE-OFF", points=100)
    assert said(kept)["owed"] == 103_00
    assert (shop.wallet("Siti").available, shop.wallet("Siti").held) == (100, 100)
    assert codes(shop.prices("Siti", 120_00, "FIVE-OFF")) == {"FIVE-OFF": "code_reserved"}
    tenders = (Tender("points", 1_00), Tender("cash", 102_00))
    paid = shop.pays(kept, 0, "R1", tenders=tenders)
    assert (paid.status, said(paid)["state"]) == ("done", "committed")
    assert (shop.wallet("Siti").available, shop.wallet("Siti").held) == (100 + 102, 0)
    again = shop.pays(kept, 0, "R1", tenders=tenders)
    assert (again.status, again.answer) == ("replayed", paid.answer)
    assert shop.points("Siti") == 202
    assert codes(shop.prices("Siti", 120_00, "FIVE-OFF")) == {"FIVE-OFF": "code_used"}
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_what_is_recorded_is_the_purchase_at_its_prices(shop: BasketShop) -> None:
    paid = shop.pays(shop.keeps("Siti", 120_00, "FIVE-OFF"), 103_00)
    told = shop.page("Siti").movements[0]
    assert (paid.awarded, told.changes) == ({"points": 103}, {"points": 103})


def test_a_basket_kept_again_under_its_key_is_the_same_basket(shop: BasketShop) -> None:
    first, second = (shop.keeps("Siti", 50_00, "FIVE-OFF", points=100, key="k") for _ in range(2))
    assert (second.status, second.answer) == ("replayed", first.answer)
    assert shop.wallet("Siti").held == 100
    assert no(shop.keeps("Siti", 51_00, "FIVE-OFF", key="k")) == "idempotency_key_reused"


def test_a_basket_given_up_frees_code_and_points(shop: BasketShop) -> None:
    kept = shop.keeps("Siti", 50_00, "FIVE-OFF", points=100)
    freed = shop.gives_up(kept)
    assert (said(freed)["state"], shop.points("Siti")) == ("released", 200)
    assert codes(shop.prices("Budi", 50_00, "FIVE-OFF")) == {"FIVE-OFF": ""}
    assert shop.gives_up(kept).answer == freed.answer
    assert no(shop.pays(kept, 45_00)) == "basket_released"
    assert shop.findings() == []


def test_a_paid_basket_cannot_be_given_up_or_paid_otherwise(shop: BasketShop) -> None:
    kept = shop.keeps("Siti", 50_00, "FIVE-OFF")
    shop.pays(kept, 45_00, "R1")
    assert no(shop.gives_up(kept)) == "basket_committed"
    assert no(shop.pays(kept, 45_00, "R2")) == "basket_committed"
    assert no(shop.pays("bsk_none", 45_00)) == "unknown_basket"


def test_a_basket_ends_by_itself_at_its_instant(shop: BasketShop) -> None:
    kept = shop.keeps("Siti", 50_00, "FIVE-OFF", points=100)
    shop.moves_clock(TTL - 1)
    assert codes(shop.prices("Budi", 50_00, "FIVE-OFF")) == {"FIVE-OFF": "code_reserved"}
    shop.moves_clock(1)
    assert codes(shop.prices("Budi", 50_00, "FIVE-OFF")) == {"FIVE-OFF": ""}
    assert no(shop.pays(kept, 45_00)) == "basket_expired"
    assert shop.points("Siti") == 200
    assert said(shop.gives_up(kept))["state"] == "expired"
    assert no(shop.pays(kept, 45_00)) == "basket_expired"
    assert Basket.objects.get().state == "expired"
    assert shop.findings() == []


def test_a_sweep_books_the_end_of_a_basket_and_changes_nothing_else(shop: BasketShop) -> None:
    kept, open_ = shop.keeps("Siti", 50_00, "FIVE-OFF", points=100), shop.keeps("Siti", 50_00, ttl=2 * TTL)
    shop.moves_clock(TTL)
    shop.sweeps()
    assert sorted(Basket.objects.values_list("state", flat=True)) == ["expired", "open"]
    assert PriceCodeUse.objects.get().state == "released"
    assert no(shop.pays(kept, 45_00)) == "basket_expired"
    assert said(shop.gives_up(kept))["state"] == "expired"
    assert shop.pays(open_, 50_00).status == "done"
    assert shop.points("Siti") == 250
    assert shop.findings() == []


def test_a_crash_between_the_ledger_and_the_codes_leaves_nothing(
    shop: BasketShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = shop.keeps("Siti", 50_00, "FIVE-OFF", points=100)

    def crash(*_: object) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(price_codes, "use", crash)
        with pytest.raises(RuntimeError):
            shop.pays(kept, 45_00)
    assert (shop.wallet("Siti").held, Basket.objects.get().state) == (100, "open")
    assert PriceCode.objects.get().used == 0
    assert shop.pays(kept, 45_00).status == "done"
    assert (shop.points("Siti"), PriceCode.objects.get().used) == (145, 1)
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_a_payment_that_does_not_add_up_leaves_the_basket_open_and_all_it_keeps(shop: BasketShop) -> None:
    kept = shop.keeps("Siti", 50_00, "FIVE-OFF", points=100)
    assert no(shop.pays(kept, 44_00)) == "totals_mismatch"
    assert shop.wallet("Siti").held == 100
    assert PriceCode.objects.get().used == 0
    assert shop.pays(kept, 45_00).status == "done"


def test_a_basket_with_too_few_points_is_refused_for_good(shop: BasketShop) -> None:
    refused = shop.keeps("Siti", 50_00, "FIVE-OFF", points=201, key="k")
    assert no(refused) == "insufficient"
    shop.earns("Siti", 100)
    again = shop.keeps("Siti", 50_00, "FIVE-OFF", points=201, key="k")
    assert (again.status, again.answer) == ("replayed", refused.answer)
    assert codes(shop.prices("Budi", 50_00, "FIVE-OFF")) == {"FIVE-OFF": ""}
    assert shop.keeps("Siti", 50_00, "FIVE-OFF", points=201).status == "done"


def test_a_hold_that_was_used_up_elsewhere_keeps_the_basket_from_being_paid_with_it(shop: BasketShop) -> None:
    kept = shop.keeps("Siti", 50_00, points=100)
    shop.asks("Siti", Capture(clock.read(), kept.seq))
    assert no(shop.pays(kept, 50_00)) == "hold_captured"
    assert said(shop.gives_up(kept))["state"] == "released"


def test_only_part_of_the_points_is_used(shop: BasketShop) -> None:
    kept = shop.keeps("Siti", 50_00, points=100)
    shop.pays(kept, 50_00, points=40)
    assert shop.wallet("Siti").available == 160 + 50


def test_a_guests_basket_is_a_guests_purchase(shop: BasketShop) -> None:
    paid = shop.pays(shop.keeps(None, 50_00, "FIVE-OFF"), 45_00, "R1")
    assert (paid.status, paid.awarded) == ("done", {})
    assert PriceCode.objects.get().used == 1


def test_of_several_codes_each_is_told_why(shop: BasketShop) -> None:
    shop.makes("HERS", member="Budi")
    shop.makes("BEAN", rule="coffee")
    shop.makes("OLD", ends_at=clock.read())
    shop.makes("SOON", begins_at=clock.read() + DAY)
    shop.makes("FIVE-MORE")
    found = shop.prices("Siti", 50_00, "FIVE-OFF", "HERS", "BEAN", "OLD", "SOON", "FIVE-MORE", "WHAT")
    assert codes(found) == {
        "FIVE-OFF": "",
        "HERS": "code_of_other_member",
        "BEAN": "code_without_effect",
        "OLD": "code_expired",
        "SOON": "code_not_yet",
        "FIVE-MORE": "code_not_combined",
        "WHAT": "unknown_code",
    }
    assert codes(shop.prices(None, 50_00, "BEAN")) == {"BEAN": "code_for_members"}
    kept = shop.keeps("Siti", 50_00, "FIVE-OFF", "BEAN")
    assert [one.digest for one in PriceCodeUse.objects.all()] == [found.codes[0].digest]
    assert kept.status == "done"


def test_a_code_that_many_share_is_used_as_often_as_it_can_be(shop: BasketShop) -> None:
    shop.makes("RAYA", uses=2)
    for member in ("Siti", "Budi"):
        shop.pays(shop.keeps(member, 50_00, "RAYA"), 45_00)
    assert codes(shop.prices("Siti", 50_00, "RAYA")) == {"RAYA": "code_used"}


def test_a_code_is_used_by_each_member_as_often_as_he_can(shop: BasketShop) -> None:
    shop.makes("EACH", uses=None, per_member=1)
    shop.pays(shop.keeps("Siti", 50_00, "EACH"), 45_00, "R1")
    assert codes(shop.prices("Siti", 50_00, "EACH")) == {"EACH": "code_used_by_member"}
    assert codes(shop.prices(None, 50_00, "EACH")) == {"EACH": "code_for_members"}
    kept = shop.keeps("Budi", 50_00, "EACH")
    assert codes(shop.prices("Budi", 50_00, "EACH")) == {"EACH": "code_used_by_member"}
    shop.gives_up(kept)
    assert codes(shop.prices("Budi", 50_00, "EACH")) == {"EACH": ""}
    shop.asks("Siti", MergeOut(clock.read(), ""), "Budi")
    assert codes(shop.prices("Budi", 50_00, "EACH")) == {"EACH": "code_used_by_member"}
    shop.refunds("R1", 45_00)
    assert codes(shop.prices("Budi", 50_00, "EACH")) == {"EACH": ""}
    assert shop.keeps("Budi", 50_00, "EACH").status == "done"
    assert shop.findings() == []


def test_a_code_is_there_again_when_its_order_came_back_whole_and_not_before(shop: BasketShop) -> None:
    shop.makes("S30", ends_at=clock.read() + DAY)
    shop.pays(shop.keeps("Siti", 32_70, "S30"), 27_70, "R1")
    assert shop.points("Siti") == 227
    shop.refunds("R1", 4_66)
    assert shop.points("Siti") == 223
    assert codes(shop.prices("Siti", 32_70, "S30")) == {"S30": "code_used"}
    shop.moves_clock(3 * DAY)
    shop.refunds("R1", 23_04)
    assert shop.points("Siti") == 200
    assert codes(shop.prices("Siti", 32_70, "S30")) == {"S30": ""}  # though its own day is over: seven more at least
    shop.pays(shop.keeps("Siti", 32_70, "S30"), 27_70, "R2")
    assert codes(shop.prices("Siti", 32_70, "S30")) == {"S30": "code_used"}
    assert PriceCode.objects.filter(used=1).count() == 1
    shop.refunds("R2", 27_70)
    shop.moves_clock(7 * DAY)
    assert codes(shop.prices("Siti", 32_70, "S30")) == {"S30": "code_expired"}


def test_a_basket_of_a_member_who_was_merged_is_paid_by_who_has_his_points(shop: BasketShop) -> None:
    kept = shop.keeps("Budi", 50_00, "FIVE-OFF")
    shop.asks("Budi", MergeOut(clock.read(), ""), "Siti")
    assert shop.pays(kept, 45_00).status == "done"
    assert shop.points("Siti") == 245
    assert shop.findings() == []

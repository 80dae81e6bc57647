"""Money at the till, as people there have it: ringgit with a service charge, rupiah without decimals, baht (S1-S3)."""

from __future__ import annotations

import pytest

from setia.storage.models import Purchase
from tests.shop import Shop
from tests.stories.bills import base, program
from tests.web.counter import Counter, api_in_process, hidden, words
from tests.web.store import Store


class Money(Store):
    """A store with one member, and one point for so much."""

    def __init__(self, per: str, currency: str) -> None:
        Shop.__init__(self, program(base(per), currency=currency))
        self.joins("Siti")
        self.hires("nok", "cashier")


def sold(shop: Money, language: str, way: str, **typed: str) -> tuple[str, str]:
    """What the page says before it is paid, and after."""
    counter = Counter(language).opens(shop, "nok")
    path = f"/till/members/{shop.public_id('Siti')}/sale"
    form = hidden(counter.reads(f"{path}?way={way}"))
    looked = counter.sends(path, **form | {"rows": "2"}, **typed, action="look")
    return words(looked), words(counter.sends(path, **hidden(looked), action="pay"))


@pytest.mark.usefixtures("sqlite_database")
def test_a_restaurant_bill_earns_on_the_food_and_a_return_takes_back_its_share() -> None:
    """S1: 12.90 + 3.50, service charge 1.64, service tax 1.08 = 19.12; cash is rounded to 19.10; 16 points."""
    shop = Money("1.00", "MYR")
    lines = {"sku-1": "rice", "price-1": "12.90", "sku-2": "tea", "price-2": "3.50"}
    with api_in_process():
        looked, after = sold(
            shop, "en", "lines", **lines, service="1.64", tax="1.08", rounding="-0.02", tender="cash", receipt="B1"
        )
        assert "To pay RM 19.10" in looked
        assert "earns 16 points" in looked
        assert "earned 16 points" in after
        counter = Counter().opens(shop, "nok")
        path = "/till/receipts/till-kl-1/B1/return"
        for line, taken, left in (("line-2", "-4 points", 12), ("line-1", "-12 points", 0)):
            said = counter.sends(path, **hidden(counter.reads(path)), **{line: "1"}, cause="member", action="look")
            assert taken in words(said)
            counter.sends(path, **hidden(said), **{line: "1"}, cause="member", action="book")
            assert shop.points("Siti") == left
    assert Purchase.objects.get().net == 16_40


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize(("language", "typed"), [("id", "185.000"), ("en", "185,000"), ("th", "185000")])
def test_rupiah_are_typed_and_shown_without_decimals(language: str, typed: str) -> None:
    """S2: one for every Rp 10.000: 18 points, and Rp 185.000 on every page."""
    shop = Money('"10000"', "IDR")
    with api_in_process():
        looked, after = sold(shop, language, "total", total=typed, tender="qris")
    assert "Rp 185.000" in looked
    assert "Rp 185.000" in after
    assert shop.points("Siti") == 18
    assert Purchase.objects.get().net == 185_000_00


@pytest.mark.usefixtures("sqlite_database")
def test_baht_with_tax_inside_earn_on_the_shelf_price() -> None:
    """S3: ฿749.00, one for every 25: 29 points."""
    shop = Money("25.00", "THB")
    with api_in_process():
        looked, after = sold(shop, "th", "total", total="749.00", tender="promptpay")
    assert "฿749.00" in looked
    assert "PromptPay" in after
    assert shop.points("Siti") == 29

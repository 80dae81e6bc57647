"""What comes back, goes to another, or is owed, in a real browser: at the till and at the console (S9, S10, S22)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from setia.engine.calendar import DAY
from setia.engine.commands import Adjust, GrantTier
from setia.services import catalogue
from setia.storage import clock
from setia.storage.catalogue import Said
from tests.stories.bills import base, bill, sells
from tests.stories.test_gifts_of_orders import CARD, LATTES
from tests.stories.test_ledger_of_a_member import program
from tests.stories.test_whose_purchase import CLUB
from tests.web.town import Stall, Town, stall, town

pytestmark = pytest.mark.slow


def settle() -> list[Stall]:
    """A coffee bar with a card of ten, a shop with a level that earns double, and one where points may be owed."""
    named = LATTES.replace("id: free_latte,", "id: free_latte, name: {en: A free latte},")
    cafe = stall("cafe", named, "MYR", CARD)
    catalogue.say(cafe.program, [Said("latte", 1, name="Latte", tags=("latte",))], ("owner", "console"))
    toko = stall("toko", base("10000", "by_tier: {gold: 2}") + CLUB, "IDR")
    toko.joins("A", "B")
    toko.asks("B", GrantTier(clock.read(), "club", "gold", None, "goodwill"))
    runcit = Stall("runcit", program().replace("USD", "MYR"))
    runcit.joins("Siti")
    runcit.asks("Siti", Adjust(clock.read(), "points", -120, "counted_wrong", to_debt=True))
    runcit.earns("Siti", 50_00, "credit")
    cafe.joins("Siti")
    return [cafe, toko, runcit]


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(sqlite_template, tmp_path_factory.mktemp("back"), settle) as place:
        yield place


def test_a_full_card_pays_a_latte_and_is_full_again_once_all_comes_back(place: Town) -> None:
    """S9: 10 of 10 pays one latte, another is bought (1 of 10); all returned: free for 7 days or more, 0 of 10."""
    shop = place.shops["cafe"]
    cashier = place.serves(shop, "en-GB", 1280)

    def buys(receipt: str, quantity: str) -> None:
        cashier.opens(f"/till/members/{place.does(shop.public_id, 'Siti')}/sale?way=lines")
        cashier.fills(sku_1="latte", price_1="9.00", quantity_1=quantity, receipt=receipt)
        cashier.does("look")
        cashier.does("pay")
        cashier.reads("Latte")

    buys("C1", "10")
    assert place.does(shop.points, "Siti") == 0
    place.does(shop.moves_clock, 28 * DAY)  # the thirtieth of January; the free one is good until February
    buys("C2", "1")
    cashier.presses("a[href*='redeem?receipt=C2']")
    expect(cashier.page.locator(".amount").first).to_have_text("1 cup")
    cashier.does("use")
    cashier.reads("It is used.")
    cashier.opens("/till/receipts/till-kl-1/C2/return")
    cashier.does("all")
    cashier.reads("-1 cup", ".told")
    cashier.does("book")
    cashier.reads("The return is booked.")
    cashier.opens(f"/till/members/{place.does(shop.public_id, 'Siti')}/redeem")
    cashier.reads("A free latte", "form.reserved")
    cashier.reads("through 5 February 2018", "form.reserved")  # the seventh day
    expect(cashier.page.locator(".amount").first).to_have_text("0 cups")
    assert place.does(shop.differences) == 0
    cashier.leaves()


def test_a_purchase_on_the_wrong_card_costs_who_used_it_nothing(place: Town) -> None:
    """S10, of Rp 800.000: booked to A (1x), who spends 60; moved next day to B (2x): B +160, A -20, 60 forgiven."""
    shop = place.shops["toko"]
    bought_at = place.does(clock.read)
    sold = place.does(bill, 800_000_00, currency="IDR")
    assert place.does(sells, shop, "A", sold).awarded == {"points": 80}
    assert place.does(shop.redeems, "A", 60).status == "done"
    place.does(shop.moves_clock, DAY)
    manager = place.serves(shop, "id-ID", 1280, "manager")
    manager.opens("/purchases")
    manager.presses("a[href='/purchases/till/R1']")
    manager.presses("a[href$='/move']")
    manager.fills(q="B")
    manager.page.keyboard.press("Enter")
    manager.presses(".choose a")
    manager.reads("160 poin", ".facts")
    manager.page.locator("#reason").select_option("wrong_card")
    manager.presses("form[method=post] .primary")
    expect(manager.page.get_by_role("status")).to_be_visible()
    left, came = (f"/members/{place.does(shop.public_id, one)}" for one in ("A", "B"))
    for path, change in ((left, "-20 poin"), (left, "Dihapuskan: 60 poin"), (came, "+160 poin")):
        manager.opens(path).reads(change, "main")
    assert [place.does(shop.points, one) for one in ("A", "B")] == [0, 160]
    assert place.does(shop.total, "adjusted", "issued") == 60
    assert place.does(shop.lot, "B", 1).earned_at == bought_at
    manager.leaves()


def test_who_owes_points_pays_with_credit_and_gets_the_rest_of_the_next(place: Town) -> None:
    """S22: owes 120, has RM 50 of credit: credit pays, points do not and the page says why; of 200 more 80 are left."""
    shop = place.shops["runcit"]
    cashier = place.serves(shop, "ms-MY", 390)
    path = f"/till/members/{place.does(shop.public_id, 'Siti')}/redeem"

    def uses(wallet: str, amount: str) -> None:
        cashier.opens(path)
        form = cashier.page.locator(f"form:has([name=wallet][value={wallet}])")
        form.locator("[name=amount]").fill(amount)
        form.locator("button").click()

    uses("credit", "20.00")
    cashier.does("capture")
    expect(cashier.page.get_by_role("status")).to_be_visible()
    assert place.does(shop.wallet, "Siti", "credit").available == 30_00
    cashier.opens(path)
    cashier.reads("120 terhutang; yang berikutnya membayarnya dahulu")
    expect(cashier.page.locator("[name=wallet][value=points]")).to_have_count(0)
    cashier.finds("Siti")
    cashier.page.locator("#total").fill("200.00")
    cashier.reads("200", "#looked .told")
    cashier.does("look")
    cashier.does("pay")
    expect(cashier.page.get_by_role("status")).to_be_visible()
    assert (place.does(shop.points, "Siti"), place.does(shop.wallet, "Siti").debt) == (80, 0)
    uses("points", "80")
    cashier.reads("80", "form.reserved")
    cashier.leaves("422")

"""Money at the till in a real browser: ringgit in Malay, rupiah in Indonesian, baht in Thai (S1-S3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from setia.wording.languages import LANGUAGES
from tests.stories.bills import base
from tests.web.town import UNIT, Person, Stall, Town, stall, town

pytestmark = pytest.mark.slow

TWO = f"wallets: [{{id: points, {UNIT}}}, {{id: net, unit: {{en: net points, th: แต้มสุทธิ}}}}]\n"
BOTH = "{kind: points_per_amount, points: 1, per: 25}, {kind: points_per_amount, points: 1, per: 25, wallet: net, "
BOTH = f"  - {{id: base, effects: [{BOTH}base: net_of_tax}}]}}\n"

RUPIAH = re.compile(r"Rp.?[\d.,]*\d")


def settle() -> list[Stall]:
    """Siti shops at all of them."""
    shops = [
        stall("kedai", base("1.00"), "MYR"),
        stall("warung", base('"10000"'), "IDR"),
        stall("ran", BOTH, "THB", TWO),
        stall("suan", base("25", "base: net_of_tax"), "THB"),
    ]
    for shop in shops:
        shop.joins("Siti", "A", "B")
    return shops


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(sqlite_template, tmp_path_factory.mktemp("money"), settle) as place:
        yield place


def test_a_restaurant_bill_in_ringgit_earns_on_the_food_however_it_is_paid(place: Town) -> None:
    """S1: 12.90 + 3.50, service charge 1.64, service tax 1.08 = 19.12; 16 points both; -4 for the 3.50, then -12."""
    shop = place.shops["kedai"]
    cashier = place.serves(shop, "ms-MY", 1280)
    for receipt, tender, rounding, pays in (("B1", "cash", "-0.02", "RM 19.10"), ("B2", "duitnow_qr", "", "RM 19.12")):
        cashier.opens(f"/till/members/{place.does(shop.public_id, 'Siti')}/sale?way=lines")
        cashier.fills(sku_1="nasi", price_1="12.90")
        cashier.does("more")
        cashier.fills(sku_2="teh", price_2="3.50", receipt=receipt)
        cashier.presses("details:not([open]) > summary")
        cashier.fills(service="1.64", tax="1.08", rounding=rounding)
        cashier.page.check(f"[name=tender][value={tender}]")
        cashier.does("look")
        cashier.reads(pays, ".amount")
        cashier.reads("16 mata", ".told")
        cashier.does("pay")
        cashier.reads("16 mata", ".why-told")
    for line, taken, left in (("line-2", "-4 mata", 28), ("line-1", "-12 mata", 16)):
        cashier.opens("/till/returns")
        cashier.fills(receipt="B1")
        cashier.page.keyboard.press("Enter")
        cashier.page.locator(f"#{line}").fill("1")
        cashier.does("look")
        cashier.reads(taken, ".told")
        cashier.does("book")
        expect(cashier.page.get_by_role("status")).to_be_visible()
        assert place.does(shop.points, "Siti") == left
    cashier.leaves()


def test_rupiah_have_no_decimals_on_any_page_in_any_language(place: Town) -> None:
    """S2: one for every Rp 10.000: 18 points, however many decimals a source has; Rp 185.000 on every page."""
    shop = place.shops["warung"]
    cashier = place.serves(shop, "id-ID", 390)
    cashier.finds("Siti")
    cashier.page.locator("#total").fill("185.000")
    cashier.fills(receipt="W1")
    cashier.page.check("[name=tender][value=qris]")
    cashier.reads("18 poin", "#looked .told")
    cashier.does("look")
    cashier.reads("Rp 185.000", ".amount")
    cashier.does("pay")
    cashier.reads("18 poin", ".why-told")
    owner, counter = place.serves(shop, "", 1280, "owner"), place.serves(shop, "", 390)
    with place.calls(shop) as api:
        for member, amount, said in (("A", 18_500_000, {"exponent": 2}), ("B", 185_000, {"exponent": 0})):
            answer = api.sells(
                f"external:{member}", amount, f"W-{member}", currency="IDR", source=member.lower(), store="kl", **said
            )
            assert answer.json().get("awarded") == {"points": 18}, answer.text
        unsaid = api.sells("external:A", 185_000, "W-C", currency="IDR", source="c")
        assert (unsaid.status_code, unsaid.json()["code"]) == (422, "exponent_missing")
        takes_in_a_file(owner)
        files = [api.gets(f"/imports/{number}").json()["rejects"] for number in (1, 2)]
        assert [[row["code"] for row in rejects] for rejects in files] == [["ambiguous_number"], []]
    phone = place.holds_a_phone(shop, "Siti", "")
    sold = [f"{source}/W-{source.upper()}" for source in "ab"] + ["till-kl-1/W1"]
    members = [f"/members/{place.does(shop.public_id, member)}" for member in ("Siti", "A", "B")]
    at_console = ("/purchases", *(f"/purchases/{one}" for one in sold), *members)
    for language in LANGUAGES:
        for reader, paths in (
            (owner, at_console),
            (counter, [f"/till/receipts/{one}" for one in sold]),
            (phone, ("/me/history",)),
        ):
            reader.page.set_extra_http_headers({"Accept-Language": language})
            for path in paths:
                reader.opens(path).reads("Rp 185.000")
                expect(reader.page.locator("html")).to_have_attribute("lang", language)
                written = RUPIAH.findall(reader.page.inner_text("main"))
                assert {one for one in written if "185" in one or "," in one} == {"Rp 185.000"}, path
    for reader in (cashier, owner, counter, phone):
        reader.leaves()
    assert [place.does(shop.points, member) for member in ("Siti", "A", "B", "C")] == [18] * 4


def takes_in_a_file(owner: Person) -> None:
    """185.000 is taken for nothing where it is not said what the point means, and for 185 thousand where it is."""
    content = b"purchase_id;event_at;member;net\nR1;2018-01-01 10:00;C;185.000\n"
    for mark, counts in (("", ["0", "0", "0", "1"]), (",", ["1", "0", "0", "0"])):
        owner.opens("/imports")
        owner.page.set_input_files("#file", {"name": f"sales{mark}.csv", "mimeType": "text/csv", "buffer": content})
        owner.presses("form[enctype] .primary")
        owner.page.locator("#mark").select_option(mark)
        owner.presses("form.narrow .primary")
        expect(owner.page.locator("main [hx-get]")).to_have_count(0, timeout=30_000)
        assert owner.page.locator("main dd").all_inner_texts() == counts, "added, there already, refused, not read"


def test_baht_earn_on_the_price_as_displayed_or_without_the_tax_inside(place: Town) -> None:
    """S3: 749.00 with 7 % VAT inside (49.00), one for every 25: 29 on the shelf price, 28 on 700.00."""
    shop = place.shops["ran"]
    cashier = place.serves(shop, "th-TH", 390)
    cashier.finds("Siti")
    cashier.page.locator("#total").fill("749.00")
    cashier.page.check("[name=tender][value=promptpay]")
    cashier.reads("29 คะแนน", "#looked .told")
    cashier.does("look")
    cashier.reads("฿749.00", ".amount")
    cashier.does("pay")
    cashier.reads("29 คะแนน", ".why-told")
    with place.calls(shop) as api:
        line = {"net": 749_00, "sku": "1", "tax": 49_00}
        sold = api.sells("external:A", 749_00, "T-1", currency="THB", lines=[line], store="kl")
        assert sold.json()["awarded"] == {"points": 29, "net": 28}
    cashier.opens("/till/receipts/till/T-1")
    cashier.reads("29 คะแนน")
    cashier.reads("28 แต้มสุทธิ")
    cashier.leaves()


def test_baht_earn_on_what_is_left_without_the_tax_where_the_program_says_so(place: Town) -> None:
    """S3: the same 749.00 gives 28 on 700.00, whether its tax stands inside the price or the cashier adds it."""
    shop = place.shops["suan"]
    cashier = place.serves(shop, "th-TH", 390)
    cashier.opens(f"/till/members/{place.does(shop.public_id, 'Siti')}/sale?way=lines")
    cashier.fills(sku_1="khao", price_1="700.00", receipt="S1")
    cashier.presses("details:not([open]) > summary")
    cashier.fills(tax="49.00")
    cashier.page.check("[name=tender][value=promptpay]")
    cashier.does("look")
    cashier.reads("฿749.00", ".amount")
    cashier.reads("28 คะแนน", ".told")
    cashier.does("pay")
    cashier.reads("28 คะแนน", ".why-told")
    with place.calls(shop) as api:
        line = {"net": 749_00, "sku": "1", "tax": 49_00}
        sold = api.sells("external:A", 749_00, "S2", currency="THB", lines=[line], store="kl")
        assert sold.json()["awarded"] == {"points": 28}
    owner, phone = place.serves(shop, "th-TH", 1280, "owner"), place.holds_a_phone(shop, "A", "th-TH")
    for reader, path in ((cashier, "/till/receipts/till/S2"), (owner, "/purchases/till/S2"), (phone, "/me/history")):
        reader.opens(path).reads("28 คะแนน")
        reader.reads("฿749.00")
    for reader in (cashier, owner, phone):
        reader.leaves()
    assert [place.does(shop.points, member) for member in ("Siti", "A")] == [28, 28]

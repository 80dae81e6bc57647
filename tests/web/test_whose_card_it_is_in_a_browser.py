"""Who may have and use what, in a real browser: a guest's receipt, a stranger at the till, a link (S11 to S13)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from setia.engine.calendar import DAY, SECOND
from setia.services import claim_links, member_proof
from setia.services.claim_purchase import receipt_token
from setia.services.confirm_email import confirm_email
from setia.services.update_person import Changes, update_person
from setia.storage import clock
from setia.storage.models import Member
from tests.stories.bills import base, bill, sells
from tests.web.phones import member_of
from tests.web.town import UNIT, Stall, Town, stall, town

pytestmark = pytest.mark.slow

ADDRESS = "siti@example.com"
PROVED = f"wallets: [{{id: points, {UNIT}, proof_above: 100}}]\n"


def settle() -> list[Stall]:
    """A shop with guests, and one where more than 100 points need a proof; Siti has 2,000 there, and an address."""
    kedai, runcit = stall("kedai", base("1.00"), "MYR"), stall("runcit", base("1.00"), "MYR", PROVED)
    kedai.joins("Siti", "Ali")
    runcit.joins("Siti")
    runcit.earns("Siti", 2_000)
    siti = member_of(runcit, "Siti")
    update_person(runcit.program, siti, Changes(name="Siti", identifiers={"phone": "+60123456789"}))
    confirm_email(runcit.program, siti, ADDRESS, clock.read())
    return [kedai, runcit]


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(sqlite_template, tmp_path_factory.mktemp("whose"), settle) as place:
        yield place


def test_a_guests_receipt_is_claimed_on_the_third_day_and_not_on_the_fifteenth(place: Town) -> None:
    """S11: RM 45; 45 points at the sale's time; a second scan and day 15 refused; the fourth by hand is looked at."""
    shop = place.shops["kedai"]
    cashier = place.serves(shop, "ms-MY", 1280)
    for receipt in ("G1", "G2"):
        cashier.opens("/till/sale")
        cashier.page.locator("#total").fill("45.00")
        cashier.fills(receipt=receipt)
        cashier.does("look")
        cashier.does("pay")
        expect(cashier.page.locator(".claim svg")).to_be_visible()
    cashier.leaves()
    sold_at = place.does(clock.read)
    first, second = (place.does(receipt_token, shop.program, "till-kl-1", one) for one in ("G1", "G2"))
    place.does(shop.moves_clock, 3 * DAY)
    siti, ali = place.holds_a_phone(shop, "Siti", "ms-MY"), place.holds_a_phone(shop, "Ali", "ms-MY")
    siti.opens(f"/me/claim?token={first}").presses("main .primary")
    expect(siti.page.get_by_role("status")).to_be_visible()
    siti.opens("/me/history").reads("+45 mata", ".gain")
    assert place.does(shop.lot, "Siti", 1).earned_at == sold_at
    ali.opens(f"/me/claim?token={first}").presses("main .primary")
    ali.is_refused("sudah")
    place.does(shop.moves_clock, 12 * DAY)
    ali.opens(f"/me/claim?token={second}").presses("main .primary")
    ali.is_refused()
    assert place.does(shop.points, "Ali") == 0
    for n in range(1, 5):
        sold = place.does(bill, 10_00 + n, store="kl")
        place.does(sells, shop, None, sold, f"H{n}")
        ali.opens("/me/claim").presses("main details summary")
        ali.fills(store="kl", receipt=f"H{n}", day="17/1/2018", total=f"10.0{n}")
        ali.presses("main details button")
        expect(ali.page.locator(".notice.warn" if n == 4 else ".notice:not(.warn):not(.bad)")).to_be_visible()
    assert place.does(shop.points, "Ali") == 30
    manager = place.serves(shop, "ms-MY", 390, "manager")
    manager.opens("/waiting").reads("H4")
    for person in (siti, ali, manager):
        person.leaves("422")


def test_nobody_uses_points_by_a_number_or_an_old_picture_and_the_member_stops_it(place: Town) -> None:
    """S12: 500 of 2,000: refused by number, refused 31 s late, done live; she is told, and "not me" freezes it."""
    shop = place.shops["runcit"]
    cashier, program = place.serves(shop, "id-ID", 390), shop.program
    member = place.does(shop.public_id, "Siti")
    cashier.finds("0123456789")
    cashier.presses("a[href$='/redeem']")
    cashier.fills(amount="500")
    cashier.does("points")
    expect(cashier.page.locator("#proof")).to_be_visible()
    assert place.does(shop.points, "Siti") == 2_000

    def shows(at: int) -> None:
        cashier.fills(proof=place.does(member_proof.qr, program, member, at))
        cashier.presses("main .primary")

    pictured_at = place.does(clock.read)
    place.does(shop.moves_clock, 31 * SECOND)
    shows(pictured_at)
    cashier.is_refused("berakhir")
    assert place.does(shop.points, "Siti") == 2_000
    shows(place.does(clock.read))
    cashier.does("capture")
    expect(cashier.page.get_by_role("status")).to_be_visible()
    assert place.does(shop.points, "Siti") == 1_500
    cashier.leaves("422", "403")

    siti = place.sits("id-ID", 390)
    siti.opens(link_in_a_letter(place))
    siti.reads("-500 poin")
    siti.presses("main form button")
    expect(siti.page.locator("main form")).to_have_count(0)
    siti.leaves()
    owner = place.serves(shop, "id-ID", 1280, "owner")
    owner.opens("/waiting").reads("Anggota mengatakan itu bukan dirinya")
    owner.leaves()
    with place.calls(shop) as api:
        live = {"kind": "qr", "value": place.does(member_proof.qr, program, member, place.does(clock.read))}
        no = api.posts("/members/external:Siti/redemptions", {"amount": 500, "member_proof": live})
        assert (no.status_code, no.json()["code"]) == (403, "spending_frozen")


def link_in_a_letter(place: Town) -> str:
    """By which she says that it was not she, once the letter is there."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        for letter in place.mail.to(ADDRESS):
            if found := re.search(r"/me/not-me/\S+", str(letter.get_content())):
                return found[0]
        time.sleep(0.05)
    raise AssertionError("no letter")


def test_a_link_opens_her_page_once_and_then_she_gives_an_address(place: Town) -> None:
    """S13: "Aisyah" and a phone number at the till, no SMS; the link opens her portal once, then it asks for e-mail."""
    shop = place.shops["kedai"]
    cashier = place.serves(shop, "en-GB", 390)
    cashier.opens("/till/join?kind=phone")
    cashier.fills(value="017-777 7777", name="Aisyah")
    cashier.page.locator("[name=wants]").check()
    cashier.page.locator("#value").press("Enter")
    expect(cashier.page.locator(".claim svg")).to_be_visible()
    hers = cashier.page.locator("a[href$='/redeem']").first.get_attribute("href") or ""
    link = place.does(link_of, hers.split("/")[3])
    cashier.leaves()
    phone, late = place.sits("en-GB", 390), place.sits("en-GB", 390)
    phone.opens(link).presses("main button")
    phone.reads("Hello, Aisyah")
    late.opens(link)
    expect(late.page.locator("main form")).to_have_count(0)
    late.leaves("410")
    phone.opens("/me").presses("a[href='/me/e-mail']")
    phone.fills(email="aisyah@example.com")
    phone.presses("main .primary")
    phone.fills(code=place.mail.code("aisyah@example.com"))
    phone.presses("main .primary")
    expect(phone.page.get_by_role("status")).to_be_visible()
    phone.leaves()


def link_of(public_id: str) -> str:
    """What the till shows to somebody who has just joined."""
    return claim_links.make(Member.objects.get(public_id=public_id), clock.read())

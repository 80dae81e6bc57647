"""A shop's day with every page in Thai: set up, opened the next day, served at, looked after, changed, closed.

Whatever a page says is looked at on the way: nothing on it may be for somebody who reads another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from setia.engine.calendar import DAY
from setia.services import claim_links
from setia.storage import clock
from setia.storage.models import Member
from tests.docs.blocks import blocks
from tests.docs.test_a_day_in_the_shop import names
from tests.web.thai import strange
from tests.web.thai_readers import Place, Somebody, empty_shop

pytestmark = pytest.mark.slow

SHOP = "กาแฟบ้านเรา"
TYPED = ("malee", "nok", "front", "effects")
"""What people chose themselves, of the letters a to z: short names, a till; and a word of documents."""
PIN = "2749"
PHONE, NAME, CALLED, MAIL = "081 234 5678", "สมชาย ใจดี", "เอก", "ek@example.com"
PROOF = ("  - id: points\n", "  - id: points\n    proof_above: 30\n")
"""Above so many points the till asks whether the member is there."""
PAGE = "tutorials/a-day-in-the-shop.th.md"
"""The page that tells this day to who does it for the first time."""


@pytest.fixture
def place(sqlite_template: Path, tmp_path: Path) -> Iterator[Place]:
    with empty_shop(sqlite_template, tmp_path) as place:
        yield place


def sets_a_shop_up(owner: Somebody, start: str) -> None:
    """By the link of first start: levels, the shop's own money and time, numbers, a colour."""
    page = owner.page
    owner.picks_thai(start)
    owner.presses("ระดับ")
    expect(page.locator("#currency")).to_have_value("THB")
    expect(page.locator("#zone")).to_have_value("Asia/Bangkok")
    owner.fills(name=SHOP, owner="มาลี", email="malee@example.com")
    page.check("[name=own_colour]")
    owner.presses("อ่านเป็นข้อความ")
    owner.sees("โปรด")
    owner.fills(owner="malee")
    numbers = {"rules[0].effects[0].per": "25", "rewards[0].prices[0].amount": "40", "rewards[0].value": "20"}
    for path, text in numbers.items():
        owner.fills(**{path: text})
    owner.presses("อ่านเป็นข้อความ")
    owner.sees("4 คะแนน")
    owner.presses("เริ่ม")
    owner.presses("เข้าสู่ระบบ")
    expect(page.locator("nav").first).to_be_visible()
    owner.looks()


def changes_the_program(owner: Somebody, day: str, *changes: tuple[str, str]) -> None:
    """A slip first, which is said; then what is meant, looked at and applied."""
    owner.goes("โปรแกรม")
    owner.presses("เปลี่ยนโปรแกรม")
    text = owner.page.locator("#document").input_value()
    text = re.sub(r"effective_from: \S+", f"effective_from: {day}", text)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    owner.fills(document=text.replace("effects:", "efects:", 1))
    owner.sees("บรรทัดที่", "effects", where="#checked")
    owner.fills(document=text)
    owner.presses("ดูผล")
    owner.sees("เอกสารถูกต้อง", where="#checked")
    owner.presses("นำไปใช้")
    owner.sees("นำไปใช้แล้ว")


def takes_a_cashier_on(owner: Somebody) -> str:
    """The link that lets her in, which the page shows once."""
    owner.goes("บัญชี")
    owner.presses("พนักงาน")
    owner.fills(name="นก", email="nok@example.com")
    owner.presses("เพิ่ม และสร้างลิงก์")
    owner.sees("โปรด")
    owner.fills(name="nok")
    owner.presses("เพิ่ม และสร้างลิงก์")
    return owner.page.locator(".claim .code").inner_text()


def opens_the_till(cashier: Somebody, link: str) -> None:
    """Her device is a till from now on; she comes back by her PIN."""
    cashier.opens(link)
    cashier.presses("เข้าสู่ระบบ")
    cashier.fills(name="front", pin=PIN, again="2748")
    cashier.presses("เปิดจุดขาย")
    cashier.fills(pin=PIN, again=PIN)
    cashier.presses("เปิดจุดขาย")
    cashier.goes("ล็อก")
    for pin in ("0000", PIN):
        cashier.fills(pin=pin)
        cashier.presses("ต่อไป")
    expect(cashier.page.locator("#q")).to_be_focused()


def types(cashier: Somebody, text: str) -> None:
    """Into the field that has the focus, and Enter."""
    cashier.page.keyboard.type(text)
    cashier.page.keyboard.press("Enter")


def enrols(cashier: Somebody) -> None:
    types(cashier, PHONE)
    expect(cashier.page.locator("#found .primary")).to_be_visible()
    cashier.looks()
    cashier.presses("ให้สมาชิกคนนี้เข้าร่วม")
    cashier.fills(name=NAME)
    cashier.page.check("[name=wants]")
    cashier.presses("สมัคร")
    cashier.sees(NAME, where="h1")


def sells(cashier: Somebody, total: str, earned: str) -> str:
    """The number of the receipt."""
    cashier.fills(total="มาก")
    cashier.presses("ต่อไป")
    cashier.fills(total=total)
    cashier.presses("ต่อไป")
    cashier.presses("ชำระแล้ว")
    cashier.sees("ขายแล้ว", earned)
    cashier.presses("ทำไม")
    return cashier.page.locator("h1").inner_text()


def finds(cashier: Somebody, text: str) -> None:
    cashier.goes("ให้บริการ")
    cashier.fills(q=text)
    cashier.enters()
    cashier.sees(NAME)
    if "/members/" not in cashier.page.url:
        cashier.presses(NAME)


def redeems(cashier: Somebody, member: Somebody) -> None:
    """A reward above the limit of proof: she asks for the code of his page."""
    finds(cashier, "5678")
    cashier.presses("แลก")
    cashier.presses("จอง")
    member.goes("บัตร")
    member.presses("ขอรหัสไว้บอก")
    told = re.sub(r"\D", "", member.page.locator(".spoken").inner_text())
    for code in ("000000", told):
        cashier.page.check("[value=code]")
        cashier.fills(proof=code)
        cashier.presses("ต่อไป")
    cashier.sees("จอง")
    cashier.presses("ส่งมอบ")
    cashier.sees("ใช้แล้ว")


def takes_back(cashier: Somebody, receipt: str) -> None:
    cashier.goes("คืนสินค้า")
    for number in ("ไม่มี", receipt):
        cashier.fills(receipt=number)
        cashier.enters()
    cashier.presses("ทั้งหมด")
    cashier.presses("บันทึก")
    cashier.sees("บันทึกการคืนแล้ว")


def comes_to_his_page(place: Place, member: Somebody) -> None:
    """By the link that the till shows; says how he is called, confirms his address, agrees to news."""
    link = place.does(lambda: claim_links.make(Member.objects.latest("pk"), clock.read()))
    member.opens(link)
    member.presses("เปิดหน้าของฉัน")
    member.goes("ตั้งค่า")
    member.presses("แก้ไข")
    member.fills(call_name=CALLED)
    member.presses("บันทึกไว้")
    member.presses("ยืนยันอีเมลของฉัน")
    member.fills(email=MAIL)
    member.presses("ส่งรหัสให้ฉัน")
    for code in ("000000", place.mail.code(MAIL)):
        member.fills(code=code)
        member.presses("ยืนยัน")
    [letter] = place.mail.to(MAIL)
    told = f'<html lang="th"><p>{letter["Subject"]}<p>{letter.get_content()}'
    member.stumbles += [f"letter: {one}" for one in strange(told)]
    member.goes("หน้าแรก")
    member.sees(CALLED, where="h1")


def reads_his_page(member: Somebody) -> None:
    member.goes("ประวัติ")
    member.page.locator(".story summary").first.click()
    expect(member.page.locator(".why-told").first).to_be_visible()
    member.looks()
    for name in ("ของรางวัล", "บัตร", "ตั้งค่า", "หน้าแรก"):
        member.goes(name)


def looks_after_a_member(owner: Somebody) -> None:
    """His story with its why; a correction that has a reason."""
    owner.goes("สมาชิก")
    owner.fills(q=CALLED)
    expect(owner.page.locator("#found tbody tr")).to_have_count(1)
    owner.page.wait_for_url("**/members?q=*")
    owner.looks()
    owner.presses(NAME)
    for n in range(owner.page.locator(".story summary").count()):
        owner.page.locator(".story summary").nth(n).click()
        expect(owner.page.locator(".why-told").nth(n)).to_be_visible()
        owner.looks()
    owner.presses("ปรับยอดคงเหลือ")
    for amount in ("มาก", "10"):
        owner.fills(amount=amount, note="รอนานเพราะเครื่องเสีย")
        owner.page.select_option("#reason", "goodwill")
        owner.presses("บันทึก")
    owner.sees("เรียบร้อย", "+10 คะแนน", "น้ำใจจากร้าน")


def looks_at_the_day(owner: Somebody) -> None:
    owner.goes("ภาพรวม")
    expect(owner.page.locator(".chart rect").first).to_be_attached(timeout=30_000)
    for one in owner.page.locator("summary").all():
        one.click()
    owner.looks()
    for name in ("รอตรวจดู", "การซื้อ", "ของรางวัล", "บันทึกการตรวจสอบ", "ตั้งค่า"):
        owner.goes(name)


@pytest.mark.parametrize(("wide", "narrow"), [(1280, 390), pytest.param(390, 1280, marks=pytest.mark.torture)])
def test_a_shops_day_for_people_who_read_only_thai(place: Place, wide: int, narrow: int) -> None:
    """It is Tuesday the 2nd of January 2561 when the shop is set up, and Wednesday when it opens."""
    owner = Somebody(place, wide, TYPED, "en-US")
    sets_a_shop_up(owner, place.start)
    changes_the_program(owner, "2018-01-03", PROOF)
    link = takes_a_cashier_on(owner)
    place.goes_on(DAY)

    cashier, member = Somebody(place, narrow, TYPED), Somebody(place, 390, TYPED)
    opens_the_till(cashier, link)
    enrols(cashier)
    comes_to_his_page(place, member)
    finds(cashier, CALLED)
    sells(cashier, "1,500", "60 คะแนน")
    finds(cashier, PHONE)
    receipt = sells(cashier, "250.00", "12 คะแนน")
    redeems(cashier, member)
    takes_back(cashier, receipt)
    reads_his_page(member)

    looks_after_a_member(owner)
    looks_at_the_day(owner)
    [thursdays] = blocks(PAGE)
    changes_the_program(owner, "2018-01-04", ("\nrewards:\n", f"\n{thursdays.content}rewards:\n"))
    cashier.goes("วันนี้")
    cashier.goes("ล็อก")

    place.goes_on(DAY)
    cashier.fills(pin=PIN)
    cashier.presses("ต่อไป")
    finds(cashier, CALLED)
    sells(cashier, "100", "10 คะแนน")
    said = " ".join(owner.words + cashier.words + member.words)
    assert [one for one in names(PAGE) if one not in said] == [], "the page calls it otherwise"
    member.leaves("422")
    cashier.leaves("422")
    owner.goes("บัญชี")
    owner.presses("ออกจากระบบ")
    owner.leaves("422")

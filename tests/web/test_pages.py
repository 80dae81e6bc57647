"""Pages without a browser: what each costs, who may see it, and what stands in every answer."""

from __future__ import annotations

import gzip
import re
import time

import pytest

from setia.services import staff
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.services.staff import LINK_LIVES, MAY, ROLES, Deed, Post
from setia.storage import programs
from setia.storage import staff as staff_rows
from setia.storage.models import Staff
from setia.web import statics
from tests.shop import Shop
from tests.web.reader import Desk, figures_are_there
from tests.web.store import GROCERY, Store, pages_of

STATEMENTS = {
    "overview": 14,
    "members": 6,
    "search": 7,
    "member": 19,
    "earlier": 8,
    "why": 13,
    "details": 8,
    "data": 25,
    "adjust": 13,
    "spending": 9,
    "merge": 13,
    "move": 14,
    "waiting": 14,
    "rewards": 8,
    "program": 6,
    "edit": 6,
    "audit": 7,
    "purchases": 8,
    "purchase": 19,
    "return": 12,
    "settings": 5,
    "staff": 7,
    "imports": 7,
    "account": 7,
    "tills": 8,
    "pin": 6,
    "open": 7,
}
"""So many statements, whatever is in the database: five of them say who asks, and in which program."""


def test_a_page_asks_a_fixed_number_of_statements_and_takes_no_lock(store: Store) -> None:
    desk = Desk().signs_in(store.sends_a_link("owner"))
    figures_are_there(desk)
    for name, path in pages_of(store).items():
        asked = desk.statements(path)
        assert len(asked) == STATEMENTS[name], f"{name}: {len(asked)}\n" + "\n".join(asked)
        begun = [one for one in asked if re.match("BEGIN|SAVEPOINT|INSERT|UPDATE|DELETE", one)]
        assert begun == [], name


def test_figures_are_those_of_the_report(store: Store) -> None:
    desk = Desk().signs_in(store.sends_a_link("owner"))
    figures_are_there(desk)
    told = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", desk.reads("/overview").content.decode()))
    # Four members bought for 12.90 and 13.90 and each time for 3.50 besides: 135.20 in eight purchases, 16.90 each;
    # 16 and 17 points a member, 132 in all.
    assert "Sales to members 135.20 USD 100.0% / 135.20 USD" in told
    assert "Average order 16.90 USD" in told
    assert "Repeat purchase rate 100.0% 4 / 4" in told
    assert "Issued 132 What is this?" in told


def test_a_program_without_purchases_says_what_comes_next(sqlite_database: str) -> None:
    shop = Shop()
    staff.add(shop.program, "first", Post("first@example.com", "owner"), "owner")
    desk = Desk().signs_in(f"/sign-in/{staff.link(shop.program, 'first', LINK_LIVES, 'owner')}")
    for path in ("/overview/figures", "/members", "/purchases", "/waiting"):
        ends = time.monotonic() + 30
        while b"being made" in (page := desk.reads(path).content) and time.monotonic() < ends:
            time.sleep(0.05)
        assert b'class="empty"' in page or b'class="card empty"' in page, path


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_what_it_may_and_nothing_else(store: Store, role: str) -> None:
    desk = Desk().signs_in(store.sends_a_link(role))
    needs: dict[str, Deed] = {
        "overview": "figures",
        "adjust": "adjust",
        "merge": "merge",
        "move": "move",
        "return": "return",
        "waiting": "waiting",
        "data": "own_data",
        "audit": "audit",
        "tills": "tills",
        "edit": "author",
        "settings": "settings",
        "imports": "import",
        "staff": "staff",
    }
    for name, path in pages_of(store).items():
        allowed = needs.get(name, "members") in MAY[next(one for one in ROLES if one == role)]
        assert desk.client.get(path).status_code == (200 if allowed else 403), name


def test_nobody_reads_anything_without_signing_in(store: Store) -> None:
    desk = Desk()
    for path in (*pages_of(store).values(), "/style", "/overview/figures", "/"):
        answer = desk.client.get(path)
        assert (answer.status_code, answer.headers["Location"][:15]) == (302, "/account/login/"), path
    assert desk.client.get("/overview/figures", headers={"HX-Request": "true"}).headers["HX-Redirect"]


def test_whoever_is_removed_reads_nothing_more(store: Store) -> None:
    desk = Desk().signs_in(store.hires("gone", "owner"))
    assert desk.client.get("/members").status_code == 200
    Staff.objects.filter(name="gone").update(revoked_at=1)
    assert desk.client.get("/members").status_code == 302


def test_members_of_another_program_are_not_there(store: Store) -> None:
    member = f"/members/{store.public_id('C-1')}"
    desk = Desk().signs_in(store.hires("visitor", "manager"))
    assert desk.client.get(member).status_code == 200
    text = GROCERY.read_text(encoding="utf-8").replace("id: grocery", "id: elsewhere", 1)
    apply_program(read_program(text), text, "owner")
    Staff.objects.filter(name="visitor").update(program_id=programs.load("elsewhere").id)
    assert desk.client.get("/members").status_code == 200
    for path in (member, f"{member}/movements/3", f"{member}/adjust", "/purchases/till/R10"):
        assert desk.client.get(path).status_code == 404


def test_who_works_for_two_programs_goes_from_one_to_the_other(store: Store) -> None:
    desk = Desk().signs_in(store.hires("both", "cashier"))
    other = Staff.objects.get(name="visitor")
    mine = Staff.objects.get(name="both")
    staff_rows.add(other.program_id, "both", mine.user_id, ("cashier", ""), ("owner", 1))
    assert b"elsewhere" in desk.reads("/account").content
    [there] = Staff.objects.filter(name="both", program_id=other.program_id)
    assert desk.client.post("/account/program", {"post": there.id}).status_code == 302
    assert b"C-1" not in desk.reads("/members").content
    desk.client.post("/account/program", {"post": other.id})  # whose is it? not his
    assert b"C-1" not in desk.reads("/members").content
    desk.client.post("/account/program", {"post": mine.id})
    assert b"C-1" in desk.reads("/members").content


def test_who_works_in_one_store_sees_purchases_of_that_store(store: Store) -> None:
    elsewhere = Desk().signs_in(store.hires("penang", "cashier", "penang"))
    assert elsewhere.client.get("/purchases/till/R10").status_code == 404
    assert b"R10" not in elsewhere.reads("/purchases?store=kl").content
    assert b"R10" in Desk().signs_in(store.sends_a_link("cashier")).reads("/purchases").content


def test_every_answer_lets_nothing_in_from_outside(store: Store) -> None:
    desk = Desk().signs_in(store.sends_a_link("owner"))
    for path in (*pages_of(store).values(), "/account/login/", "/nowhere"):
        answer = desk.reads(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]
        text = answer.content.decode()
        assert not re.search(r"<script(?![^>]* src=)|<style| style=| on[a-z]+=|javascript:", text), path
        assert not re.search(r'(src|href|action)="(https?:)?//', text), path


def test_styles_and_scripts_are_kept_for_a_year_by_the_name_of_their_content() -> None:
    desk = Desk()
    answer = desk.reads(statics.url("console.css"))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    packed = desk.reads(statics.url("console.css"), **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == answer.content
    assert desk.client.get("/static/console.css").status_code == 404


def test_a_form_without_its_token_is_refused(store: Store) -> None:
    desk = Desk(checks_csrf=True)
    assert desk.client.post("/language", {"language": "th"}).status_code == 403

"""Who serves at a till: a device is opened once, and locks; a PIN says who it is, and the ledger names him."""

from __future__ import annotations

import pytest

from setia.engine.calendar import SECOND
from setia.services import member_proof
from setia.services.staff import TILL_SCOPES
from setia.services.tills import IDLE
from setia.storage import clock
from setia.storage.models import AuditLog, Journal, Staff, StaffPin, Till
from setia.web.pos import shift
from tests.web.counter import PIN, Counter, Line, pinned, where, words
from tests.web.store import Store


@pytest.fixture(scope="module")
def store(till_store: Store) -> Store:
    return till_store


@pytest.fixture
def own(store: Store, line: Line) -> Counter:
    """A till whose lock is tried."""
    return Counter().opens(store, "nok", "kl-7")


PAGES = ("/till/today", "/till/join", "/till/sale", "/till/returns", "/till/receipts/till/R10")


class TestWhoServes:
    """A device is opened once; from then on a PIN says who it is."""

    def test_a_device_that_is_no_till_shows_nothing(self, store: Store, line: Line) -> None:
        desk = Counter()
        for path in PAGES:
            assert where(desk.reads(path)) == "/till/closed", path
        assert desk.client.get("/till/today", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/till"
        answer = Counter().signs_in(store.sends_a_link("owner")).reads("/till")
        assert where(answer) == "/till/open"

    def test_whoever_opens_one_gives_himself_a_pin_and_leaves_the_console(self, store: Store, line: Line) -> None:
        store.hires("sari", "cashier", "kl")
        desk = Counter().signs_in(store.sends_a_link("sari"))
        assert where(desk.reads("/")) == "/till/open"
        opened = {"name": "Kasir 1", "leave": "yes", "pin": "1234", "again": "1234"}
        assert desk.client.post("/till/open", opened).status_code == 422
        for pin, again in (("1234", "1234"), ("7777", "7777"), ("274", "274"), (PIN, "2748")):
            answer = desk.client.post("/till/open", opened | {"name": "kasir-1", "pin": pin, "again": again})
            assert answer.status_code == 422
        assert desk.client.post("/till/open", opened | {"name": "kasir-1", "pin": PIN, "again": PIN}).status_code == 302
        assert "Who is it?" in words(desk.reads("/till"))
        assert where(desk.reads("/members")) == "/account/login/"
        till = Till.objects.get(name="kasir-1")
        assert (till.store, till.opened_by) == ("kl", "staff:sari")
        told = set(AuditLog.objects.filter(actor="staff:sari").values_list("action", flat=True))
        assert {"till_opened", "staff_pin_set"} <= told
        assert PIN not in StaffPin.objects.get(staff_id=till.staff_id).hashed

    def test_a_till_that_is_opened_elsewhere_is_closed_here(self, store: Store, own: Counter) -> None:
        Counter().opens(store, "owner", "kl-7")
        assert where(own.reads("/till/today")) == "/till/closed"

    def test_five_wrong_pins_lock_it_for_the_right_one_too(self, store: Store, own: Counter) -> None:
        budi = pinned(store, "budi")
        own.sends("/till/lock")
        for tried in range(member_proof.TRIES):
            answer = own.sends("/till/unlock", who=str(budi.id), pin=f"00{tried}0")
            assert "is not right" in words(answer)
        assert "Too many tries" in words(own.sends("/till/unlock", who=str(budi.id), pin=PIN))
        assert AuditLog.objects.filter(action="staff_pin_locked", subject="budi").count() == 1
        StaffPin.objects.filter(staff_id=budi.id).update(locked_until=clock.system_reading() - 1)
        assert "Who is it?" in words(own.sends("/till/unlock", who=str(budi.id), pin=PIN))
        assert StaffPin.objects.get(staff_id=budi.id).failed == 0

    def test_a_till_that_is_left_alone_locks_and_the_page_that_asks_keeps_nobody_in(
        self, store: Store, own: Counter
    ) -> None:
        till = Till.objects.get(name="kl-7", closed_at=None)
        now = clock.machine_reading()
        shown = own.client.cookies[shift.SHIFT].value
        assert own.client.get("/till/still").headers.get("HX-Redirect") is None
        assert own.client.cookies[shift.SHIFT].value == shown
        own.client.cookies[shift.SHIFT] = shift.said(till, now - IDLE + 30 * SECOND)
        assert "Who is it?" in words(own.reads("/till"))
        own.client.cookies[shift.SHIFT] = shift.said(till, now - IDLE - SECOND)
        assert own.client.get("/till/still").headers["HX-Redirect"] == "/till"
        assert "Who serves?" in words(own.reads("/till"))

    def test_what_was_shown_before_a_lock_opens_nothing_after_it(self, store: Store, own: Counter) -> None:
        shown = own.client.cookies[shift.SHIFT].value
        own.sends("/till/lock")
        own.client.cookies[shift.SHIFT] = shown
        assert "Who serves?" in words(own.reads("/till"))
        nok = Staff.objects.get(name="nok")
        own.sends("/till/unlock", who=str(nok.id), pin="๒๗๔๙")  # a Thai keyboard's digits
        assert "Who is it?" in words(own.reads("/till"))
        own.client.cookies[shift.SHIFT] = shown
        assert "Who serves?" in words(own.reads("/till"))
        own.client.cookies[shift.SHIFT] = shown[:-3] + "abc"
        assert "Who serves?" in words(own.reads("/till"))

    def test_whoever_is_removed_serves_no_more_and_a_closed_till_is_none(self, store: Store, line: Line) -> None:
        store.hires("gone", "cashier")
        own = Counter().opens(store, "gone", "kl-9")
        Staff.objects.filter(name="gone").update(revoked_at=1)
        page = words(own.reads("/till"))
        assert "Who serves?" in page
        assert "gone" not in page
        owner = Counter().signs_in(store.sends_a_link("owner"))
        till = Till.objects.get(name="kl-9")
        assert owner.client.post("/tills", {"action": "close", "till": str(till.id)}).status_code == 302
        assert where(own.reads("/till")) == "/till/closed"
        assert AuditLog.objects.filter(action="till_closed", subject="kl-9", actor="staff:owner").exists()

    def test_two_take_turns_and_the_ledger_names_each(self, store: Store, own: Counter) -> None:
        member = store.public_id("C-1")
        first = own.sells(member, "3.00")
        budi = pinned(store, "budi")
        own.sends("/till/lock")
        own.sends("/till/unlock", who=str(budi.id), pin=PIN)
        second = own.sells(member, "4.00")
        told = list(
            Journal.objects.filter(kind="record_purchase")
            .order_by("-transaction_id")[:2]
            .values_list("actor", "channel")
        )
        assert told == [("staff:budi", "till"), ("staff:nok", "till")]
        page = words(own.reads("/till/today"))
        assert page.index(second.rpartition("/")[2]) < page.index(first.rpartition("/")[2])

    def test_a_manager_gives_pins_but_not_an_owners(self, store: Store, line: Line) -> None:
        store.hires("manager", "manager")
        desk = Counter().signs_in(store.sends_a_link("manager"))
        ids = dict(Staff.objects.values_list("name", "id"))
        given = {"action": "pin", "pin": "86420", "again": "86420"}
        assert desk.client.post("/tills", {**given, "who": str(ids["budi"])}).status_code == 302
        assert "86420" not in words(desk.reads("/tills?done=pin"))
        assert desk.client.post("/tills", {**given, "who": str(ids["owner"])}).status_code == 403
        assert Counter().signs_in(store.sends_a_link("nok")).client.get("/tills").status_code == 403
        assert desk.client.post("/account/pin", {"pin": PIN, "again": PIN}).status_code == 302

    def test_an_owner_may_do_no_more_at_a_till_than_a_cashier(self, store: Store, line: Line) -> None:
        own = Counter().opens(store, "owner", "kl-2")
        session = own.client.get("/till").wsgi_request.setia_staff  # type: ignore[attr-defined]
        assert session.scopes == TILL_SCOPES
        assert not session.may("adjust")
        assert where(own.reads("/overview")) == "/account/login/"

"""Consents as history, who a member is, and that he can be forgotten: on both databases."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from setia.engine.calendar import HOUR
from setia.engine.commands import Adjust, Enrol, PlaceHold, Redeem
from setia.engine.refusals import Refusal
from setia.services import erasure_list
from setia.services.batch import Manner, Request, apply
from setia.services.erase_member import Erased, erase_member, preview
from setia.services.record_consent import Statement, may, record_consent
from setia.services.update_person import Changes, update_person
from setia.storage import clock, consents, people, privacy
from setia.storage.members import Known
from setia.storage.models import Consent, Entry, Member, Program
from setia.storage.reading import find_member
from tests.privacy.people import OFFICE, PROGRAM, WEBHOOK, asks, has, member_of, merges, says
from tests.services.receipts import bought, take, told
from tests.shop import TILL, Shop

TEXT = "Ya, hantar tawaran melalui e-mel."
YES = Statement("marketing", "given", "self", "email", TEXT, "v3", "ms", "portal")
NO = Statement("marketing", "withdrawn", "self", "email", place="portal")
PORTAL = Manner(actor="", channel="portal")


@pytest.fixture
def shop(database: str) -> Shop:
    """Siti has 100 points of a purchase with receipt R1."""
    shop = Shop(PROGRAM)
    shop.buys("Siti", 100_00)
    return shop


@pytest.fixture
def siti(shop: Shop) -> Member:
    """The member Siti."""
    return member_of(shop, "Siti")


@pytest.fixture
def listed_in(tmp_path: Path) -> Path:
    """The list of the erased."""
    return tmp_path / "erased"


def code(answer: object) -> str:
    """The code of a refusal."""
    assert isinstance(answer, Refusal), answer
    return answer.code


class TestConsent:
    """S23, as far as the record and the question go."""

    def test_nobody_may_be_addressed_who_was_never_asked(self, siti: Member) -> None:
        assert not may(siti, "marketing", "email")
        assert may(siti, "membership")

    def test_the_latest_record_holds_for_its_purpose_and_channel_alone(self, siti: Member) -> None:
        assert record_consent(siti, YES, PORTAL) is None
        assert may(siti, "marketing", "email")
        assert not may(siti, "marketing", "sms")
        assert not may(siti, "profiling")
        assert record_consent(siti, NO, PORTAL) is None
        assert not may(siti, "marketing", "email")

    def test_the_record_shows_text_language_hash_time_and_actor(self, siti: Member) -> None:
        record_consent(siti, YES, PORTAL)
        [found] = consents.history(siti.pk)
        assert (found.text, found.language, found.text_version) == (TEXT, "ms", "v3")
        assert (found.how, found.place, found.actor, found.at) == ("self", "portal", "member", clock.read())
        assert found.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()

    def test_the_till_cannot_set_consent_for_a_member(self, siti: Member) -> None:
        paper = Statement("marketing", "given", "paper", "email", TEXT, "v3", "ms")
        assert code(record_consent(siti, paper, TILL)) == "consent_not_by_staff"
        assert code(record_consent(siti, YES, TILL)) == "consent_not_by_staff"
        by_staff = Statement("marketing", "given", "staff", "email", TEXT, "v3", "ms")
        assert code(record_consent(siti, by_staff, OFFICE)) == "consent_not_by_staff"
        assert consents.history(siti.pk) == []

    def test_anybody_can_withdraw_for_a_member_who_asks(self, siti: Member) -> None:
        record_consent(siti, YES, PORTAL)
        assert record_consent(siti, Statement("marketing", "withdrawn", "staff", "email"), TILL) is None
        assert not may(siti, "marketing", "email")

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            (Statement("marketing", "given", "self", "", TEXT, "v3", "ms"), "unknown_channel"),
            (Statement("marketing", "given", "self", "pigeon", TEXT, "v3", "ms"), "unknown_channel"),
            (Statement("profiling", "given", "self", "email", TEXT, "v3", "ms"), "unknown_channel"),
            (Statement("membership", "given", "self", "", TEXT, "v3", "ms"), "unknown_channel"),
            (Statement("marketing", "given", "self", "email", " ", "v3", "ms"), "consent_text_missing"),
            (Statement("marketing", "given", "self", "email", TEXT, "", "ms"), "consent_text_missing"),
            (Statement("marketing", "given", "self", "email", TEXT, "v3", ""), "consent_text_missing"),
            (Statement("marketing", "given", "self", "email", TEXT, "3rd version", "ms"), "not_a_code"),
            (Statement("marketing", "given", "self", "email", TEXT, "v3", "ms", "siti@x.my"), "not_a_code"),
        ],
    )
    def test_what_says_too_little_or_too_much_is_refused(self, siti: Member, said: Statement, why: str) -> None:
        assert code(record_consent(siti, said, PORTAL)) == why
        assert not Consent.objects.exists()

    def test_the_database_itself_refuses_a_consent_given_by_staff_or_to_no_text(self, siti: Member) -> None:
        row = {"member_id": siti.pk, "purpose": "profiling", "decision": "given", "actor": "x", "at": 1}
        for wrong in ({"how": "staff", "text_digest": b"x"}, {"how": "self"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Consent.objects.create(**row, **wrong)

    def test_consents_of_members_who_were_merged_are_one_persons(self, shop: Shop, siti: Member) -> None:
        record_consent(siti, YES, PORTAL)
        shop.joins("Siti Nur")
        other = member_of(shop, "Siti Nur")
        record_consent(other, NO, PORTAL)
        assert may(siti, "marketing", "email")
        merges(shop, "Siti Nur", "Siti")
        assert not may(siti, "marketing", "email")


class TestPerson:
    """One required name, as its owner writes it; identifiers as given, kind by kind (locale 3)."""

    def test_names_are_kept_as_their_owners_write_them(self, shop: Shop, siti: Member) -> None:
        for name in ("Suharto", "Siti Nurhaliza binti Tarudin", "Rajesh a/l Kumar", "สมชาย ใจดี"):
            update_person(shop.program, siti, Changes(name=f" {name} ", call_name="เอก", title="Dato'"))
            assert people.read(siti.pk) == people.Person(name, "เอก", "Dato'", {"external": "Siti"})

    def test_the_name_must_not_be_taken_away(self, shop: Shop, siti: Member) -> None:
        says(shop, "Siti", "Siti Nurhaliza")
        assert code(update_person(shop.program, siti, Changes(name="  ", title="Puan"))) == "name_missing"
        assert people.read(siti.pk) == people.Person("Siti Nurhaliza", "", "", {"external": "Siti"})

    def test_identifiers_find_the_member_until_they_are_changed(self, shop: Shop, siti: Member) -> None:
        says(shop, "Siti", "Siti", {"phone": "012-345 6789", "card": "9001"})
        assert member_of(shop, "012-345 6789") == member_of(shop, "9001") == siti
        says(shop, "Siti", "Siti", {"phone": "012-999 9999", "card": ""})
        assert member_of(shop, "012-999 9999") == siti
        assert find_member(shop.program, "012-345 6789") is None
        assert find_member(shop.program, "9001") is None
        known = people.read(siti.pk)
        assert known is not None
        assert known.identifiers == {"external": "Siti", "phone": "0129999999"}, "its digits: the shop is in no country"

    def test_an_identifier_is_one_members(self, shop: Shop, siti: Member) -> None:
        says(shop, "Siti", "Siti", {"card": "9001"})
        shop.joins("Ali")
        taken = update_person(shop.program, member_of(shop, "Ali"), Changes(name="Ali", identifiers={"card": "9001"}))
        assert code(taken) == "identifier_taken"
        assert member_of(shop, "9001") == siti
        says(shop, "Ali", "Ali", {"phone": "9001"})

    @pytest.mark.parametrize("text", ["a" * 201, "Siti\nNur", "Siti\x00", "\ud800"])
    def test_what_no_name_has_is_refused(self, shop: Shop, siti: Member, text: str) -> None:
        assert code(update_person(shop.program, siti, Changes(name=text))) == "text_refused"


class TestErasing:
    """What an erasure takes, what it leaves, and what comes too late."""

    def test_the_preview_is_what_then_happens(self, shop: Shop, siti: Member, listed_in: Path) -> None:
        has(shop, siti, "credit", 5_00)
        before = preview(siti)
        assert (before.forfeited, before.refusal) == ({"credit": 5_00, "points": 100}, None)
        assert shop.wallet("Siti").available == 100
        done = erase_member(shop.program, siti, OFFICE, listed_in)
        assert done == Erased(siti.public_id, {"points": 100, "credit": 5_00}, clock.read(), wiped=True)
        page = shop.page(siti.public_id)
        assert (page.status, page.name, page.identifiers) == ("closed", "", {})
        assert page.movements[0].reason == "forfeit"
        assert [wallet.available for wallet in page.wallets.values()] == [0, 0]
        assert shop.total("available", "adjusted") == 100 + 5_00

    def test_debt_is_written_off(self, shop: Shop, siti: Member, listed_in: Path) -> None:
        asks(shop, siti, Adjust(clock.read(), "points", -130, "counted_wrong", to_debt=True))
        assert preview(siti).written_off == {"points": 30}
        erase_member(shop.program, siti, OFFICE, listed_in)
        assert shop.page(siti.public_id).wallets["points"].debt == 0
        assert shop.findings() == []

    def test_what_was_paid_for_is_paid_out_first(self, shop: Shop, siti: Member, listed_in: Path) -> None:
        has(shop, siti, "credit", 20_00, "paid")
        assert code(preview(siti).refusal) == "paid_units_left"
        refused = erase_member(shop.program, siti, OFFICE, listed_in)
        assert refused == Refusal("paid_units_left", {"wallet": "credit", "units": 20_00})
        assert not listed_in.exists()
        assert shop.page("Siti").identifiers == {"external": "Siti"}
        asks(shop, siti, Adjust(clock.read(), "credit", -20_00, "paid_out"))
        assert isinstance(erase_member(shop.program, siti, OFFICE, listed_in), Erased)
        assert shop.findings() == []

    def test_an_open_hold_is_ended_first(self, shop: Shop, siti: Member, listed_in: Path) -> None:
        asks(shop, siti, PlaceHold(clock.read(), "points", 10))
        assert code(preview(siti).refusal) == "has_open_holds"
        assert code(erase_member(shop.program, siti, OFFICE, listed_in)) == "has_open_holds"
        shop.moves_clock(HOUR)
        assert isinstance(erase_member(shop.program, siti, OFFICE, listed_in), Erased)

    def test_nothing_is_erased_if_the_list_cannot_be_written(self, shop: Shop, siti: Member, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="No such file"):
            erase_member(shop.program, siti, OFFICE, tmp_path / "nowhere" / "erased")
        assert shop.wallet("Siti").available == 100
        assert not privacy.erased_accounts([siti.account_id])

    def test_a_merged_person_is_erased_whole(self, shop: Shop, siti: Member, listed_in: Path) -> None:
        shop.joins("Siti Nur")
        other = member_of(shop, "Siti Nur")
        merges(shop, "Siti Nur", "Siti")
        assert preview(other).others == (other.public_id,)
        erase_member(shop.program, other, OFFICE, listed_in)
        assert privacy.erased_accounts([siti.account_id, other.account_id]) == {siti.account_id, other.account_id}
        assert people.read(siti.pk) is people.read(other.pk) is None
        assert len(list(erasure_list.read(listed_in))) == 2
        assert code(erase_member(shop.program, siti, OFFICE, listed_in)) == "member_erased"

    def test_nothing_can_be_asked_or_recorded_of_the_erased(self, shop: Shop, siti: Member, listed_in: Path) -> None:
        record_consent(siti, YES, PORTAL)
        erase_member(shop.program, siti, OFFICE, listed_in)
        for refused in (
            record_consent(siti, YES, PORTAL),
            update_person(shop.program, siti, Changes(name="Siti")),
            asks(shop, siti, Redeem(clock.read(), "points", 1)).refusal,
        ):
            assert code(refused) == "member_erased"
        assert not may(siti, "marketing", "email")
        assert not may(siti, "membership")
        assert len(consents.history(siti.pk)) == 1

    def test_the_ledger_stays_whole_and_its_totals_what_they_were(
        self, shop: Shop, siti: Member, listed_in: Path
    ) -> None:
        shop.redeems("Siti", 40)
        before = Entry.objects.count()
        erase_member(shop.program, siti, OFFICE, listed_in)
        assert (shop.total("issued", "available"), shop.total("available", "redeemed")) == (100, 40)
        assert shop.total("available", "adjusted") == 60
        assert Entry.objects.count() == before + 1
        assert shop.findings() == []
        assert shop.differences() == 0


class TestLateNews:
    """What comes after an erasure about who is forgotten."""

    @pytest.fixture
    def gone(self, shop: Shop, siti: Member, listed_in: Path) -> Member:
        shop.moves_clock(HOUR)
        erase_member(shop.program, siti, OFFICE, listed_in)
        shop.moves_clock(HOUR)
        return siti

    def test_a_receipt_that_comes_again_is_recognised_whoever_is_named(self, shop: Shop, gone: Member) -> None:
        shop.joins("Ali")
        then = clock.read() - 2 * HOUR
        again = [bought(member, 100_00, "R1", then) for member in ("Siti", "Ali", None)]
        assert told(take(shop, *again)) == ["member_erased"] * 3
        assert Program.objects.get().events_dropped == 3

    def test_a_purchase_never_makes_a_member_again_of_who_was_erased(self, shop: Shop, gone: Member) -> None:
        members = Member.objects.count()
        late = bought("Siti", 5_00, "R2", clock.read() - 2 * HOUR)
        new = bought("Siti", 5_00, "R3")
        assert told(take(shop, late, new, manner=WEBHOOK)) == ["member_erased"] * 2
        assert Member.objects.count() == members

    def test_who_joins_again_is_a_new_person_and_has_nothing_of_the_old(self, shop: Shop, gone: Member) -> None:
        shop.joins("Siti")
        again = member_of(shop, "Siti")
        assert again.public_id != gone.public_id
        assert shop.wallet("Siti").available == 0
        late = bought("Siti", 50_00, "R2", clock.read() - 2 * HOUR)
        new = bought("Siti", 7_00, "R3")
        old = bought("Siti", 100_00, "R1", clock.read() - 2 * HOUR)
        assert told(take(shop, late, new, old)) == ["member_erased", "done", "member_erased"]
        assert shop.wallet("Siti").available == 7
        assert shop.page(gone.public_id).transactions == 3
        assert shop.findings() == []
        assert shop.differences() == 0

    def test_a_purchase_and_an_enrolment_in_one_batch_keep_their_own_times(self, shop: Shop, gone: Member) -> None:
        enrol = Request(Enrol(clock.read()), Known("external", "Siti"))
        late = bought("Siti", 50_00, "R2", clock.read() - 2 * HOUR)
        assert told(apply(shop.program, [late, enrol], WEBHOOK)) == ["member_erased", "done"]
        assert member_of(shop, "Siti").joined_at == clock.read()

    def test_who_was_erased_twice_is_forgotten_both_times(self, shop: Shop, gone: Member, listed_in: Path) -> None:
        shop.joins("Siti")
        shop.moves_clock(HOUR)
        erase_member(shop.program, member_of(shop, "Siti"), OFFICE, listed_in)
        between = bought("Siti", 50_00, "R2", clock.read() - HOUR // 2)
        assert told(take(shop, between)) == ["member_erased"]
        assert len(list(erasure_list.read(listed_in))) == 2

"""What a member does on his page, through the API: rewards, receipts, consents, his data; never with another's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from setia.engine.calendar import DAY
from setia.services import erasure_list, for_staff, for_visitors
from setia.services.alerts import LINK_LIVES, PATH
from setia.services.claim_purchase import receipt_token
from setia.services.for_visitors import Visitor
from setia.storage import alerts, audit_log, clock, freezes, members, privacy
from setia.storage.audit_log import Sought
from setia.storage.models import Alert, Consent, Journal, MemberLink, MemberSession
from setia.web import asking
from setia.web.portal.visiting import COOKIE
from setia.wording.people import People
from tests.shop import at
from tests.storage.tables import dump
from tests.stories.bills import bill, sells
from tests.web.phones import KEY, House, Phone, member_of, opened, phone_of, text_of


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(sqlite_template, tmp_path_factory.mktemp("deeds")) as house:
        for name in ("Aisyah", "Budi", "Citra", "Dewi"):
            house.store.joins(name)
        yield house


def token_of(house: House, receipt: str, cents: int = 45_00, when: str = "") -> str:
    """What stands on a guest's receipt."""
    house.store.buys(None, cents, when, receipt=receipt)
    found = receipt_token(house.store.program, "till", receipt)
    assert isinstance(found, str)
    return found


def test_a_reward_within_reach_becomes_a_voucher_that_the_till_can_scan(house: House) -> None:
    house.store.earns("Aisyah", 700)
    phone = phone_of(house.store, "Aisyah")
    assert "2 rewards are within reach." in phone.says("/me")  # the voucher for 500, and money off from 500
    page = phone.says("/me/rewards/voucher")
    assert "It costs 500 points You have 700 points You keep 200 points" in page
    got = phone.sends("/me/rewards/voucher")
    assert "It is yours. Show it at the till." in text_of(got)
    [held] = house.store.page("Aisyah").rewards
    assert phone.path == f"/me/vouchers/{held.no}?done=redeemed"
    assert held.code in text_of(got)
    assert b"<svg viewBox" in got.content
    assert "To use now 200 points" in phone.says("/me")
    assert house.store.points("Aisyah") == 200
    command = Journal.objects.filter(account_id=member_of(house.store, "Aisyah").account_id).latest("seq")
    assert (command.actor, command.channel) == (house.store.public_id("Aisyah"), "portal")


def test_a_form_that_is_sent_twice_is_done_once(house: House) -> None:
    house.store.earns("Budi", 1500)
    phone = phone_of(house.store, "Budi")
    for _ in range(3):
        phone.client.post("/me/rewards/voucher", {"key": "one-form-sent-again"})
    assert house.store.points("Budi") == 1000
    assert len(house.store.page("Budi").rewards) == 1


def test_any_amount_goes_in_steps_and_what_cannot_be_is_told_and_changes_nothing(house: House) -> None:
    before = house.store.points("Budi")
    phone = phone_of(house.store, "Budi", "th")
    for typed in ("650", "90000", "-5", "", "abc"):
        answer = phone.sends("/me/rewards/money-off", amount=typed)
        assert answer.status_code == 422, typed
        assert b'role="alert"' in answer.content
    assert house.store.points("Budi") == before
    assert "5 ดอลลาร์" not in text_of(phone.sends("/me/rewards/money-off", amount="๖๐๐"))  # Thai digits are read
    assert house.store.points("Budi") == before - 600
    assert phone.client.get("/me/rewards/nothing").status_code == 404
    assert phone.client.post("/me/rewards/free-pastry").status_code == 404  # it cannot be asked for


def test_a_voucher_of_another_member_is_not_there(house: House) -> None:
    [held] = house.store.page("Aisyah").rewards
    phone = phone_of(house.store, "Citra")
    answer = phone.client.get(f"/me/vouchers/{held.no}")
    assert answer.status_code == 410
    assert held.code not in answer.content.decode()


def test_a_guests_receipt_is_claimed_once_within_its_time_and_often_by_hand_after_a_look(house: House) -> None:
    """S11, in dollars: day 3 gives 45 points; the second scan and day 15 are refused; the fourth by hand waits."""
    third_day = token_of(house, "G1")
    old = token_of(house, "G2")
    phone = phone_of(house.store, "Citra")
    asked = Phone().client.get(f"/me/claim?token={third_day}")
    assert asked.headers["Location"] == f"/me/sign-in?next=%2Fme%2Fclaim%3Ftoken%3D{third_day}"
    house.store.moves_clock(3 * DAY)
    assert f'value="{third_day}"' in phone.reads(f"/me/claim?token={third_day}").content.decode()
    assert "It is yours; it stands in your history." in text_of(phone.sends("/me/claim", token=third_day, how="token"))
    assert house.store.points("Citra") == 45
    assert "Receipt G1 was claimed." in phone.says("/me/history")
    for who in ("Citra", "Dewi"):
        again = phone_of(house.store, who).sends("/me/claim", token=third_day, how="token")
        assert again.status_code == 422
        assert "This purchase is a member's already." in text_of(again)
    house.store.moves_clock(12 * DAY)
    late = phone.sends("/me/claim", token=old, how="token")
    assert (late.status_code, house.store.points("Citra")) == (422, 45)
    assert "Please type the code" in text_of(phone.sends("/me/claim", token="", how="token"))

    for n in range(1, 5):
        sells(house.store, None, bill(10_00 + n, currency="USD", store="kl"), f"H{n}")
        given = {"store": "kl", "receipt": f"H{n}", "day": "17/1/2018", "total": f"10.0{n}"}
        told = text_of(phone.sends("/me/claim", how="by_hand", **given))
        assert ("Somebody will look at it first" in told) == (n == 4), told
    assert house.store.points("Citra") == 45 + 3 * 10
    wrong = text_of(phone.sends("/me/claim", how="by_hand", store="", receipt="H1", day="tomorrow", total="-1"))
    assert len(re.findall("Please (?:type|give)", wrong)) == 3


def test_consents_are_changed_one_by_one_and_their_history_is_kept(house: House) -> None:
    phone = phone_of(house.store, "Dewi", "id")
    member = member_of(house.store, "Dewi")
    given = {"agree-marketing-email": "yes", "agree-profiling": "yes"}
    phone.sends("/me/consents", **given)
    phone.sends("/me/consents", **{"agree-profiling": "yes"})
    kept = [
        (one.purpose, one.channel, one.decision) for one in Consent.objects.filter(member_id=member.pk).order_by("id")
    ]
    assert kept == [("marketing", "email", "given"), ("profiling", "", "given"), ("marketing", "email", "withdrawn")]
    page = phone.reads("/me/consents").content.decode()
    assert re.findall(r'name="(agree-[a-z-]+)" value="yes" checked', page) == ["agree-profiling"]
    assert text_of(phone.reads("/me/consents")).count("Kirimi saya penawaran dan kabar lewat surel.") == 3


def test_his_data_and_the_end_of_it_are_for_who_has_just_shown_that_it_is_he(house: House) -> None:
    for phone in (phone_of(house.store, "Dewi"), house.joins("+60144444444")):
        if phone.client.get("/me/data/forget").status_code == 200:
            phone.forgets_its_proof()
        for answer in (phone.client.post("/me/data/file"), phone.client.get("/me/data/forget")):
            assert answer.headers["Location"].startswith("/me/proof?next=")
        assert phone.client.post("/me/data/forget", {"sure": "yes"}).status_code == 302
    assert not privacy.erased_accounts([member_of(house.store, "Dewi").account_id])


def test_all_that_is_stored_of_him_is_a_file(house: House) -> None:
    phone = phone_of(house.store, "Aisyah", "th")
    answer = phone.client.post("/me/data/file")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    [membership] = json.loads(answer.content)["memberships"]
    assert membership["public_id"] == house.store.public_id("Aisyah")
    assert membership["wallets"]["points"]["available"] == 200
    assert len(membership["rewards"]) == 1
    assert "Budi" not in answer.content.decode()
    [noted] = audit_log.deeds(house.store.program.id, Sought(action="member_exported"), 9)
    assert (noted.actor, noted.channel) == (house.store.public_id("Aisyah"), "portal")


def test_whoever_leaves_is_told_first_what_it_means_and_is_then_forgotten(house: House) -> None:
    house.store.joins("Farid")
    house.store.earns("Farid", 120)
    farid, phone, other = (
        member_of(house.store, "Farid"),
        phone_of(house.store, "Farid"),
        phone_of(house.store, "Farid"),
    )
    unused = phone_of(house.store, "Farid")
    page = phone.says("/me/data/forget")
    assert "You lose 120 points." in page
    assert phone.sends("/me/data/forget").status_code == 422  # not said to be sure
    assert house.store.points("Farid") == 120
    assert "You are forgotten" in text_of(phone.sends("/me/data/forget", sure="yes"))
    assert privacy.erased_accounts([farid.account_id])
    assert [one.client.get("/me").status_code for one in (phone, other, unused)] == [302, 302, 302]
    assert not MemberSession.objects.filter(member_id=farid.pk).exists()
    assert not MemberLink.objects.filter(member_id=farid.pk).exists()
    assert members.account_of(house.store.program.id, farid.public_id) == farid.account_id
    listed = erasure_list.default_path()
    assert listed is not None
    assert listed.exists()


def test_a_member_says_that_it_was_not_he_and_nothing_of_his_is_used(house: House) -> None:
    """S12, as far as a page goes: a stranger has used 200 of his points."""
    house.store.joins("Gita")
    house.store.earns("Gita", 1000)
    house.store.redeems("Gita", 200)
    phone = phone_of(house.store, "Gita")
    [number] = re.findall(r'href="/me/history/(\d+)/not-me"', phone.reads("/me/history").content.decode())
    page = phone.says(f"/me/history/{number}/not-me")
    assert "-200 points" in page
    assert "until the shop has looked at it" in page
    home = text_of(phone.sends(f"/me/history/{number}/not-me"))
    assert "Nothing of yours can be used until the shop has looked" in home
    assert phone.sends("/me/rewards/voucher").status_code == 422
    assert house.store.points("Gita") == 800
    assert freezes.among([member_of(house.store, "Gita").account_id])


def alert_of(house: House, name: str, now: int) -> str:
    """The path in the letter about what was used last of somebody's."""
    program, member = house.store.program.id, member_of(house.store, name)
    number = house.store.page(name).transactions
    alert = Alert.objects.create(
        program_id=program, position=number, member_id=member.pk, number=number, made_at=now, next_at=now
    )
    return f"{PATH}{alerts.new_link(alert, now + LINK_LIVES)}"


def test_the_link_in_a_letter_stops_it_once_that_is_confirmed_and_can_do_nothing_else(house: House) -> None:
    house.store.joins("Hana")
    house.store.earns("Hana", 1000)
    house.store.redeems("Hana", 200)
    path = alert_of(house, "Hana", clock.system_reading())
    account = member_of(house.store, "Hana").account_id
    phone, before = Phone(), dump()
    page = phone.says(path)
    assert "-200 points" in page
    assert "until the shop has looked at it" in page
    assert dump() == before, "a GET, such as a mail scanner sends, changes nothing"
    assert COOKIE not in phone.client.cookies
    assert "It is stopped" in text_of(phone.sends(path))
    assert freezes.among([account])
    assert "Stop it, it was not me" not in phone.says(path)
    assert phone.client.get("/me").status_code == 302, "nobody is signed in by it"


def test_a_link_that_is_over_or_none_at_all_says_so(house: House) -> None:
    house.store.joins("Intan")
    house.store.earns("Intan", 1000)
    over = alert_of(house, "Intan", clock.system_reading() - LINK_LIVES)
    for path in (over, f"{PATH}none"):
        for answer in (Phone().client.get(path), Phone().client.post(path)):
            assert answer.status_code == 410
    assert not freezes.among([member_of(house.store, "Intan").account_id])


class Forger:
    """A page that signs for one member, and asks for what it likes."""

    people = People("en")

    def __init__(self, public_id: str, program_id: int, *scopes: str) -> None:
        self._who = Visitor(program_id, public_id, scopes, clock.machine_reading())

    def token(self) -> str:
        """As a page of this server signs it."""
        return for_visitors.sign(KEY, self._who)


def test_the_api_opens_to_a_members_page_his_own_paths_alone(house: House) -> None:
    mine, other = house.store.public_id("Aisyah"), house.store.public_id("Budi")
    program = house.store.program.id
    everything = ("read", "members", "purchases", "redeem", "adjust", "admin", "tokens", "deliver")
    page = Forger(mine, program, *everything)
    assert asking.ask(page, "GET", f"/members/{mine}", {}, "k1").status == 200
    for verb, path, body in (
        ("GET", f"/members/{other}", {}),
        ("GET", "/members/external:Budi", {}),
        ("POST", f"/members/{other}/rewards", {"reward": "voucher"}),
        ("POST", "/members", {"identifier": "external:Somebody"}),
        ("POST", "/gift-cards/balance", {"code": "ABCD-EFGH-JKLM"}),
        ("GET", "/audit-log", {}),
        ("GET", "/exceptions", {}),
        ("POST", "/codes/take", {}),
    ):
        assert asking.ask(page, verb, path, body, "k2").status in (401, 404), path
    newcomer = Forger("", program, *everything)
    for path in (f"/members/{mine}", "/me/"):
        assert asking.ask(newcomer, "GET", path, {}, "k3").status in (401, 404)
    assert asking.ask(page, "GET", "/me/", {}, "k5").body["id"] == mine
    reader = Forger(mine, program, "read")
    assert asking.ask(reader, "POST", f"/members/{mine}/erasure", {"confirm": mine}, "k4").status == 403


def test_what_a_page_signs_is_of_this_server_for_a_minute_and_of_its_kind() -> None:
    who = Visitor(1, "mem_abcdefghijkl", ("read",), 10**9)
    token = for_visitors.sign(KEY, who)
    assert for_visitors.read(KEY, token, 10**9 + for_staff.LIFE) == who
    assert for_visitors.read(KEY, token, 10**9 + for_staff.LIFE + 1) is None
    assert for_visitors.read(KEY[::-1], token, 10**9) is None
    assert for_staff.read(KEY, token, 10**9) is None
    assert for_staff.read(KEY, token.replace("visitor.", "staff.", 1), 10**9) is None


def test_an_api_that_is_away_is_told_and_nothing_is_half_done(house: House) -> None:
    house.store.earns("Citra", 500)
    phone, before = phone_of(house.store, "Citra"), house.store.points("Citra")
    with override_settings(SETIA_API="http://127.0.0.1:1"):
        assert "The server is busy" in text_of(phone.sends("/me/rewards/voucher"))
        assert phone.client.post("/me/data/file").status_code == 503
        assert "The server is busy" in text_of(Phone().sends("/join", who="+60155555555"))
    assert house.store.points("Citra") == before
    assert at("2018-01-01") < clock.read()

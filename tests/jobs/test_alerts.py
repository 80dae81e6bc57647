"""A member hears by mail of what was used of his, once, and of nothing else; the mail server is a real one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from setia.engine.calendar import DAY, SECOND
from setia.engine.commands import Capture, PlaceHold, Redeem, Release, TransferOut
from setia.jobs.alerter import AGAIN, Alerter
from setia.jobs.forget import ALERTS_KEPT, forget
from setia.services.alerts import LINK_LIVES
from setia.services.batch import Manner, Request, apply
from setia.services.confirm_email import confirm_email
from setia.services.erase_member import erase_member
from setia.services.update_person import Changes, update_person
from setia.storage import alerts, clock, member_sessions
from setia.storage.members import Known
from setia.storage.models import Alert, Member
from setia.storage.reading import find_member
from tests.api.serving import free_port
from tests.shop import GROCERY, Shop
from tests.web.mailbox import Mailbox

URL = "https://loyalty.example"
ADDRESS = "siti@example.com"
OFFICE = Manner("office", "console")


@pytest.fixture
def mail(mail: Mailbox) -> Iterator[Mailbox]:
    """The mailbox, of a shop whose address letters may name."""
    with override_settings(PUBLIC_URLS=(URL,)):
        yield mail


def member(shop: Shop) -> Member:
    found = find_member(shop.program, "Siti")
    assert found is not None
    return found


@pytest.fixture
def siti(shop: Shop) -> Shop:
    """A shop in which Siti has 100 points and has shown that her address is hers."""
    shop.buys("Siti", 100_00)
    assert confirm_email(shop.program, member(shop), ADDRESS, clock.read()) == member(shop)
    Alerter().tell(shop.program.id)  # the first look: from now on
    return shop


def tells(shop: Shop, alerter: Alerter | None = None) -> None:
    """Everything that there is to tell."""
    one = alerter or Alerter()
    while one.tell(shop.program.id):
        pass


def secrets_in(mail: Mailbox) -> list[str]:
    """Of the links in all letters."""
    bodies = [str(letter.get_content()) for letter in mail.to(ADDRESS)]
    return [secret for body in bodies for secret in re.findall(rf"{URL}/me/not-me/(\S+)", body)]


def states() -> list[str]:
    return list(Alert.objects.order_by("id").values_list("state", flat=True))


def test_what_is_used_is_told_once_with_a_link(siti: Shop, mail: Mailbox) -> None:
    siti.redeems("Siti", 40)
    tells(siti)
    tells(siti)
    [letter] = mail.to(ADDRESS)
    assert letter["Subject"] == "Grocery points: -40 points"
    body = str(letter.get_content())
    assert "-40 points" in body
    assert "It was not you? Stop it here: " in body
    [secret] = secrets_in(mail)
    found = alerts.of_link(secret, clock.system_reading())
    assert found is not None
    assert (found.member_id, found.number, found.state) == (member(siti).pk, siti.page("Siti").transactions, "sent")
    assert alerts.of_link(secret, clock.system_reading() + LINK_LIVES + SECOND) is None
    assert secret.encode() not in bytes(found.digest)


def test_a_name_of_two_lines_is_one_line_of_the_letter(database: str, mail: Mailbox) -> None:
    shop = Shop(GROCERY.read_text(encoding="utf-8").replace("en: Grocery points", 'en: "Grocery\\npoints"'))
    shop.buys("Siti", 100_00)
    confirm_email(shop.program, member(shop), ADDRESS, clock.read())
    Alerter().tell(shop.program.id)
    shop.redeems("Siti", 40)
    tells(shop)
    [letter] = mail.to(ADDRESS)
    assert (letter["Subject"], letter.get_content_type()) == ("Grocery points: -40 points", "text/plain")


def test_what_is_captured_or_given_away_is_told_too_and_nothing_else(siti: Shop, mail: Mailbox) -> None:
    siti.joins("Ali")
    siti.returns("Siti", siti.buys("Siti", 3_00))
    released = siti.asks("Siti", PlaceHold(clock.read(), "points", 7, "order"))
    siti.asks("Siti", Release(clock.read(), released.seq or 0))
    held = siti.asks("Siti", PlaceHold(clock.read(), "points", 5, "order"))
    tells(siti)
    assert mail.letters == []
    siti.asks("Siti", Capture(clock.read(), held.seq or 0, 4))
    siti.asks("Siti", TransferOut(clock.read(), "points", 6, ""), other="Ali")
    tells(siti)
    told = [letter["Subject"] for letter in mail.to(ADDRESS)]
    assert told == ["Grocery points: -4 points", "Grocery points: -6 points"]
    assert len(mail.letters) == 2


def test_what_was_used_before_the_first_look_or_long_ago_is_told_to_nobody(shop: Shop, mail: Mailbox) -> None:
    shop.buys("Siti", 100_00)
    confirm_email(shop.program, member(shop), ADDRESS, clock.read())
    shop.redeems("Siti", 10)
    tells(shop)
    shop.redeems("Siti", 20)
    shop.moves_clock(2 * DAY)  # nobody told anything for two days
    tells(shop)
    assert (mail.letters, states()) == ([], [])


def test_an_import_of_history_tells_nothing(siti: Shop, mail: Mailbox) -> None:
    used = Request(Redeem(clock.read(), "points", 10), Known("external", "Siti"))
    assert apply(siti.program, [used], siti.history)[0].status == "done"
    siti.buys("Siti", 10_00, "2017-12-01", manner=siti.history)
    tells(siti)
    assert (mail.letters, states()) == ([], [])


def test_nobody_is_told_at_an_address_that_he_has_not_shown_to_be_his(siti: Shop, mail: Mailbox) -> None:
    update_person(siti.program, member(siti), Changes(identifiers={"email": "another@example.com"}))
    siti.redeems("Siti", 10)
    tells(siti)
    assert (mail.letters, states()) == ([], ["silent"])


def test_it_is_told_in_the_members_language(siti: Shop, mail: Mailbox) -> None:
    member_sessions.speaks(member(siti).pk, "th")
    siti.redeems("Siti", 10)
    tells(siti)
    [letter] = mail.to(ADDRESS)
    assert "ไม่ใช่คุณใช่ไหม" in str(letter.get_content())


def test_without_an_address_of_the_shop_the_letter_says_whom_to_tell(siti: Shop, mail: Mailbox) -> None:
    siti.redeems("Siti", 10)
    with override_settings(PUBLIC_URLS=()):
        tells(siti)
    [letter] = mail.to(ADDRESS)
    assert "Tell the shop at once" in str(letter.get_content())


def test_a_mail_server_that_is_down_is_tried_again_and_in_the_end_given_up(siti: Shop, mail: Mailbox) -> None:
    now = clock.system_reading()
    alerter = Alerter(lambda: now)
    siti.redeems("Siti", 10)
    with override_settings(EMAIL_PORT=free_port()):
        for pause in AGAIN[:2]:
            tells(siti, alerter)
            assert states() == ["waiting"]
            now += pause
    tells(siti, alerter)
    assert (len(mail.to(ADDRESS)), states()) == (1, ["sent"])
    siti.redeems("Siti", 10)
    with override_settings(EMAIL_PORT=free_port()):
        for pause in (*AGAIN, 0):
            tells(siti, alerter)
            now += pause
    assert (len(mail.to(ADDRESS)), states()) == (1, ["sent", "failed"])


def test_who_dies_before_it_is_marked_leaves_it_to_another_and_the_newer_link_is_good(
    siti: Shop, mail: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    siti.redeems("Siti", 10)
    with monkeypatch.context() as patch:
        patch.setattr(alerts, "settle", _dies)
        with pytest.raises(SystemExit):
            tells(siti)
    assert states() == ["waiting"]
    tells(siti)  # the dead one's lease is not over
    assert len(mail.letters) == 1
    later = clock.system_reading() + 3 * 60 * SECOND
    tells(siti, Alerter(lambda: later))
    first, second = secrets_in(mail)
    assert states() == ["sent"]
    assert alerts.of_link(first, later) is None
    assert alerts.of_link(second, later) is not None


def _dies(*_: object) -> bool:
    raise SystemExit


def test_of_two_at_once_one_lays_out_and_one_sends(siti: Shop, mail: Mailbox) -> None:
    siti.redeems("Siti", 10)
    reach = alerts.reach(siti.program.id)
    assert alerts.lay_out(siti.program.id, (reach, reach + 1), (), 0)
    assert not alerts.lay_out(siti.program.id, (reach, reach + 1), (), 0)
    siti.redeems("Siti", 10)
    one, other = Alerter(), Alerter()
    one.tell(siti.program.id)
    other.tell(siti.program.id)
    assert len(mail.letters) == 1


def test_whoever_is_erased_meanwhile_is_told_nothing(siti: Shop, mail: Mailbox, tmp_path: Path) -> None:
    siti.redeems("Siti", 10)
    erase_member(siti.program, member(siti), OFFICE, tmp_path / "erased")
    tells(siti)
    assert (mail.letters, states()) == ([], ["silent"])


def test_what_was_told_long_ago_is_forgotten(siti: Shop, mail: Mailbox) -> None:
    siti.redeems("Siti", 10)
    tells(siti)
    forget(siti.program)
    assert states() == ["sent"]
    Alert.objects.update(made_at=clock.system_reading() - ALERTS_KEPT - SECOND)
    forget(siti.program)
    assert states() == []

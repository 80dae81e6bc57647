"""Letters about a coming version: once an owner asks, to confirmed addresses, each in its reader's language, once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from setia.jobs.notice_letters import AGAIN, NoticeLetters
from setia.services.change_program import change
from setia.services.coming import coming
from setia.services.confirm_email import confirm_email
from setia.services.documents import read_program
from setia.services.mail_notices import mail_notices
from setia.services.update_person import Changes, update_person
from setia.storage import clock, mailings, member_sessions, programs
from setia.storage.models import Notice, NoticeMailing
from tests.api.serving import free_port
from tests.architecture.sources import ROOT
from tests.privacy.people import member_of
from tests.shop import Shop, at
from tests.web.mailbox import Mailbox, mail_server

TEXT = (ROOT / "programs" / "grocery.yaml").read_text(encoding="utf-8")
DEARER = TEXT.replace("effective_from: 2017-01-01", "effective_from: 2018-04-01").replace(
    "{amount: 500}", "{amount: 600}"
)
OWNER = ("owner", "cli")
SITI, ALI, BUDI = "siti@example.com", "ali@example.com", "budi@example.com"


class Choosy(Mailbox):
    """Takes nothing for one address."""

    refuses = ""

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:  # noqa: N802
        """As the server calls it."""
        if address == self.refuses:
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 taken"


@pytest.fixture
def mail(mail: Mailbox) -> Iterator[Mailbox]:
    """The mailbox, of a shop whose address letters may name."""
    with override_settings(PUBLIC_URLS=("https://kedai.example/",)):
        yield mail


@pytest.fixture
def shop(database: str) -> Shop:
    """Siti and Ali have shown that their addresses are theirs, Budi has not; a dearer voucher is coming."""
    shop = Shop(TEXT)
    shop.joins("Siti", "Ali", "Budi", "Chan")
    for name, address in (("Siti", SITI), ("Ali", ALI)):
        one = member_of(shop, name)
        assert confirm_email(shop.program, one, address, clock.read()) == one
    member_sessions.speaks(member_of(shop, "Siti").pk, "th")
    update_person(shop.program, member_of(shop, "Budi"), Changes(identifiers={"email": BUDI}))
    change(read_program(DEARER), DEARER, None, OWNER)
    shop.program = programs.load()
    return shop


def asks(shop: Shop) -> bool:
    [one] = coming(shop.program.versions, clock.read())
    return mail_notices(shop.program, one, OWNER)


def sends(shop: Shop) -> None:
    """Everything that can be sent now."""
    while NoticeLetters().tell(shop.program.id):
        pass


def time_has_come() -> None:
    NoticeMailing.objects.exclude(next_at=None).update(next_at=0)


def told(shop: Shop) -> list[tuple[str, str]]:
    names = {member_of(shop, name).account_id: name for name in ("Siti", "Ali", "Budi", "Chan")}
    return [(names[one.account_id], one.how) for one in Notice.objects.order_by("id")]


def test_who_has_shown_an_address_reads_it_in_his_language_once_it_is_asked_for(shop: Shop, mail: Mailbox) -> None:
    sends(shop)
    assert mail.letters == []
    assert asks(shop)
    sends(shop)
    assert not asks(shop)
    sends(shop)
    assert [to for to, _ in mail.letters] == [SITI, ALI]
    [thai], [english] = mail.to(SITI), mail.to(ALI)
    assert str(thai["Subject"]).strip() == "คะแนนของชำ จะเปลี่ยนในวันที่ 1 เมษายน 2561"
    assert "600 คะแนน" in str(thai.get_content())
    assert english["Subject"] == "Grocery points changes on 1 April 2018"
    assert "https://kedai.example/me/changes/2" in str(english.get_content())
    assert told(shop) == [("Siti", "mail"), ("Ali", "mail")]
    assert [one.next_at for one in NoticeMailing.objects.all()] == [None]


def test_a_server_that_is_away_is_asked_again_and_nothing_is_kept_before(shop: Shop, mail: Mailbox) -> None:
    asks(shop)
    with override_settings(EMAIL_PORT=free_port()):
        sends(shop)
        assert told(shop) == []
        [waits] = NoticeMailing.objects.all()
        assert (waits.reached, waits.tries) == (0, 1)
        assert waits.next_at is not None
        assert waits.next_at > clock.system_reading() + AGAIN[0] // 2
        sends(shop)  # not yet
        for _ in AGAIN[1:]:
            time_has_come()
            sends(shop)
    time_has_come()
    sends(shop)
    assert [to for to, _ in mail.letters] == [SITI, ALI]
    assert told(shop) == [("Siti", "mail"), ("Ali", "mail")]


def test_an_address_that_is_nobodys_keeps_nobody_waiting(shop: Shop, mail: Mailbox) -> None:
    asks(shop)
    with mail_server(Choosy) as choosy, override_settings(EMAIL_PORT=choosy.port):
        assert isinstance(choosy, Choosy)
        choosy.refuses = SITI
        sends(shop)
        assert [to for to, _ in choosy.letters] == [ALI]
    assert told(shop) == [("Ali", "mail")]
    assert mail.letters == []


def test_whoever_dies_in_between_leaves_no_second_letter_of_what_is_kept(shop: Shop, mail: Mailbox) -> None:
    asks(shop)
    now = clock.system_reading()
    claimed = mailings.claim(shop.program.id, now, now + 1)
    assert claimed is not None
    assert mailings.claim(shop.program.id, now, now + 1) is None, "it is somebody's"
    siti = member_of(shop, "Siti")
    assert mailings.next_ones(claimed, 9)[0] == (siti.pk, siti.account_id)
    Notice.objects.create(
        program_id=shop.program.id, version=2, account_id=siti.account_id, how="mail", shown_at=clock.read()
    )
    time_has_come()
    sends(shop)
    assert [to for to, _ in mail.letters] == [ALI]
    mailings.settle(claimed, now)  # he comes back too late
    assert NoticeMailing.objects.get().next_at is None


def test_once_it_has_begun_nobody_is_written_to(shop: Shop, mail: Mailbox) -> None:
    asks(shop)
    shop.moves_clock(at("2018-04-01") - clock.read())
    sends(shop)
    assert mail.letters == []
    assert NoticeMailing.objects.get().next_at is None

"""`setia gift-card`: sold, looked at, paid with, claimed; the code is told once and written nowhere."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from setia.cli.app import app
from setia.cli.counter import Counter
from setia.storage.models import Account, GiftCard
from setia.storage.reading import find_member
from tests.cli.terminal import Answer, setia
from tests.cli_ledger.asking import lines, refused
from tests.cli_ledger.shops import corner_shop
from tests.shop import Shop
from tests.storage.tables import dump

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
CLOCK = "Simulated clock: it is 2018-01-02 08:00:00 +0800."


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """Siti has 100 points, Budi none; credit is their only wallet for money."""
    return corner_shop()


def code_in(answer: Answer) -> str:
    [code] = CODE.findall(answer.out)
    return str(code)


def sold(*more: str) -> str:
    """The code of a card for 50.00 paid and 5.00 given on top."""
    return code_in(setia("gift-card", "issue", "50", "--granted", "5", *more))


def test_a_card_is_sold_and_its_code_is_told(shop: Shop) -> None:
    answer = setia("gift-card", "issue", "50", "--granted", "5", "--reference", "R7")
    code = code_in(answer)
    assert lines(answer) == [
        "✓ No. 1 of this card: +55.00 USD, topped up for R7.",
        f"  This card now has 55.00 USD to use. {CLOCK}",
        f"  Its code, shown once and kept nowhere: {code}",
    ]
    assert code.encode() not in repr(dump()).encode()
    assert code.replace("-", "").encode() not in repr(dump()).encode()
    assert shop.findings() == []


def test_a_card_asked_for_again_under_its_key_is_not_made_again_and_its_code_is_told_again(database: str) -> None:
    shop = corner_shop()
    code = sold("--key", "a-key-of-my-own")
    before = dump()
    again = setia("gift-card", "issue", "50", "--granted", "5", "--key", "a-key-of-my-own")
    assert lines(again) == [
        "This was done before under the same key; nothing was changed now.",
        "✓ No. 1 of this card: +55.00 USD, topped up.",
        f"  This card now has 55.00 USD to use. {CLOCK}",
        f"  Its code, shown again under this key alone: {code}",
    ]
    machine = setia("gift-card", "issue", "50", "--granted", "5", "--key", "a-key-of-my-own", "--json").json
    assert (machine["code"], machine["replayed"], machine["outcome"]["awarded"]) == (code, True, {"credit": 55_00})
    other = setia("gift-card", "issue", "51", "--granted", "5", "--key", "a-key-of-my-own")
    assert refused(other).startswith("this key was used")
    assert dump() == before
    assert GiftCard.objects.count() == 1
    for secret in (code, code.replace("-", ""), "a-key-of-my-own"):
        assert secret not in repr(before)
    assert shop.findings() == []


def test_a_card_that_broke_off_before_its_code_was_told_is_sold_by_the_same_key(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Counter, "tell", lambda *_, **__: 1 / 0)  # sold, and nothing was said
        assert CliRunner().invoke(app, ["gift-card", "issue", "50", "--key", "k1"]).exit_code != 0
    assert GiftCard.objects.count() == 1
    code = code_in(setia("gift-card", "issue", "50", "--key", "k1"))
    assert setia("gift-card", "pay", code, "20").code == 0
    assert GiftCard.objects.count() == 1


def test_a_sale_that_is_refused_leaves_no_card_and_no_key(shop: Shop) -> None:
    before = dump()
    answer = setia("gift-card", "issue", "50", "--wallet", "points", "--key", "k1")
    assert refused(answer) == "points is not money, and nothing can be paid into it"
    assert refused(setia("gift-card", "issue", "0")).startswith("0.00 USD were asked for; it must be more than 0")
    assert dump() == before
    assert Account.objects.filter(owner_kind="gift_card").count() == 0
    assert setia("gift-card", "issue", "50", "--key", "k1").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["5,00"], "Error: PAID: '5,00' is not a number such as 12.50"),
        (["5.001"], "Error: PAID: '5.001' has too many decimals; here there are 2."),
        (["5", "--granted", "x"], "Error: --granted: 'x' is not a number"),
        (["5", "--wallet", "stars"], "Error: --wallet: there is no wallet 'stars'."),
        (["5", "--reference", "a\nb"], "Error: --reference: "),
    ],
)
def test_what_cannot_be_read_is_named_and_changes_nothing(shop: Shop, arguments: list[str], told: str) -> None:
    before = dump()
    answer = setia("gift-card", "issue", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(told)
    assert dump() == before


def test_a_card_says_what_it_holds_and_what_of_it_was_paid(shop: Shop) -> None:
    code = sold()
    answer = setia("gift-card", "show", code.lower().replace("-", " "))
    assert lines(answer) == [
        "This card has 55.00 USD to use.",
        "    5.00 usable without end",
        "    50.00 paid, usable without end",
        CLOCK,
    ]
    machine = setia("gift-card", "show", code, "--json").json
    assert (machine["status"], machine["wallets"]["credit"]["available"]) == ("open", 55_00)
    assert [(lot["funding"], lot["free"]) for lot in machine["open_lots"]] == [("paid", 50_00), ("granted", 5_00)]


def test_a_card_pays_what_was_given_first_and_no_more_than_it_holds(shop: Shop) -> None:
    code = sold()
    assert lines(setia("gift-card", "pay", code, "20", "--reference", "order-17")) == [
        "✓ No. 2 of this card: -20.00 USD, used for order-17.",
        f"  This card now has 35.00 USD to use. {CLOCK}",
    ]
    [lot] = setia("gift-card", "show", code, "--json").json["open_lots"]
    assert (lot["funding"], lot["free"]) == ("paid", 35_00)
    before = dump()
    assert refused(setia("gift-card", "pay", code, "35.01")) == "only 35.00 USD are usable, 35.01 were asked for"
    assert dump() == before


def test_a_code_is_read_from_standard_input_and_a_payment_sent_again_is_one(shop: Shop) -> None:
    code = sold()
    for typed in (code, code.lower(), code.replace("-", " ")):
        result = CliRunner().invoke(app, ["gift-card", "pay", "-", "20", "--key", "k1"], input=f"{typed}\n")
        assert result.exit_code == 0
    assert "35.00 USD to use" in setia("gift-card", "show", code).out
    other = sold()
    assert refused(setia("gift-card", "pay", other, "20", "--key", "k1")).startswith("this key was used before")


@pytest.mark.parametrize("code", ["", "0000-0000-0000-0000", "x" * 10_000, "[bold]", "\x00"])
def test_a_code_that_nobody_has_is_refused(shop: Shop, code: str) -> None:
    for words in (["show", code], ["pay", code, "5"], ["claim", code, "Siti"]):
        assert refused(setia("gift-card", *words)) == "there is no gift card with this code"


def test_a_claimed_card_is_the_members_and_used_up(shop: Shop) -> None:
    code, siti = sold(), find_member(shop.program, "Siti")
    assert siti is not None
    first = setia("gift-card", "claim", code, "Siti", "--key", "k1")
    assert lines(first) == [
        f"✓ No. 2 of this card: -55.00 USD, claimed by {siti.public_id}.",
        f"  This card now has 0.00 USD to use; Siti now has 55.00 USD to use; 100 points to use. {CLOCK}",
    ]
    assert lines(setia("gift-card", "claim", code, "Siti", "--key", "k1"))[1:] == lines(first)
    assert "+55.00 USD  brought by a gift card" in setia("member", "show", "Siti").out
    before = dump()
    for words in (["pay", code, "5"], ["claim", code, "Budi"]):
        told = refused(setia("gift-card", *words))
        assert told == "this card was claimed by a member, who has what was on it"
    assert setia("gift-card", "pay", code, "5", "--json").json["outcome"]["refusal"]["code"] == "account_closed"
    assert dump() == before
    assert lines(setia("gift-card", "show", code)) == ["This card was claimed by a member, who has what was on it."]
    assert shop.findings() == []


def test_a_card_is_not_claimed_by_somebody_nobody_knows(shop: Shop) -> None:
    code = sold()
    assert refused(setia("gift-card", "claim", code, "Ali")).startswith("no member has the identifier 'Ali'")


def test_what_machines_are_told_of_a_card(shop: Shop) -> None:
    told = setia("gift-card", "issue", "50", "--json").json
    assert CODE.fullmatch(told["code"])
    assert told["outcome"]["awarded"] == {"credit": 50_00}
    assert told["members"] == []
    [card] = told["gift_cards"]
    assert (card["status"], card["wallets"]["credit"]["available"]) == ("open", 50_00)
    claimed = setia("gift-card", "claim", told["code"], "Budi", "--json").json
    assert [one["wallets"]["credit"]["available"] for one in claimed["members"]] == [50_00]
    assert [one["status"] for one in claimed["gift_cards"]] == ["merged"]

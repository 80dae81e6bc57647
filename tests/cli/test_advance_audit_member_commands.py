"""`setia advance`, `setia audit` and `setia member`: time passes, the ledger is asked, a member's page is read."""

from __future__ import annotations

import pytest
from django.db import connection

from setia.storage import clock
from setia.storage.models import Entry
from tests.cli.terminal import setia
from tests.conftest import START
from tests.services.receipts import bought, take
from tests.shop import GROCERY, Shop, at
from tests.storage.lived_in import past_the_guards
from tests.storage.tables import dump, run


def test_time_passes_and_what_was_due_is_booked(shop_on_either: Shop) -> None:
    shop = shop_on_either
    take(shop, bought("Aisyah", 1234, "R1"), bought("Budi", 50, "R2"))
    answer = setia("advance", "--to", "2019-02-01")
    assert answer.code == 0
    assert "It is 2019-02-01 00:00:00 UTC; booked what was due for 1 member." in answer.out
    assert clock.read() == at("2019-02-01")
    assert shop.points("Aisyah") == 0
    assert "for 0 members" in setia("advance").out


@pytest.mark.parametrize("to", ["2018-01-01", "2018-01-01T23:59:59.999999Z", "1970-01-01", "0001-01-01"])
def test_time_does_not_go_back(shop: Shop, to: str) -> None:
    before = dump()
    answer = setia("advance", "--to", to)
    assert (answer.code, answer.out) == (2, "")
    assert "--to: the clock stands at 2018-01-02 00:00:00 UTC; it only moves forwards" in answer.err
    assert dump() == before


WRONG = [
    "2018-02-30",
    "tomorrow",
    "2018-13-01",
    "2018-W05-1",
    "2018-06-01T00:00:00",
    "20180601",
    "\uff12018-06-01",
    " ",
    "P1D",
]


@pytest.mark.parametrize("to", WRONG)
def test_a_day_that_is_none_is_named(shop: Shop, to: str) -> None:
    answer = setia("advance", "--to", to)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Error: --to: ")
    assert clock.read() == START


def test_the_systems_clock_is_not_moved(shop: Shop) -> None:
    run("UPDATE deployment SET clock = 'system'")
    answer = setia("advance", "--to", "2099-01-01")
    assert (answer.code, answer.out) == (2, "")
    assert "--to" in answer.err
    assert run("SELECT now FROM deployment") == [(START,)]


def test_the_last_day_of_the_calendar_is_a_day_like_any_other(shop: Shop) -> None:
    take(shop, bought("Aisyah", 1234, "R1"))
    for words in (["advance", "--to", "9999-12-31"], ["member", "show", "Aisyah"], ["audit"], ["program", "show"]):
        assert setia(*words).code == 0


def test_a_clean_ledger_is_said_to_be_clean(shop_on_either: Shop) -> None:
    shop = shop_on_either
    take(shop, bought("Aisyah", 1234, "R1"), bought(None, 100, "G1"))
    answer = setia("audit")
    assert (answer.code, answer.err) == (0, "")
    assert "The ledger is clean." in answer.out
    machine = setia("audit", "--json")
    assert machine.code == 0
    assert machine.json["clean"] is True
    assert {check["code"] for check in machine.json["checks"]} >= {"I1", "I2", "I3", "I4", "I8", "I11", "I12", "I15"}
    assert not any(check["findings"] for check in machine.json["checks"])


def test_an_altered_row_is_named_with_its_account_and_member(shop_on_either: Shop) -> None:
    shop = shop_on_either
    take(shop, bought("Budi", 5000, "R0"), bought("Aisyah", 1234, "R1"))
    ((account_id, public_id),) = run(
        "SELECT m.account_id, m.public_id FROM member m JOIN wallet w ON w.account_id = m.account_id"
        " WHERE w.available = 12"
    )
    with past_the_guards(Entry):
        run("UPDATE ledger_entry SET amount = 13 WHERE amount = 12")
        answer, machine = setia("audit"), setia("audit", "--json")
    assert answer.code == 1
    assert f"account {account_id} ({public_id})" in answer.out
    assert "The ledger is broken in" in answer.out
    assert machine.code == 1
    assert machine.json["clean"] is False
    found = [finding for check in machine.json["checks"] for finding in check["findings"] if finding["code"] != "I15"]
    assert {(one["account_id"], one["member"]) for one in found} == {(account_id, public_id)}
    assert setia("audit").code == 0


@pytest.mark.usefixtures("shop_on_either")
def test_a_missing_guard_is_named() -> None:
    on_table = "" if connection.vendor == "sqlite" else " ON purchase"
    run(f"DROP TRIGGER purchase_refuses_delete{on_table}")
    answer = setia("audit")
    assert answer.code == 1
    assert "purchase_refuses_delete" in answer.out


@pytest.mark.usefixtures("sqlite_database")
def test_many_findings_are_counted_and_not_all_printed() -> None:
    shop = Shop()
    take(shop, *(bought(f"M{n}", 500, f"R{n}") for n in range(60)))
    run("UPDATE wallet SET available = available + 1")
    answer = setia("audit")
    assert answer.code == 1
    assert "and 40 more" in answer.out
    assert "The ledger is broken in 180 places." in answer.out


def test_nobody_by_this_name_is_one_sentence(shop: Shop) -> None:
    take(shop, bought("Aisyah", 1234, "R1"))
    for name in ("Aisyha", "", "mem_unknown", "[/red]", "x" * 5_000):
        answer = setia("member", "show", name)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("Error: no member of grocery")
        assert len(answer.err) < 300


def test_a_members_page_says_what_there_is_until_when_and_why(shop_on_either: Shop) -> None:
    shop = shop_on_either
    take(shop, bought("Aisyah", 1234, "R1"), bought("Aisyah", 50, "R2"))
    answer = setia("member", "show", "Aisyah")
    assert (answer.code, answer.err) == (0, "")
    for told in (
        "external Aisyah",
        "12 points to use",
        "usable through 2019-01-31",
        "12.34 USD",
        "receipt R1",
        "joined",
    ):
        assert told in answer.out
    assert "Simulated clock: it is 2018-01-02" in answer.out


def test_a_members_page_for_machines_is_json(shop: Shop) -> None:
    take(shop, bought("Aisyah \u0e2d", 1234, "R1"))
    page = setia("member", "show", "Aisyah \u0e2d", "--json").json
    assert page["identifiers"] == {"external": "Aisyah \u0e2d"}
    assert page["wallets"]["points"]["available"] == 12
    assert [movement["kind"] for movement in page["movements"]] == ["earn", "record"]


@pytest.mark.parametrize("name", ["[bold]Aisyah[/]", "[/]", ":smile:", "a\nb", "\x1b[31mred", "=1+1", "--json", "-"])
def test_a_name_is_printed_as_it_is_and_not_obeyed(shop: Shop, name: str) -> None:
    take(shop, bought(name, 1234, "R1"))
    answer = setia("member", "show", "--", name)
    assert answer.code == 0
    assert "\x1b" not in answer.out
    assert "12 points to use" in answer.out
    if "\n" not in name and "\x1b" not in name:
        assert name in answer.out


@pytest.mark.parametrize("unit", ["[/]", "[red]points[/red]", "[points]"])
def test_a_unit_is_printed_as_its_program_calls_it(database: str, unit: str) -> None:
    shop = Shop(GROCERY.read_text(encoding="utf-8").replace("unit: {en: points,", f"unit: {{en: '{unit}',"))
    take(shop, bought("Aisyah", 1234, "R1"))
    for words in (["member", "show", "Aisyah"], ["program", "show"]):
        assert setia(*words).code == 0
    assert f"12 {unit} to use" in setia("member", "show", "Aisyah").out


@pytest.mark.parametrize("asked", ["0", "-1", "1001", "many"])
def test_a_number_of_movements_that_makes_no_sense_is_a_wrong_option(shop: Shop, asked: str) -> None:
    answer = setia("member", "show", "Aisyah", "--movements", asked)
    assert answer.code == 2
    assert "--movements" in answer.err

"""`setia member why` for a member, a till and an author, in the language that is asked for."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from setia.cli.app import app
from tests.cli.terminal import setia
from tests.cli_ledger.cafe import Cafe, a_month_at_the_cafe


@pytest.fixture
def cafe(sqlite_database: str) -> Cafe:
    """Siti bought R1 on a Thursday and R2, with cake, on a Saturday."""
    return a_month_at_the_cafe()


def shown(*words: str, columns: int = 400) -> list[str]:
    """What a command prints on a terminal so wide, without what pads it."""
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": str(columns), "NO_COLOR": "1"})
    assert (result.exit_code, result.stderr) == (0, "")
    return [line.rstrip() for line in result.stdout.splitlines()]


IN_FULL: dict[str, list[str]] = {
    "ms": [
        "No. 3 bagi Siti, 6 Januari 2018: +69 points",
        "Dibeli dengan harga 57.43 USD (resit R2).",
        "",
        "Pembelian ini telah memberi 69 points.",
    ],
    "id": [
        "No. 3 dari Siti, 6 Januari 2018: +69 points",
        "Dibeli seharga 57,43 USD (struk R2).",
        "",
        "Pembelian ini telah memberi 69 points.",
    ],
    "th": [
        "รายการที่ 3 ของ Siti วันที่ 6 มกราคม 2561: +69 points",
        "ซื้อเป็นเงิน 57.43 USD (ใบเสร็จ R2)",
        "",
        "การซื้อครั้งนี้ได้รับ 69 points",
    ],
}
"""The café has its texts in English only; what is said around them is in the language that was asked for."""


@pytest.mark.parametrize("language", IN_FULL)
def test_why_speaks_the_language_that_is_asked_for(cafe: Cafe, language: str) -> None:
    assert shown("member", "why", "Siti", "3", "--lang", language)[:4] == IN_FULL[language]


def test_a_member_is_told_no_id_and_the_author_every_one(cafe: Cafe) -> None:
    cafe.serves("R3", bread=900_00)
    told = {who: shown("member", "why", "Siti", "4", "--for", who) for who in ("member", "till", "author")}
    assert "A mug with a large basket" in told["member"]
    assert "A mug with a large basket [big-basket]" in told["author"]
    for who, lines in told.items():
        assert ("big-spender" in " ".join(lines)) is (who == "author")
    assert "It is rounded down." in " ".join(told["till"])
    assert "It is rounded down." not in " ".join(told["member"])


@pytest.mark.parametrize("who", ["member", "till"])
def test_machines_that_ask_for_a_member_or_a_till_get_no_internal_name(cafe: Cafe, who: str) -> None:
    cafe.serves("R3", bread=900_00)
    told = setia("member", "why", "Siti", "4", "--for", who, "--json").json
    assert set(told) == {"heading", "subject", "explanation", "then"}
    text = json.dumps(told)
    assert not [name for name in ("monthly", "big-spender", "double-cake", "big-basket") if name in text]
    assert told["explanation"]["totals"][0]["code"] == "purchase_earned"
    assert told["explanation"]["totals"][0]["values"] == {"amounts": {"points": 407}}

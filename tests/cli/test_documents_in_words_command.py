"""`setia program explain` without a basket: a document itself in words, and what is other than in an earlier one."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from setia.cli.app import app
from tests.cli.grocery import GROCERY, basket, large_baskets
from tests.cli.terminal import setia


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The demo's program, with 500 points a month at most and something for large baskets."""
    return large_baskets(tmp_path)


def words_of(*given: str | Path) -> list[str]:
    result = CliRunner().invoke(app, ["program", "explain", *map(str, given)], env={"COLUMNS": "400", "NO_COLOR": "1"})
    assert (result.exit_code, result.stderr) == (0, "")
    return [line.rstrip() for line in result.stdout.splitlines()]


def test_without_a_basket_the_document_itself_is_told() -> None:
    said = words_of(GROCERY, "--lang", "th", "--for", "member")
    assert said[:3] == ["คะแนนของชำ", "  จำนวนเงินเป็น USD และวันเริ่มตามเวลาของ UTC", ""]
    place = said.index("บัตรสะสมแสตมป์ครบ 10 ดวง")
    assert said[place + 1] == "  10 แสตมป์ เปลี่ยนเป็น ขนมอบฟรี"
    told = setia("program", "explain", GROCERY, "--json").json
    assert {"wallet", "rule", "tier_set", "reward", "conversion"} < {one["kind"] for one in told["parts"]}
    assert told["parts"][1]["sentences"][0]["code"] == "units_life"


def test_what_is_other_than_in_an_earlier_document_is_told(shop: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.yaml"
    text = (
        shop.read_text(encoding="utf-8")
        .replace("at_least: 60.00", "at_least: 75.00")
        .replace("points: 50}", "points: 80}")
    )
    changed.write_text(text, encoding="utf-8")
    assert words_of(changed, "--since", shop, "--lang", "id") == [
        "Keranjang besar",
        "  - Memberi 50 poin.",
        "  - Nilai keranjang harus paling sedikit 60,00 USD.",
        "  + Memberi 80 poin.",
        "  + Nilai keranjang harus paling sedikit 75,00 USD.",
        "",
    ]
    [told] = setia("program", "explain", changed, "--since", shop, "--json").json["changes"]
    assert told["gone"] == ["Gives 50 points.", "The basket must be worth at least 60.00 USD."]
    assert (told["before"]["id"], told["after"]["kind"]) == ("large-basket", "rule")
    assert words_of(shop, "--since", shop) == []
    answer = setia("program", "explain", shop, basket(tmp_path), "--since", shop)
    assert (answer.code, "--since: a basket is explained by one document." in answer.err) == (2, True)

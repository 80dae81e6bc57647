"""`setia purchase preview`: what a basket would give, the same as it then gives, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from setia.cli.app import app
from setia.storage.models import Budget, Stock
from tests.cli.terminal import setia
from tests.cli_ledger.asking import lines
from tests.cli_ledger.cafe import CAFE, Cafe, a_month_at_the_cafe
from tests.services.receipts import bought, take
from tests.shop import Shop


@pytest.fixture
def cafe(sqlite_database: str) -> Cafe:
    """It is a Saturday; Siti has 105 points, 93 of them by the rule with a limit, and 3 stamps."""
    return a_month_at_the_cafe()


def basket(folder: Path, *basket_lines: dict[str, Any], **fields: Any) -> Path:
    path = folder / "basket.json"
    path.write_text(json.dumps({"lines": basket_lines, **fields}), encoding="utf-8")
    return path


def preview(path: Path) -> list[str]:
    return [line.rstrip() for line in lines(setia("purchase", "preview", "Siti", path))]


def test_a_basket_says_rule_by_rule_what_it_would_give(cafe: Cafe, tmp_path: Path) -> None:
    cake = {"net": "20.50", "category": "cake"}
    assert preview(basket(tmp_path, cake, {"net": 3, "quantity": "1", "category": "coffee"})) == [
        "Siti: this is what the basket would give now.",
        "This basket earns 43 points and 1 stamp.",
        "",
        "1 point for every dollar",
        "  It gives 23 points for 23.50 USD. That is 1 point for every 1.00 USD. It is rounded down."
        " 0.50 USD more would give the next point.",
        "",
        "Double points on cake at weekends",
        "  ✓ It must be on Saturday or Sunday. This time: Saturday.",
        "  It gives 20 points more: 2 times what “1 point for every dollar” gives for certain goods (category cake).",
        "",
        "A stamp for every coffee",
        "  ✓ The basket must have something of the category coffee. This time: coffee.",
        "  It gives 1 stamp.",
        "",
        "A mug with a large basket",
        "  ✗ The basket must be worth at least 60.00 USD. This time: 23.50 USD. 36.50 USD more would be enough.",
        "  It gives nothing.",
        "",
        "Then: The level Silver is reached and lasts through 31 December 2019.",
        "Nothing was written.",
    ]


def test_what_follows_of_it_is_said_too(cafe: Cafe, tmp_path: Path) -> None:
    said = preview(basket(tmp_path, {"net": "3.00", "quantity": 7, "category": "coffee"}))
    assert said[-2:] == [
        "Then: -10 stamps. Given, and usable through 6 February 2018: a free coffee.",
        "Nothing was written.",
    ]


def test_goods_that_no_rule_sees_are_said_with_the_reason(cafe: Cafe, tmp_path: Path) -> None:
    wine, card = {"net": "12.00", "tags": ["alcohol"]}, {"net": "25.00", "tags": ["gift_card"]}
    said = preview(basket(tmp_path, {"net": "3.00"}, wine, card))
    assert said[1:6] == [
        "This basket earns 3 points.",
        "",
        "Excluded by law: alcohol (12.00 USD).",
        "Not goods, so it earns nothing: gift card (25.00 USD).",
        "",
    ]


def test_it_gives_what_the_purchase_then_gives(cafe: Cafe, tmp_path: Path) -> None:
    path = basket(tmp_path, {"net": "600.00", "category": "bread"}, {"net": "40.00", "category": "cake"})
    told = setia("purchase", "preview", "Siti", path, "--json").json
    assert cafe.page("Siti").transactions == 3
    outcome = cafe.serves("R3", bread=600_00, cake=40_00)
    # 407 are left of the month's 500, and cake gives 40 more, which no limit cuts.
    assert told["awarded"] == outcome.awarded == {"points": 447}


def test_budgets_and_stock_are_looked_at_and_not_touched(sqlite_database: str, tmp_path: Path) -> None:
    document = CAFE.replace(
        "{id: monthly, every: month, units: 500}", "{id: monthly, every: month, units: 50, per: program}"
    )
    shop = Shop(document.replace("{id: mug, name: {en: A mug}", "{id: mug, stock: 1, name: {en: A mug}"))
    shop.joins("Siti")
    take(shop, bought("Budi", 30_00, "B1"))
    path = basket(tmp_path, {"net": "61.00"})
    for _ in range(2):
        told = setia("purchase", "preview", "Siti", path, "--for", "author", "--json").json
        assert told["awarded"] == {"points": 20}
        assert [one["besides"]["rewards"][0][1] for one in told["movements"][:1]] == ["mug"]
    assert [row.used for row in Budget.objects.all()] == [30]
    assert sum(row.taken for row in Stock.objects.all()) == 0


def test_a_basket_comes_from_standard_input_too(cafe: Cafe) -> None:
    result = CliRunner().invoke(app, ["purchase", "preview", "Siti", "-"], input='{"lines": [{"net": "2.00"}]}')
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].strip() == "This basket earns 2 points."


WRONG: list[tuple[str, str]] = [
    ('{"lines": [{"net": "1.001"}]}', "lines[0].net: '1.001' has too many decimals; here there are 2."),
    ('{"lines": [{"net": "NaN"}]}', "lines[0].net: 'NaN' is not a number such as 12.50"),
    ('{"lines": [{"net": "1e9999"}]}', "lines[0].net: '1e9999' is not a number such as 12.50"),
    ('{"lines": [{"net": 1.5}]}', "Expected `int | str`, got `float` - at `$.lines[0].net`."),
    ('{"lines": [{"nett": "1"}]}', "Object contains unknown field `nett` - at `$.lines[0]`."),
    ('{"lines": [{"net": "1", "quantity": "x"}]}', "lines[0].quantity: 'x' is not a number such as 12.50"),
    ('{"lines": []}', "a basket has at least one line."),
    ("a basket", "JSON is malformed: invalid character (byte 0)."),
]


@pytest.mark.parametrize(("content", "why"), WRONG, ids=[why for _, why in WRONG])
def test_a_basket_that_cannot_be_read_is_named_with_its_field(
    cafe: Cafe, tmp_path: Path, content: str, why: str
) -> None:
    path = tmp_path / "basket.json"
    path.write_text(content, encoding="utf-8")
    answer = setia("purchase", "preview", "Siti", path)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"Error: {path}: {why}")


def test_a_file_that_is_not_there_is_named(cafe: Cafe, tmp_path: Path) -> None:
    answer = setia("purchase", "preview", "Siti", tmp_path / "none.json")
    assert (answer.code, "none.json: it cannot be read" in answer.told) == (2, True)
